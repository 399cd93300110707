import type { DetectorConfig } from '../../src/detectors/index.js'
import { type Law, lognormal, shifted, uniform } from '../../src/laws/index.js'
import { etcdWays } from '../../src/protocols/index.js'
import type { Fault, FaultEffect, LinkClass, Redundancy, Scenario } from '../../src/scenario/index.js'
import { HOUR, MINUTE, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, domain, exponential, link, mode, node, nodes, scenario, service } from './scenarios.js'

/** Systems with faults so frequent that leap and full fidelity can be compared on thousands of them. */

export interface LeapCase {
  readonly name: string
  readonly scenario: Scenario
  /** Of the simulated time, at least so much is leapt over, as a share. */
  readonly leapt: number
}

const P = SECOND
const disk = { sync: uniform(0.5 * MS, 2 * MS), stallEvery: null, stall: constant(0) }
const crashes = (mtbf: number, mttr: number) => [mode(exponential(mtbf), exponential(mttr))]
const frequent = crashes(3 * MINUTE, 15 * SECOND)
const seldom = crashes(20 * MINUTE, 15 * SECOND)

const phi = (more: object = {}): DetectorConfig => ({
  kind: 'phi',
  threshold: 8,
  window: 100,
  minStdDev: 50 * MS,
  pause: 0,
  ...more,
})
export const detectors: { readonly [name: string]: DetectorConfig } = {
  timeout: { kind: 'timeout', timeout: 4.3 * P },
  missed: { kind: 'missed', beats: 3, grace: 20 * MS },
  'phi, normal': phi(),
  'phi, logistic': phi({ tail: 'logistic', pause: P }),
  'phi, exponential': phi({ tail: 'exponential', threshold: 3 }),
  'phi, window of 8': phi({ window: 8, minStdDev: 200 * MS, threshold: 6 }),
  'phi, window of 1000': phi({ window: 1000, minStdDev: 100 * MS, pause: 300 * MS }),
}

export const latencies: { readonly [name: string]: Law } = {
  constant: constant(5 * MS),
  uniform: uniform(2 * MS, 30 * MS),
  lognormal: lognormal({ median: 5 * MS, p99: 30 * MS }),
}

const only = (linkClass: LinkClass): Scenario['network'] => ({ classes: [linkClass], between: 0, clients: 0 })
const all = (count: number) => Array.from({ length: count }, (_, i) => i)

export function raft(members: number, low: number, high: number, heartbeat: number, more: object = {}): Redundancy {
  return { kind: 'raft', config: { members, electionTimeout: uniform(low, high), heartbeat, ...more } }
}

/** Protocols with logs of their own, beating as often. */
const logs: { readonly [name: string]: (members: number) => Redundancy } = {
  'Raft with pre-vote, check-quorum and leases': members =>
    raft(members, 3 * P, 6 * P, P, { preVote: true, checkQuorum: true, reads: 'lease' }),
  'Raft in the ways of etcd': members =>
    raft(members, 3 * P, 6 * P, P, { ...etcdWays, preVote: true, checkQuorum: true }),
  'Multi-Paxos': members => ({
    kind: 'multi-paxos',
    config: { members, electionTimeout: uniform(3 * P, 6 * P), heartbeat: P },
  }),
  'Viewstamped Replication with a disk': members => ({
    kind: 'vsr',
    config: { members, viewTimeout: uniform(3 * P, 6 * P), heartbeat: P, keeps: 'disk' },
  }),
  ZAB: members => ({ kind: 'zab', config: { members, tickTime: P, initLimit: 10, syncLimit: 3 } }),
}

export function standby(members: number, detector: DetectorConfig, more: object = {}): Redundancy {
  const config = { members, heartbeat: P, promotion: constant(2 * SECOND), resync: constant(SECOND), ...more }
  return { kind: 'standby', config, monitor: { heartbeat: P, detector } }
}

export function paxos(members: number, detector: DetectorConfig): Redundancy {
  const config = { members, heartbeat: P, backoff: uniform(10 * MS, 200 * MS), patience: SECOND }
  return { kind: 'paxos', config, monitor: { heartbeat: P, detector } }
}

