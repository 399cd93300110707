import { mersenneTwister } from '../hashes/mersenne-twister.js'
import type { HashHost, Lookup } from './hash-tables.js'

/**
 * Bounded loads (`BoundedLoadHashingLoadBalancer`, thread_aware_lb_impl.cc): a host that holds more than its share of all
 * active requests, this one included, times the factor is passed over for the first that does not, in an order shuffled by
 * the hash; when all do, for the one that is over by least.
 */
export function boundedLookup(
  lookup: Lookup,
  hosts: readonly HashHost[],
  factor: number,
  activeOf: (host: number) => number,
  overall: number,
): Lookup {
  const slots = Math.floor(((overall + 1) * factor + 99) / 100)
  const overload = (i: number) => activeOf(i) / Math.max(Math.ceil(slots * hosts[i].share), 1)
  return (hash, attempt) => {
    const chosen = lookup(hash, attempt)
    if (overload(chosen) <= 1) return chosen
    const next = mersenneTwister(Number(hash & 0xffffffffn))
    const order = hosts.map((_, i) => i)
    let best = chosen
    for (let i = 0; i < order.length; i++) {
      const j = i + below(next, order.length - i)
      ;[order[i], order[j]] = [order[j], order[i]]
      const other = order[i]
      if (other === chosen) continue
      if (overload(other) <= 1) return other
      if (overload(other) < overload(best)) best = other
    }
    return best
  }
}

function below(next: () => number, count: number): number {
  const width = Math.floor(4294967296 / count)
  let drawn = count
  while (drawn >= count) drawn = Math.floor(next() / width)
  return drawn
}
