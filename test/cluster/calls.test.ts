import { describe, expect, it } from 'vitest'
import { compile, summarise } from '../../src/cluster/index.js'
import { World, type WorldSnapshot } from '../../src/cluster/world.js'
import type { Scenario } from '../../src/scenario/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { type CallerSaid, calling } from '../support/calls.js'
import { mg1, mmc } from '../support/queues.js'
import { constant, exponential } from '../support/scenarios.js'
import { meanOver, trialsOf } from '../support/trials.js'
import { scheduled } from '../support/worlds.js'

/** Student with 19 degrees of freedom, and normal: two-sided at 1e-4. */
const T19 = 4.93
const Z = 3.891

const many = { concurrency: 100_000 }
/** So many requests, so far apart. */
const requests = (count: number, apart: number) =>
  ({
    arrivals: {
      kind: 'replay',
      times: Array.from({ length: count }, (_, i) => i * apart),
      work: null,
      keys: null,
      every: 0,
    },
  }) as const

describe('a request that waits for many answers', () => {
  /** About 10 ms, and one time in `rare` more than a second. */
  const mostly = (rare: number) =>
    ({
      kind: 'mixture',
      parts: [
        { weight: 1 - 1 / rare, law: constant(10 * MS) },
        { weight: 1 / rare, law: constant(1.1 * SECOND) },
      ],
    }) as const

  // Dean and Barroso, The tail at scale, CACM 56(2), 2013: 63 % of requests take more than a second with 100 leaves
  // of which each does one time in a hundred. Its 2,000 leaves stand in test/long/fan-out.test.ts.
  it.each([
    { leaves: 1, rare: 100, count: 1000, share: 0.01 },
    { leaves: 10, rare: 100, count: 500, share: 0.096 },
    { leaves: 100, rare: 100, count: 200, share: 0.634 },
  ])('is slow as often as any of $leaves leaves is, each once in $rare', ({ leaves, rare, count, share }) => {
    const asks = [[{ to: 1, each: true, work: mostly(rare) }]]
    const what = calling(
      [
        { ...many, asks },
        { ...many, size: leaves },
      ],
      {
        ...{ rate: 1000, work: constant(0), workload: { ...requests(count, MS), timeout: SECOND } },
        more: { seed: `tail/${leaves}` },
      },
    )
    const [root, call] = trialsOf(what, 1)[0].workloads
    expect(1 - (1 - 1 / rare) ** leaves).toBeCloseTo(share, 3)
    expect([root.requests, call.requests]).toEqual([count, count * leaves])
    expect(Math.abs(root.failed - share * count) / Math.sqrt(share * (1 - share) * count)).toBeLessThan(Z)
  })

  it('waits for the k-th of n exponential times: H(n) - H(n - k) of their mean', () => {
    const [n, k] = [10, 7]
    let truth = 0
    for (let i = n - k + 1; i <= n; i++) truth += 10 / i
    const asks = [[{ to: 1, requests: n, needs: k, work: exponential(10 * MS) }]]
    const what = calling([{ ...many, asks }, many], {
      ...{ rate: 100, work: constant(0), workload: requests(100, MS) },
      more: { seed: 'k of n', horizon: SECOND },
    })
    const mean = meanOver(trialsOf(what, 20).map(t => histogramMean(t.workloads[0].latency) / MS))
    expect(Math.abs(mean.z(truth))).toBeLessThan(T19)
    expect(mean.error / mean.mean).toBeLessThan(0.02)
  })
})

const ofWorkloads = (what: Scenario) =>
  trialsOf(what, 1)[0].workloads.map(({ requests: made, errors }) => [
    made,
    ...errors.map(({ kind, count }) => `${kind} ${count}`),
  ])

