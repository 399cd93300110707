import type { Request } from '../contract.js'
import { bytesOf } from '../hashes/bytes.js'
import { crc32, crc32Feed, crc32Start } from '../hashes/crc32.js'
import type { NginxConfig } from './config.js'
import { mostMisses } from './random.js'
import { byRoundRobin, smoothest } from './round-robin.js'
import { give, groupOf, isSingle, mayHave, type NginxOpen, type NginxState } from './state.js'

/**
 * `ip_hash` (ngx_http_upstream_ip_hash_module.c): h = (113 h + octet) mod 6271 over three octets of an IPv4 address or
 * all of an IPv6 one, hashed on from where it stood for as long as the peer may not be had.
 */
export function byAddress(
  config: NginxConfig,
  state: NginxState,
  open: NginxOpen,
  second: number,
  request: Request,
): number {
  const octets = request.source.length === 4 ? request.source.slice(0, 3) : request.source
  if (open.rehash === 0) open.hash = 89
  open.rehash = 1
  while (!(open.misses > mostMisses || isSingle(config) || open.backups)) {
    let hash = open.hash
    for (const octet of octets) hash = (hash * 113 + octet) % 6271
    open.hash = hash
    const i = atWeight(config, hash)
    if (mayHave(config, state, open, i, second)) return give(config, state, open, i, second)
    open.misses++
  }
  return byRoundRobin(config, state, open, second)
}

/**
 * `hash` (ngx_http_upstream_hash_module.c), as Cache::Memcached hashes: 15 bits of the CRC-32 of the key; after a miss, the
 * number of the attempt goes before the key and the new bits are added.
 */
export function byKey(
  config: NginxConfig,
  state: NginxState,
  open: NginxOpen,
  second: number,
  request: Request,
): number {
  const key = request.key ?? ''
  while (!(open.misses > mostMisses || isSingle(config) || open.backups || key === '')) {
    const text = open.rehash > 0 ? `${open.rehash}${key}` : key
    open.hash = (open.hash + ((crc32(bytesOf(text)) >>> 16) & 0x7fff)) >>> 0
    open.rehash++
    const i = atWeight(config, open.hash)
    if (mayHave(config, state, open, i, second)) return give(config, state, open, i, second)
    open.misses++
  }
  return byRoundRobin(config, state, open, second)
}

/** The primary at this place when each takes as many places as it weighs. */
function atWeight(config: NginxConfig, hash: number): number {
  const primaries = groupOf(config, false)
  let left = hash % primaries.reduce((sum, i) => sum + config.servers[i].weight, 0)
  for (const i of primaries) {
    if (left < config.servers[i].weight) return i
    left -= config.servers[i].weight
  }
  return -1
}

/**
 * `hash … consistent`, as Cache::Memcached::Fast hashes: 160 points for each unit of weight; on from point to point while
 * the server of the point may not be had, at most 20 times.
 */
export function byRing(
  config: NginxConfig,
  state: NginxState,
  open: NginxOpen,
  second: number,
  request: Request,
): number {
  const key = request.key ?? ''
  const { points, names } = ringOf(config)
  if (open.rehash === 0) open.hash = atOrAfter(points, crc32(bytesOf(key)))
  open.rehash = 1
  while (!(open.misses > mostMisses || isSingle(config) || open.backups || key === '')) {
    const name = names[open.hash % points.length]
    const candidates = groupOf(config, false).filter(
      i => config.servers[i].name === name && mayHave(config, state, open, i, second),
    )
    if (candidates.length > 0) return give(config, state, open, smoothest(state, candidates), second)
    open.hash++
    open.misses++
  }
  return byRoundRobin(config, state, open, second)
}

interface Ring {
  readonly points: Float64Array
  readonly names: readonly string[]
}

const rings = new WeakMap<NginxConfig, Ring>()

/** The ring follows from the configuration alone. */
function ringOf(config: NginxConfig): Ring {
  const known = rings.get(config)
  if (known !== undefined) return known
  const all: [number, string][] = []
  for (const i of groupOf(config, false)) {
    const { name, weight } = config.servers[i]
    const base = crc32Feed(crc32Start, hostAndPort(name))
    let previous = 0
    for (let j = 0; j < 160 * weight; j++) {
      const word = [previous & 255, (previous >>> 8) & 255, (previous >>> 16) & 255, previous >>> 24]
      previous = ~crc32Feed(base, word) >>> 0
      all.push([previous, name])
    }
  }
  // Insertion sort there, stable here: of two points in the same place the first declared stays.
  all.sort((a, b) => a[0] - b[0])
  const kept = all.filter(([point], at) => at === 0 || point !== all[at - 1][0])
  const ring = { points: Float64Array.from(kept, point => point[0]), names: kept.map(point => point[1]) }
  rings.set(config, ring)
  return ring
}

/** Host, a zero byte, port; the port is what follows the last colon, when that is all digits. */
function hostAndPort(name: string): Uint8Array {
  if (/^unix:/i.test(name)) return bytesOf(`${name.slice(5)}\0`)
  const port = /:([0-9]*)$/.exec(name)
  return port === null ? bytesOf(`${name}\0`) : bytesOf(`${name.slice(0, port.index)}\0${port[1]}`)
}

function atOrAfter(points: Float64Array, hash: number): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (points[middle] < hash) low = middle + 1
    else high = middle
  }
  return low
}
