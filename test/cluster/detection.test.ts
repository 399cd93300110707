import { describe, expect, it } from 'vitest'
import { summarise } from '../../src/cluster/index.js'
import type { DetectorConfig } from '../../src/detectors/index.js'
import type { TraceRecord } from '../../src/kernel/index.js'
import type { Fault, Scenario } from '../../src/scenario/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { ksOneSample } from '../support/ks.js'
import { constant, exponential, link, nodes, scenario } from '../support/scenarios.js'
import { meanOver } from '../support/trials.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

/** Level of every test; two-sided critical value of the normal ones. */
const ALPHA = 1e-4
const Z = 3.891

const heartbeat = 500 * MS
const latency = 20 * MS

/** Two nodes that watch each other. */
function pair(detector: DetectorConfig, faults: readonly Fault[], more: Partial<Scenario> = {}): Scenario {
  return scenario({
    seed: 'detection',
    horizon: HOUR,
    nodes: nodes(2),
    network: { classes: [link(constant(latency))], between: 0, clients: 0 },
    detectors: [{ id: 'd', members: [0, 1], monitor: { heartbeat, detector } }],
    faults,
    ...more,
  })
}

const times = (records: readonly TraceRecord[], who: string, what: string): number[] =>
  records.filter(r => r.source === who && r.what === what).map(r => r.time)

/** Crashes of the first node every 6 s, for 2 s each. */
const crashTimes = Array.from({ length: 1500 }, (_, i) => 3 * SECOND + i * 6 * SECOND)
const crashes = scheduled('crash', crashTimes, 2 * SECOND, { kind: 'crash', nodes: [0] })

describe('a crash is noticed', () => {
  /** Each crash with the suspicion that follows it at the surviving node. */
  function detectionTimes(detector: DetectorConfig): { times: number[]; records: TraceRecord[]; mean: number } {
    const { world, records } = tracedWorld(pair(detector, [crashes], { horizon: 1500 * 6 * SECOND }))
    world.run()
    const { detection, falseSuspicions, undetected } = summarise(world).detectors[0]
    expect([falseSuspicions, undetected, detection.count]).toEqual([0, 0, 1500])
    const suspicions = times(records, 'n-2', 'suspect')
    return { times: suspicions.map((at, i) => at - crashTimes[i]), records, mean: histogramMean(detection) }
  }

  it('by a time-out after the time-out less the age of the last heartbeat, which is uniform, plus the latency', () => {
    const timeout = 1200 * MS
    const { times, mean } = detectionTimes({ kind: 'timeout', timeout })
    const earliest = timeout - heartbeat + latency
    const { distance, critical } = ksOneSample(times, x => Math.min(1, Math.max(0, (x - earliest) / heartbeat)), ALPHA)
    expect(distance).toBeLessThan(critical)
    expect(times.reduce((sum, t) => sum + t, 0) / times.length).toBeCloseTo(mean, 6)
  })

  it('by missed beats after so many periods and the grace', () => {
    const { times } = detectionTimes({ kind: 'missed', beats: 3, grace: 50 * MS })
    const earliest = 2 * heartbeat + 50 * MS + latency
    const { distance, critical } = ksOneSample(times, x => Math.min(1, Math.max(0, (x - earliest) / heartbeat)), ALPHA)
    expect(distance).toBeLessThan(critical)
  })

  it('by φ, of heartbeats that come like clockwork, where the normal tail is 10^-φ: at 1e-8, 5.612 deviations', () => {
    // Φ(-5.6120) = 1e-8 (scipy.stats.norm.isf(1e-8) = 5.612001244174789). The window remembers only the last ten beats.
    const phi = { kind: 'phi', threshold: 8, window: 10, minStdDev: 20 * MS, pause: 300 * MS } as const
    const crash = scheduled('crash', [60 * SECOND], 10 * SECOND, { kind: 'crash', nodes: [0] })
    const { world, records } = tracedWorld(pair(phi, [crash], { horizon: 65 * SECOND }))
    // Beats run on the phase of the first node: the last one before the crash is found from when it was heard.
    const heard: number[] = []
    while (world.now < 60 * SECOND) {
      const { detector } = world.state.watches[0].pairs[2]
      const last = (detector as { last: number }).last
      if (heard.at(-1) !== last) heard.push(last)
      world.run(undefined, 1)
    }
    world.run()
    expect(heard.slice(-10).every((t, i, all) => i === 0 || t - all[i - 1] === heartbeat)).toBe(true)
    const [suspicion] = times(records, 'n-2', 'suspect')
    const silence = heartbeat + 300 * MS + 5.612001244174789 * 20 * MS
    expect(Math.abs(suspicion - (heard.at(-1)! + silence))).toBeLessThanOrEqual(1)
  })
})