describe('a chain of 10, 20 and 30 ms', () => {
  const chain = (workload: object, last: object = {}) =>
    calling(
      [
        { asks: [[{ to: 1, work: constant(20 * MS) }]] },
        { asks: [[{ to: 2, work: constant(30 * MS), more: last }]] },
        {},
      ],
      { rate: 1, work: constant(10 * MS), workload: { ...requests(1, SECOND), ...workload } },
    )

  it('is answered after 60 ms, work after calls on top', () => {
    const { workloads } = chain({ deadline: 61 * MS })
    expect(workloads.map(({ id, caller }) => [id, caller])).toEqual([
      ['w', undefined],
      ['s0/s1', 0],
      ['s1/s2', 1],
    ])
    const latencies = (what: Scenario) => trialsOf(what, 1)[0].workloads.map(w => w.latency.max / MS)
    expect(latencies(chain({ deadline: 61 * MS }))).toEqual([60, 50, 30])
    const after = chain({})
    const [first, second, third] = after.services
    const calls = { ...second.calls!, after: constant(7 * MS) }
    for (const blocking of [true, false]) {
      const what = { ...after, services: [first, { ...second, calls: { ...calls, blocking } }, third] }
      expect(latencies(what)).toEqual([67, 57, 30])
    }
  })

  it('is given up at its deadline wherever it is, and calls nobody after it', () => {
    // At 50 ms the third is at work: all three who wait give up, each at that very moment.
    expect(ofWorkloads(chain({ deadline: 50 * MS }))).toEqual([
      [1, 'timeout 1'],
      [1, 'timeout 1'],
      [1, 'timeout 1'],
    ])
    // The second has done its work at 30 ms, and the first at 10.
    expect(ofWorkloads(chain({ deadline: 25 * MS }))).toEqual([[1, 'timeout 1'], [1, 'timeout 1'], [0]])
    expect(ofWorkloads(chain({ deadline: 5 * MS }))).toEqual([[1, 'timeout 1'], [0], [0]])
    // A time-out is no deadline: nobody else hears of it.
    expect(ofWorkloads(chain({ timeout: 25 * MS }))).toEqual([[1, 'timeout 1'], [1], [1]])
  })

  it('fails up to its beginning of a call that takes too long, each naming the one below', () => {
    expect(ofWorkloads(chain({}, { timeout: 20 * MS }))).toEqual([
      [1, 'call-s1 1'],
      [1, 'call-s2 1'],
      [1, 'timeout 1'],
    ])
    // Ten from the third's own deadline are not enough; a second attempt has what is left of it.
    expect(ofWorkloads(chain({}, { timeout: 20 * MS, deadline: 30 * MS, retries: 5 }))[2]).toEqual([1, 'timeout 1'])
  })
})

describe('stages', () => {
  const leaf = (ms: number) => ({ to: 1, work: constant(ms * MS) })
  const latency = (one: CallerSaid) => {
    const what = calling([one, many], { rate: 1, work: constant(5 * MS), workload: requests(1, SECOND) })
    return trialsOf(what, 1)[0].workloads[0].latency.max / MS
  }

  it('follow each other, and the calls of one are made at once', () => {
    expect(latency({ asks: [[leaf(20), leaf(30)], [leaf(10)]] })).toBe(45)
    expect(latency({ asks: [[leaf(20)], [leaf(30)], [leaf(10)]] })).toBe(65)
    expect(latency({ asks: [[{ ...leaf(20), share: 0 }], [leaf(30)]] })).toBe(35)
  })

  it('do without what is optional, and are made as often as is said', () => {
    const asks = [[{ ...leaf(20), optional: true, share: 0.25, more: { timeout: 10 * MS } }]]
    const what = calling([{ ...many, asks }, many], {
      ...{ rate: 1, work: constant(0), workload: requests(1000, MS), more: { seed: 'share' } },
    })
    const [root, call] = trialsOf(what, 1)[0].workloads
    expect([root.requests, root.failed]).toEqual([1000, 0])
    expect(call.failed).toBe(call.requests)
    expect(Math.abs(call.requests - 250) / Math.sqrt(1000 * 0.25 * 0.75)).toBeLessThan(Z)
  })
})

