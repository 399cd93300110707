import type { Stream } from '../../random/index.js'
import { type Choice, type Happening, noReleases, type Policy, type Request, refused } from '../contract.js'
import { isUsable, newRoster, note } from '../generic/roster.js'
import { bytesOf } from '../hashes/bytes.js'
import { xxh64 } from '../hashes/xxh64.js'
import { boundedLookup } from './bounded-load.js'
import type { EnvoyConfig } from './config.js'
import { type HashHost, type Lookup, maglevLookup, ringLookup } from './hash-tables.js'
import { hearEnding, letIn, newOutliers, passIntervals } from './outliers.js'
import { choosePriority, type PriorityLoads, priorityLoads } from './priorities.js'
import type { EnvoyState } from './state.js'
import { type HostSet, pickWeighted } from './weighted-picks.js'
import { zoneFor } from './zones.js'

/**
 * A cluster of Envoy on one worker: priority levels, panic, zones, outlier detection and slow start around its five
 * policies. `down` is a failed active health check; `drain` and `maintenance` take a host out of the set.
 */
export const envoy: Policy<EnvoyConfig, EnvoyState> = {
  name: 'envoy',
  init: ({ servers }) => ({
    roster: newRoster(servers),
    outliers: newOutliers(servers.length),
    upSince: servers.map(() => -1),
    turns: {},
    schedules: {},
  }),
  pick,
  tell,
  due: ({ outliers }) => (outliers.due < 0 ? Infinity : outliers.due),
}

function pick(config: EnvoyConfig, state: EnvoyState, request: Request, stream: Stream): Choice {
  pass(config, state, request.now)
  const loads = loadsOf(config, state)
  const hashed = config.policy.by === 'ring-hash' || config.policy.by === 'maglev'
  const hash = hashed ? hashOf(request, stream) : 0n
  const attempts = request.tried.length === 0 ? 1 : (config.reselections ?? 0) + 1
  let server = -1
  for (let attempt = 0; attempt < attempts; attempt++) {
    const number = hashed ? Number(hash % 100n) : levelsInUse(loads) > 1 ? stream.below(100) : 0
    const { level } = choosePriority(loads, number)
    const set = hostSet(config, state, level, loads.panic[level], hashed ? null : stream)
    if (set.hosts.length === 0) return refused
    server = hashed ? byHash(config, state, set, hash, attempt) : choose(config, state, set, request.now, stream)
    if (!request.tried.includes(server)) break
  }
  return { server, wait: false }
}

function choose(config: EnvoyConfig, state: EnvoyState, set: HostSet, now: number, stream: Stream): number {
  if (config.policy.by === 'random') return set.hosts[stream.below(set.hosts.length)]
  return pickWeighted(config, state, set, now, stream)
}

function levelsInUse({ healthy }: PriorityLoads): number {
  return healthy.filter(load => load > 0).length
}

/** Hosts of a level that are in the set at all, and those of them that are healthy. */
function membersOf(config: EnvoyConfig, { roster, outliers }: EnvoyState, level: number) {
  const all: number[] = []
  for (const [i, { priority = 0 }] of config.servers.entries()) {
    if (priority === level && !roster.away[i] && roster.weight[i] > 0) all.push(i)
  }
  return { all, healthy: all.filter(i => isUsable(roster, i) && !outliers.hosts[i].ejected) }
}

function loadsOf(config: EnvoyConfig, state: EnvoyState): PriorityLoads {
  const levels = config.servers.reduce((most, { priority = 0 }) => Math.max(most, priority), 0) + 1
  const counts = Array.from({ length: levels }, (_, level) => {
    const { all, healthy } = membersOf(config, state, level)
    return { hosts: all.length, healthy: healthy.length }
  })
  return priorityLoads(counts, config.overprovisioning, config.panicThreshold)
}

/** `hostSourceToUse`: all hosts in panic; else the healthy ones, of one zone where zones count. */
function hostSet(
  config: EnvoyConfig,
  state: EnvoyState,
  level: number,
  panic: boolean,
  stream: Stream | null,
): HostSet {
  const { all, healthy } = membersOf(config, state, level)
  if (panic) return { name: `${level}/all`, hosts: config.failOnPanic ? [] : all }
  if (level > 0 || stream === null) return { name: `${level}/healthy`, hosts: healthy }
  const hosts = zoneFor(config, healthy, stream)
  const zone = hosts === healthy ? '' : `/${config.servers[hosts[0]]?.zone ?? ''}`
  return { name: `${level}/healthy${zone}`, hosts }
}

/** As a hash policy of one header has it; without the header any number. */
function hashOf({ key }: Request, stream: Stream): bigint {
  if (key !== null) return xxh64(bytesOf(key))
  return (BigInt(stream.uint32()) << 32n) | BigInt(stream.uint32())
}

interface Table {
  readonly changes: number
  readonly hosts: readonly HashHost[]
  readonly lookup: Lookup
}

const tables = new WeakMap<EnvoyState, Record<string, Table>>()

function byHash(config: EnvoyConfig, state: EnvoyState, set: HostSet, hash: bigint, attempt: number): number {
  const { hosts, lookup } = tableOf(config, state, set)
  const { policy } = config
  const factor = policy.by === 'ring-hash' || policy.by === 'maglev' ? (policy.balanceFactor ?? 0) : 0
  if (factor === 0) return set.hosts[lookup(hash, attempt)]
  const { inFlight } = state.roster
  const overall = inFlight.reduce((sum, active) => sum + active, 0)
  const bounded = boundedLookup(lookup, hosts, factor, i => inFlight[set.hosts[i]], overall)
  return set.hosts[bounded(hash, attempt)]
}

/** Follows from who is in the set: kept beside the state. */
function tableOf({ servers, policy }: EnvoyConfig, state: EnvoyState, { name, hosts: members }: HostSet): Table {
  const { changes, weight } = state.roster
  let known = tables.get(state)
  if (known === undefined) tables.set(state, (known = {}))
  if (known[name]?.changes === changes) return known[name]
  const total = members.reduce((sum, i) => sum + weight[i], 0)
  const hosts = members.map(i => ({ key: servers[i].name, share: weight[i] / total }))
  const lookup =
    policy.by === 'maglev'
      ? maglevLookup(hosts, policy.size ?? 65537)
      : policy.by === 'ring-hash'
        ? ringLookup(hosts, policy.minimum ?? 1024, policy.maximum ?? 8 * 1024 * 1024)
        : () => 0
  known[name] = { changes, hosts, lookup }
  return known[name]
}

function tell(config: EnvoyConfig, state: EnvoyState, happening: Happening): typeof noReleases {
  pass(config, state, happening.now)
  note(state.roster, happening)
  if (happening.kind === 'up') {
    state.upSince[happening.server] = happening.now
    letIn(state.outliers, happening.server, happening.now)
  }
  if (happening.kind === 'ready') state.upSince[happening.server] = happening.now
  if (happening.kind === 'ended' && config.outliers !== undefined) {
    const { server, ending, now } = happening
    if (hearEnding(config.outliers, state.outliers, server, ending, now)) state.roster.changes++
  }
  return noReleases
}

function pass(config: EnvoyConfig, state: EnvoyState, now: number): void {
  if (config.outliers !== undefined && passIntervals(config.outliers, state.outliers, now)) state.roster.changes++
}