function base(name: string, more: Partial<Scenario>): Scenario {
  return scenario({
    seed: name,
    name,
    warmup: MINUTE,
    horizon: HOUR,
    network: only(link(latencies['uniform'])),
    ...more,
  })
}

/** Members of one service on nodes that crash. */
function one(
  name: string,
  members: number,
  redundancy: Redundancy,
  more: Partial<Scenario> = {},
  leapt = 0.5,
): LeapCase {
  return {
    name,
    leapt,
    scenario: base(name, {
      nodes: nodes(members, { failures: frequent, disk }),
      services: [service('s', all(members), { redundancy })],
      ...more,
    }),
  }
}

/** Nodes that watch each other. */
function watch(
  name: string,
  detector: DetectorConfig,
  linkClass: LinkClass,
  more: Partial<Scenario> = {},
  leapt = 0.5,
): LeapCase {
  return {
    name,
    leapt,
    scenario: base(name, {
      nodes: nodes(2, { failures: frequent }),
      detectors: [{ id: 'd', members: [0, 1], monitor: { heartbeat: P, detector } }],
      network: only(linkClass),
      ...more,
    }),
  }
}

const lossy = (loss: number, latency: Law = latencies['uniform'], more: Partial<LinkClass> = {}) =>
  link(latency, { loss, ...more })

const fault = (id: string, every: number, duration: Law, effect: FaultEffect): Fault => ({
  id,
  when: { kind: 'law', law: exponential(every) },
  duration,
  effect,
})

/** Protocols that keep logs, with all their options, on nodes that crash and under every disturbance. */
export function casesOfLogs(): LeapCase[] {
  return Object.entries(logs).flatMap(([name, log]) => [
    one(`${name}, of 3`, 3, log(3)),
    one(`${name}, of 3, disturbed`, 3, log(3), disturbance(), 0.2),
  ])
}

export function casesOfFaults(): LeapCase[] {
  const cases: LeapCase[] = []
  for (const redraw of ['each-reset', 'each-election'] as const) {
    for (const members of [3, 5]) {
      cases.push(one(`Raft of ${members}, ${redraw}`, members, raft(members, 3 * P, 6 * P, P, { redraw })))
    }
  }
  for (const [name, latency] of Object.entries(latencies)) {
    for (const overtaking of [false, true]) {
      const network = only(link(latency, { overtaking }))
      const title = `${name} latency${overtaking ? ', overtaking' : ''}`
      cases.push(one(`Raft of 3, ${title}`, 3, raft(3, 1.5 * P, 3 * P, 0.5 * P), { network }))
    }
  }
  for (const [name, detector] of Object.entries(detectors)) {
    // Detectors with a long memory take a minute or more to have learnt enough of a node that is back.
    const learns = detector.kind === 'phi' && detector.window > 50
    const horizon = learns ? 3 * HOUR : HOUR
    const many = (count: number) => ({ horizon, nodes: nodes(count, { disk, failures: learns ? seldom : frequent }) })
    cases.push(one(`Primary and backup, ${name}`, 2, standby(2, detector), many(2)))
    cases.push(one(`Lock of 3, ${name}`, 3, paxos(3, detector), many(3)))
    cases.push(watch(`Detector ${name}`, detector, link(latencies['lognormal']), many(2)))
    cases.push({
      name: `Health checks, ${name}`,
      leapt: 0.5,
      scenario: base(`health ${name}`, {
        ...many(3),
        services: [
          service('web', [0, 1, 2], {
            balancer: { config: { policy: 'round-robin' }, monitor: { heartbeat: P, detector } },
          }),
        ],
      }),
    })
  }
  cases.push(
    one('Primary and two backups with failback', 3, standby(3, detectors['missed'], { failback: true })),
    one('Raft of 3 with drift and boots', 3, raft(3, 2.5 * P, 5 * P, P), {
      nodes: nodes(3, { failures: frequent, disk, clock: { drift: 1e-4 }, boot: uniform(P, 10 * P) }),
    }),
    one('Lock of 3 with drift and boots', 3, paxos(3, detectors['phi, window of 8']), {
      nodes: nodes(3, { failures: frequent, disk, clock: { drift: 1e-4 }, boot: uniform(P, 10 * P) }),
    }),
    watch('Detector phi, normal with drift', detectors['phi, normal'], link(latencies['uniform']), {
      horizon: 3 * HOUR,
      nodes: nodes(2, { failures: seldom, clock: { drift: 1e-4 }, boot: exponential(5 * P) }),
    }),
    ...zones(),
    ...disturbed(),
    ...mixed(),
  )
  return cases
}

