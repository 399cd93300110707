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
import { type Algorithm, recountServers, updateWeight } from './algorithm.js'
import type { HaproxyConfig } from './config.js'
import { firstAvailable, firstWithRoom } from './first-available.js'
import { hashedKey } from './hashed-key.js'
import { leastConnections, leastLoaded } from './least-connections.js'
import { hasRoom } from './limits.js'
import { dropSlot, fillSlots, leaveQueues, takeSlot } from './queues.js'
import { retryAfter } from './retries.js'
import { nearest, nextPoint, ring } from './ring.js'
import { nextInTurn, weightedRoundRobin } from './round-robin.js'
import { mapped, nextSlot, serverMap } from './server-map.js'
import { changeServer, recalculate, warmUp } from './server-states.js'
import { commit, type HaproxyState } from './state.js'

/**
 * A backend of HAProxy 2.6 on one thread: which server a request gets, whether it waits, who is set free when a slot is,
 * and what drains, weights and slow start do to all that. Health checks are `haproxyCheck`.
 */
export const haproxy: Policy<HaproxyConfig, HaproxyState> = {
  name: 'haproxy',
  init,
  pick,
  tell,
  retry: retryAfter,
  due: state => state.servers.reduce((at, { warmup }) => (warmup >= 0 ? Math.min(at, warmup) : at), Infinity),
}

function algorithmOf({ balance }: HaproxyConfig): Algorithm {
  switch (balance.by) {
    case 'roundrobin':
      return weightedRoundRobin
    case 'leastconn':
      return leastConnections
    case 'first':
      return firstAvailable
    case 'static-rr':
      return serverMap
    case 'random':
      return ring
    default:
      return balance.type === 'consistent' ? ring : serverMap
  }
}

function init(config: HaproxyConfig): HaproxyState {
  const group = () => ({ init: 't0' as const, position: 0, weight: 0, nextWeight: 0 })
  const state: HaproxyState = {
    servers: config.servers.map(({ weight, disabled = false }) => {
      const standing = { up: disabled ? 'stopped' : 'running', drain: false, maintenance: disabled, weight: 0 } as const
      return {
        initialWeight: weight,
        weight,
        now: { ...standing },
        next: { ...standing },
        changed: 0,
        warmup: -1,
        served: 0,
        sessions: 0,
        queue: [],
        place: { tree: 'none', queued: false, key: 0, turn: 0, npos: 0, lpos: 0, rest: 0 },
        points: 0,
        mostPoints: 0,
        cumulative: 0,
      }
    }),
    groups: { active: group(), backup: group() },
    active: 0,
    backups: 0,
    firstBackup: -1,
    activeWeight: 0,
    backupWeight: 0,
    usedWeight: 0,
    used: 0,
    served: 0,
    queue: [],
    open: {},
    opened: 0,
    turns: 0,
    map: [],
    slot: 0,
    lastPoint: -1,
    ring: 0,
  }
  const algorithm = algorithmOf(config)
  for (let i = 0; i < state.servers.length; i++) {
    recalculate(algorithm, config, state, i, 0)
    commit(state.servers[i])
  }
  recountServers(config, state)
  updateWeight(state)
  algorithm.init(config, state)
  return state
}

/** `assign_server_and_queue` (backend.c). */
function pick(config: HaproxyConfig, state: HaproxyState, request: Request, stream: Stream): Choice {
  const { id, now } = request
  let open = state.open[id]
  if (open === undefined) {
    open = { server: -1, retries: 0, stay: false, slot: false }
    state.open[id] = open
    state.opened++
  }
  if (open.stay) return { server: open.server, wait: false }
  if (state.usedWeight === 0) return refused
  const i = commonQueueOnly(config, state) ? -1 : assign(config, state, request, open.server, stream)
  open.server = i
  const since = Math.floor(now / 1000)
  if (i === -1) {
    state.queue.push({ id, since })
    return { server: -1, wait: true }
  }
  if (hasRoom(config, state, i, now)) return { server: i, wait: false }
  const { maxqueue = 0 } = config.servers[i]
  const { queue } = state.servers[i]
  if (maxqueue > 0 && queue.length >= maxqueue) return refused
  queue.push({ id, since })
  return { server: i, wait: true }
}

