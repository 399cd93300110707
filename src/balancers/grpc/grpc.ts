import type { Stream } from '../../random/index.js'
import {
  type Choice,
  type Happening,
  noReleases,
  type Policy,
  type Request,
  refused,
  type ServerConfig,
} from '../contract.js'
import { type Lookup, ringLookup } from '../envoy/hash-tables.js'
import { isUsable, newRoster, note, type Roster, usable } from '../generic/roster.js'
import { bytesOf } from '../hashes/bytes.js'
import { xxh64 } from '../hashes/xxh64.js'
import { countCall, type GrpcOutlierConfig, type GrpcOutliers, newGrpcOutliers, passGrpcIntervals } from './outliers.js'
import { nextStride, strideWeights } from './static-stride.js'

/** gRPC's client-side policies (proposals A42, A48, A50, A58). Times in µs. */
export interface GrpcConfig {
  readonly servers: readonly ServerConfig[]
  readonly policy: GrpcPolicy
  readonly outliers?: GrpcOutlierConfig
}

export type GrpcPolicy =
  | { readonly by: 'pick_first' | 'round_robin' }
  /** Of so many drawn with replacement, 2 to 10, by default 2. */
  | { readonly by: 'least_request'; readonly choices?: number }
  | { readonly by: 'ring_hash'; readonly minimum?: number; readonly maximum?: number }
  | {
      readonly by: 'weighted_round_robin'
      /** Reports are not trusted so soon after the first; 10 s. */
      readonly blackout?: number
      /** Nor so long after the last; 3 min. */
      readonly expiration?: number
      /** How often weights are taken over; 1 s. */
      readonly update?: number
      readonly errorPenalty?: number
    }

export interface GrpcState {
  readonly roster: Roster
  readonly outliers: GrpcOutliers
  /** The number of the next pick. */
  sequence: number
  /** Of `pick_first`: who holds the connection, -1 for nobody. */
  connected: number
  /** Of the weights: by server what it reported last, when, and since when it has reported. */
  readonly worth: number[]
  readonly reportedAt: number[]
  readonly reportingSince: number[]
  /** What was taken over for whom, at which change of membership, and when that is done again. */
  taken: {
    readonly changes: number
    readonly members: number[]
    readonly weights: number[] | null
    readonly until: number
  } | null
}

export const grpc: Policy<GrpcConfig, GrpcState> = {
  name: 'grpc',
  init: ({ servers }) => ({
    roster: newRoster(servers),
    outliers: newGrpcOutliers(servers),
    sequence: 0,
    connected: -1,
    worth: servers.map(() => 0),
    reportedAt: servers.map(() => -1),
    reportingSince: servers.map(() => -1),
    taken: null,
  }),
  pick,
  tell,
  due: ({ outliers }) => (outliers.due < 0 ? Infinity : outliers.due),
}

function ready({ roster, outliers }: GrpcState): number[] {
  return usable(roster).filter(i => outliers.endpoints[i].ejectedAt < 0)
}

function pick(config: GrpcConfig, state: GrpcState, request: Request, stream: Stream): Choice {
  pass(config, state, request.now)
  const members = ready(state)
  if (members.length === 0) return refused
  return { server: choose(config, state, members, request, stream), wait: false }
}

function choose(config: GrpcConfig, state: GrpcState, members: number[], request: Request, stream: Stream): number {
  const { policy } = config
  switch (policy.by) {
    case 'pick_first':
      if (!members.includes(state.connected)) state.connected = members[0]
      return state.connected
    case 'round_robin':
      return members[state.sequence++ % members.length]
    case 'least_request': {
      let best = members[stream.below(members.length)]
      for (let drawn = 1; drawn < Math.min(10, policy.choices ?? 2); drawn++) {
        const i = members[stream.below(members.length)]
        if (state.roster.inFlight[i] < state.roster.inFlight[best]) best = i
      }
      return best
    }
    case 'ring_hash':
      return byRing(config, state, members, request, stream)
    case 'weighted_round_robin':
      return byReports(policy, state, members, request.now)
  }
}