function zones(): LeapCase[] {
  const zone = (id: string) =>
    domain(id, {
      failures: [
        mode(exponential(10 * MINUTE), exponential(30 * SECOND), { name: 'power', effect: 'power' }),
        mode(exponential(5 * MINUTE), exponential(20 * SECOND), { name: 'network', effect: 'network' }),
      ],
    })
  const more = {
    domains: [zone('a'), zone('b'), zone('c')],
    nodes: all(3).map(i => node(`n-${i + 1}`, { domain: i, disk, boot: uniform(P, 5 * P) })),
  }
  return [
    one('Raft of 3 in three zones', 3, raft(3, 2.5 * P, 5 * P, P), more),
    one('Lock of 3 in three zones', 3, paxos(3, detectors['timeout']), more),
    one('Primary and two backups in three zones', 3, standby(3, detectors['timeout']), more, 0.3),
    watch('Detector timeout in three zones', detectors['timeout'], link(latencies['uniform']), {
      ...more,
      detectors: [{ id: 'd', members: [0, 1, 2], monitor: { heartbeat: P, detector: detectors['timeout'] } }],
    }),
  ]
}

/** Every disturbance a scenario can name, on nodes that do not fail. */
function disturbance(): Partial<Scenario> {
  const faults = [
    fault('cut', 4 * MINUTE, exponential(10 * SECOND), { kind: 'partition', groups: [[0], [1, 2]] }),
    fault('one way', 8 * MINUTE, exponential(10 * SECOND), { kind: 'one-way', from: [0], to: [1] }),
    fault('pause', 5 * MINUTE, exponential(5 * SECOND), { kind: 'pause', nodes: [], leaderOf: 0 }),
    fault('stall', 5 * MINUTE, exponential(3 * SECOND), { kind: 'disk-stall', nodes: [1] }),
    fault('slow', 5 * MINUTE, exponential(30 * SECOND), { kind: 'slow', nodes: [2], factor: 100 }),
    fault('loss', 6 * MINUTE, exponential(15 * SECOND), { kind: 'loss', from: [0], to: [1, 2], both: true, loss: 0.5 }),
    fault('delay', 6 * MINUTE, exponential(15 * SECOND), { kind: 'delay', from: [1], to: [0], by: exponential(2 * P) }),
    fault('leader', 6 * MINUTE, exponential(15 * SECOND), { kind: 'crash', nodes: [], leaderOf: 0 }),
    {
      id: 'at',
      when: { kind: 'at', times: [5, 15, 16, 30, 31, 50].map(m => m * MINUTE) },
      duration: constant(20 * SECOND),
      effect: { kind: 'crash', nodes: [0, 1] },
    } as const,
  ]
  return { nodes: nodes(3, { disk }), faults }
}

function disturbed(): LeapCase[] {
  const more = disturbance()
  return [
    one('Raft of 3, disturbed', 3, raft(3, 2.5 * P, 5 * P, P), more, 0.2),
    one('Lock of 3, disturbed', 3, paxos(3, detectors['missed']), more, 0.2),
    one('Primary and two backups, disturbed', 3, standby(3, detectors['timeout']), more, 0.2),
  ]
}

