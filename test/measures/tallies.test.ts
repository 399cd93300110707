import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answered,
  closeComponent,
  closePair,
  failed,
  observeComponent,
  observePair,
  openComponent,
  openDetection,
  openPair,
  openRequests,
  type PairCondition,
  summariseComponent,
  summariseDetection,
  summariseRequests,
} from '../../src/measures/index.js'
import { histogramMean } from '../../src/statistics/index.js'

describe('the ledger of a component', () => {
  it('agrees with a look at every microsecond', () => {
    const steps = fc.array(fc.record({ after: fc.nat(5), up: fc.boolean() }), { maxLength: 30 })
    fc.assert(
      fc.property(fc.boolean(), steps, (first, changes) => {
        const ledger = openComponent(100, first)
        const line: boolean[] = []
        let now = 100
        let state = first
        for (const change of changes) {
          for (let i = 0; i < change.after; i++) line.push(state)
          now += change.after
          state = change.up
          observeComponent(ledger, now, state)
        }
        closeComponent(ledger, now)
        const began = line.filter((isUp, t) => !isUp && (t === 0 ? first : line[t - 1])).length
        const downtime = line.filter(isUp => !isUp).length
        expect(summariseComponent(ledger)).toEqual({ measured: line.length, downtime, failures: began })
      }),
      { seed: 60, numRuns: 500 },
    )
  })
})

describe('requests', () => {
  it('are counted by outcome, errors in order of their name', () => {
    const tally = openRequests()
    for (const latency of [10, 20, 30]) answered(tally, latency)
    for (const error of ['timeout', 'queue-full', 'timeout']) failed(tally, error)
    const { latency, ...counts } = summariseRequests(tally)
    expect(counts).toEqual({
      requests: 6,
      failed: 3,
      errors: [
        { kind: 'queue-full', count: 1 },
        { kind: 'timeout', count: 2 },
      ],
    })
    expect([latency.count, histogramMean(latency)]).toEqual([3, 20])
  })
})

describe('detection', () => {
  const trusting = { watching: true, alive: true, suspected: false }
  const seen = (...steps: (Partial<PairCondition> & { readonly at: number })[]) => {
    const tally = openDetection()
    const pair = openPair()
    let now: PairCondition = { watching: false, alive: true, suspected: false }
    for (const { at, ...change } of steps) {
      now = { ...now, ...change }
      observePair(tally, pair, at, now)
    }
    closePair(tally, pair, 1000)
    const { detection, ...counts } = summariseDetection(tally, 1)
    return { ...counts, detected: detection.count, mean: histogramMean(detection) }
  }

  it('takes from the crash to the suspicion', () => {
    const result = seen({ at: 0, ...trusting }, { at: 100, alive: false }, { at: 130, suspected: true })
    expect(result).toMatchObject({
      detected: 1,
      mean: 30,
      falseSuspicions: 0,
      undetected: 0,
      open: 0,
      watchedTime: 100,
    })
  })

  it('takes to the beginning of the suspicion that lasts, when a late heartbeat ended the first', () => {
    const result = seen(
      { at: 0, ...trusting },
      { at: 100, alive: false },
      { at: 110, suspected: true },
      { at: 115, suspected: false },
      { at: 140, suspected: true },
      { at: 200, alive: true },
      { at: 220, suspected: false },
    )
    expect(result).toMatchObject({ detected: 1, mean: 40, falseSuspicions: 0, lingeringTime: 20 })
  })

  it('takes no time when the crash comes during a false suspicion, which ends then', () => {
    const result = seen({ at: 0, ...trusting }, { at: 50, suspected: true }, { at: 80, alive: false })
    expect(result).toMatchObject({ detected: 1, mean: 0, falseSuspicions: 1, falseSuspicionTime: 30 })
  })

  it('forgives what lingers after the crash, though the suspicion began as a false one', () => {
    const result = seen(
      { at: 0, ...trusting },
      { at: 50, suspected: true },
      { at: 80, alive: false },
      { at: 200, alive: true },
      { at: 220, suspected: false },
    )
    expect(result).toMatchObject({ falseSuspicions: 1, falseSuspicionTime: 30, lingeringTime: 20 })
  })

  it('misses a target that is back before it was missed', () => {
    const result = seen({ at: 0, ...trusting }, { at: 100, alive: false }, { at: 105, alive: true })
    expect(result).toMatchObject({ detected: 0, undetected: 1, open: 0 })
  })

  it('is open when the observer goes, or measuring ends, before it noticed', () => {
    expect(seen({ at: 0, ...trusting }, { at: 990, alive: false })).toMatchObject({ open: 1, undetected: 0 })
    const result = seen(
      { at: 0, ...trusting },
      { at: 100, alive: false },
      { at: 110, watching: false },
      { at: 300, watching: true },
      { at: 330, suspected: true },
    )
    // The second suspicion is of a target that was dead when watching began: no crash was there to detect.
    expect(result).toMatchObject({ detected: 0, open: 1, falseSuspicions: 0 })
  })

  it('agrees with a look at every microsecond', () => {
    const step = fc.record({ after: fc.nat(4), watching: fc.boolean(), alive: fc.boolean(), suspected: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const tally = openDetection()
        const pair = openPair()
        let now = 0
        let watched = 0
        let suspectedAlive = 0
        let crashes = 0
        let before: PairCondition = { watching: false, alive: true, suspected: false }
        for (const { after, ...next } of steps) {
          if (before.watching && before.alive) {
            watched += after
            if (before.suspected) suspectedAlive += after
          }
          if (before.watching && next.watching && before.alive && !next.alive) crashes++
          now += after
          observePair(tally, pair, now, next)
          before = next
        }
        closePair(tally, pair, now)
        expect(tally.watchedTime).toBe(watched)
        expect(tally.falseSuspicionTime + tally.lingeringTime).toBe(suspectedAlive)
        expect(tally.detection.count + tally.undetected + tally.open).toBe(crashes)
      }),
      { seed: 61, numRuns: 1000 },
    )
  })
})
