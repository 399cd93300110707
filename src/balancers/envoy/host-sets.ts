import type { Stream } from '../../random/index.js'
import { isUsable } from '../generic/roster.js'
import type { EnvoyConfig, EnvoySubset } from './config.js'
import { weightedLocality } from './localities.js'
import { choosePriority, type Level, type PriorityLoads, priorityLoads } from './priorities.js'
import type { EnvoyState } from './state.js'
import { zoneFor } from './zones.js'

/** A set of hosts with a name of its own. */
export interface HostSet {
  readonly name: string
  readonly hosts: readonly number[]
}

/** Of one priority level: all that are in the set, and by health. */
export interface Members {
  readonly all: readonly number[]
  readonly healthy: readonly number[]
  readonly degraded: readonly number[]
}

/** What follows from who may be picked: kept beside the state until that changes. */
interface Standing {
  readonly changes: number
  readonly members: Members[]
  loads: PriorityLoads | null
}

const standings = new WeakMap<EnvoyState, Standing>()

function standingOf(state: EnvoyState): Standing {
  const { changes } = state.roster
  const known = standings.get(state)
  if (known?.changes === changes) return known
  const standing = { changes, members: [], loads: null }
  standings.set(state, standing)
  return standing
}

export function membersOf(config: EnvoyConfig, state: EnvoyState, level: number): Members {
  const { members } = standingOf(state)
  return (members[level] ??= membersNow(config, state, level))
}

function membersNow(config: EnvoyConfig, { roster, outliers }: EnvoyState, level: number): Members {
  const all: number[] = []
  for (const i of selected(config)) {
    if ((config.servers[i].priority ?? 0) === level && !roster.away[i] && roster.weight[i] > 0) all.push(i)
  }
  const well = all.filter(i => isUsable(roster, i) && !outliers.hosts[i].ejected)
  return {
    all,
    healthy: well.filter(i => !config.servers[i].degraded),
    degraded: well.filter(i => config.servers[i].degraded),
  }
}

/** The hosts of the subset (`SubsetLoadBalancer::chooseHost`, subset_lb.cc): who carries all that is asked for, or the fallback. */
function selected({ servers, subset }: EnvoyConfig): readonly number[] {
  const all = servers.map((_, i) => i)
  if (subset === undefined) return all
  const carrying = (wanted: readonly string[]) =>
    all.filter(i => wanted.every(label => (servers[i].metadata ?? []).includes(label)))
  const matching = carrying(subset.match)
  return matching.length > 0 ? matching : fallback(subset, all, carrying)
}

function fallback(
  { fallback: policy = 'none', fallbackMatch = [] }: EnvoySubset,
  all: readonly number[],
  carrying: (wanted: readonly string[]) => readonly number[],
): readonly number[] {
  if (policy === 'any') return all
  return policy === 'default' ? carrying(fallbackMatch) : []
}

/** Loads of all priority levels as they stand. */
export function loadsOf(config: EnvoyConfig, state: EnvoyState): PriorityLoads {
  const standing = standingOf(state)
  return (standing.loads ??= loadsNow(config, state))
}

function loadsNow(config: EnvoyConfig, state: EnvoyState): PriorityLoads {
  const levels = config.servers.reduce((most, { priority = 0 }) => Math.max(most, priority), 0) + 1
  const size = (hosts: readonly number[]) =>
    config.weightedHealth ? hosts.reduce((sum, i) => sum + state.roster.weight[i], 0) : hosts.length
  const counts = Array.from({ length: levels }, (_, level): Level => {
    const { all, healthy, degraded } = membersOf(config, state, level)
    return {
      ...{ hosts: size(all), healthy: size(healthy), degraded: size(degraded) },
      counted: { hosts: all.length, healthy: healthy.length, degraded: degraded.length },
    }
  })
  return priorityLoads(counts, config.overprovisioning, config.panicThreshold)
}

/**
 * `ZoneAwareLoadBalancerBase::hostSourceToUse`: all hosts of the level in panic; else its healthy or degraded ones, of one
 * zone where zones are weighed or heeded. `stream` is null for the policies that hash: those know no zones but by weight,
 * and never a degraded host.
 */
export function hostSetFor(
  config: EnvoyConfig,
  state: EnvoyState,
  loads: PriorityLoads,
  number: number,
  stream: Stream | null,
): HostSet {
  const { level, degraded } = choosePriority(loads, number)
  const members = membersOf(config, state, level)
  if (loads.panic[level]) return { name: `${level}/all`, hosts: config.failOnPanic ? [] : members.all }
  if (stream === null) return { name: `${level}/healthy`, hosts: members.healthy }
  const health = degraded ? 'degraded' : 'healthy'
  const whole = { name: `${level}/${health}`, hosts: members[health] }
  const inZone = (zone: string): HostSet => ({
    name: `${whole.name}/${zone}`,
    hosts: whole.hosts.filter(i => (config.servers[i].zone ?? '') === zone),
  })
  if (config.localityWeights !== undefined) {
    const zone = weightedLocality(config, state, whole.name, members, whole.hosts)
    return zone === null ? whole : inZone(zone)
  }
  if (level > 0) return whole
  const zone = zoneFor(config, members.healthy, stream)
  return zone === null ? whole : inZone(zone)
}
