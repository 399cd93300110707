import type { Stream } from '../../random/index.js'
import {
  type Choice,
  type Happening,
  noReleases,
  type Policy,
  type Release,
  type Request,
  refused,
} from '../contract.js'
import { newRoster, note } from '../generic/roster.js'
import { bytesOf } from '../hashes/bytes.js'
import { xxh64 } from '../hashes/xxh64.js'
import { boundedLookup } from './bounded-load.js'
import { connect, newPools, noteConnections, wait } from './breakers.js'
import type { EnvoyConfig } from './config.js'
import { type HashHost, type Lookup, maglevLookup, ringLookup } from './hash-tables.js'
import { type HostSet, hostSetFor, loadsOf, membersOf } from './host-sets.js'
import { hashShares } from './localities.js'
import { hearEnding, letIn, newOutliers, passIntervals } from './outliers.js'
import type { PriorityLoads } from './priorities.js'
import type { EnvoyState } from './state.js'
import { pickWeighted } from './weighted-picks.js'

/**
 * A cluster of Envoy on one worker: priority levels, panic, zones, outlier detection and slow start around its five
 * policies. `down` is a failed active health check; `drain` and `maintenance` take a host out of the set.
 */
export const envoy: Policy<EnvoyConfig, EnvoyState> = {
  name: 'envoy',
  init: ({ servers }) => ({
    roster: newRoster(servers),
    outliers: newOutliers(servers.length),
    pools: newPools(servers),
    upSince: servers.map(() => -1),
    changedAt: 0,
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
    const number = hashed ? Number(hash % 100n) : loadsInUse(loads) > 1 ? stream.below(100) : 0
    const set = hostSetFor(config, state, loads, number, hashed ? null : stream)
    if (set.hosts.length === 0) return refused
    server = hashed ? byHash(config, state, set, hash, attempt) : choose(config, state, set, request.now, stream)
    if (!request.tried.includes(server)) break
  }
  if (server === -1) return refused
  if (config.breakers === undefined) return { server, wait: false }
  const choice = connect(config.breakers, state.pools, server)
  if (choice.wait) wait(state.pools, server, request.id)
  return choice
}

function choose(config: EnvoyConfig, state: EnvoyState, set: HostSet, now: number, stream: Stream): number {
  if (config.policy.by === 'random') return set.hosts[stream.below(set.hosts.length)]
  return pickWeighted(config, state, set, now, stream)
}

/** Where all load goes to one set of hosts, no luck is needed. */
function loadsInUse({ healthy, degraded }: PriorityLoads): number {
  let used = 0
  for (const load of healthy) if (load > 0) used++
  for (const load of degraded) if (load > 0) used++
  return used
}

/** As a hash policy of one header has it; without the header any number. */
function hashOf({ key }: Request, stream: Stream): bigint {
  if (key !== null) return xxh64(bytesOf(key))
  return (BigInt(stream.uint32()) << 32n) | BigInt(stream.uint32())
}

interface Table {
  readonly changes: number
  /** Of the set of hosts those that have a share. */
  readonly members: readonly number[]
  readonly hosts: readonly HashHost[]
  readonly lookup: Lookup
}

const tables = new WeakMap<EnvoyState, Record<string, Table>>()

function byHash(config: EnvoyConfig, state: EnvoyState, set: HostSet, hash: bigint, attempt: number): number {
  const { members, hosts, lookup } = tableOf(config, state, set)
  if (members.length === 0) return -1
  const { policy } = config
  const factor = policy.by === 'ring-hash' || policy.by === 'maglev' ? (policy.balanceFactor ?? 0) : 0
  if (factor === 0) return members[lookup(hash, attempt)]
  const { inFlight } = state.roster
  const overall = inFlight.reduce((sum, active) => sum + active, 0)
  const bounded = boundedLookup(lookup, hosts, factor, i => inFlight[members[i]], overall)
  return members[bounded(hash, attempt)]
}

/** Follows from who is in the set: kept beside the state. */
function tableOf(config: EnvoyConfig, state: EnvoyState, { name, hosts: candidates }: HostSet): Table {
  const { servers, policy } = config
  const { changes, weight } = state.roster
  let known = tables.get(state)
  if (known === undefined) tables.set(state, (known = {}))
  if (known[name]?.changes === changes) return known[name]
  const { all } = membersOf(config, state, servers[candidates[0]].priority ?? 0)
  const shares = hashShares(config, weight, candidates, all)
  const members = candidates.filter((_, k) => shares[k] > 0)
  const hosts = members.map(i => ({ key: servers[i].name, share: shares[candidates.indexOf(i)] }))
  const lookup =
    policy.by === 'maglev'
      ? maglevLookup(hosts, policy.size ?? 65537)
      : policy.by === 'ring-hash'
        ? ringLookup(hosts, policy.minimum ?? 1024, policy.maximum ?? 8 * 1024 * 1024)
        : () => 0
  known[name] = { changes, members, hosts, lookup }
  return known[name]
}

function tell(config: EnvoyConfig, state: EnvoyState, happening: Happening): readonly Release[] {
  pass(config, state, happening.now)
  const { changes } = state.roster
  note(state.roster, happening)
  if (happening.kind === 'up') {
    state.upSince[happening.server] = happening.now
    if (config.outliers?.unejectWhenHealthy ?? true) letIn(state.outliers, happening.server, happening.now)
  }
  if (happening.kind === 'ready') state.upSince[happening.server] = happening.now
  if (happening.kind === 'ended' && config.outliers !== undefined) {
    const { server, ending, now } = happening
    if (hearEnding(config.outliers, state.outliers, server, ending, now)) state.roster.changes++
  }
  if (state.roster.changes !== changes) state.changedAt = happening.now
  return config.breakers === undefined ? noReleases : noteConnections(config.breakers, state.pools, happening)
}

function pass(config: EnvoyConfig, state: EnvoyState, now: number): void {
  if (config.outliers === undefined) return
  const ends = state.outliers.due
  if (!passIntervals(config.outliers, state.outliers, now)) return
  state.roster.changes++
  state.changedAt = ends
}
