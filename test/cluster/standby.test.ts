import { describe, expect, it } from 'vitest'
import { endMeasuring } from '../../src/cluster/measuring.js'
import { uniform } from '../../src/laws/index.js'
import type { FaultEffect, Scenario } from '../../src/scenario/index.js'
import { HOUR, MINUTE, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { ksOneSample } from '../support/ks.js'
import { pairChain } from '../support/pair-chain.js'
import { constant, exponential, link, mode, nodes, scenario, service } from '../support/scenarios.js'
import { noted } from '../support/scripted.js'
import { meanOver, ofService, trialsOf } from '../support/trials.js'
import { scheduled, spent, tracedWorld, turns } from '../support/worlds.js'

const latency = MS
const promotion = 2 * SECOND

interface Timing {
  readonly heartbeat: number
  readonly timeout: number
}

/** A primary and its backup. */
function pair({ heartbeat, timeout }: Timing, more: Partial<Scenario> = {}): Scenario {
  return scenario({
    seed: 'standby',
    warmup: 30 * SECOND,
    horizon: 10 * MINUTE,
    nodes: nodes(2),
    network: { classes: [link(constant(latency))], between: 0, clients: 0 },
    services: [
      service('s', [0, 1], {
        redundancy: {
          kind: 'standby',
          config: { members: 2, heartbeat, promotion: constant(promotion), resync: constant(0) },
          monitor: { heartbeat, detector: { kind: 'timeout', timeout } },
        },
      }),
    ],
    ...more,
  })
}

const timing = { heartbeat: 500 * MS, timeout: 3 * SECOND }
const at = 60 * SECOND

function run(one: Scenario) {
  const { world, records } = tracedWorld(one)
  world.run()
  endMeasuring(world)
  const { ledger, failovers, dual } = world.state.services[0]
  const story = records.map(r => ({ ...r, time: r.time - one.warmup })).filter(r => r.time >= 0)
  return { ledger, failovers, dual, spent: spent(world, 0), turns: turns(story, 's'), story }
}

const strike = (id: string, duration: number, effect: FaultEffect) => scheduled(id, [at], duration, effect)

describe('an active–standby pair', () => {
  it('fails over in the time to notice and the time to promote', () => {
    // Time between crashes uniform over two heartbeats: where in the period a crash falls is uniform too.
    const when = { kind: 'law', law: uniform(30 * SECOND, 31 * SECOND) } as const
    const effect = { kind: 'crash', nodes: [], leaderOf: 0 } as const
    const crash = { id: 'crash', when, duration: constant(10 * SECOND), effect }
    const { failovers, ledger, spent } = run(pair(timing, { faults: [crash], horizon: 8 * HOUR }))
    expect(failovers.length).toBeGreaterThan(650)
    expect(failovers.length).toBe(ledger.outages)
    // Silence is noticed the time-out after the last heartbeat arrived, which left up to a period before the crash.
    const earliest = timing.timeout - timing.heartbeat + latency + promotion
    // Kolmogorov–Smirnov at level 1e-4.
    const { distance, critical } = ksOneSample(
      failovers,
      x => Math.min(1, Math.max(0, (x - earliest) / timing.heartbeat)),
      1e-4,
    )
    expect(distance).toBeLessThan(critical)
    // Someone is being promoted: that is restoring. There is nothing to decide between two.
    expect(Object.keys(spent).sort()).toEqual(['crash/detect', 'crash/restore'])
    expect(spent['crash/restore']).toBe(ledger.outages * promotion)
    expect(spent['crash/detect'] + spent['crash/restore']).toBe(ledger.downtime)
  })

  it('loses nothing with the backup', () => {
    const { ledger, dual } = run(pair(timing, { faults: [strike('crash', MINUTE, { kind: 'crash', nodes: [1] })] }))
    expect([ledger.downtime, dual]).toEqual([0, 0])
  })

  it('without both waits for a repair', () => {
    const faults = [
      strike('one', 60 * SECOND, { kind: 'crash', nodes: [0] }),
      strike('two', 60 * SECOND, { kind: 'crash', nodes: [1] }),
    ]
    const { spent, turns } = run(pair(timing, { faults }))
    expect(turns[0]).toEqual([at, 'down'])
    expect([spent['one/repair'], spent['two/repair']]).toEqual([30 * SECOND, 30 * SECOND])
  })

  it('cut apart serves twice, until the two hear of each other again; that is counted, and is no outage', () => {
    const cut = strike('cut', 30 * SECOND, { kind: 'partition', groups: [[0], [1]] })
    const { dual, ledger, story } = run(pair(timing, { faults: [cut] }))
    const [[from]] = noted(story, 'n-2', 'serving')
    const stepsDown = noted(story, 'n-1', 'role').find(([time, role]) => time > from && role === 'backup')!
    expect(from - at).toBeGreaterThan(timing.timeout - timing.heartbeat + promotion)
    expect(from - at).toBeLessThanOrEqual(timing.timeout + promotion + latency)
    expect(stepsDown[0] - (at + 30 * SECOND)).toBeLessThanOrEqual(timing.heartbeat + latency)
    expect(dual).toBe(stepsDown[0] - from)
    expect(ledger.downtime).toBe(0)
  })

  it('that mistakes a pause for a death has two primaries only once the first goes on', () => {
    const pause = strike('pause', 10 * SECOND, { kind: 'pause', nodes: [0] })
    const { dual, turns, spent } = run(pair(timing, { faults: [pause] }))
    expect(turns.length).toBe(2)
    expect(turns[0]).toEqual([at, 'down'])
    expect(turns[1][0] - at).toBeLessThanOrEqual(timing.timeout + promotion + latency)
    expect(Object.keys(spent).every(charge => charge.startsWith('pause/'))).toBe(true)
    // When it goes on it finds what it missed, and steps down there and then.
    expect(dual).toBe(0)
  })

  it('whose time-out is shorter than a common loss of heartbeats suspects falsely, and pays with promotions', () => {
    const lossy = { classes: [link(constant(latency), { loss: 0.2 })], between: 0, clients: 0 }
    const nervous = pair({ heartbeat: 500 * MS, timeout: 700 * MS }, { network: lossy })
    const { ledger, spent } = run(nervous)
    expect(ledger.outages).toBeGreaterThan(10)
    expect(Object.keys(spent).every(charge => charge.startsWith('false-suspicion/'))).toBe(true)
    expect(Object.values(spent).reduce((sum, x) => sum + x, 0)).toBe(ledger.downtime)
  })
})

describe('over months of compressed faults', () => {
  it('is as unavailable as a chain of its states says', () => {
    const timing = { heartbeat: SECOND, timeout: 3 * SECOND }
    const [life, repair] = [5 * MINUTE, 20 * SECOND]
    const system = pair(timing, {
      nodes: nodes(2, { failures: [mode(exponential(life), exponential(repair))] }),
      horizon: 4 * HOUR,
    })
    const shares = ofService(trialsOf(system, 30)).map(t => t.downtime / t.measured)
    const { mean, error } = meanOver(shares)
    const detect = timing.timeout - timing.heartbeat / 2 + latency
    const rates = { lambda: 1 / life, mu: 1 / repair, detect, timeout: timing.timeout, promotion }
    const truth = pairChain(rates).unavailability
    expect(error / mean).toBeLessThan(0.035)
    // Student's critical value with 29 degrees at 1e-4, and one per cent for the stages, which are no exponentials.
    expect(Math.abs(mean - truth)).toBeLessThan(4.53 * error + 0.01 * truth)
    // What a block diagram says of two in parallel is several times too good.
    expect(4 * (repair / (life + repair)) ** 2).toBeLessThan(mean)
  })
})