/** While some wait in the common queue, all servers are full, as these algorithms see it (`assign_server`). */
function commonQueueOnly({ balance }: HaproxyConfig, state: HaproxyState): boolean {
  if (state.queue.length === 0 || state.queue.length === state.opened) return false
  return balance.by === 'first' || balance.by === 'roundrobin' || balance.by === 'static-rr'
}

function assign(config: HaproxyConfig, state: HaproxyState, request: Request, avoid: number, stream: Stream): number {
  const { balance } = config
  const { now } = request
  switch (balance.by) {
    case 'roundrobin':
      return nextInTurn(config, state, avoid, now)
    case 'leastconn':
      return leastLoaded(config, state, avoid, now)
    case 'first':
      return firstWithRoom(config, state, avoid, now)
    case 'static-rr':
      return nextSlot(config, state, avoid, now)
    case 'random':
      return bestOfDraws(config, state, avoid, balance.draws ?? 2, now, stream)
    default: {
      // Without anything to hash it goes by round robin.
      const hash = hashedKey(balance, request, state.used)
      const consistent = balance.type === 'consistent'
      if (hash === null) return consistent ? nextPoint(config, state, avoid, now) : nextSlot(config, state, avoid, now)
      return consistent ? nearest(config, state, hash, avoid, balance.balanceFactor ?? 0) : mapped(state, hash)
    }
  }
}

/** `get_server_rnd`: the least loaded of some draws, the later one when as loaded; nobody when that one is full. */
function bestOfDraws(
  config: HaproxyConfig,
  state: HaproxyState,
  avoid: number,
  draws: number,
  now: number,
  stream: Stream,
): number {
  let best = -1
  for (let draw = 0; draw < draws; draw++) {
    const drawn = nearest(config, state, stream.uint32(), avoid, 0)
    if (drawn === -1) return -1
    if (best !== -1 && best !== drawn) {
      const [a, b] = [state.servers[drawn], state.servers[best]]
      if (a.served * b.now.weight > b.served * a.now.weight) continue
    }
    best = drawn
  }
  return best !== -1 && state.servers[best].queue.length === 0 && hasRoom(config, state, best, now) ? best : -1
}

function tell(config: HaproxyConfig, state: HaproxyState, happening: Happening): readonly Release[] {
  const algorithm = algorithmOf(config)
  const warmed = warmUp(algorithm, config, state, happening.now)
  const released = react(algorithm, config, state, happening)
  return warmed.length === 0 ? released : [...warmed, ...released]
}

function react(
  algorithm: Algorithm,
  config: HaproxyConfig,
  state: HaproxyState,
  happening: Happening,
): readonly Release[] {
  switch (happening.kind) {
    case 'sent': {
      const open = state.open[happening.id]
      if (open.stay) {
        open.stay = false
        // Every connection has its server find its place (`connect_server`): its queue may have changed since.
        algorithm.reposition?.(config, state, happening.server)
      } else takeSlot(algorithm, config, state, happening.server, open)
      return noReleases
    }
    case 'ended': {
      const open = state.open[happening.id]
      if (happening.again && open.stay) return noReleases
      dropSlot(algorithm, config, state, happening.server, open)
      // It still counts as open while its place is given away (`process_stream`, at SC_ST_DIS, stream.c).
      const released = fillSlots(algorithm, config, state, happening.server, happening.now)
      if (!happening.again) close(state, happening.id)
      return released
    }
    case 'gone': {
      const open = state.open[happening.id]
      leaveQueues(state, happening.id)
      close(state, happening.id)
      // One refused by a server's full queue calls for those that wait there (`stream_free`, stream.c).
      if (open === undefined || open.server === -1) return noReleases
      return fillSlots(algorithm, config, state, open.server, happening.now)
    }
    case 'load':
    case 'clock':
      return noReleases
    default:
      return changeServer(algorithm, config, state, happening)
  }
}

function close(state: HaproxyState, id: number): void {
  if (state.open[id] === undefined) return
  delete state.open[id]
  state.opened--
}
