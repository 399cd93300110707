import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DetectorConfig,
  detectorFor,
  type PhiConfig,
  type PhiState,
  phi,
  phiAccrual,
} from '../../src/detectors/index.js'
import { SeedTree } from '../../src/random/index.js'

const period = 1_000_000

const configs: readonly DetectorConfig[] = [
  { kind: 'timeout', timeout: 3_000_000 },
  { kind: 'missed', beats: 3 },
  { kind: 'missed', beats: 1, grace: 400_000 },
  { kind: 'phi', threshold: 8, window: 10, minStdDev: 100_000, pause: 0 },
  { kind: 'phi', threshold: 8, window: 1000, minStdDev: 100_000, pause: 3_000_000, tail: 'logistic' },
  { kind: 'phi', threshold: 8, window: 5, minStdDev: 1, pause: 0, tail: 'exponential' },
]

describe.each(configs)('the contract of a detector: %j', config => {
  const detector = detectorFor(config)
  const gaps = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { maxLength: 40 })

  it('suspects after the last arrival, never before it, and later when heard again', () => {
    fc.assert(
      fc.property(gaps, steps => {
        let now = 7_000
        const state = detector.init(config, period, now)
        for (const step of steps) {
          now += step
          detector.heard(config, state, now)
          const deadline = detector.deadline(config, state)
          expect(Number.isSafeInteger(deadline)).toBe(true)
          expect(deadline).toBeGreaterThan(now)
        }
      }),
      { seed: 30, numRuns: 200 },
    )
  })

  it('depends on differences of time only', () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 2 ** 50 }), (steps, shift) => {
        const run = (start: number) => {
          const state = detector.init(config, period, start)
          let now = start
          for (const step of steps) detector.heard(config, state, (now += step))
          return detector.deadline(config, state) - start
        }
        expect(run(shift)).toBe(run(0))
      }),
      { seed: 31, numRuns: 200 },
    )
  })

  it('goes on from a JSON copy of its state as from the state', () => {
    fc.assert(
      fc.property(gaps, gaps, (before, after) => {
        let now = 0
        const state = detector.init(config, period, now)
        for (const step of before) detector.heard(config, state, (now += step))
        const copy = JSON.parse(JSON.stringify(state))
        expect(copy).toEqual(state)
        for (const step of after) {
          now += step
          detector.heard(config, state, now)
          detector.heard(config, copy, now)
          expect(detector.deadline(config, copy)).toBe(detector.deadline(config, state))
        }
      }),
      { seed: 32, numRuns: 100 },
    )
  })

  it('watches from the start as if a heartbeat had just arrived', () => {
    const fresh = detector.init(config, period, 500)
    expect(detector.deadline(config, fresh)).toBeGreaterThan(500 + period)
  })
})

describe('a fixed timeout', () => {
  it('suspects a timeout after the last arrival', () => {
    const config = { kind: 'timeout', timeout: 30_000_000 } as const
    const detector = detectorFor(config)
    const state = detector.init(config, period, 100)
    expect(detector.deadline(config, state)).toBe(30_000_100)
    detector.heard(config, state, 2_000_000)
    expect(detector.deadline(config, state)).toBe(32_000_000)
  })
})

describe('missed beats', () => {
  it('with a skew are the master down interval of VRRP (RFC 5798 section 6.1)', () => {
    // Advertisements each second, priority 100: 3 s + (256 - 100) / 256 s.
    const config = { kind: 'missed', beats: 3, grace: 609_375 } as const
    const detector = detectorFor(config)
    expect(detector.deadline(config, detector.init(config, period, 0))).toBe(3_609_375)
  })

  it('are counted from the last arrival: of beats without jitter the k-th missing one raises suspicion', () => {
    for (let beats = 1; beats <= 5; beats++) {
      const config = { kind: 'missed', beats } as const
      const detector = detectorFor(config)
      const state = detector.init(config, 250_000, 0)
      detector.heard(config, state, 250_000)
      expect(detector.deadline(config, state)).toBe(250_000 * (1 + beats))
    }
  })
})