describe('work that nobody waits for', () => {
  const race = (cancel: boolean): Scenario => {
    const more = cancel ? { cancel: true as const } : {}
    return calling(
      [
        { ...many, asks: [[{ to: 1, each: true, needs: 1, more }]] },
        { size: 2, work: [constant(10 * MS), constant(100 * MS)] },
      ],
      { rate: 5, work: constant(0), workload: requests(40, 200 * MS) },
    )
  }

  it('costs its server all of it, unless that is told', () => {
    // 40 requests in 10 s: the fast leaf works 10 ms for each, the slow one 100 ms, or 10 ms until it is called off.
    for (const [cancel, slow] of [
      [false, 0.4],
      [true, 0.04],
    ] as const) {
      const [{ workloads, services }] = trialsOf(race(cancel), 1)
      expect(workloads[0].latency.max).toBe(10 * MS)
      expect(services[1].attempts?.members.map(({ busy }) => busy / (10 * SECOND))).toEqual([0.04, slow])
      expect([workloads[1].requests, workloads[1].cancelled]).toEqual(cancel ? [40, 40] : [80, undefined])
    }
  })

  it('is called off all the way down when the client is gone and everybody is told', () => {
    const down = (cancel: boolean) => {
      const more = cancel ? { cancel: true as const } : {}
      const what = calling(
        [{ asks: [[{ to: 1, work: constant(MS), more }]] }, { asks: [[{ to: 2, work: constant(SECOND), more }]] }, {}],
        { rate: 1, work: constant(MS), workload: { ...requests(1, SECOND), timeout: 102 * MS, ...more } },
      )
      return trialsOf(what, 1)[0].services[2].attempts?.members[0].busy
    }
    expect([down(true), down(false)]).toEqual([100 * MS, SECOND])
  })

  it('goes on when its caller crashes, and what it would have called is not called', () => {
    const crash = scheduled('crash', [50 * MS], SECOND, { kind: 'crash', nodes: [0] })
    const what = calling(
      [{ asks: [[{ to: 1, work: constant(200 * MS), more: { retries: 5, timeout: 100 * MS } }], [{ to: 1 }]] }, {}],
      { rate: 1, work: constant(0), workload: { ...requests(1, SECOND), timeout: SECOND }, more: { faults: [crash] } },
    )
    const world = World.start(compile(what), 'x', 1)
    world.run()
    const { workloads, services } = summarise(world)
    expect(workloads.map(w => [w.requests, w.failed, w.cancelled])).toEqual([
      [1, 1, undefined],
      [0, 0, 1],
      [0, 0, undefined],
    ])
    expect(services[1].attempts?.members[0].busy).toBe(200 * MS)
    expect(world.state.services[1].members[0].inFlight).toBe(0)
    expect(world.state.workloads.map(({ open }) => open)).toEqual([0, 0, 0])
  })
})

describe('a caller', () => {
  const front = (blocking: boolean) =>
    calling([{ blocking, asks: [[{ to: 1, work: constant(5 * MS) }]] }, many], {
      ...{ rate: 50, work: exponential(5 * MS) },
      more: { seed: `front ${blocking}`, horizon: 8 * SECOND, warmup: SECOND },
    })
  const response = (what: Scenario) => meanOver(trialsOf(what, 20).map(t => histogramMean(t.workloads[0].latency) / MS))

  it('that keeps its slot makes clients wait as M/G/1 does whose service has the call in it', () => {
    // Exponential 5 ms and constant 5 ms: mean 10, variance 25 (Pollaczek–Khinchine).
    const mean = response(front(true))
    expect(Math.abs(mean.z(mg1(0.05, 0.1, 0.25)))).toBeLessThan(T19)
    expect(mean.error / mean.mean).toBeLessThan(0.05)
  })

  it('that gives it back is an M/M/1, and the call comes on top', () => {
    const mean = response(front(false))
    expect(Math.abs(mean.z(mmc(0.05, 0.2, 1) + 5))).toBeLessThan(T19)
    expect(mean.error / mean.mean).toBeLessThan(0.05)
  })
})

