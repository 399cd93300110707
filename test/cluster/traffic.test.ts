import { describe, expect, it } from 'vitest'
import { compile } from '../../src/cluster/plan.js'
import { World } from '../../src/cluster/world.js'
import type { Law } from '../../src/laws/index.js'
import type { WorkloadSummary } from '../../src/measures/index.js'
import type { Scenario, Service, Workload } from '../../src/scenario/index.js'
import { histogramMean } from '../../src/statistics/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { erlangArrivals, md1, mm1kLoss, mmc } from '../support/queues.js'
import { constant, exponential, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { meanOver, trialsOf } from '../support/trials.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

/** Two-sided critical value of a single test at level 1e-4: normal, and Student's with 29 degrees of freedom. */
const Z = 3.891
const T = 4.53

interface Traffic {
  readonly rate: number
  readonly serviceTime: Law
  readonly servers?: number
  readonly service?: Partial<Service>
  readonly workload?: Partial<Workload>
  readonly more?: Partial<Scenario>
}

/** Clients, a balancer and servers, with no time lost on the network. Rates per second. */
function traffic({ rate, serviceTime, servers = 1, service: one, workload, more }: Traffic): Scenario {
  const all = Array.from({ length: servers }, (_, i) => i)
  return scenario({
    horizon: 60 * SECOND,
    warmup: 5 * SECOND,
    network: { classes: [link(nothing)], between: 0, clients: 0 },
    nodes: nodes(servers),
    services: [
      service('s', all, { balancer: { config: { policy: 'random' }, monitor: null }, queue: 100_000, ...one }),
    ],
    workloads: [{ id: 'w', service: 0, rate, serviceTime, timeout: HOUR, retries: 0, ...workload }],
    ...more,
  })
}

const run = (what: Traffic, seed: string, trials = 30): WorkloadSummary[] =>
  trialsOf({ ...traffic(what), seed }, trials).map(t => t.workloads[0])

/** Mean response in milliseconds, over trials. */
const response = (summaries: readonly WorkloadSummary[]) => meanOver(summaries.map(w => histogramMean(w.latency) / MS))
const shareFailed = (summaries: readonly WorkloadSummary[]) => meanOver(summaries.map(w => w.failed / w.requests))

describe('a queue at a server', () => {
  const tenMs = exponential(10 * MS)

  it.each([
    { name: 'M/M/1 at 60 %', what: { rate: 60, serviceTime: tenMs }, truth: mmc(0.06, 0.1, 1) },
    {
      name: 'M/M/3 at 80 %',
      what: { rate: 240, serviceTime: tenMs, service: { concurrency: 3 }, more: { horizon: 50 * SECOND } },
      truth: mmc(0.24, 0.1, 3),
    },
    { name: 'M/D/1 at 70 %', what: { rate: 70, serviceTime: constant(10 * MS) }, truth: md1(0.07, 0.1) },
  ])('makes clients wait as $name does', ({ name, what, truth }) => {
    const mean = response(run(what, name))
    expect(Math.abs(mean.z(truth))).toBeLessThan(T)
    expect(mean.error / mean.mean).toBeLessThan(0.02)
  })

  it('turns away what finds it full, as M/M/1/K does', () => {
    const summaries = run({ rate: 80, serviceTime: tenMs, service: { queue: 4 } }, 'full')
    const lost = shareFailed(summaries)
    expect(Math.abs(lost.z(mm1kLoss(80, 100, 5)))).toBeLessThan(T)
    expect(lost.error / lost.mean).toBeLessThan(0.03)
    expect([...new Set(summaries.flatMap(w => w.errors.map(e => e.kind)))]).toEqual(['queue-full'])
  })

  it('answers later than the time-out with probability exp(-(μ - λ) t)', () => {
    // Impatience is the client's alone: the server works on what nobody waits for any more.
    const summaries = run({ rate: 60, serviceTime: tenMs, workload: { timeout: 50 * MS } }, 'late')
    expect(Math.abs(shareFailed(summaries).z(Math.exp(-(0.1 - 0.06) * 50)))).toBeLessThan(T)
    expect([...new Set(summaries.flatMap(w => w.errors.map(e => e.kind)))]).toEqual(['timeout'])
  })

  it('is served faster by a faster node', () => {
    const summaries = run(
      { rate: 60, serviceTime: exponential(20 * MS), more: { nodes: nodes(1, { speed: 2 }) } },
      'fast',
    )
    expect(Math.abs(response(summaries).z(mmc(0.06, 0.1, 1)))).toBeLessThan(T)
  })

  it('and slower by one that a fault slows', () => {
    const slow = scheduled('slow', [0], HOUR, { kind: 'slow', nodes: [0], factor: 2 })
    const what = { rate: 10, serviceTime: constant(7 * MS), more: { faults: [slow], warmup: 0 } }
    const shortest = Math.min(...run(what, 'slow', 3).map(w => w.latency.min))
    expect(shortest).toBe(14 * MS)
  })
})

describe('four servers', () => {
  const four = (policy: 'random' | 'round-robin' | 'least-connections') =>
    run(
      {
        rate: 280,
        serviceTime: exponential(10 * MS),
        servers: 4,
        service: { balancer: { config: { policy }, monitor: null } },
        more: { warmup: 2 * SECOND, horizon: 15 * SECOND },
      },
      `four/${policy}`,
    )

  it('picked at random are four M/M/1, dealt round robin four E₄/M/1', () => {
    const random = response(four('random'))
    const dealt = response(four('round-robin'))
    expect(Math.abs(random.z(mmc(0.07, 0.1, 1)))).toBeLessThan(T)
    expect(Math.abs(dealt.z(erlangArrivals(0.28, 4, 0.1)))).toBeLessThan(T)
  })

  it('are best picked by least connections, which a single queue for all still beats', () => {
    const least = response(four('least-connections'))
    expect(least.mean).toBeLessThan(erlangArrivals(0.28, 4, 0.1))
    expect(least.mean).toBeGreaterThan(mmc(0.28, 0.1, 4))
  })
})

describe('a server that crashes', () => {
  const crash = scheduled('crash', [20 * SECOND], 30 * SECOND, { kind: 'crash', nodes: [0] })
  const busy = (more: Partial<Traffic> = {}) =>
    traffic({
      rate: 80,
      serviceTime: exponential(10 * MS),
      workload: { timeout: SECOND },
      ...more,
      more: { warmup: 0, faults: [crash], ...more.more },
    })
  const work = (world: World): number => {
    const { working, waiting } = world.state.services[0].members[0]
    return working.length + waiting.length
  }

  it('loses all it had, and nothing else, and hears of none until it is back', () => {
    // A seed per world, so that sometimes many are in it and sometimes none.
    const inFlight: number[] = []
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      const plan = compile(busy())
      const world = World.start(plan, seed, 1)
      world.run(20 * SECOND - 1)
      inFlight.push(work(world))
      const before = world.state.attempts
      const failedBefore = world.state.workloads[0].tally.failed
      world.run(50 * SECOND - 1)
      expect(work(world)).toBe(0)
      const during = world.state.attempts - before
      world.run(60 * SECOND)
      const { failed, errors } = world.state.workloads[0].tally
      expect(failed - failedBefore).toBe(inFlight.at(-1)! + during)
      expect(errors).toEqual({ timeout: failed })
    }
    expect(Math.max(...inFlight)).toBeGreaterThan(3)
  })

  it('is sent requests until its silence is noticed, and again once it is heard', () => {
    const monitor = { heartbeat: 200 * MS, detector: { kind: 'timeout', timeout: SECOND } } as const
    const plan = busy({ service: { balancer: { config: { policy: 'round-robin' }, monitor } } })
    const { world, records } = tracedWorld(plan)
    world.run(20 * SECOND - 1)
    const lost = work(world)
    const suspicion = () => records.find(r => r.what === 'suspect')?.time
    const trust = () => records.find(r => r.what === 'trust')?.time
    const atCrash = world.state.attempts
    while (suspicion() === undefined) world.run(undefined, 1)
    const unnoticed = world.state.attempts - atCrash
    while (trust() === undefined) world.run(undefined, 1)
    const noticed = world.state.attempts - atCrash - unnoticed
    world.run(60 * SECOND)
    // A heartbeat is at most its period old when the server dies; the next one comes within a period of its return.
    expect(suspicion()! - 20 * SECOND).toBeGreaterThan(800 * MS)
    expect(suspicion()! - 20 * SECOND).toBeLessThanOrEqual(SECOND)
    expect(trust()! - 50 * SECOND).toBeLessThanOrEqual(200 * MS)
    const { errors } = world.state.workloads[0].tally
    expect(errors).toEqual({ timeout: lost + unnoticed, 'no-backend': noticed })
  })

  it('costs nobody a request while another server is there and clients try again elsewhere', () => {
    const monitor = { heartbeat: 200 * MS, detector: { kind: 'timeout', timeout: SECOND } } as const
    const two = (retries: number) =>
      busy({
        servers: 2,
        workload: { timeout: SECOND, retries },
        service: { balancer: { config: { policy: 'least-connections' }, monitor } },
      })
    const [[never], [once]] = [0, 1].map(retries =>
      trialsOf({ ...two(retries), seed: 'two' }, 1).map(t => t.workloads[0]),
    )
    expect(never.failed).toBeGreaterThan(3)
    expect(once.failed).toBe(0)
    expect(once.latency.max).toBeGreaterThan(SECOND)
  })

  it('fails a request only when every try of it, picked at random, goes there', () => {
    const dead = scheduled('dead', [0], 2 * HOUR, { kind: 'crash', nodes: [0] })
    const what = (retries: number): Traffic => ({
      rate: 60,
      serviceTime: constant(MS),
      servers: 2,
      workload: { timeout: 50 * MS, retries },
      more: { faults: [dead], warmup: 0 },
    })
    for (const retries of [0, 1, 3]) {
      const [{ failed, requests }] = run({ ...what(retries) }, `tries/${retries}`, 1)
      const p = 0.5 ** (retries + 1)
      expect(Math.abs(failed - p * requests) / Math.sqrt(p * (1 - p) * requests)).toBeLessThan(Z)
    }
  })

  it('answers with an error while what it needs is down', () => {
    const needs = { dependsOn: [{ service: 1, kind: 'hard' }] } as const
    const base = busy({ service: needs, servers: 1 })
    const { world } = tracedWorld({
      ...base,
      nodes: nodes(2),
      services: [base.services[0], service('db', [1])],
      faults: [scheduled('crash', [20 * SECOND], 30 * SECOND, { kind: 'crash', nodes: [1] })],
    })
    world.run()
    const { answered, errors } = world.state.workloads[0].tally
    expect(Object.keys(errors)).toEqual(['dependency'])
    // A rate of 80/s for 30 s: Poisson, 2400 ± 3.9 * 49.
    expect(Math.abs(errors.dependency - 2400)).toBeLessThan(Z * 49)
    expect(answered).toBeGreaterThan(2000)
  })
})
