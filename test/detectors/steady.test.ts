import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DetectorConfig,
  detectorFor,
  type PhiConfig,
  type PhiState,
  phiAccrual,
} from '../../src/detectors/index.js'
import { openWindow } from '../../src/detectors/interval-window.js'

const period = 1_000_000

const tail = fc.constantFrom<PhiConfig['tail']>('normal', 'logistic', 'exponential', undefined)
const phiConfig: fc.Arbitrary<PhiConfig> = fc.record({
  kind: fc.constant('phi' as const),
  threshold: fc.double({ min: 0.2, max: 16, noNaN: true }),
  window: fc.integer({ min: 1, max: 40 }),
  minStdDev: fc.integer({ min: 1, max: 300_000 }),
  pause: fc.integer({ min: 0, max: 5_000_000 }),
  tail,
})
const config: fc.Arbitrary<DetectorConfig> = fc.oneof(
  { weight: 3, arbitrary: phiConfig },
  fc.record({ kind: fc.constant('timeout' as const), timeout: fc.integer({ min: 1, max: 10_000_000 }) }),
  fc.record({
    kind: fc.constant('missed' as const),
    beats: fc.integer({ min: 1, max: 9 }),
    grace: fc.integer({ min: 0, max: 500_000 }),
  }),
)
const gaps = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 60 })

function started(options: DetectorConfig, steps: readonly number[], start = 0) {
  const state = detectorFor(options).init(options, period, start)
  let now = start
  for (const step of steps) detectorFor(options).heard(options, state, (now += step))
  return state
}

describe('a detector moved in time', () => {
  it('goes on as if all had happened so much later', () => {
    fc.assert(
      fc.property(config, gaps, gaps, fc.integer({ min: 0, max: 2 ** 50 }), (options, before, after, by) => {
        const detector = detectorFor(options)
        const moved = started(options, before)
        detector.shift(moved, by)
        const later = started(options, before, by)
        expect(moved).toEqual(later)
        let now = moved.last
        for (const step of after) {
          detector.heard(options, moved, (now += step))
          detector.heard(options, later, now)
          expect(detector.deadline(options, moved)).toBe(detector.deadline(options, later))
        }
      }),
      { seed: 40, numRuns: 300 },
    )
  })
})

describe('what a detector remembers', () => {
  it('is as many intervals as its deadline depends on', () => {
    expect(detectorFor({ kind: 'timeout', timeout: 5 }).memory({ kind: 'timeout', timeout: 5 })).toBe(0)
    expect(detectorFor({ kind: 'missed', beats: 2 }).memory({ kind: 'missed', beats: 2 })).toBe(0)
    fc.assert(
      fc.property(config, gaps, gaps, (options, before, others) => {
        const detector = detectorFor(options)
        const memory = detector.memory(options)
        // Suspicion keeps an interval out of memory: none here.
        const calm = options.kind === 'phi' ? { ...options, pause: 200_000_000 } : options
        const recent = Array.from({ length: memory }, (_, i) => 900_000 + ((i * 7919) % 200_000))
        const one = started(calm, [...before, ...recent])
        const two = started(calm, [...others, ...recent])
        expect(detector.deadline(calm, one) - one.last).toBe(detector.deadline(calm, two) - two.last)
      }),
      { seed: 41, numRuns: 300 },
    )
  })

  it('can be added to, as if that had been heard', () => {
    fc.assert(
      fc.property(phiConfig, gaps, gaps, (options, before, intervals) => {
        const calm = { ...options, pause: 200_000_000 }
        const told = started(calm, before) as PhiState
        const { last } = told
        phiAccrual.remember(calm, told, intervals)
        expect(told.last).toBe(last)
        expect(told.window).toEqual((started(calm, [...before, ...intervals]) as PhiState).window)
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  it('is nothing for detectors without memory', () => {
    for (const options of [
      { kind: 'timeout', timeout: 5 },
      { kind: 'missed', beats: 2 },
    ] as const) {
      const state = started(options, [10, 20])
      detectorFor(options).remember(options, state, [1, 2, 3])
      expect(state).toEqual(started(options, [10, 20]))
    }
  })
})

/** The detector remembers these intervals and no others. */
function only(state: PhiState, options: PhiConfig, intervals: readonly number[]): void {
  Object.assign(state.window, openWindow(period, options.window))
  phiAccrual.remember(options, state, intervals)
}

/** The silence a detector bears at its last arrival. */
const silence = (options: DetectorConfig, state: PhiState) => detectorFor(options).deadline(options, state) - state.last

/** A delay in [0, spread], often one of its ends. */
const delay = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }))
/** How many periods after the one before, and how much later than the least. */
const beats = (most: number) =>
  fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 6 })), delay), {
    maxLength: most,
    size: 'max',
  })
