import { describe, expect, it } from 'vitest'
import { compile, summarise, World, type WorldSnapshot } from '../../src/cluster/index.js'
import { runStudy } from '../../src/experiments/index.js'
import { renderMarkdown, renderText } from '../../src/report/index.js'
import { parseResult, writeResult } from '../../src/results/index.js'
import type { BalancerUse, Scenario, Service, Workload } from '../../src/scenario/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, exponential, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { meanOver, trialsOf } from '../support/trials.js'
import { scheduled } from '../support/worlds.js'

/** Student with 19 degrees of freedom, two-sided at 1e-4. */
const T19 = 4.93

const use = (name: string, options: object, weights: readonly number[]): BalancerUse => ({
  config: { name, config: { ...options, servers: weights.map((weight, i) => ({ name: `n-${i + 1}:80`, weight })) } },
  monitor: null,
})

function asked(
  balancer: BalancerUse,
  servers: number,
  workload: Partial<Workload>,
  more: Partial<Scenario> = {},
  one: Partial<Service> = {},
): Scenario {
  return scenario({
    horizon: 30 * SECOND,
    network: { classes: [link(nothing)], between: 0, clients: 0 },
    nodes: nodes(servers),
    services: [
      service(
        's',
        Array.from({ length: servers }, (_, i) => i),
        { balancer, queue: 1000, ...one },
      ),
    ],
    workloads: [{ id: 'w', service: 0, rate: 20, serviceTime: constant(MS), timeout: HOUR, retries: 0, ...workload }],
    ...more,
  })
}

describe('attempts', () => {
  it('are counted by member, and members are as busy as the work that comes to them', () => {
    const what = asked(use('weighted-random', {}, [1, 3]), 2, { rate: 100, serviceTime: exponential(8 * MS) })
    const trials = trialsOf({ ...what, seed: 'busy' }, 20).map(t => t.services[0].attempts!)
    const busy = (m: number) => meanOver(trials.map(({ members }) => members[m].busy / (30 * SECOND)))
    expect(Math.abs(busy(0).z(0.2))).toBeLessThan(T19)
    expect(Math.abs(busy(1).z(0.6))).toBeLessThan(T19)
    const [{ workloads, services }] = trialsOf({ ...what, seed: 'busy' }, 1)
    const { members, refused, repeated } = services[0].attempts!
    expect(members[0].latency.count + members[1].latency.count).toBe(workloads[0].requests)
    expect([refused, repeated]).toEqual([0, 0])
  })

  it('that have to wait at the balancer are those that come while the server works: half of them take 5 ms more', () => {
    const haproxy = use('haproxy', { balance: { by: 'roundrobin' } }, [1])
    const one = {
      ...haproxy,
      config: {
        name: 'haproxy',
        config: { balance: { by: 'roundrobin' }, servers: [{ name: 'a:80', weight: 1, maxconn: 1 }] },
      },
    }
    const replay = { kind: 'replay', times: [0, 15 * MS], work: null, keys: null, every: 100 * MS } as const
    const [{ services }] = trialsOf(asked(one, 1, { arrivals: replay, serviceTime: constant(20 * MS) }), 1)
    const { waits } = services[0].attempts!
    expect([waits.count, waits.min, waits.max]).toEqual([300, 5 * MS, 5 * MS])
  })
})