describe('a configuration that makes no sense', () => {
  it.each([
    [{ kind: 'timeout', timeout: 0 }, 'timeout'],
    [{ kind: 'missed', beats: 1.5 }, 'beats'],
    [{ kind: 'missed', beats: 2, grace: -1 }, 'grace'],
    [{ kind: 'phi', threshold: 0, window: 10, minStdDev: 1, pause: 0 }, 'threshold'],
    [{ kind: 'phi', threshold: 301, window: 10, minStdDev: 1, pause: 0 }, 'threshold'],
    [{ kind: 'phi', threshold: 8, window: 0, minStdDev: 1, pause: 0 }, 'window'],
    [{ kind: 'phi', threshold: 8, window: 10, minStdDev: 0, pause: 0 }, 'minStdDev'],
  ] as [DetectorConfig, string][])('%j is refused by name', (config, field) => {
    expect(() => detectorFor(config).init(config, period, 0)).toThrow(field)
  })
})

/** An independent account of the window: plain lists and sums over all of it. */
function recount(config: PhiConfig, arrivals: readonly number[], deadlines: readonly number[]) {
  let intervals = [period - period / 4, period + period / 4].slice(-config.window)
  for (let i = 1; i < arrivals.length; i++) {
    if (arrivals[i] >= deadlines[i - 1]) continue
    intervals = [...intervals, arrivals[i] - arrivals[i - 1]].slice(-config.window)
  }
  const mean = intervals.reduce((a, b) => a + b, 0) / intervals.length
  const variance = intervals.reduce((a, b) => a + (b - mean) * (b - mean), 0) / intervals.length
  return { mean, deviation: Math.max(config.minStdDev, Math.sqrt(variance)) }
}

