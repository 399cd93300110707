import { describe, expect, it } from 'vitest'
import { alongProfile } from '../../src/cluster/traffic/arrival-times.js'
import { drawKey } from '../../src/cluster/traffic/keys.js'
import type { World } from '../../src/cluster/world.js'
import { SeedTree } from '../../src/random/index.js'
import type { Arrivals, Keys, Scenario, Workload } from '../../src/scenario/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { chiSquare, chiSquareCritical } from '../support/chi-square.js'
import { exponential, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { meanOver, trialsOf } from '../support/trials.js'
import { tracedWorld } from '../support/worlds.js'

/** Two-sided critical values at 1e-4 of a single test: normal, Student's with 19 degrees of freedom. */
const Z = 3.891
const T19 = 4.93

/** Pearson's test of counts at 1e-4. */
function agree(counts: readonly number[], expected: readonly number[]): void {
  expect(chiSquare(counts, i => expected[i])).toBeLessThan(chiSquareCritical(counts.length - 1, 1e-4))
}

function asked(workload: Partial<Workload>, more: Partial<Scenario> = {}): Scenario {
  return scenario({
    horizon: 60 * SECOND,
    network: { classes: [link(nothing)], between: 0, clients: 0 },
    nodes: nodes(1),
    services: [
      service('s', [0], { balancer: { config: { policy: 'random' }, monitor: null }, queue: 100_000, concurrency: 1 }),
    ],
    workloads: [{ id: 'w', service: 0, rate: 10, serviceTime: nothing, timeout: HOUR, retries: 0, ...workload }],
    ...more,
  })
}

const profile = (pieces: readonly (readonly [at: number, rate: number, end: number])[], period: number) =>
  ({ kind: 'profile', pieces: pieces.map(([at, rate, end]) => ({ at, rate, end })), period }) as const

describe('a rate along straight pieces', () => {
  const hours = profile(
    Array.from({ length: 24 }, (_, i) => [i * HOUR, (i * 7) % 11, (i * 7) % 11] as const),
    24 * HOUR,
  )
  const flash = profile(
    [
      [0, 5, 5],
      [10 * SECOND, 5, 90],
      [12 * SECOND, 90, 90],
      [20 * SECOND, 90, 5],
      [50 * SECOND, 5, 5],
    ],
    0,
  )

  /** The rate at a time, looked up without any of the code under test. */
  function rateAt({ pieces, period }: ReturnType<typeof profile>, time: number): number {
    const t = period > 0 ? ((time % period) + period) % period : time
    const p = Math.max(
      0,
      pieces.findLastIndex(piece => piece.at <= t),
    )
    const until = pieces[p + 1]?.at ?? (period > 0 ? period : Infinity)
    const { at, rate, end } = pieces[p]
    return until === Infinity || t < at ? rate : rate + ((end - rate) * (t - at)) / (until - at)
  }

  it.each([
    { name: 'a day', of: hours, from: -3 * HOUR, step: 100 * HOUR, many: 30_000 },
    { name: 'a flash crowd', of: flash, from: -SECOND, step: SECOND, many: 30 },
  ])(
    'brings the next request when the rate over time since the last is what was drawn: $name',
    ({ of, from, step, many }) => {
      const luck = new SeedTree('profile').stream('a')
      let at = from
      for (let i = 0; i < 60; i++) {
        const drawn = luck.exponential() * many
        const next = alongProfile(of, at, drawn)
        // The midpoint rule; a rate of straight pieces errs only where it bends.
        const parts = 20_000
        let area = 0
        for (let k = 0; k < parts; k++) area += rateAt(of, at + ((k + 0.5) / parts) * (next - at))
        expect(((area / parts) * (next - at)) / SECOND / drawn).toBeCloseTo(1, 2)
        at = next + (i % 5 === 0 ? step / 7 : 0)
      }
    },
  )

  it('asks as often in each hour as the hour has it', () => {
    const day = asked(
      {
        rate: 0.05,
        arrivals: profile(
          [
            [0, 0.02, 0.02],
            [6 * HOUR, 0.11, 0.11],
            [18 * HOUR, 0.01, 0.01],
          ],
          24 * HOUR,
        ),
      },
      { horizon: 24 * HOUR * 10 },
    )
    const { world } = tracedWorld(day)
    const perHour = countsOf(world, 24, time => Math.floor(time / HOUR) % 24)
    const expected = perHour.map((_, hour) => 10 * 3600 * (hour < 6 ? 0.02 : hour < 18 ? 0.11 : 0.01))
    agree(perHour, expected)
  })
})

/** Requests of the whole run by bins of their time. */
function countsOf(world: World, bins: number, binOf: (time: number) => number): number[] {
  const counts = new Array<number>(bins).fill(0)
  let before = 0
  while (world.run(undefined, 1) === 'events') {
    const { answered } = world.state.workloads[0].tally
    if (answered > before) counts[binOf(world.now - world.plan.from)]++
    before = answered
  }
  return counts
}

describe('arrivals', () => {
  it('at regular times come exactly so often', () => {
    const { world } = tracedWorld(asked({ rate: 7, arrivals: { kind: 'regular' } }))
    world.run()
    expect(world.state.workloads[0].tally.answered).toBe(7 * 60)
  })

  it('in bursts scatter as an MMPP does (Fischer and Meier-Hellstern 1993, section 3)', () => {
    const [high, low, burst, calm, seconds] = [80, 5, 1.5, 4, 10]
    const phases = {
      kind: 'phases',
      phases: [
        { rate: low, mean: calm * SECOND },
        { rate: high, mean: burst * SECOND },
      ],
    } as const
    const what = asked({ rate: 1, arrivals: phases }, { horizon: seconds * SECOND, seed: 'bursts' })
    const counts = trialsOf(what, 600).map(t => t.workloads[0].requests)
    const mean = (high * burst + low * calm) / (burst + calm)
    const [a, b] = [1 / burst, 1 / calm]
    const variance =
      mean * seconds +
      ((2 * a * b * (high - low) ** 2) / (a + b) ** 3) * (seconds - (1 - Math.exp(-(a + b) * seconds)) / (a + b))
    expect(Math.abs(meanOver(counts).z(mean * seconds))).toBeLessThan(Z)
    const squares = meanOver(counts.map(count => (count - mean * seconds) ** 2))
    expect(Math.abs(squares.z(variance))).toBeLessThan(Z)
    // Far from Poisson, whose variance is its mean.
    expect(variance).toBeGreaterThan(10 * mean * seconds)
  })

  it('that stop now and then scatter as an interrupted Poisson process does (Kuczura 1973)', () => {
    const [rate, on, off, seconds] = [60, 0.5, 1.5, 10]
    const phases = {
      kind: 'phases',
      phases: [
        { rate, mean: on * SECOND },
        { rate: 0, mean: off * SECOND },
      ],
    } as const
    const what = asked({ rate: 1, arrivals: phases }, { horizon: seconds * SECOND, seed: 'interrupted' })
    const counts = trialsOf(what, 400).map(t => t.workloads[0].requests)
    const mean = (rate * on * seconds) / (on + off)
    expect(Math.abs(meanOver(counts).z(mean))).toBeLessThan(Z)
    // Index of dispersion of counts, Fischer and Meier-Hellstern 1993, section 3, with one rate of none.
    const [a, b] = [1 / on, 1 / off]
    const limit = 1 + (2 * a * b * rate ** 2) / ((a + b) ** 2 * rate * b)
    const idc = 1 + (limit - 1) * (1 - (1 - Math.exp(-(a + b) * seconds)) / ((a + b) * seconds))
    const squares = meanOver(counts.map(count => (count - mean) ** 2))
    expect(Math.abs(squares.z(idc * mean))).toBeLessThan(Z)
    expect(idc).toBeGreaterThan(30)
  })

  it('whose phases follow by chance scatter as their covariance says', () => {
    const next = [
      [0, 3, 1],
      [1, 0, 2],
      [5, 1, 0],
    ]
    const [rates, means, seconds] = [[4, 30, 0], [1, 0.4, 0.6], 6]
    const out = next.map((row, i) => row.map(w => w / row.reduce((x, y) => x + y, 0) / means[i]))
    const q = out.map((row, i) => row.map((rate, j) => (i === j ? -1 / means[i] : rate)))
    const along = (v: readonly number[], dt: number) =>
      v.map((x, j) => x + dt * v.reduce((sum, y, i) => sum + y * q[i][j], 0))
    // Shares of time: what the chain comes to from anywhere.
    let shares = [1, 0, 0]
    for (let i = 0; i < 40_000; i++) shares = along(shares, 1e-3)
    const mean = shares.reduce((sum, share, i) => sum + share * rates[i], 0)
    // Var N(t) = mt + 2 ∫ (t - u) (E[λ(0) λ(u)] - m²) du, for any stationary rate (Cox & Isham, Point Processes, 1980).
    let v = shares.map((share, i) => share * rates[i])
    const dt = 1e-3
    let variance = mean * seconds
    for (let u = 0; u < seconds; u += dt) {
      variance += 2 * dt * (seconds - u) * (v.reduce((sum, x, i) => sum + x * rates[i], 0) - mean ** 2)
      v = along(v, dt)
    }
    const phases = next.map((weights, i) => ({
      ...{ rate: rates[i], mean: means[i] * SECOND },
      ...{ next: weights, share: shares[i] },
    }))
    const what = asked({ rate: 1, arrivals: { kind: 'phases', phases } }, { horizon: seconds * SECOND, seed: 'chance' })
    const counts = trialsOf(what, 500).map(t => t.workloads[0].requests)
    expect(Math.abs(meanOver(counts).z(mean * seconds))).toBeLessThan(Z)
    expect(Math.abs(meanOver(counts.map(count => (count - mean * seconds) ** 2)).z(variance))).toBeLessThan(Z)
    expect(variance).toBeGreaterThan(3 * mean * seconds)
  })

  it('of clients who think make the queue of the machine repairman (Kleinrock 1975, section 3.8)', () => {
    const [many, think, work] = [8, 50, 10]
    const closed: Arrivals = { kind: 'clients', count: many, think: exponential(think * MS) }
    const what = asked(
      { arrivals: closed, serviceTime: exponential(work * MS) },
      { horizon: 20 * SECOND, warmup: SECOND },
    )
    const trials = trialsOf({ ...what, seed: 'closed' }, 20).map(t => t.workloads[0])
    let term = 1
    let sum = 1
    for (let k = 1; k <= many; k++) sum += term *= ((many - k + 1) * work) / think
    const throughput = (1 - 1 / sum) / work
    expect(Math.abs(meanOver(trials.map(w => w.requests / 20_000)).z(throughput))).toBeLessThan(T19)
    // Little's law for the whole loop.
    const response = meanOver(trials.map(w => histogramMean(w.latency) / MS))
    expect(Math.abs(response.z(many / throughput - think))).toBeLessThan(T19)
  })

  it('from a file have the class of their line, with its work', () => {
    const times = [50, 100, 200, 300].map(ms => ms * MS)
    const replay: Arrivals = { kind: 'replay', times, work: null, keys: null, classes: [1, 0, 1, 1], every: SECOND }
    const classes = [
      { id: 'a', share: 0.25, serviceTime: exponential(0.1 * MS) },
      { id: 'b', share: 0.75, serviceTime: nothing },
    ]
    const { world } = tracedWorld(asked({ arrivals: replay, classes }))
    world.run()
    const { classes: tallies } = world.state.workloads[0].tally
    expect(tallies.map(tally => tally.answered)).toEqual([60, 180])
    expect([tallies[0].latency.max > 0, tallies[1].latency.max]).toEqual([true, 0])
  })

  it('from a file come when it says, with its work, and over again', () => {
    const times = [0, 100, 100, 5000].map(ms => ms * MS)
    const work = [3, 5, 7, 11].map(ms => ms * MS)
    const replay: Arrivals = { kind: 'replay', times, work, keys: ['a', 'b', 'a', 'c'], every: 20 * SECOND }
    const { world } = tracedWorld(asked({ arrivals: replay }, { warmup: 2 * SECOND }))
    world.run()
    const { latency, answered } = world.state.workloads[0].tally
    expect(answered).toBe(12)
    // The third waits for the second: 5 + 7.
    expect(histogramMean(latency)).toBe(((3 + 5 + 12 + 11) * MS) / 4)
    expect(latency.max).toBe(12 * MS)
  })
})

describe('keys', () => {
  function drawn(keys: Keys, count: number): number[] {
    const { world } = tracedWorld(asked({ keys }))
    return Array.from({ length: count }, () => drawKey(world, 0))
  }
  const counted = (all: readonly number[], bins: number): number[] => {
    const counts = new Array<number>(bins).fill(0)
    for (const key of all) counts[key]++
    return counts
  }

  it('are asked for evenly, or by their rank', () => {
    const many = 40_000
    const even = counted(drawn({ kind: 'uniform', count: 20 }, many), 20)
    agree(
      even,
      even.map(() => many / 20),
    )
    const zipf = counted(drawn({ kind: 'zipf', count: 50, exponent: 1.2 }, many), 50)
    const shares = zipf.map((_, i) => 1 / (i + 1) ** 1.2)
    const all = shares.reduce((sum, share) => sum + share, 0)
    agree(
      zipf,
      shares.map(share => (many * share) / all),
    )
    const hot = counted(drawn({ kind: 'hot', count: 10, hot: 2, share: 0.7 }, many), 10)
    agree(
      hot,
      hot.map((_, i) => many * (i < 2 ? 0.35 : 0.3 / 8)),
    )
  })

  it('of visitors last for a geometric number of requests, and so many are there at a time', () => {
    const keys = drawn({ kind: 'sessions', active: 50, requests: 8 }, 40_000)
    const perKey = new Map<number, number>()
    for (const key of keys) perKey.set(key, (perKey.get(key) ?? 0) + 1)
    // Those who are still there at the end are cut short: leave out the last that came.
    const whole = [...perKey].filter(([key]) => key < 4000).map(([, count]) => count)
    const mean = meanOver(whole)
    expect(whole.length).toBe(4000)
    expect(Math.abs(mean.z(8))).toBeLessThan(Z)
    const once = whole.filter(count => count === 1).length
    expect(Math.abs(once - 4000 / 8) / Math.sqrt(4000 * (1 / 8) * (7 / 8))).toBeLessThan(Z)
  })
})
