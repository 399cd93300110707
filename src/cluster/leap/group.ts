import { firstQuorums, hasLeader, type Monitor, type Scenario, type Service } from '../../scenario/index.js'
import { listeningOf } from '../listening.js'
import { classBetween } from '../network.js'
import type { Plan, Source, Watch } from '../plan.js'
import { sendsProbes } from '../traffic/policy-of.js'
import { type BeatModel, type BeatWay, type Hearing, type KnownWays, shortest, waysOfBeats } from './beat-model.js'
import { expectedStepDowns } from './leader-patience.js'

/**
 * Processes that heartbeats hold together, and that are leapt over quiet time together: the members of a service that
 * run a protocol, or a group that watches.
 */
export interface Group {
  readonly id: string
  /** For people. */
  readonly label: string
  readonly kind: 'service' | 'watch'
  /** Of the service or watch. */
  readonly index: number
  /** Its connections. */
  readonly channel: number
  /** The nodes its members stand on, ascending, and the sources that touch any of them. */
  readonly nodes: readonly number[]
  readonly sources: readonly number[]
  /** Heartbeat interval, microseconds, and the least that a listener's clock can make of it. */
  readonly period: number
  readonly shortest: number
  /**
   * What is done about a suspicion that no fault explains, raised by loss and jitter. `certain`: there can be none.
   * `neglected`: so few are expected in the whole study that none is looked for. `drawn`: the moments at which one may
   * arise are drawn ahead. `simulated`: the group is never leapt, for the reason `why`.
   */
  readonly treatment: 'certain' | 'neglected' | 'drawn' | 'simulated'
  readonly why: string
  /** Expected number of such moments in a trial that are left out. */
  readonly neglected: number
  /** By link class, for the classes between members, where chance is drawn ahead; else null. */
  readonly models: readonly (BeatModel | null)[]
  /**
   * Heartbeat intervals simulated before whatever ends a leap, so that no two leaps meet the same draws and that what
   * was missed last has its law: so many are hardly ever missed in a row.
   */
  readonly guard: number
  /** By link class: the greatest difference in delay between two heartbeats that are not grave, microseconds. */
  readonly spreads: readonly number[]
}

/** A study that runs more trials than so many times those of its scenario has asked for them by hand. */
const precisionCap = 100
/** Expected number of suspicions in a whole study below which they are not looked for. */
const negligible = 1e-6
const leastGuard = 3
/** Heartbeat intervals between two requests, on average, below which a group is not looked at. */
const leastQuiet = 10

type Compiled = Pick<Plan, 'scenario' | 'domainsOfNode' | 'sources' | 'watches'>

/** The groups of a plan: services that run a protocol, in their order, then the watches. */
export function groupsOf(plan: Compiled): Group[] {
  const groups: Group[] = []
  const known: KnownWays = new Map()
  for (const [s, service] of plan.scenario.services.entries()) {
    if (service.redundancy.kind !== 'k-of-n') groups.push(ofService(plan, known, s, service))
  }
  for (const [w, watch] of plan.watches.entries()) groups.push(ofWatch(plan, known, w, watch))
  return groups
}

/** Names of the channels: one for each service, then one for each watch, then one for the checks and one for the probes of each balancer that makes some. */
export function channelsOf(scenario: Scenario, watches: readonly Watch[]): (readonly [string, string])[] {
  return [
    ...scenario.services.map(({ id }) => ['service', id] as const),
    ...watches.map(({ id, service }) => [service < 0 ? 'detector' : 'balancer', id] as const),
    ...scenario.services.filter(makesChecks).map(({ id }) => ['check', id] as const),
    ...scenario.services.filter(sendsProbes).map(({ id }) => ['probe', id] as const),
  ]
}

const makesChecks = ({ balancer }: Service): boolean => balancer?.check !== undefined

/** By service, the channel of the checks that its balancer makes, or -1. */
export function checkChannelsOf({ services }: Scenario, watches: readonly Watch[]): number[] {
  let next = services.length + watches.length
  return services.map(service => (makesChecks(service) ? next++ : -1))
}

/** The same of the probes that it sends. */
export function probeChannelsOf({ services }: Scenario, watches: readonly Watch[]): number[] {
  let next = services.length + watches.length + services.filter(makesChecks).length
  return services.map(service => (sendsProbes(service) ? next++ : -1))
}

function ofService(plan: Compiled, known: KnownWays, s: number, service: Service): Group {
  const { members, id } = service
  const nodes = [...members].sort((a, b) => a - b)
  const named = { id, label: id, kind: 'service' as const, index: s, channel: s, nodes }
  const hearing = hearingOf(service)
  if (hearing === null) return unheard(plan, named, hasLeader(service))
  const group = finish(plan, known, hearing, members, named)
  return withLeaderPatience(plan, service, withRequests(plan, s, group))
}

function ofWatch(plan: Compiled, known: KnownWays, w: number, watch: Watch): Group {
  const { members, observers, id, monitor } = watch
  return finish(plan, known, hearingOfMonitor(monitor), observers, {
    id: watch.service < 0 ? id : `${id}/health`,
    label: watch.service < 0 ? id : `health checks of ${id}`,
    kind: 'watch',
    index: w,
    channel: plan.scenario.services.length + w,
    nodes: [...members].sort((a, b) => a - b),
  })
}

/** How the members of a service listen for heartbeats: through a detector, or by an election timer. */
function hearingOf(service: Service): Hearing | null {
  const { redundancy } = service
  if (redundancy.kind === 'k-of-n') throw new Error('a service without a protocol has no heartbeats')
  if ('monitor' in redundancy) return hearingOfMonitor(redundancy.monitor)
  const listening = listeningOf(service)
  return listening === null ? null : { kind: 'timer', least: listening.least, period: listening.period }
}