/** A58: the static stride over the weights taken over last; plain round robin without two of them. */
function byReports(
  policy: Extract<GrpcPolicy, { by: 'weighted_round_robin' }>,
  state: GrpcState,
  members: number[],
  now: number,
): number {
  if (state.taken === null || state.taken.changes !== state.roster.changes || now >= state.taken.until) {
    const weights = strideWeights(members.map(i => weightOf(policy, state, i, now)))
    state.taken = { changes: state.roster.changes, members, weights, until: now + (policy.update ?? 1e6) }
  }
  const { weights } = state.taken
  if (weights === null) {
    const i = members[state.sequence % members.length]
    state.sequence = (state.sequence + 1) % 4294967296
    return i
  }
  const { index, sequence } = nextStride(weights, state.sequence)
  state.sequence = sequence
  return state.taken.members[index]
}

function weightOf(
  { blackout = 10e6, expiration = 180e6 }: Extract<GrpcPolicy, { by: 'weighted_round_robin' }>,
  state: GrpcState,
  i: number,
  now: number,
): number {
  if (state.reportedAt[i] < 0) return 0
  if (now - state.reportedAt[i] >= expiration) {
    state.reportingSince[i] = -1
    return 0
  }
  if (blackout > 0 && (state.reportingSince[i] < 0 || now - state.reportingSince[i] < blackout)) return 0
  return state.worth[i]
}

const rings = new WeakMap<GrpcState, { changes: number; members: number[]; lookup: Lookup }>()

/**
 * A42: the ring is of all addresses, well or not, and a request goes on from point to point until it comes to one that is
 * well: unlike Envoy, whose ring is of the healthy alone.
 */
function byRing(
  { servers, policy }: GrpcConfig,
  state: GrpcState,
  well: readonly number[],
  { key }: Request,
  stream: Stream,
): number {
  if (policy.by !== 'ring_hash') return -1
  const { roster } = state
  let known = rings.get(state)
  if (known?.changes !== roster.changes) {
    const members = roster.weight.flatMap((weight, i) => (weight > 0 && !roster.away[i] ? [i] : []))
    const total = members.reduce((sum, i) => sum + roster.weight[i], 0)
    const hosts = members.map(i => ({ key: servers[i].name, share: roster.weight[i] / total }))
    const lookup = ringLookup(hosts, Math.min(policy.minimum ?? 1024, 4096), Math.min(policy.maximum ?? 4096, 4096))
    known = { changes: roster.changes, members, lookup }
    rings.set(state, known)
  }
  const hash = key === null ? (BigInt(stream.uint32()) << 32n) | BigInt(stream.uint32()) : xxh64(bytesOf(key))
  for (let step = 0; step < 2 * 4096; step++) {
    const server = known.members[known.lookup(hash, step)]
    if (well.includes(server)) return server
  }
  return well[0]
}

function tell(config: GrpcConfig, state: GrpcState, happening: Happening): typeof noReleases {
  pass(config, state, happening.now)
  note(state.roster, happening)
  switch (happening.kind) {
    case 'load':
      report(config, state, happening)
      break
    case 'up':
      // A new connection begins a new blackout (A58).
      state.reportingSince[happening.server] = -1
      break
    case 'down':
      if (!isUsable(state.roster, state.connected)) state.connected = -1
      break
    case 'ended':
      if (config.outliers !== undefined) countCall(state.outliers, happening.server, happening.ending)
  }
  return noReleases
}

/** A58: requests a second over utilisation, errors weighing as the penalty has it; what says nothing is not heard. */
function report(
  { policy }: GrpcConfig,
  state: GrpcState,
  { server, report: said, now }: Extract<Happening, { kind: 'load' }>,
): void {
  if (policy.by !== 'weighted_round_robin' || said.utilization <= 0 || said.rate <= 0) return
  const penalty = said.errors > 0 ? (said.errors / said.rate) * (policy.errorPenalty ?? 1) : 0
  state.worth[server] = said.rate / (said.utilization + penalty)
  state.reportedAt[server] = now
  if (state.reportingSince[server] < 0) state.reportingSince[server] = now
}

function pass(config: GrpcConfig, state: GrpcState, now: number): void {
  if (config.outliers === undefined) return
  if (passGrpcIntervals(config.outliers, state.outliers, now)) state.roster.changes++
}
