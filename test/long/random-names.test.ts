import { writeFileSync } from 'node:fs'
import seedrandom from 'seedrandom'
import { describe, expect, it } from 'vitest'
import { SeedTree } from '../../src/random/index.js'

/** Names as a study makes them: trials, nodes and purposes. */
function* names(): Generator<string[]> {
  for (let trial = 0; trial < 100; trial++) {
    for (let node = 0; node < 5000; node++) {
      for (const purpose of ['failure', 'repair']) yield ['trial', String(trial), 'node', `db-${node}`, purpose]
    }
  }
}

const NAMES = 1_000_000
const PAIRS = (NAMES * (NAMES - 1)) / 2

function collisions(values: Float64Array): number {
  values.sort()
  let count = 0
  for (let i = 1; i < values.length; i++) if (values[i] === values[i - 1]) count++
  return count
}

interface Row {
  readonly what: string
  readonly bits: number
  readonly collisions: number
}

describe('a million names', () => {
  it('make a million streams, with no more collisions in any word than birthdays make', () => {
    const tree = new SeedTree('web-shop')
    const words = Array.from({ length: 4 }, () => new Float64Array(NAMES))
    const firstWord = new Float64Array(NAMES)
    let index = 0
    for (const path of names()) {
      const state = tree.stream(...path).state()
      for (let word = 0; word < 4; word++) words[word][index] = state[word] >>> 0
      firstWord[index] = seedrandom.alea(path.join('/')).int32() >>> 0
      index++
    }
    expect(index).toBe(NAMES)

    // Pairs of words are compared in 52 of their 64 bits, as one exact number.
    const pairs = [0, 1, 2].map(word => words[word].map((value, i) => value * 2 ** 20 + (words[word + 1][i] >>> 12)))
    const rows: Row[] = [
      ...words.map((values, i) => ({
        what: `word ${'abcd'[i]} of the state`,
        bits: 32,
        collisions: collisions(values),
      })),
      ...pairs.map((values, i) => ({
        what: `words ${'abc'[i]} and ${'bcd'[i]}, 52 bits`,
        bits: 52,
        collisions: collisions(values),
      })),
    ]
    const alone: Row = { what: 'first word of alea alone, not used', bits: 32, collisions: collisions(firstWord) }

    for (const row of rows) {
      const expected = PAIRS / 2 ** row.bits
      // Poisson: five standard deviations, and none expected of 52 bits (1.1e-4).
      expect(row.collisions, row.what).toBeLessThanOrEqual(row.bits === 52 ? 0 : expected + 5 * Math.sqrt(expected))
    }
    writeFileSync(new URL('../../docs/measured/stream-names.md', import.meta.url), report([...rows, alone]))
  })
})

function report(rows: readonly Row[]): string {
  const lines = rows.map(row => {
    const expected = PAIRS / 2 ** row.bits
    return `| ${row.what} | ${row.collisions} | ${expected < 1 ? expected.toExponential(1) : expected.toFixed(1)} |`
  })
  return [
    '# Do stream names collide?',
    '',
    'A million names (100 trials, 5,000 nodes, 2 purposes) under one seed, from `test/long/random-names.test.ts`. Expected are',
    'the colliding pairs that independent words of that width would show.',
    '',
    '| what is compared | colliding pairs | expected |',
    '|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}
