import {
  openBalancer,
  openComponent,
  openDetection,
  openHealth,
  openHealthWatch,
  openLedger,
  openPair,
  openRequests,
} from '../measures/index.js'
import type { Plain } from '../protocols/index.js'
import type { Service, Workload } from '../scenario/index.js'
import type { Group } from './leap/group.js'
import type { Plan, Watch } from './plan.js'
import type {
  GroupState,
  MemberState,
  NodeState,
  ServiceState,
  WatchState,
  WorkloadState,
  WorldState,
} from './state.js'
import { firstOfChecks } from './traffic/health-checks.js'
import { newMeter } from './traffic/load-meter.js'
import { policyOf } from './traffic/policy-of.js'

/** The state at time 0: power off everywhere, nothing wrong, nothing known. */
export function firstState(plan: Plan, trial: number): WorldState {
  const { nodes, domains, services, workloads } = plan.scenario
  return {
    trial,
    stage: 'warm-up',
    sources: plan.sources.map(() => ({ step: -1, handle: -1, due: 0, since: 0, left: -1, victims: [], next: 0 })),
    nodes: nodes.map(firstNode),
    domainFaults: domains.map(() => []),
    networkFaults: [],
    lastArrival: {},
    processes: plan.processes.map(() => ({
      state: null,
      status: null,
      values: {},
      dropped: 0,
      log: [],
      unsynced: [],
      asked: [],
      timers: [],
      peers: null,
    })),
    services: services.map(service => firstService(plan, service)),
    watches: plan.watches.map(firstWatch),
    workloads: workloads.map(firstWorkload),
    requests: [],
    operations: (plan.scenario.operations ?? []).map(() => ({ since: -1, asked: -1 })),
    freeRequests: [],
    attempts: 0,
    nodeLedgers: nodes.map(() => openComponent(plan.from, true)),
    domainLedgers: domains.map(() => openComponent(plan.from, true)),
    groups: plan.groups.map(group => firstGroup(plan, group)),
    ...(services.some(({ calls }) => calls !== undefined) && { callings: { all: [], free: [], last: 0 } }),
  }
}

function firstNode(): NodeState {
  return {
    crashes: [],
    pauses: [],
    slows: [],
    stalls: [],
    running: false,
    bootingAfter: -1,
    bootHandle: -1,
    bootAt: 0,
    incarnation: 0,
    serving: false,
    stepped: 0,
    drift: 0,
    thisSync: 0,
    nextSync: 0,
    deferred: [],
    stalled: [],
  }
}

function firstService(plan: Plan, service: Service): ServiceState {
  const { balancer, members } = service
  return {
    ledger: openLedger(plan.from, { boundaries: plan.months, keep: plan.scenario.limits.outagesKept }),
    servingMembers: 0,
    up: true,
    degraded: false,
    ownUp: true,
    initiators: [],
    termAtStart: 0,
    everUp: false,
    lastDisturbance: -1,
    disturbedAt: 0,
    quorum: null,
    failoverSince: -1,
    failovers: [],
    proposals: { epoch: 0, first: 0, last: 0 },
    decidedEpoch: 0,
    decisions: [],
    dual: 0,
    dualSince: -1,
    charges: [],
    balancer: balancer === null ? null : firstOfPolicy(service),
    balancing: { waiting: {}, handle: -1, due: -1 },
    attempts: balancer === null ? null : openBalancer(members.length),
    members: members.map(firstMember),
    ...firstHealth(service),
    asks: 0,
  }
}

function firstHealth(service: Service): Pick<ServiceState, 'health'> {
  if (service.balancer?.check === undefined) return {}
  const members = service.members.map(() => ({
    machine: firstOfChecks(service) ?? {},
    serial: 0,
    began: -1,
    connected: false,
    handle: -1,
    paused: false,
    watch: openHealthWatch(),
  }))
  return { health: { tally: openHealth(), members } }
}

function firstOfPolicy(service: Service): Plain {
  const { policy, config } = policyOf(service)
  return policy.init(config) as Plain
}

function firstMember(): MemberState {
  return { eligible: true, inFlight: 0, working: [], waiting: [], meter: newMeter(), upSince: -1 }
}

function firstWorkload({ classes }: Workload): WorkloadState {
  const tally = openRequests(classes?.length ?? 0, true)
  const arrivals = { due: 0, next: 0, until: 0, visitors: [], lastVisitor: 0 }
  return { ...arrivals, tally, open: 0, leader: -1, sessions: [] }
}

function firstGroup(plan: Plan, group: Group): GroupState {
  const ways = plan.scenario.fidelity === 'leap' && group.treatment !== 'simulated' ? waysOf(plan, group) : 0
  const none = (length: number) => Array.from({ length }, () => 0)
  const drawn = group.treatment === 'drawn' ? ways : 0
  return { steady: 0, leapt: 0, leaps: 0, run: none(drawn), left: none(drawn), calm: none(ways) }
}

/** How many ways heartbeats of a group go. */
function waysOf(plan: Plan, { kind, index }: Group): number {
  if (kind === 'watch') return plan.watches[index].observers.length * plan.watches[index].members.length
  const { members } = plan.scenario.services[index]
  return members.length * members.length
}

function firstWatch(watch: Watch): WatchState {
  const pairs = watch.observers.length * watch.members.length
  return {
    beats: watch.members.map(() => ({ base: 0, count: 0, handle: -1 })),
    pairs: Array.from({ length: pairs }, () => ({ detector: null, suspected: false, handle: -1, tally: openPair() })),
    tally: openDetection(),
  }
}