describe('a call that fails', () => {
  const two = (more: Partial<Scenario>, workload: object = {}) =>
    calling([{ ...many, asks: [[{ to: 1, work: constant(MS), more: { timeout: 100 * MS } }]] }, { ...many }], {
      ...{ rate: 20, work: constant(MS), workload: { ...requests(20, 100 * MS), ...workload }, more },
    })
  const charged = (what: Scenario) => {
    const [{ workloads }] = trialsOf(what, 1)
    const { causes } = compile(what)
    return workloads.map(({ charges = [], failed, errors }) => [
      ...errors.map(({ kind }) => kind),
      failed,
      ...charges.map(({ cause, count }) => `${causes[cause]?.id ?? 'no fault'} ${count}`),
    ])
  }
  const crash = scheduled('crash', [SECOND], HOUR, { kind: 'crash', nodes: [1] })

  it('fails the request, which is charged to the same fault', () => {
    expect(charged(two({ faults: [crash] }))).toEqual([
      ['call-s1', 10, 'crash 10'],
      ['timeout', 10, 'crash 10'],
    ])
    // Whoever is less patient than the call is charged to what it waited for.
    expect(charged(two({ faults: [crash] }, { timeout: 50 * MS }))[0]).toEqual(['timeout', 10, 'crash 10'])
  })

  it('may be cut off from its caller, though not from the clients', () => {
    const partition = scheduled('split', [SECOND], HOUR, { kind: 'partition', groups: [[0], [1]] })
    expect(charged(two({ faults: [partition] }))[0]).toEqual(['call-s1', 10, 'split 10'])
  })

  it('is not heard of before a pause of its caller is over', () => {
    const pause = scheduled('pause', [1000.5 * MS], 300 * MS, { kind: 'pause', nodes: [0] })
    const [{ workloads }] = trialsOf(two({ faults: [pause] }), 1)
    expect(workloads[0].failed).toBe(0)
    // At its member since one second, at work when it is paused.
    expect(workloads[0].latency.max).toBe(301.5 * MS)
  })
})

describe('a run with calls of every kind', () => {
  it('goes on from a snapshot taken anywhere to the same bytes', () => {
    const quick = { timeout: 60 * MS, retries: 1, cancel: true as const }
    const what = calling(
      [
        {
          ...{ size: 2, concurrency: 4, queue: 20, after: exponential(2 * MS), blocking: false },
          asks: [
            [
              { to: 1, requests: 5, needs: 3, work: exponential(10 * MS), more: quick },
              { to: 2, each: true, needs: 2, work: exponential(10 * MS), more: { ...quick, deadline: 100 * MS } },
            ],
            [{ to: 2, share: 0.5, optional: true, work: exponential(5 * MS), more: { timeout: 5 * MS, retries: 2 } }],
          ],
        },
        { size: 3, concurrency: 2, asks: [[{ to: 2, work: exponential(5 * MS), more: { timeout: 50 * MS } }]] },
        { size: 3, concurrency: 3 },
      ],
      {
        ...{ rate: 30, work: exponential(5 * MS), workload: { deadline: 200 * MS, cancel: true } },
        more: {
          horizon: 2 * SECOND,
          faults: [0, 1, 2, 3].map(n => ({
            id: `f${n}`,
            when: { kind: 'law', law: exponential(SECOND) } as const,
            duration: exponential(SECOND / 5),
            effect:
              n % 2 === 0
                ? ({ kind: 'crash', nodes: [n] } as const)
                : ({ kind: 'pause', nodes: [n - 1, n + 3] } as const),
          })),
        },
      },
    )
    const plan = compile(what)
    const whole = World.start(plan, 'a', 1)
    whole.run()
    const { answered, failed } = whole.state.workloads[0].tally
    expect([answered > 5, failed > 5]).toEqual([true, true])
    const straight = World.start(plan, 'a', 1)
    for (let events = 0; events < 3000; events += 373) {
      straight.run(undefined, 373)
      const back = World.restore(plan, 'a', JSON.parse(JSON.stringify(straight.snapshot())) as WorldSnapshot)
      back.run()
      expect(back.fingerprint()).toBe(whole.fingerprint())
    }
    expect(summarise(whole).workloads.map(({ cancelled = 0 }) => cancelled > 0)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ])
    // Every request that is still under way is somewhere: nothing is kept of those that are over.
    const { requests: all, freeRequests, callings, workloads } = whole.state
    expect(all.length - freeRequests.length).toBe(workloads.reduce((sum, { open }) => sum + open, 0))
    expect(callings?.all.filter(({ serial }) => serial === 0).length).toBe(callings?.free.length)
  })
})