/** A protocol of which nothing is known but what it does. */
function unheard(plan: Compiled, named: Named, led: boolean): Group {
  const rest = { ...named, sources: sourcesOn(plan.sources, named.nodes), period: 0, shortest: 0 }
  const spreads = plan.scenario.network.classes.map(() => 0)
  return {
    ...rest,
    ...plainly('simulated', led ? 'its protocol does not say how it listens' : 'nobody leads it', 0, plan.scenario),
    spreads,
  }
}

/** A leader may step down in quiet time for want of answers: that is neglected, or the group is simulated. */
function withLeaderPatience({ scenario, domainsOfNode }: Compiled, service: Service, group: Group): Group {
  const listening = listeningOf(service)
  const commit = firstQuorums(service)?.commit
  if (commit === undefined || listening === null || listening.leaderPatience === 0) return group
  if (group.treatment === 'simulated') return group
  const { nodes } = group
  const drift = Math.max(0, ...nodes.map(n => scenario.nodes[n].clock.drift))
  const counts = countWays({ scenario, domainsOfNode }, nodes, nodes)
  const classes = scenario.network.classes.filter((_, c) => counts[c] > 0)
  const rounds = (scenario.warmup + scenario.horizon) / listening.period
  const expected = expectedStepDowns(classes, nodes.length, commit, listening, drift, rounds)
  if (expected === 0) return group
  if (expected * scenario.trials * precisionCap > negligible) {
    const why = 'its leader may step down for want of answers that are lost or late'
    return { ...group, ...plainly('simulated', why, 0, scenario) }
  }
  const treatment = group.treatment === 'certain' ? 'neglected' : group.treatment
  return { ...group, treatment, neglected: group.neglected + expected }
}

/** Requests that come more often than a few rounds leave nothing to leap over. */
function withRequests({ scenario }: Compiled, s: number, group: Group): Group {
  if (scenario.workloads.some(({ service, caller }) => service === s && caller !== undefined))
    return { ...group, ...plainly('simulated', 'other services call it at times that nobody knows', 0, scenario) }
  const rate = scenario.workloads.reduce(
    (sum, { service, rate, orders }) => (service === s && orders !== undefined ? sum + rate : sum),
    0,
  )
  if (group.treatment === 'simulated' || 1e6 > rate * leastQuiet * group.period) return group
  return { ...group, ...plainly('simulated', 'its requests leave no quiet time between them', 0, scenario) }
}

const hearingOfMonitor = ({ detector, heartbeat }: Monitor): Hearing => ({
  kind: 'detector',
  detector,
  period: heartbeat,
})

type Named = Pick<Group, 'id' | 'label' | 'kind' | 'index' | 'channel' | 'nodes'>

function finish(plan: Compiled, known: KnownWays, hearing: Hearing, listeners: readonly number[], named: Named): Group {
  const { scenario } = plan
  const drift = Math.max(0, ...named.nodes.map(n => scenario.nodes[n].clock.drift))
  const { period } = hearing
  const rest = { ...named, sources: sourcesOn(plan.sources, named.nodes), period, shortest: shortest(period, drift) }
  const counts = countWays(plan, named.nodes, listeners)
  const ways = waysOfBeats(scenario.network.classes, counts, hearing, drift, known)
  const unknown = ways.find(way => way !== null && way.why !== '')
  const spreads = ways.map(way => way?.spread ?? 0)
  if (unknown) return { ...rest, ...plainly('simulated', unknown.why, 0, scenario), spreads }
  const expected = expectedMoments(ways, counts, (scenario.warmup + scenario.horizon) / hearing.period)
  if (expected * scenario.trials * precisionCap <= negligible) {
    return { ...rest, ...plainly(expected === 0 ? 'certain' : 'neglected', '', expected, scenario), spreads }
  }
  const models = ways.map(way => way?.model ?? null)
  return {
    ...rest,
    treatment: 'drawn',
    why: '',
    neglected: 0,
    models,
    guard: Math.max(...models.map(guardOf)),
    spreads,
  }
}

/** A run of missed heartbeats as long as this is one in a million, or possible only where suspicion is. */
function guardOf(model: BeatModel | null): number {
  let guard = leastGuard
  if (model === null) return guard
  let run = 1
  for (let i = 0; i < guard; i++) run *= model.chain.mild
  for (; run > 1e-6 && guard < model.margin; guard++) run *= model.chain.mild
  return guard
}

/** By link class, how many ways from one of `nodes` to another listener are of it. */
function countWays(
  plan: Pick<Plan, 'scenario' | 'domainsOfNode'>,
  nodes: readonly number[],
  listeners: readonly number[],
): number[] {
  const counts = plan.scenario.network.classes.map(() => 0)
  for (const to of listeners) for (const from of nodes) if (from !== to) counts[classBetween(plan, from, to)]++
  return counts
}

function plainly(
  treatment: 'certain' | 'neglected' | 'simulated',
  why: string,
  neglected: number,
  scenario: Scenario,
): Pick<Group, 'treatment' | 'why' | 'neglected' | 'models' | 'guard'> {
  return { treatment, why, neglected, models: scenario.network.classes.map(() => null), guard: leastGuard }
}

function expectedMoments(ways: readonly (BeatWay | null)[], counts: readonly number[], beats: number): number {
  let expected = 0
  for (const [c, way] of ways.entries()) expected += counts[c] * (way?.rate ?? 0) * beats
  return expected
}

function sourcesOn(sources: readonly Source[], nodes: readonly number[]): number[] {
  const here = new Set(nodes)
  return [...sources.keys()].filter(s => sources[s].nodes.some(n => here.has(n)))
}
