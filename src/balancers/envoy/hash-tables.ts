import { maglevTable } from '../generic/maglev-table.js'
import { bytesOf } from '../hashes/bytes.js'
import { xxh64 } from '../hashes/xxh64.js'

/** A host by what is hashed of it, with its share of the weight. */
export interface HashHost {
  readonly key: string
  readonly share: number
}

/** Which of the hosts a hash leads to; a later attempt leads on. */
export type Lookup = (hash: bigint, attempt: number) => number

/**
 * Envoy's ring (`RingHashLoadBalancer::Ring`): as many points that the lightest host gets a whole number of them, at least
 * `minimum` in all; point j of a host at xxh64("key_j"). The first point at the hash or after it; the attempt goes on by as
 * many points.
 */
export function ringLookup(hosts: readonly HashHost[], minimum: number, maximum: number): Lookup {
  const points = ringPoints(hosts, minimum, maximum)
  return (hash, attempt) => {
    let [low, high] = [0, points.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (points[middle][0] < hash) low = middle + 1
      else high = middle
    }
    return points[(low + attempt) % points.length][1]
  }
}

export function ringPoints(hosts: readonly HashHost[], minimum: number, maximum: number): [bigint, number][] {
  const least = hosts.reduce((smallest, { share }) => Math.min(smallest, share), 1)
  const scale = Math.min(Math.ceil(least * minimum) / least, maximum)
  const points: [bigint, number][] = []
  let target = 0
  for (const [i, { key, share }] of hosts.entries()) {
    target += scale * share
    for (let j = 0; points.length < target; j++) points.push([xxh64(bytesOf(`${key}_${j}`)), i])
  }
  return points.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
}

/** Envoy's Maglev (`MaglevTable`): hosts in the order of their keys; a later attempt turns most bits of the hash. */
export function maglevLookup(hosts: readonly HashHost[], size: number): Lookup {
  const places = maglevPlaces(hosts, size)
  return (hash, attempt) => {
    const turned = attempt === 0 ? hash : hash ^ (0x10000000000000000n - BigInt(attempt))
    return places[Number(turned % BigInt(size))]
  }
}

export function maglevPlaces(hosts: readonly HashHost[], size: number): Int32Array {
  const sorted = hosts.map((_, i) => i).sort((a, b) => (hosts[a].key < hosts[b].key ? -1 : 1))
  const entries = sorted.map(i => {
    const bytes = bytesOf(hosts[i].key)
    const offset = Number(xxh64(bytes) % BigInt(size))
    return { offset, skip: Number(xxh64(bytes, 1n) % BigInt(size - 1)) + 1, weight: hosts[i].share }
  })
  return maglevTable(entries, size).map(place => sorted[place])
}