const spreads = fc.oneof(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 1_200_000 }))

/** Heard from the last arrival on, which came `late` after the least delay; until it suspects. */
function conform(
  options: PhiConfig,
  state: PhiState,
  spread: number,
  late: number,
  sequence: readonly (readonly [number, number])[],
  look: () => void,
): void {
  let sent = state.last - Math.round(late * spread)
  for (const [periods, part] of sequence) {
    sent += periods * period
    const arrival = sent + Math.round(part * spread)
    // Overtaken by the one before: as good as lost.
    if (arrival < state.last) continue
    if (arrival >= phiAccrual.deadline(options, state)) return
    phiAccrual.heard(options, state, arrival)
    look()
  }
}

describe('the least silence', () => {
  it('of detectors without memory is their only one, and they are settled at once', () => {
    const timeout = { kind: 'timeout', timeout: 3_500_000 } as const
    const missed = { kind: 'missed', beats: 3, grace: 20_000 } as const
    expect(detectorFor(timeout).leastSilence(timeout, period, 9)).toBe(3_500_000)
    expect(detectorFor(missed).leastSilence(missed, period, 9)).toBe(3_020_000)
    for (const options of [timeout, missed]) {
      const state = started(options, [])
      expect(detectorFor(options).settled(options, state, period, 9)).toBe(true)
      expect(silence(options, state as PhiState)).toBe(detectorFor(options).leastSilence(options, period, 9))
    }
  })

  it('is never fallen below from a settled state on, whatever is lost or late', () => {
    let cases = 0
    let looks = 0
    fc.assert(
      fc.property(
        phiConfig,
        gaps,
        beats(60),
        beats(120),
        delay,
        spreads,
        (options, before, first, then, late, spread) => {
          // What came before may be anything; then come beats as they should, until it has settled.
          const state = started(options, before) as PhiState
          const least = phiAccrual.leastSilence(options, period, spread)
          let settled = phiAccrual.settled(options, state, period, spread)
          let lowest = settled ? silence(options, state) : Infinity
          const look = () => {
            settled ||= phiAccrual.settled(options, state, period, spread)
            if (settled) lowest = Math.min(lowest, silence(options, state))
            if (settled) looks++
          }
          conform(options, state, spread, late, [...first, ...then], look)
          expect(lowest).toBeGreaterThanOrEqual(least)
          if (settled) cases++
        },
      ),
      { seed: 43, numRuns: 10_000 },
    )
    expect(cases).toBeGreaterThan(5000)
    expect(looks).toBeGreaterThan(100_000)
  })

  it('is reached: no greater one would do', () => {
    fc.assert(
      fc.property(phiConfig, fc.integer({ min: 0, max: 40_000 }), (chosen, spread) => {
        // Thresholds that ask for more than the mean, deviations below the least one, no suspicion.
        const options = { ...chosen, threshold: 0.5 + chosen.threshold, minStdDev: 600_000, pause: 4_000_000 }
        const { window } = options
        const forgiven = Math.floor(Math.max(spread, (period * window) / 64))
        const state = phiAccrual.init(options, period, 0)
        // All but the last are as they should be, that one lacks all that is forgiven; it leaves last.
        const late = window === 1 ? 0 : forgiven
        only(state, options, [...Array<number>(window).fill(period), period - late])
        expect(phiAccrual.settled(options, state, period, spread)).toBe(true)
        const first = window === 1 ? period - spread - forgiven : period - spread
        if (window === 1) only(state, options, [first])
        else phiAccrual.heard(options, state, state.last + first)
        const least = phiAccrual.leastSilence(options, period, spread)
        expect(silence(options, state)).toBeGreaterThanOrEqual(least)
        expect(silence(options, state)).toBeLessThan(least + 3)
      }),
      { seed: 44, numRuns: 500 },
    )
  })

  it('is nothing where a wide deviation shortens the silence', () => {
    const options: PhiConfig = { kind: 'phi', threshold: 0.2, window: 10, minStdDev: 100_000, pause: 5_000_000 }
    expect(phiAccrual.leastSilence(options, period, 0)).toBe(0)
  })
})

