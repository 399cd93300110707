import { describe, expect, it } from 'vitest'
import { SeedTree, type Stream } from '../../src/random/index.js'
import { chiSquare, chiSquareCritical } from '../support/chi-square.js'
import { ksTwoSample } from '../support/ks.js'

const ALPHA = 1e-4

const tree = new SeedTree('web-shop')
const first = (stream: Stream, n = 4) => Array.from({ length: n }, () => stream.uint32())

describe('the seed tree', () => {
  it('gives the same stream for the same seed and name, from its beginning', () => {
    const once = tree.stream('trial', '17', 'node', 'db-2', 'failure')
    once.unit()
    expect(first(tree.stream('trial', '17', 'node', 'db-2', 'failure'))).toEqual(
      first(new SeedTree('web-shop').stream('trial', '17', 'node', 'db-2', 'failure')),
    )
  })

  it.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['ab'], ['a', 'b']],
    [['a/b'], ['a', 'b']],
    [['1:a/1:b'], ['a', 'b']],
    [['a', ''], ['a']],
    [[''], []],
    [['ab'], ['abab']],
    [['node-1'], ['node-2']],
  ])('keeps %j and %j apart', (one, other) => {
    expect(first(tree.stream(...one))).not.toEqual(first(tree.stream(...other)))
  })

  it('keeps seed and name apart', () => {
    expect(first(new SeedTree('ab').stream('c'))).not.toEqual(first(new SeedTree('a').stream('bc')))
    expect(first(new SeedTree('').stream('a'))).not.toEqual(first(new SeedTree('a').stream('')))
  })

  it('takes any text for a name', () => {
    const names = ['', ' ', '0', 'é', 'e\u0301', '\u{1f4a9}', '\ud83d', '\0', '__proto__', 'x'.repeat(10_000)]
    const seen = names.map(name => first(tree.stream(name)).join())
    expect(new Set(seen).size).toBe(names.length)
  })

  it('never changes: golden streams', () => {
    expect(first(new SeedTree('0').stream())).toEqual(GOLDEN.root)
    expect(first(new SeedTree('web-shop').stream('trial', '17', 'node', 'db-2', 'failure'))).toEqual(GOLDEN.failure)
  })

  it('gives a hundred thousand entities states of their own, in all words and in every pair of words', () => {
    const n = 100_000
    const pairs: Set<number>[] = [new Set(), new Set(), new Set()]
    for (let i = 0; i < n; i++) {
      const [a, b, c, d] = tree.stream('trial', String(i % 100), 'node', `db-${i}`).state()
      // 48 bits of each pair of words; 5e9 pairs of names make 2e-5 collisions likely.
      pairs[0].add((a >>> 8) * 2 ** 24 + (b >>> 8))
      pairs[1].add((b >>> 8) * 2 ** 24 + (c >>> 8))
      pairs[2].add((c >>> 8) * 2 ** 24 + (d >>> 8))
    }
    for (const seen of pairs) expect(seen.size).toBe(n)
  })
})

const neighbours: [string, string[], string[]][] = [
  ['numbered nodes', ['node-1'], ['node-2']],
  ['a name and its double', ['ab'], ['abab']],
  ['successive trials', ['trial', '1', 'node', 'db-1', 'failure'], ['trial', '2', 'node', 'db-1', 'failure']],
  ['two purposes', ['node', 'db-1', 'failure'], ['node', 'db-1', 'repair']],
]

describe('neighbouring streams are independent', () => {
  it.each(neighbours)('%s', (_, one, other) => {
    const x = tree.stream(...one)
    const y = tree.stream(...other)
    const n = 100_000
    const grid = new Array<number>(256).fill(0)
    let equalBits = 0
    let product = 0
    for (let i = 0; i < n; i++) {
      const [u, v] = [x.uint32(), y.uint32()]
      grid[(u >>> 28) * 16 + (v >>> 28)]++
      equalBits += 32 - bitCount(u ^ v)
      product += (u / 2 ** 32 - 0.5) * (v / 2 ** 32 - 0.5)
    }
    expect(chiSquare(grid, () => n / 256)).toBeLessThan(chiSquareCritical(255, ALPHA))
    // Two-sided z-tests at 1e-4: 3.891.
    expect(Math.abs(equalBits - 16 * n) / Math.sqrt(8 * n)).toBeLessThan(3.891)
    expect(Math.abs(product * 12) / Math.sqrt(n)).toBeLessThan(3.891)
  })

  it('the first draws of numbered streams look like one stream', () => {
    const n = 50_000
    const firsts = Array.from({ length: n }, (_, i) => tree.stream('trial', String(i), 'failure').unit())
    const one = tree.stream('one')
    const units = Array.from({ length: n }, () => one.unit())
    const { distance, critical } = ksTwoSample(firsts, units, ALPHA)
    expect(distance).toBeLessThan(critical)

    const grid = new Array<number>(256).fill(0)
    for (let i = 1; i < n; i++) grid[Math.floor(firsts[i - 1] * 16) * 16 + Math.floor(firsts[i] * 16)]++
    expect(chiSquare(grid, () => (n - 1) / 256)).toBeLessThan(chiSquareCritical(255, ALPHA))
  })
})

function bitCount(word: number): number {
  let count = 0
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++
  return count
}

const GOLDEN = {
  root: [2099898395, 745331617, 1776255359, 1109588654],
  failure: [1146418504, 2196241029, 1778796448, 3666571649],
}