describe('failed requests', () => {
  const crash = (n: number) => scheduled('crash', [10 * SECOND], 5 * SECOND, { kind: 'crash', nodes: [n] })
  const charged = (what: Scenario): { [cause: string]: number } => {
    const plan = compile(what)
    const [{ workloads }] = trialsOf(what, 1)
    const [{ charges = [], failed }] = workloads
    expect(charges.reduce((sum, { count }) => sum + count, 0)).toBe(failed)
    const names = [...plan.causes.map(({ id }) => id), 'load', 'message-loss']
    return Object.fromEntries(charges.map(({ cause, count }) => [names[cause], count]))
  }
  const regular = { arrivals: { kind: 'regular' }, timeout: 100 * MS } as const

  it('are charged to the crash of the member they went to, and no other fault', () => {
    const bystander = scheduled('bystander', [0], HOUR, { kind: 'crash', nodes: [2] })
    const what = asked(use('round-robin', {}, [1, 1]), 2, regular, { nodes: nodes(3), faults: [crash(0), bystander] })
    // Every other request for five seconds at 20 a second.
    expect(charged(what)).toEqual({ crash: 50 })
  })

  it('are charged to two faults on one member in turn', () => {
    const both = [crash(0), scheduled('pause', [10 * SECOND], 5 * SECOND, { kind: 'pause', nodes: [0] })]
    expect(charged(asked(use('round-robin', {}, [1, 1]), 2, regular, { faults: both }))).toEqual({
      crash: 25,
      pause: 25,
    })
  })

  it('are charged to the load where nothing is wrong, to the member that is away where others have its work', () => {
    const busy = { ...regular, rate: 20, serviceTime: constant(40 * MS) } as const
    const full = asked(use('round-robin', {}, [1]), 1, { ...busy, rate: 50 }, {}, { queue: 2 })
    expect(Object.keys(charged(full))).toEqual(['load'])
    const monitor = { heartbeat: 50 * MS, detector: { kind: 'timeout', timeout: 200 * MS } } as const
    const two = { ...use('round-robin', {}, [1, 1]), monitor }
    const left = asked(two, 2, { ...busy, rate: 40 }, { faults: [crash(0)] }, { queue: 2 })
    expect(Object.keys(charged(left))).toEqual(['crash'])
  })

  it('are charged to the network where it lost them or their answers', () => {
    const lossy = { classes: [link(nothing, { loss: 0.05 })], between: 0, clients: 0 }
    // Nothing else can go wrong: the server is idle nine times in ten.
    expect(Object.keys(charged(asked(use('round-robin', {}, [1]), 1, regular, { network: lossy })))).toEqual([
      'message-loss',
    ])
    // Where it has twice as much to do as it can, whoever waits in its queue in vain fails of the load all the same.
    const busy = { ...regular, serviceTime: constant(100 * MS) }
    const { 'message-loss': lost, load } = charged(asked(use('round-robin', {}, [1]), 1, busy, { network: lossy }))
    expect(lost).toBeGreaterThan(0)
    expect(load).toBeGreaterThan(lost)
  })
})

const text = {
  classes: [
    { id: 'look', share: 0.75, serviceTime: null },
    { id: 'buy', share: 0.25, serviceTime: constant(9 * MS) },
  ],
} as const

describe('the result of a study with traffic', () => {
  it('says what each class, member and cause has, and can be written, read and printed', async () => {
    const crash = scheduled('crash', [10 * SECOND], 5 * SECOND, { kind: 'crash', nodes: [0] })
    const what = asked(
      use('smooth-weighted', {}, [3, 1]),
      2,
      { ...text, timeout: 100 * MS },
      { faults: [crash], trials: 4 },
    )
    const result = await runStudy(what, { workers: 1, file: 'x.yaml' })
    const [{ requests, failed, classes = [], charges = [], goodput }] = result.workloads
    expect(classes.map(({ id }) => id)).toEqual(['look', 'buy'])
    expect(classes[0].requests + classes[1].requests).toBe(requests)
    expect(classes[0].failed + classes[1].failed).toBe(failed)
    expect(classes[0].latency?.p50).toBeCloseTo(MS, -1)
    expect(classes[1].latency?.p50).toBeCloseTo(9 * MS, -2)
    // A quarter of the requests: 4 trials of 30 s at 20 a second.
    expect(Math.abs(classes[1].requests - requests / 4) / Math.sqrt(requests * 0.1875)).toBeLessThan(3.891)
    expect(charges).toEqual([expect.objectContaining({ id: 'crash', requests: failed })])
    expect(goodput?.value).toBeCloseTo((requests - failed) / 120, 9)
    const { traffic } = result.services[0]
    // Weights 3 and 1: the heavy one has 3/4, where a half would be even.
    expect(traffic?.imbalance.attempts).toBeCloseTo(1.5, 2)
    expect(traffic?.imbalance.interval?.value).toBeCloseTo(traffic?.imbalance.work ?? 0, 12)
    expect(traffic?.imbalance.interval?.low).toBeLessThan(traffic?.imbalance.work ?? 0)
    expect(parseResult(writeResult(result))).toEqual({ ok: true, value: result })
    expect(renderText(result)).toMatch(/goodput +\d/)
    expect(renderText(result)).toMatch(new RegExp(`charged to +crash +${failed} 100%`))
    expect(renderMarkdown(result)).toContain(`| crash | ${failed} | 100% |`)
    // Of all attempts with a good answer, whoever gave it.
    expect(traffic?.latency?.count).toBe(requests - failed)
    expect(traffic?.latency?.max).toBe(Math.max(...(traffic?.members ?? []).map(m => m.latency?.max ?? 0)))
    expect(renderMarkdown(result)).toMatch(/\| n-1 \| 75% \|/)
  })
})

