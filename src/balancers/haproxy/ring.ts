import { haproxyFullHash } from '../hashes/integer-mix.js'
import { type Algorithm, inUse } from './algorithm.js'
import { type HaproxyConfig, heaviest } from './config.js'
import { hasRoom } from './limits.js'
import { serverIds } from './server-ids.js'
import { type HaproxyState, isUsable } from './state.js'

/**
 * The ring of consistent hashing and of `random` (src/lb_chash.c): a server of weight w has 16 w points, point j at the
 * full hash of 4096 id + j. That hash is a bijection, so no two points fall together, and the ring follows from how
 * many points each server has: it is built when asked for and kept beside the state.
 */
export const ring: Algorithm = {
  dynamic: true,
  init(_config, state) {
    for (const server of state.servers) {
      server.mostPoints = server.weight * 16
      if (isUsable(server.now)) server.points = server.next.weight
    }
  },
  leave(config, state, i) {
    setPoints(config, state, i, 0)
  },
  join(config, state, i) {
    resize(config, state, i)
  },
  reweigh(config, state, i) {
    resize(config, state, i)
  },
}

/** `chash_queue_dequeue_srv`: to grow past all it ever had, a server gives up its points first. */
function resize(config: HaproxyConfig, state: HaproxyState, i: number): void {
  const server = state.servers[i]
  const wanted = server.next.weight
  if (wanted > server.mostPoints) {
    setPoints(config, state, i, 0)
    server.mostPoints = wanted
  }
  setPoints(config, state, i, wanted)
}

function setPoints(config: HaproxyConfig, state: HaproxyState, i: number, wanted: number): void {
  const server = state.servers[i]
  for (let j = server.points - 1; j >= wanted; j--) {
    if (state.lastPoint !== pointOf(config, i, j)) continue
    // Round robin on the ring goes on from the next point that stays; points above j have left already.
    state.lastPoint = skip(config, state, i, j)
  }
  server.points = wanted
  state.ring++
}

/** The point after point j of server i, or -1 when it is alone. */
function skip(config: HaproxyConfig, state: HaproxyState, i: number, j: number): number {
  const server = state.servers[i]
  const had = server.points
  server.points = j + 1
  state.ring++
  const { keys } = ringOf(config, state, config.servers[i].backup ?? false)
  const at = atOrAfter(keys, state.lastPoint)
  const next = keys.length <= 1 ? -1 : keys[(at + 1) % keys.length]
  server.points = had
  state.ring++
  return next
}

function pointOf(config: HaproxyConfig, i: number, j: number): number {
  return haproxyFullHash(Math.imul(serverIds(config)[i], heaviest) + j)
}

interface Ring {
  readonly version: number
  readonly keys: Float64Array
  readonly owners: Int32Array
}

const rings = new WeakMap<HaproxyState, Record<'active' | 'backup', Ring | null>>()

function ringOf(config: HaproxyConfig, state: HaproxyState, backups: boolean): Ring {
  const which = backups ? 'backup' : 'active'
  let built = rings.get(state)
  if (built === undefined) rings.set(state, (built = { active: null, backup: null }))
  const known = built[which]
  if (known !== null && known.version === state.ring) return known
  const made = build(config, state, backups)
  built[which] = made
  return made
}

function build(config: HaproxyConfig, state: HaproxyState, backups: boolean): Ring {
  const points: [number, number][] = []
  for (const [i, server] of state.servers.entries()) {
    if ((config.servers[i].backup ?? false) !== backups) continue
    for (let j = 0; j < server.points; j++) points.push([pointOf(config, i, j), i])
  }
  points.sort((a, b) => a[0] - b[0])
  return {
    version: state.ring,
    keys: Float64Array.from(points, point => point[0]),
    owners: Int32Array.from(points, point => point[1]),
  }
}

/** Index of the first point at `hash` or after it, possibly past the end. */
function atOrAfter(keys: Float64Array, hash: number): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keys[middle] < hash) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * `chash_get_server_hash`: the nearest point on either side, the one before when both are as near; from there on along
 * the ring past the server to avoid and, with a balance factor, past those that hold their share.
 */
export function nearest(
  config: HaproxyConfig,
  state: HaproxyState,
  hash: number,
  avoid: number,
  balanceFactor: number,
): number {
  const use = inUse(state)
  if (use === null) return -1
  if ('lone' in use) return use.lone
  const { keys, owners } = ringOf(config, state, use.backups)
  if (keys.length === 0) return -1
  let next = atOrAfter(keys, hash)
  if (next === keys.length) next = 0
  const previous = next === 0 ? keys.length - 1 : next - 1
  if ((hash - keys[previous]) >>> 0 <= (keys[next] - hash) >>> 0) next = previous
  let owner = owners[next]
  let rounds = 0
  while (owner === avoid || (balanceFactor > 0 && !holdsLess(state, owner, balanceFactor))) {
    next++
    if (next === keys.length) {
      next = 0
      if (++rounds > 1) break
    }
    owner = owners[next]
  }
  return owner
}

/**
 * Bounded loads (Mirrokni, Thorup and Zadimoghaddam, arXiv 1608.01350) for unequal weights: whether a server holds less
 * than its share of all requests, this one included, times the factor (`chash_server_is_eligible`).
 */
function holdsLess(state: HaproxyState, i: number, factor: number): boolean {
  const server = state.servers[i]
  const total = state.usedWeight
  const slots = Math.floor(((state.served + 1) * factor + 99) / 100)
  const rest = slots % total
  const share =
    server.now.weight * Math.floor(slots / total) +
    Math.floor(((server.cumulative + server.now.weight) * rest) / total) -
    Math.floor((server.cumulative * rest) / total)
  return server.served < Math.max(share, 1)
}

/**
 * `chash_get_next_server`: the next point whose server has room, for requests that have nothing to hash. It goes on from
 * the point it came to, in whichever ring that is: of backups that have stood in, the points come to an end first.
 */
export function nextPoint(config: HaproxyConfig, state: HaproxyState, avoid: number, now: number): number {
  const use = inUse(state)
  if (use === null) return -1
  if ('lone' in use) return use.lone
  const here = ringOf(config, state, use.backups)
  const stop = state.lastPoint
  let ring = here
  let at = stop === -1 ? -1 : indexOf(here, stop)
  if (stop !== -1 && at === -1) {
    ring = ringOf(config, state, !use.backups)
    at = indexOf(ring, stop)
  }
  let avoided = { point: -1, owner: -1 }
  // One that begins in the other ring never comes back to where it began; HAProxy 2.6 would go round for ever.
  for (let rounds = 0; rounds < 2; ) {
    at++
    if (at >= ring.keys.length) {
      ring = here
      at = 0
      rounds++
    }
    if (ring.keys.length === 0) break
    const point = ring.keys[at]
    const owner = ring.owners[at]
    state.lastPoint = point
    if (hasRoom(config, state, owner, now)) {
      if (owner !== avoid) return owner
      avoided = { point, owner }
    }
    // Without a point to begin from, one look is all.
    if (stop === -1 || point === stop) break
  }
  state.lastPoint = avoided.point
  return avoided.owner
}

function indexOf({ keys }: Ring, point: number): number {
  const at = atOrAfter(keys, point)
  return keys[at] === point ? at : -1
}
