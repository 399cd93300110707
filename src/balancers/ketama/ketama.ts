import { type GenericConfig, genericPolicy } from '../generic/generic-policy.js'
import { type Roster, usable } from '../generic/roster.js'
import { bytesOf } from '../hashes/bytes.js'
import { md5 } from '../hashes/md5.js'

interface Continuum {
  readonly changes: number
  readonly points: readonly Point[]
}

type Point = readonly [point: number, server: number]

const continua = new WeakMap<Roster, Continuum>()

/**
 * ketama (RJ/ketama, libketama/ketama.c), as memcached's clients hash: 160 points a server on average, by its share of the
 * weights, four from every MD5 of `host:port-i`. It knows no health: a server that goes is one that is struck off the list.
 */
export const ketama = genericPolicy<GenericConfig, Record<string, never>>({
  name: 'ketama',
  start: () => ({}),
  choose({ config, roster, candidates, request }) {
    const points = pointsOf(config, roster)
    const start = firstAtOrAfter(points, ketamaHash(request.key ?? ''))
    for (let step = 0; step < points.length; step++) {
      const server = points[(start + step) % points.length][1]
      if (candidates.includes(server)) return server
    }
    return candidates[0]
  },
})

function pointsOf(config: GenericConfig, roster: Roster): readonly Point[] {
  let known = continua.get(roster)
  if (known?.changes !== roster.changes) {
    known = { changes: roster.changes, points: continuum(config, roster, usable(roster)) }
    continua.set(roster, known)
  }
  return known.points
}

/** The point of the continuum that a hash comes to. */
export function ketamaPoint(config: GenericConfig, roster: Roster, hash: number): number {
  const points = pointsOf(config, roster)
  return points[firstAtOrAfter(points, hash) % points.length][0]
}

/** `ketama_hashi`: the first word of the MD5. */
export function ketamaHash(key: string): number {
  return md5(bytesOf(key))[0]
}

/** `ketama_create_continuum`; shares are computed in single precision there, and so here. */
function continuum({ servers }: GenericConfig, roster: Roster, members: readonly number[]): Point[] {
  const total = members.reduce((sum, i) => sum + roster.weight[i], 0)
  const points: Point[] = []
  for (const i of members) {
    const share = Math.fround(Math.fround(roster.weight[i]) / Math.fround(total))
    const digests = Math.floor(Math.fround(share * 40 * members.length))
    for (let k = 0; k < digests; k++) {
      for (const word of md5(bytesOf(`${servers[i].name}-${k}`))) points.push([word, i])
    }
  }
  return points.sort((a, b) => a[0] - b[0])
}

/** `ketama_get_server`: the first point at the hash or after it, around the circle. */
function firstAtOrAfter(points: readonly Point[], hash: number): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (points[middle][0] < hash) low = middle + 1
    else high = middle
  }
  return low
}
