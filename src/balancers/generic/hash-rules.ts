import { log } from '../../numerics/index.js'
import type { Request } from '../contract.js'
import { bytesOf } from '../hashes/bytes.js'
import { murmurMix } from '../hashes/integer-mix.js'
import { murmur3 } from '../hashes/murmur3.js'
import { genericPolicy, totalWeight } from './generic-policy.js'
import { type HashConfig, hashedText, requestHash } from './hashed-text.js'
import { jumpHash } from './jump-hash.js'

/** The hash modulo the weights: even, but when a server leaves nearly every key moves. */
export const hashModulo = genericPolicy<HashConfig, Record<string, never>>({
  name: 'hash-modulo',
  start: () => ({}),
  choose({ config, roster, candidates, request }) {
    let left = requestHash(config, request) % totalWeight(roster, candidates)
    for (const i of candidates) {
      left -= roster.weight[i]
      if (left < 0) return i
    }
    throw new Error('weights are positive whole numbers')
  },
})

export interface RendezvousConfig extends HashConfig {
  /** Lots by weight (the default), or those of memcached's Python clients, which know no weights. */
  readonly lots?: 'by-weight' | 'pymemcache'
}

/**
 * Highest random weight (Thaler and Ravishankar 1998): every server draws an exponential variable of its weight from the
 * key, and the least wins; so each wins in proportion to its weight, and a key moves only when its server leaves or a
 * better one comes.
 */
export const rendezvous = genericPolicy<RendezvousConfig, { readonly salt: number[] }>({
  name: 'rendezvous',
  start: ({ servers }) => ({ salt: servers.map(({ name }) => murmur3(bytesOf(name))) }),
  choose({ config, own, roster, candidates, request }) {
    if (config.lots === 'pymemcache') return highest(config, candidates, request)
    const hash = requestHash(config, request)
    let best = candidates[0]
    let least = Infinity
    for (const i of candidates) {
      const lot = -log((murmurMix(hash ^ own.salt[i]) + 0.5) / 4294967296) / roster.weight[i]
      if (lot < least) {
        least = lot
        best = i
      }
    }
    return best
  },
})

/** The score of a server is the hash of its name, a hyphen and the key; of two that have the same, the later name. */
function highest(config: RendezvousConfig, candidates: readonly number[], request: Request): number {
  const text = hashedText(config, request)
  const scores = candidates.map(i => ({ i, name: config.servers[i].name, score: 0 }))
  for (const one of scores) one.score = murmur3(bytesOf(`${one.name}-${text}`))
  return scores.reduce((best, one) => {
    return one.score > best.score || (one.score === best.score && one.name > best.name) ? one : best
  }).i
}

/**
 * Jump consistent hash (Lamping and Veach 2014) over all servers, each in as many buckets as it was configured to weigh.
 * It knows no holes: a key whose server is away is hashed anew, so that its own keys alone move.
 */
export const jump = genericPolicy<HashConfig, Record<string, never>>({
  name: 'jump',
  start: () => ({}),
  choose({ config, candidates, request }) {
    const buckets = config.servers.flatMap(({ weight }, i) => new Array<number>(weight).fill(i))
    for (let attempt = 0; attempt < 64 && buckets.length > 0; attempt++) {
      const key =
        (BigInt(requestHash(config, request, 2 * attempt)) << 32n) |
        BigInt(requestHash(config, request, 2 * attempt + 1))
      const server = buckets[jumpHash(key, buckets.length)]
      if (candidates.includes(server)) return server
    }
    return candidates[requestHash(config, request) % candidates.length]
  },
})