describe('a phi detector', () => {
  /** By the definition: the least mean with k new intervals, short by the spread in all, for each k. */
  function settledByDefinition({ window }: PhiConfig, intervals: readonly number[], spread: number): boolean {
    const lack = (spread + Math.max(spread, (period * window) / 64)) / window
    for (let k = 0; k <= 2 * window; k++) {
      const fresh = Math.min(k, window)
      const kept = fresh === window ? [] : intervals.slice(-(window - fresh))
      const total = kept.reduce((sum, interval) => sum + interval, 0) + fresh * period - (k > 0 ? spread : 0)
      if (total / (kept.length + fresh) - (period - lack) < -1e-6) return false
    }
    return true
  }

  it('is settled exactly when no mean to come can be too small', () => {
    const seen = { yes: 0, no: 0 }
    const interval = fc.oneof(
      fc.constant(period),
      fc.integer({ min: 800_000, max: 1_200_000 }),
      fc.integer({ min: 0, max: 2_000_000 }),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(interval, { minLength: 1, maxLength: 50 }),
        spreads,
        (window, intervals, spread) => {
          const options: PhiConfig = { kind: 'phi', threshold: 8, window, minStdDev: 100_000, pause: 0 }
          const state = phiAccrual.init(options, period, 0)
          only(state, options, intervals)
          const settled = phiAccrual.settled(options, state, period, spread)
          expect(settled).toBe(settledByDefinition(options, intervals.slice(-window), spread))
          seen[settled ? 'yes' : 'no']++
        },
      ),
      { seed: 45, numRuns: 5000 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(500)
  })

  it('with a window of a thousand settles within 64 beats of a first interval as short as can be', () => {
    const options: PhiConfig = { kind: 'phi', threshold: 8, window: 1000, minStdDev: 100_000, pause: 3_000_000 }
    const state = phiAccrual.init(options, period, 0)
    phiAccrual.heard(options, state, 1)
    let count = 0
    for (; !phiAccrual.settled(options, state, period, 10_000); count++) {
      phiAccrual.heard(options, state, state.last + period)
    }
    // 64 in all, with the short one and the two assumed in the beginning: the next makes 65 times 15,635 µs, which the
    // mean may be short, more than a period and the spread.
    expect(count).toBe(61)
  })

  it('stays settled as long as beats come as they should, from the 64th on or with a window full of them', () => {
    let looks = 0
    fc.assert(
      fc.property(
        phiConfig,
        fc.constantFrom(1, 2, 5, 20, 64, 70, 200, 1000),
        beats(200),
        fc.integer({ min: 1, max: period }),
        fc.integer({ min: 0, max: 400_000 }),
        (chosen, window, sequence, start, spread) => {
          const options = { ...chosen, window, pause: 100_000_000 }
          const state = phiAccrual.init(options, period, 0)
          // The first beat comes within a period of the beginning of the watch.
          phiAccrual.heard(options, state, start)
          const jitter = spread / period
          const enough = window < 64 * (1 + jitter) ? window + 1 : Math.min(window + 1, 64 * (1 + 2 * jitter))
          let heard = 1
          conform(options, state, spread, 1, sequence, () => {
            if (++heard < enough) return
            if (!phiAccrual.settled(options, state, period, spread)) expect.fail(`not settled after ${heard} beats`)
            looks++
          })
        },
      ),
      { seed: 46, numRuns: 2000 },
    )
    expect(looks).toBeGreaterThan(20_000)
  })
})
