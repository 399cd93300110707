import { pow } from '../../numerics/index.js'
import type { Stream } from '../../random/index.js'
import type { EnvoyConfig } from './config.js'
import { newSchedule, nextDue } from './deadlines.js'
import type { HostSet } from './host-sets.js'
import type { EnvoyState } from './state.js'

/**
 * Round robin and least request (`EdfLoadBalancerBase::chooseHostOnce`): by deadlines where weights differed or a host
 * started slowly when the set last changed (`refresh`), and for as long as it stays the same; else in turn, or the least
 * loaded of some drawn.
 */
export function pickWeighted(
  config: EnvoyConfig,
  state: EnvoyState,
  set: HostSet,
  now: number,
  stream: Stream,
): number {
  const weightOf = (at: number) => (i: number) => weightNow(config, state, i, at)
  let made = state.schedules[set.name]
  if (made === undefined || made.changes !== state.roster.changes) {
    const schedule = needsSchedule(config, state, set)
      ? newSchedule(set.hosts, weightOf(state.changedAt), config.seed ?? 0)
      : null
    made = { changes: state.roster.changes, schedule }
    state.schedules[set.name] = made
  }
  return made.schedule === null ? unweighted(config, state, set, stream) : nextDue(made.schedule, weightOf(now))
}

function needsSchedule(config: EnvoyConfig, state: EnvoyState, { hosts }: HostSet): boolean {
  const { weight } = state.roster
  if (hosts.length <= 1) return false
  const even = hosts.every(i => weight[i] === weight[hosts[0]])
  return !even || hosts.some(i => startsSlowly(config, state, i, state.changedAt))
}

function unweighted(config: EnvoyConfig, state: EnvoyState, { name, hosts }: HostSet, stream: Stream): number {
  const { policy } = config
  if (policy.by === 'least-request') {
    return policy.scan ? fullScan(state, hosts, stream) : bestOf(state, hosts, policy.choices ?? 2, stream)
  }
  const turn = state.turns[name] ?? config.seed ?? 0
  state.turns[name] = turn + 1
  return hosts[turn % hosts.length]
}

/** `unweightedHostPickNChoices`: drawn with replacement; the first stays unless another has strictly fewer. */
function bestOf({ roster }: EnvoyState, hosts: readonly number[], choices: number, stream: Stream): number {
  let best = hosts[stream.below(hosts.length)]
  for (let drawn = 1; drawn < choices; drawn++) {
    const i = hosts[stream.below(hosts.length)]
    if (roster.inFlight[i] < roster.inFlight[best]) best = i
  }
  return best
}

/** `unweightedHostPickFullScan`: one of the least loaded, each as likely, by a reservoir of one. */
function fullScan({ roster }: EnvoyState, hosts: readonly number[], stream: Stream): number {
  let best = hosts[0]
  let tied = 1
  for (const i of hosts.slice(1)) {
    if (roster.inFlight[i] < roster.inFlight[best]) {
      best = i
      tied = 1
    } else if (roster.inFlight[i] === roster.inFlight[best] && stream.below(++tied) === 0) best = i
  }
  return best
}

/** `hostWeight`: less with active requests for least request, less during slow start. */
function weightNow(config: EnvoyConfig, state: EnvoyState, i: number, now: number): number {
  const { policy } = config
  let weight = state.roster.weight[i]
  if (policy.by === 'least-request') {
    const { bias = 1 } = policy
    const active = state.roster.inFlight[i] + 1
    weight /= bias === 1 ? active : pow(active, bias)
  }
  return startsSlowly(config, state, i, now) ? weight * slowFactor(config, state, i, now) : weight
}

function startsSlowly({ slowStart }: EnvoyConfig, { upSince }: EnvoyState, i: number, now: number): boolean {
  return slowStart !== undefined && upSince[i] >= 0 && now - upSince[i] < slowStart.window
}

/** `applySlowStartFactor`, in whole milliseconds. */
function slowFactor({ slowStart }: EnvoyConfig, { upSince }: EnvoyState, i: number, now: number): number {
  if (slowStart === undefined) return 1
  const { window, aggression = 1, minimum = 10 } = slowStart
  const passed = Math.max(1, Math.floor((now - upSince[i]) / 1000)) / Math.floor(window / 1000)
  return Math.max(aggression === 1 ? passed : pow(passed, 1 / aggression), minimum / 100)
}
