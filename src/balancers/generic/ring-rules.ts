import { bytesOf } from '../hashes/bytes.js'
import { murmur3 } from '../hashes/murmur3.js'
import { genericPolicy, type Question, totalWeight } from './generic-policy.js'
import { type HashConfig, requestHash } from './hashed-text.js'
import { isUsable, type Roster } from './roster.js'

export interface RingConfig extends HashConfig {
  /** Points for each unit of weight; 100 by default. */
  readonly points?: number
}

export interface BoundedConfig extends RingConfig {
  /** How many times its fair share a server may hold, above 1; 1.25 by default. */
  readonly bound?: number
}

type None = Record<string, never>

/** Consistent hashing (Karger et al. 1997): the first point at the hash or after it, of a server that may be picked. */
export const ringHash = genericPolicy<RingConfig, None>({
  name: 'ring',
  start: () => ({}),
  choose: question => along(question, i => question.candidates.includes(i)),
})

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam 2016): on along the ring past every server
 * that holds its bound, which is its share by weight of all requests, this one included, times the factor, rounded up.
 */
export const boundedLoads = genericPolicy<BoundedConfig, None>({
  name: 'bounded-loads',
  start: () => ({}),
  choose(question) {
    const { config, roster, candidates } = question
    const total = totalWeight(roster, candidates)
    const requests = candidates.reduce((sum, i) => sum + roster.inFlight[i], 1)
    const bound = (i: number) => Math.ceil(((config.bound ?? 1.25) * requests * roster.weight[i]) / total)
    return along(question, i => candidates.includes(i) && roster.inFlight[i] < bound(i))
  },
})

interface Ring {
  readonly changes: number
  readonly points: readonly number[]
  readonly owners: readonly number[]
}

const rings = new WeakMap<Roster, Ring>()

/** From the hash along the ring to the first server that will do; there is one. */
function along(
  { config, roster, candidates, request }: Question<RingConfig, None>,
  will: (i: number) => boolean,
): number {
  const { points, owners } = ringOf(config, roster)
  const start = atOrAfter(points, requestHash(config, request))
  for (let step = 0; step < points.length; step++) {
    const owner = owners[(start + step) % points.length]
    if (will(owner)) return owner
  }
  return candidates[0]
}

/** Follows from who is usable and what they weigh: kept beside the state, and built again when that changes. */
function ringOf({ servers, points: each = 100 }: RingConfig, roster: Roster): Ring {
  const known = rings.get(roster)
  if (known !== undefined && known.changes === roster.changes) return known
  const all: [number, number][] = []
  for (const [i, { name }] of servers.entries()) {
    if (!isUsable(roster, i)) continue
    for (let j = 0; j < each * roster.weight[i]; j++) all.push([murmur3(bytesOf(`${name}#${j}`)), i])
  }
  all.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const ring = { changes: roster.changes, points: all.map(([point]) => point), owners: all.map(([, owner]) => owner) }
  rings.set(roster, ring)
  return ring
}

function atOrAfter(points: readonly number[], hash: number): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (points[middle] < hash) low = middle + 1
    else high = middle
  }
  return low
}