/** Several services on the same nodes, traffic, links of several kinds, links slower than the heartbeat. */
function mixed(): LeapCase[] {
  const classes = [link(latencies['uniform']), link(exponential(20 * MS), { name: 'far', loss: 0.03 })]
  const far = {
    domains: [domain('a'), domain('b')],
    nodes: all(5).map(i => node(`n-${i + 1}`, { domain: i % 2, failures: seldom, disk })),
    network: { classes, between: 1, clients: 0 },
    horizon: 2 * HOUR,
  }
  const monitor = { heartbeat: P, detector: detectors['timeout'] }
  const web = service('web', [0, 1, 2], {
    dependsOn: [{ service: 0, kind: 'hard' }],
    balancer: { config: { policy: 'round-robin' }, monitor },
  })
  const lock = service('lock', [0, 1, 2], { redundancy: paxos(3, detectors['missed']) })
  const workload = { service: 2, rate: 0.5, serviceTime: exponential(50 * MS), timeout: SECOND, retries: 1 }
  return [
    one('Raft of 5, lossy between two zones', 5, raft(5, 2.2 * P, 4 * P, P), far),
    one('Raft of 3, slower than the beat, cut', 3, raft(3, 2 * P, 4 * P, P), {
      network: only(link(uniform(1.2 * P, 1.5 * P))),
      faults: [fault('cut', 2 * MINUTE, exponential(3 * P), { kind: 'partition', groups: [[0], [1, 2]] })],
    }),
    one('Lock of 3, from equilibrium, on a network that fails', 3, paxos(3, detectors['missed']), {
      start: 'steady',
      warmup: 20 * SECOND,
      nodes: nodes(3, { failures: frequent, disk, clock: { drift: 5e-5 } }),
      faults: [fault('cut', 3 * MINUTE, exponential(4 * P), { kind: 'partition', groups: [[0], [1]] })],
    }),
    one('Three services and traffic on three nodes', 3, raft(3, 2 * P, 4 * P, P), {
      services: [service('s', [0, 1, 2], { redundancy: raft(3, 2 * P, 4 * P, P) }), lock, web],
      detectors: [{ id: 'd', members: [0, 1, 2], monitor }],
      workloads: [{ id: 'w', ...workload }],
    }),
  ]
}