describe('the living are suspected', () => {
  it('after so many lost beats in a row: three at a loss of 30 % take 51.5 periods on average', () => {
    const [p, k] = [0.3, 3]
    const expected = (1 - p ** k) / (p ** k * (1 - p))
    expect(expected).toBeCloseTo(51.5, 1)
    const lossy = { classes: [link(constant(latency), { loss: p })], between: 0, clients: 0 }
    const detector = { kind: 'missed', beats: k, grace: 100 * MS } as const
    const { world, records } = tracedWorld(pair(detector, [], { network: lossy, horizon: 30 * HOUR }))
    world.run()
    // From a trust to the next suspicion: the grace after the run's last beat, or rather after what would have been heard.
    const runs = ['n-1', 'n-2'].flatMap(who => {
      const trusts = times(records, who, 'trust')
      const suspects = times(records, who, 'suspect')
      return trusts.flatMap((at, i) => (i + 1 < suspects.length ? [(suspects[i + 1] - at - 100 * MS) / heartbeat] : []))
    })
    expect(runs.length).toBeGreaterThan(7000)
    // Whole numbers of beats: at least three.
    expect(runs.every(r => r >= 3 && Math.abs(r - Math.round(r)) < 1e-6)).toBe(true)
    expect(Math.abs(meanOver(runs).z(expected))).toBeLessThan(Z)
    // Rarely is a run of exactly three: with probability p³.
    const threes = runs.filter(r => Math.round(r) === 3).length
    const sd = Math.sqrt(runs.length * p ** 3 * (1 - p ** 3))
    expect(Math.abs(threes - runs.length * p ** 3) / sd).toBeLessThan(Z)

    const tally = summarise(world).detectors[0]
    expect(tally.falseSuspicions).toBe(
      times(records, 'n-1', 'suspect').length + times(records, 'n-2', 'suspect').length,
    )
    expect(tally.detection.count).toBe(0)
    expect(tally.watchedTime).toBe(2 * 30 * HOUR)
    // A suspicion lasts until the next beat that comes through: 1/(1-p) beats after the last one missed, less the grace.
    const lasts = 1 / (1 - p) - 100 / 500
    expect(Math.abs(tally.falseSuspicionTime / tally.falseSuspicions / heartbeat / lasts - 1)).toBeLessThan(0.03)
  })

  it('and never without loss, however many hours', () => {
    const { world } = tracedWorld(pair({ kind: 'missed', beats: 1 }, [], { horizon: 3 * HOUR }))
    world.run()
    // One beat without grace: what arrives at the very moment of the deadline is in time.
    expect(summarise(world).detectors[0].falseSuspicions).toBe(0)
  })

  it('by both sides of a cut, for as long as it lasts; nobody crashed', () => {
    const cut = scheduled('cut', [60 * SECOND], 30 * SECOND, { kind: 'partition', groups: [[0], [1]] })
    const { world } = tracedWorld(pair({ kind: 'timeout', timeout: 2 * SECOND }, [cut]))
    world.run()
    const { falseSuspicions, detection, undetected, falseSuspicionTime } = summarise(world).detectors[0]
    expect([falseSuspicions, detection.count, undetected]).toEqual([2, 0, 0])
    // From time-out after the last beat to the first beat after: 30 s less 2 s, each end within a period.
    expect(Math.abs(falseSuspicionTime - 2 * 28 * SECOND)).toBeLessThanOrEqual(2 * heartbeat)
  })
})

describe('what is believed is kept apart from what is true', () => {
  it('a crash that is over before anyone could notice goes undetected', () => {
    const brief = scheduled('brief', [60 * SECOND], 200 * MS, { kind: 'crash', nodes: [0] })
    const { world } = tracedWorld(pair({ kind: 'timeout', timeout: 2 * SECOND }, [brief]))
    world.run()
    const { undetected, detection, falseSuspicions } = summarise(world).detectors[0]
    expect([undetected, detection.count, falseSuspicions]).toEqual([1, 0, 0])
  })

  it('a pause looks like a crash from outside, and to the paused nothing was', () => {
    const pause = scheduled('pause', [60 * SECOND], 10 * SECOND, { kind: 'pause', nodes: [0] })
    const { world, records } = tracedWorld(pair({ kind: 'timeout', timeout: 2 * SECOND }, [pause]))
    world.run()
    expect(times(records, 'n-2', 'suspect').length).toBe(1)
    // What the other sent meanwhile has arrived, and is looked at before the clock is.
    expect(times(records, 'n-1', 'suspect')).toEqual([])
    expect(summarise(world).detectors[0].detection.count).toBe(1)
  })

  it('a node that restarts trusts all until they have been silent', () => {
    const dead = scheduled('dead', [60 * SECOND], 60 * SECOND, { kind: 'crash', nodes: [0] })
    const restart = scheduled('restart', [70 * SECOND], SECOND, { kind: 'crash', nodes: [1] })
    const { world, records } = tracedWorld(pair({ kind: 'timeout', timeout: 2 * SECOND }, [dead, restart]))
    world.run()
    const suspicions = times(records, 'n-2', 'suspect')
    expect(suspicions.length).toBe(2)
    expect(suspicions[1]).toBe(73 * SECOND)
    // The dead did not die under the eyes of the restarted: the second suspicion detects nothing.
    expect(summarise(world).detectors[0].detection.count).toBe(1)
  })

  it('jitter alone raises no suspicion that the time-out leaves room for', () => {
    const jitter = { classes: [link(exponential(20 * MS))], between: 0, clients: 0 }
    const { world } = tracedWorld(
      pair({ kind: 'timeout', timeout: SECOND }, [], { network: jitter, horizon: 3 * HOUR }),
    )
    world.run()
    // A gap above 1 s needs a latency above 500 ms: exp(-25) a beat.
    expect(summarise(world).detectors[0].falseSuspicions).toBe(0)
  })
})