describe('phi accrual', () => {
  const base = { kind: 'phi', threshold: 8, window: 20, minStdDev: 1_000, pause: 0 } as const
  const atRest = (threshold: number, tail?: PhiConfig['tail']): number => {
    // One sample of exactly the period: mean 0 past it, deviation the least one.
    const config: PhiConfig = { kind: 'phi', threshold, window: 1, minStdDev: 1e9, pause: 0, tail }
    const state = phiAccrual.init(config, period, 0)
    phiAccrual.heard(config, state, period)
    return phiAccrual.deadline(config, state) - period
  }

  // mpmath 1.3.0, 40 digits: the root of log10(erfc(z / sqrt 2) / 2) + threshold.
  it.each([
    [1, 1.2815515655446004],
    [2, 2.326347874040841],
    [3, 3.09023230616781],
    [8, 5.612001244174789],
    [10, 6.361340902404056],
    [100, 21.2734535609653],
  ])('of threshold %d waits %d deviations beyond the mean', (threshold, z) => {
    expect(Math.abs(atRest(threshold) - (period + z * 1e9))).toBeLessThan(2)
  })

  // The root of y (1.5976 + 0.070566 y^2) = ln((1 - p) / p), p = 10^-threshold, likewise.
  it.each([
    [1, 1.2822153449667],
    [3, 3.05893781944609],
    [8, 5.22598664409356],
    [10, 5.79902471473057],
  ])('approximated as Akka does, of threshold %d waits %d deviations', (threshold, z) => {
    expect(Math.abs(atRest(threshold, 'logistic') - (period + z * 1e9))).toBeLessThan(2)
  })

  it("with Cassandra's exponential tail and threshold 8 waits 18.4 mean intervals", () => {
    expect(atRest(8, 'exponential') / period).toBeCloseTo(18.420680743952367, 6)
  })

  // Akka's AccrualFailureDetectorSpec, "return realistic phi values": mean 1000 ms, deviation 100 ms, within 0.1.
  it.each([
    [0, 0.0],
    [500, 0.1],
    [1000, 0.3],
    [1200, 1.6],
    [1400, 4.7],
    [1600, 10.8],
    [1700, 15.3],
  ])("has Akka's level of suspicion after %d ms", (silence, level) => {
    const config: PhiConfig = { ...base, window: 1, minStdDev: 100_000, tail: 'logistic' }
    const state = phiAccrual.init(config, period, 0)
    phiAccrual.heard(config, state, period)
    expect(Math.abs(phi(config, state, period + silence * 1000) - level)).toBeLessThan(0.1)
  })

  const tails = fc.constantFrom<PhiConfig['tail']>('normal', 'logistic', 'exponential', undefined)
  const arbitraryConfig = fc.record({
    kind: fc.constant('phi' as const),
    threshold: fc.double({ min: 0.5, max: 16, noNaN: true }),
    window: fc.integer({ min: 1, max: 30 }),
    minStdDev: fc.integer({ min: 1, max: 300_000 }),
    pause: fc.integer({ min: 0, max: 5_000_000 }),
    tail: tails,
  })
  const jitters = fc.array(fc.integer({ min: 0, max: 2_500_000 }), { maxLength: 60 })

  const fed = (config: PhiConfig, gaps: readonly number[]) => {
    const state = phiAccrual.init(config, period, 0)
    const arrivals = [0]
    const deadlines = [phiAccrual.deadline(config, state)]
    for (const gap of gaps) {
      arrivals.push(arrivals[arrivals.length - 1] + gap)
      phiAccrual.heard(config, state, arrivals[arrivals.length - 1])
      deadlines.push(phiAccrual.deadline(config, state))
    }
    return { state, arrivals, deadlines }
  }

  it('names the first microsecond at which suspicion reaches the threshold', () => {
    fc.assert(
      fc.property(arbitraryConfig, jitters, (config, gaps) => {
        const { state, deadlines } = fed(config, gaps)
        const deadline = deadlines[deadlines.length - 1]
        // Suspicion is computed from the tail forwards, the deadline from its quantile: 1e-9 is for the rounding.
        expect(phi(config, state, deadline)).toBeGreaterThan(config.threshold - 1e-9)
        if (deadline > state.last) expect(phi(config, state, deadline - 1)).toBeLessThan(config.threshold + 1e-9)
      }),
      { seed: 33, numRuns: 1000 },
    )
  })

  it('agrees with looking every microsecond', () => {
    // Small enough to look at every one of them: a heartbeat each 2 ms.
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 500, max: 3500 }), { maxLength: 30 }), tails, (gaps, tail) => {
        const config: PhiConfig = { kind: 'phi', threshold: 3, window: 8, minStdDev: 50, pause: 300, tail }
        const state = phiAccrual.init(config, 2000, 0)
        let now = 0
        for (const gap of gaps) phiAccrual.heard(config, state, (now += gap))
        let look = now
        while (phi(config, state, look) < config.threshold) look++
        expect(phiAccrual.deadline(config, state)).toBe(look)
      }),
      { seed: 34, numRuns: 100 },
    )
  })

  it('keeps the sums of its window exact, forgets the oldest, and does not learn from what it suspected', () => {
    fc.assert(
      fc.property(arbitraryConfig, jitters, (config, gaps) => {
        fc.pre(config.tail !== 'exponential')
        const { state, arrivals, deadlines } = fed(config, gaps)
        const { mean, deviation } = recount(config, arrivals, deadlines)
        const silence = deadlines[deadlines.length - 1] - state.last
        expect(Math.abs(silence - Math.max(0, mean + config.pause + state.quantile * deviation))).toBeLessThan(1.001)
      }),
      { seed: 35, numRuns: 500 },
    )
  })

  it('is wrong about a normal peer once in 10^threshold arrivals (section 2 of the paper)', () => {
    const config: PhiConfig = { ...base, threshold: 300, window: 1000 }
    const stream = new SeedTree('phi').stream('intervals')
    const state = phiAccrual.init(config, period, 0)
    const beat = () => state.last + Math.round(period + 100_000 * stream.normal())
    for (let i = 0; i < 1000; i++) phiAccrual.heard(config, state, beat())
    const n = 100_000
    const wrong = [0, 0, 0]
    for (let i = 0; i < n; i++) {
      const now = beat()
      const level = phi(config, state, now)
      for (let k = 0; k < 3; k++) if (level >= k + 1) wrong[k]++
      phiAccrual.heard(config, state, now)
    }
    wrong.forEach((count, k) => {
      const p = 10 ** -(k + 1)
      // Four binomial standard deviations: 6e-5 by chance.
      expect(Math.abs(count - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)))
    })
  })

  it('does not drift: after 200,000 jittery beats the window is as if only its last samples had been', () => {
    const config: PhiConfig = { ...base, threshold: 300, pause: 60_000_000, minStdDev: 1 }
    const long = phiAccrual.init(config, period, 0)
    let now = 0
    const gaps = Array.from({ length: 200_000 }, (_, i) => 1 + ((Math.imul(i, 2654435761) >>> 0) % 59_000_000))
    for (const gap of gaps) phiAccrual.heard(config, long, (now += gap))
    const short = phiAccrual.init(config, period, 0)
    let then = 0
    for (const gap of gaps.slice(-config.window)) phiAccrual.heard(config, short, (then += gap))
    const sums = ({ window: w }: PhiState) => [w.sum, w.squaresHigh, w.squaresLow]
    expect(sums(long)).toEqual(sums(short))
  })
})