/** Links so lossy, or so late, that most suspicions are of the living. */
export function casesOfLoss(): LeapCase[] {
  const long = { horizon: 2 * HOUR }
  const two = { nodes: nodes(2, { failures: seldom }), ...long }
  const three = { nodes: nodes(3, { failures: seldom, disk }), ...long }
  const cases: LeapCase[] = [
    watch('Three beats at 30 % loss', { kind: 'missed', beats: 3, grace: 50 * MS }, lossy(0.3), two, 0),
    watch(
      'Three beats at 30 % loss, without grace',
      { kind: 'missed', beats: 3 },
      lossy(0.3, constant(300 * MS)),
      two,
      0,
    ),
    watch('Three beats at 10 % loss', { kind: 'missed', beats: 3, grace: 50 * MS }, lossy(0.1), two, 0.5),
    watch(
      'Timeout at 10 % loss, slow link',
      { kind: 'timeout', timeout: 2.5 * P },
      lossy(0.1, constant(400 * MS)),
      two,
      0.2,
    ),
    watch(
      'Timeout at 20 % loss, overtaking',
      { kind: 'timeout', timeout: 4.3 * P },
      lossy(0.2, latencies['lognormal'], { overtaking: true }),
      two,
      0.3,
    ),
    watch(
      'Late in place of lost, in order',
      { kind: 'timeout', timeout: 3.5 * P },
      link(exponential(400 * MS)),
      two,
      0.2,
    ),
    watch(
      'Late in place of lost, overtaking',
      { kind: 'timeout', timeout: 3.5 * P },
      link(exponential(400 * MS), { overtaking: true }),
      two,
      0.2,
    ),
    watch(
      'Heavy tail, in order',
      { kind: 'missed', beats: 3 },
      lossy(0.02, lognormal({ median: 20 * MS, p99: 1.2 * P })),
      two,
      0.3,
    ),
    watch(
      'Heavy tail, overtaking',
      { kind: 'missed', beats: 3 },
      lossy(0.02, lognormal({ median: 20 * MS, p99: 1.2 * P }), { overtaking: true }),
      two,
      0.3,
    ),
    watch(
      'Slower than the beat',
      { kind: 'timeout', timeout: 3.2 * P },
      lossy(0.05, shifted(exponential(100 * MS), 2.2 * P)),
      two,
      0.2,
    ),
    watch('phi, normal at 10 % loss', phi({ threshold: 5, minStdDev: 300 * MS, pause: P }), lossy(0.1), two, 0.2),
    watch(
      'phi, logistic at 5 % loss',
      phi({ tail: 'logistic', threshold: 4, minStdDev: 200 * MS, pause: 500 * MS }),
      lossy(0.05),
      two,
      0.2,
    ),
    watch('phi, exponential at 20 % loss', phi({ tail: 'exponential', threshold: 1.5 }), lossy(0.2), two, 0.1),
    watch(
      'phi, window of 8 at 10 % loss',
      phi({ window: 8, threshold: 6, minStdDev: 300 * MS, pause: P }),
      lossy(0.1),
      two,
      0.1,
    ),
    watch(
      'phi, normal, heavy tail',
      phi({ threshold: 5, minStdDev: 200 * MS, pause: 500 * MS }),
      lossy(0.02, lognormal({ median: 20 * MS, p99: 1.2 * P })),
      two,
      0.1,
    ),
    watch(
      'Lossy, drift and boots',
      { kind: 'missed', beats: 3, grace: 50 * MS },
      lossy(0.1),
      { nodes: nodes(2, { failures: seldom, clock: { drift: 1e-4 }, boot: uniform(P, 10 * P) }), ...long },
      0.3,
    ),
    watch(
      'Lossy and cut for a moment',
      { kind: 'missed', beats: 5 },
      lossy(0.2),
      {
        nodes: nodes(2),
        ...long,
        faults: [fault('cut', 30 * SECOND, uniform(2 * P, 4 * P), { kind: 'partition', groups: [[0], [1]] })],
      },
      0.2,
    ),
    one(
      'Raft of 3, timeouts of 2 to 3 heartbeats, 5 % loss',
      3,
      raft(3, 2 * P, 3 * P, P),
      { ...three, network: only(lossy(0.05)) },
      0.1,
    ),
    one(
      'Raft of 3, timeouts of 2.2 to 4 heartbeats, 5 % loss',
      3,
      raft(3, 2.2 * P, 4 * P, P),
      { ...three, network: only(lossy(0.05)) },
      0.1,
    ),
    one(
      'Raft of 3, each election, 10 % loss',
      3,
      raft(3, 3.2 * P, 5 * P, P, { redraw: 'each-election' }),
      { ...three, network: only(lossy(0.1)) },
      0.1,
    ),
    one(
      'Raft of 5, 20 % loss',
      5,
      raft(5, 4.2 * P, 6 * P, P),
      { ...three, nodes: nodes(5, { failures: seldom, disk }), network: only(lossy(0.2)) },
      0,
    ),
    one(
      'Raft of 3, heavy tail',
      3,
      raft(3, 3 * P, 5 * P, P),
      { ...three, network: only(lossy(0.005, lognormal({ median: 20 * MS, p99: 0.8 * P }))) },
      0.1,
    ),
    one(
      'Lock of 3, missed, 10 % loss',
      3,
      paxos(3, { kind: 'missed', beats: 3, grace: 50 * MS }),
      { ...three, network: only(lossy(0.1)) },
      0.1,
    ),
    one(
      'Lock of 3, phi, 5 % loss',
      3,
      paxos(3, phi({ threshold: 5, minStdDev: 300 * MS, pause: P })),
      { ...three, network: only(lossy(0.05)) },
      0.1,
    ),
    one(
      'Primary and backup, missed, 10 % loss',
      2,
      standby(2, { kind: 'missed', beats: 3, grace: 50 * MS }),
      { ...two, network: only(lossy(0.1)) },
      0.2,
    ),
    one(
      'Primary and backup, phi, 5 % loss',
      2,
      standby(2, phi({ threshold: 5, minStdDev: 300 * MS, pause: P })),
      { ...two, network: only(lossy(0.05)) },
      0.2,
    ),
    {
      name: 'Health checks at 10 % loss',
      leapt: 0.2,
      scenario: base('lossy health', {
        ...three,
        network: only(lossy(0.1)),
        services: [
          service('web', [0, 1, 2], {
            balancer: {
              config: { policy: 'round-robin' },
              monitor: { heartbeat: P, detector: { kind: 'missed', beats: 3, grace: 50 * MS } },
            },
          }),
        ],
      }),
    },
  ]
  return cases
}