describe('a run with traffic of every kind', () => {
  it('goes on from a snapshot taken anywhere to the same bytes', () => {
    const haproxy = use('haproxy', { balance: { by: 'random' }, retries: 2, redispatch: 1 }, [2, 1, 1])
    const servers = [2, 1, 1].map((weight, i) => ({ name: `n-${i}:80`, weight, maxconn: 2, slowstart: 2e6 }))
    const balancer = {
      ...{
        ...haproxy,
        connectTimeout: 20 * MS,
        config: { name: 'haproxy', config: { balance: { by: 'random' }, servers } },
      },
      monitor: { heartbeat: 100 * MS, detector: { kind: 'timeout', timeout: 300 * MS } },
    } as const
    const base = asked(balancer, 3, {}, {}, { warmUp: { window: SECOND, factor: 3 }, concurrency: 2 })
    const of = (id: string, more: Partial<Workload>): Workload => ({
      ...{ ...base.workloads[0], id, rate: 40, serviceTime: exponential(20 * MS), timeout: 200 * MS, retries: 1 },
      ...more,
    })
    const what: Scenario = {
      ...base,
      horizon: 6 * SECOND,
      services: [
        base.services[0],
        service('t', [0, 1, 2], { balancer: use('envoy', { policy: { by: 'ring-hash' }, outliers: {} }, [1, 1, 1]) }),
      ],
      faults: [
        {
          id: 'f',
          when: { kind: 'law', law: exponential(SECOND) },
          duration: exponential(SECOND / 2),
          effect: { kind: 'crash', nodes: [0] },
        },
      ],
      workloads: [
        of('bursts', {
          arrivals: {
            kind: 'phases',
            phases: [
              { rate: 20, mean: SECOND },
              { rate: 200, mean: SECOND / 5 },
            ],
          },
          cancel: true,
          deadline: 300 * MS,
          ...text,
        }),
        of('clients', {
          service: 1,
          arrivals: { kind: 'clients', count: 5, think: exponential(50 * MS) },
          keys: { kind: 'sessions', active: 4, requests: 3 },
        }),
      ],
    }
    const plan = compile(what)
    const whole = World.start(plan, 'a', 1)
    whole.run()
    for (const events of [50, 700, 1900]) {
      const world = World.start(plan, 'a', 1)
      world.run(undefined, events)
      const back = World.restore(plan, 'a', JSON.parse(JSON.stringify(world.snapshot())) as WorldSnapshot)
      back.run()
      expect(back.fingerprint()).toBe(whole.fingerprint())
      expect(summarise(back)).toEqual(summarise(World.restore(plan, 'a', whole.snapshot())))
    }
  })
})
