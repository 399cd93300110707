import { describe, expect, it } from 'vitest'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { calling } from '../support/calls.js'
import { constant } from '../support/scenarios.js'
import { trialsOf } from '../support/trials.js'

/** Normal, two-sided at 1e-4. */
const Z = 3.891

describe('2,000 leaves, each of which takes over a second one time in ten thousand', () => {
  // Dean and Barroso, The tail at scale, CACM 56(2), 2013: almost one in five. 1 - 0.9999^2000 = 18.1 %.
  it('are slow together for one request in five', () => {
    const count = 400
    const times = Array.from({ length: count }, (_, i) => i * 5 * MS)
    const mostly = {
      kind: 'mixture',
      parts: [
        { weight: 0.9999, law: constant(10 * MS) },
        { weight: 0.0001, law: constant(1.1 * SECOND) },
      ],
    } as const
    const many = { concurrency: 100_000 }
    const what = calling(
      [
        { ...many, asks: [[{ to: 1, each: true, work: mostly }]] },
        { ...many, size: 2000 },
      ],
      {
        ...{ rate: 200, work: constant(0), more: { seed: 'two thousand', horizon: 5 * SECOND } },
        workload: { arrivals: { kind: 'replay', times, work: null, keys: null, every: 0 }, timeout: SECOND },
      },
    )
    const [root, call] = trialsOf(what, 1)[0].workloads
    expect([root.requests, call.requests]).toEqual([count, count * 2000])
    const share = 1 - 0.9999 ** 2000
    expect(Math.abs(root.failed - share * count) / Math.sqrt(share * (1 - share) * count)).toBeLessThan(Z)
  })
})
