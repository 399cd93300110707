import { describe, expect, it } from 'vitest'
import type { Scenario, Service, Workload } from '../../src/scenario/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, exponential, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { meanOver, trialsOf } from '../support/trials.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

/** Student with 19 degrees of freedom, two-sided at 1e-4. */
const T19 = 4.93

function at(one: Partial<Service>, workload: Partial<Workload>, more: Partial<Scenario> = {}): Scenario {
  return scenario({
    horizon: 60 * SECOND,
    network: { classes: [link(nothing)], between: 0, clients: 0 },
    nodes: nodes(2),
    services: [service('s', [0], { balancer: { config: { policy: 'round-robin' }, monitor: null }, ...one })],
    workloads: [{ id: 'w', service: 0, rate: 10, serviceTime: constant(MS), timeout: HOUR, retries: 0, ...workload }],
    ...more,
  })
}

const regular: Partial<Workload> = { arrivals: { kind: 'regular' } }

function tallyOf(what: Scenario) {
  const { world } = tracedWorld(what)
  world.run()
  return world.state.workloads[0].tally
}

describe('a request that is given up', () => {
  const [arrivals, served, patience] = [0.15, 0.1, 60]
  const impatient = (cancel: boolean): number[] => {
    const workload = {
      rate: 150,
      serviceTime: exponential(10 * MS),
      deadline: patience * MS,
      ...(cancel && { cancel }),
    }
    const busy = at({ queue: 100_000 }, workload as Partial<Workload>, { warmup: 5 * SECOND, horizon: 20 * SECOND })
    return trialsOf({ ...busy, seed: 'patience' }, 20).map(({ workloads: [w] }) => 1 - w.failed / w.requests)
  }

  it('leaves room where its member is told: the finite dam of M/M/1 (Cohen, The Single Server Queue, 1982, III.5)', () => {
    // Work never reaches beyond the patience; its law is that of the infinite queue, cut off there.
    const [l, m, t] = [arrivals, served, patience]
    const idle = 1 / (1 + (l * (1 - Math.exp(-(m - l) * t))) / (m - l))
    const below = (x: number) => idle * l * Math.exp(-(m - l) * x) * (1 - Math.exp(-m * (t - x)))
    const parts = 10_000
    let inTime = idle * (1 - Math.exp(-m * t))
    for (let i = 0; i < parts; i++) inTime += (below(((i + 0.5) * t) / parts) * t) / parts
    expect(Math.abs(meanOver(impatient(true)).z(inTime))).toBeLessThan(T19)
  })

  it('is worked on for nobody where it is not, so that under overload hardly anything is in time', () => {
    const wasted = meanOver(impatient(false)).mean
    expect(wasted).toBeLessThan(0.1)
  })

  it('is not tried again after its deadline', () => {
    const dead = scheduled('dead', [0], HOUR, { kind: 'crash', nodes: [0] })
    const { errors, failed, latency } = tallyOf(
      at({}, { ...regular, timeout: 40 * MS, retries: 100, deadline: 100 * MS }, { faults: [dead] }),
    )
    expect(errors).toEqual({ timeout: failed })
    expect(failed).toBe(599)
    expect(latency.count).toBe(0)
  })
})

describe('a member', () => {
  it('works as long as is said of its node, whatever the workload says', () => {
    const both = { balancer: { config: { policy: 'round-robin' }, monitor: null }, members: [0, 1] } as const
    const { latency } = tallyOf(at({ ...both, work: [null, constant(30 * MS)] }, regular))
    expect([latency.min, latency.max]).toEqual([MS, 30 * MS])
    // The last one, made at the very end, has no answer.
    expect(latency.count).toBe(599)
  })

  it('is cold after a boot, and less and less', () => {
    const crash = scheduled('crash', [10 * SECOND - 50 * MS], SECOND, { kind: 'crash', nodes: [0] })
    const cold = at(
      { warmUp: { window: 10 * SECOND, factor: 5 } },
      { ...regular, serviceTime: constant(10 * MS), timeout: 90 * MS },
      { faults: [crash] },
    )
    const { latency, answered } = tallyOf(cold)
    // Back at 10.95 s; the request at 11 s is 50 ms old, and work takes 5 - 4 * 0.005 times as long.
    expect(latency.max).toBe(49_800)
    expect(latency.min).toBe(10 * MS)
    // 100 requests a tenth of a second apart, each 0.4 ms shorter, then as usual.
    const extra = Array.from({ length: 100 }, (_, i) => 10 * MS * 4 * (1 - (0.05 + i * 0.1) / 10))
    const sum = latency.sumHigh * 2 ** 27 + latency.sumLow
    expect(sum).toBe(answered * 10 * MS + extra.reduce((all, one) => all + Math.round(one), 0))
  })

  it('that is full answers with an error, or refuses the connection', () => {
    const full = (whenFull?: 'refuse') =>
      tallyOf(at({ queue: 0, ...(whenFull && { whenFull }) }, { ...regular, rate: 20, serviceTime: constant(60 * MS) }))
    // Every other request comes while the one before it is worked on.
    expect(full().errors).toEqual({ 'queue-full': 600 })
    expect(full('refuse').errors).toEqual({ refused: 600 })
  })
})
