import { describe, expect, it } from 'vitest'
import { expectedStepDowns } from '../../src/cluster/leap/leader-patience.js'
import { constant } from '../../src/laws/index.js'
import type { Listening } from '../../src/protocols/index.js'
import { count, majority, type Quorum } from '../../src/quorum/index.js'
import { Stream } from '../../src/random/index.js'
import type { LinkClass } from '../../src/scenario/index.js'
import { MILLISECOND as MS } from '../../src/units/index.js'

const link = (more: Partial<LinkClass> = {}): LinkClass => ({
  name: 'link',
  latency: constant(10 * MS),
  loss: 0.45,
  duplicate: 0,
  reorder: 0,
  overtaking: false,
  ...more,
})
const listening: Listening = { least: 500 * MS, period: 100 * MS, leaderPatience: 500 * MS }
const of = (n: number): number[] => Array.from({ length: n }, (_, m) => m)

/**
 * How often, in so many rounds, a leader comes to have heard from too few for its patience: every round each peer answers
 * unless the heartbeat or its answer is lost. Messages take 20 ms there and back, so that answers are a period apart.
 */
function stepDowns(peers: number, needed: number, loss: number, rounds: number): number {
  const stream = Stream.from([peers, needed, 1, 2])
  const heard = new Array<number>(peers).fill(0)
  let times = 0
  let out = false
  for (let round = 1; round <= rounds; round++) {
    for (let p = 0; p < peers; p++) if (stream.unit() >= loss && stream.unit() >= loss) heard[p] = round
    const recent = heard.filter(last => (round - last) * listening.period < listening.leaderPatience).length
    const few = recent < needed
    if (few && !out) times++
    out = few
  }
  return times
}

/** Members, what is a quorum of them, the answers that it takes, and a loss at which that is seldom missed. */
const groups: [string, number, Quorum, number, number][] = [
  ['three, of whom two', 3, majority(of(3)), 1, 0.3],
  ['five, of whom three', 5, majority(of(5)), 2, 0.3],
  ['five, of whom two', 5, count(of(5), 2), 1, 0.45],
  ['five, of whom four', 5, count(of(5), 4), 3, 0.2],
]

describe('how often a leader that hears too few steps down in quiet time', () => {
  it.each(groups)('is told from above, and not from far above: %s', (_, members, quorum, answers, loss) => {
    const rounds = 300_000
    const counted = stepDowns(members - 1, answers, loss, rounds)
    const told = expectedStepDowns([link({ loss })], members, quorum, listening, 0, rounds)
    expect(counted).toBeGreaterThan(0)
    expect(told).toBeGreaterThan(counted)
    // Of the five rounds that all must miss, two are given away for each: one for the latency, one for where in a period the
    // silence begins; and a silence begins in a round that was heard, which makes about one more.
    const missed = 1 - (1 - loss) ** 2
    expect(told).toBeLessThan(counted * missed ** (-3 * (members - answers)))
  })

  it('is never where messages are not lost and take a known time, and where nobody has patience', () => {
    const lossless = link({ loss: 0 })
    expect(expectedStepDowns([lossless], 3, majority(of(3)), listening, 0, 1e9)).toBe(0)
    expect(expectedStepDowns([link()], 3, majority(of(3)), { ...listening, leaderPatience: 0 }, 0, 1e9)).toBe(0)
    expect(expectedStepDowns([link()], 1, majority(of(1)), listening, 0, 1e9)).toBe(0)
  })

  it('grows with clocks that drift, with links that reorder, and is that of the worst link', () => {
    const told = (classes: LinkClass[], drift: number) =>
      expectedStepDowns(classes, 3, majority(of(3)), listening, drift, 1000)
    expect(told([link()], 0.1)).toBeGreaterThan(told([link()], 0))
    expect(told([link({ loss: 0.01 }), link()], 0)).toBe(told([link()], 0))
    expect(told([link({ reorder: 0.01 })], 0)).toBe(1000)
  })
})
