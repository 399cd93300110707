import type { Choice, Happening, Release } from '../contract.js'
import { noReleases, refused } from '../contract.js'
import type { EnvoyBreakers } from './config.js'

/** Connections to each host, one request at a time on each, and who waits for one, first come first. */
export interface Pools {
  readonly open: number[]
  readonly idle: number[]
  readonly waiting: number[][]
}

export function newPools(hosts: readonly unknown[]): Pools {
  return { open: hosts.map(() => 0), idle: hosts.map(() => 0), waiting: hosts.map(() => []) }
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

function requestsOf({ open, idle }: Pools): number {
  return sum(open) - sum(idle)
}

/**
 * What becomes of a request for a host (`ConnPoolImplBase::newStreamImpl`, conn_pool_base.cc): it takes an idle connection;
 * else it must find room among those that wait, and has a new connection made while there may be one more, or when the
 * host has none at all. Beyond `requests` it is refused (`canCreateStream`).
 */
export function connect(breakers: EnvoyBreakers, pools: Pools, host: number): Choice {
  const { connections = 1024, pending = 1024, requests = 1024 } = breakers
  if (pools.idle[host] > 0) return requestsOf(pools) < requests ? { server: host, wait: false } : refused
  if (sum(pools.waiting.map(({ length }) => length)) >= pending) return refused
  if (sum(pools.open) < connections || pools.open[host] === 0) {
    return requestsOf(pools) < requests ? { server: host, wait: false } : refused
  }
  return { server: host, wait: true }
}

export function wait(pools: Pools, host: number, id: number): void {
  pools.waiting[host].push(id)
}

/** Keeps the books; who waits for a connection that is free takes it. */
export function noteConnections(breakers: EnvoyBreakers, pools: Pools, happening: Happening): readonly Release[] {
  switch (happening.kind) {
    case 'sent':
      take(pools, happening.server)
      return noReleases
    case 'gone':
      for (const queue of pools.waiting) {
        const at = queue.indexOf(happening.id)
        if (at >= 0) queue.splice(at, 1)
      }
      return noReleases
    case 'ended': {
      const { server, ending } = happening
      // A connection outlives an answer; what was reset, refused or given up is closed.
      if (ending.outcome === 'ok') pools.idle[server]++
      else pools.open[server]--
      return serve(breakers, pools, server)
    }
    default:
      return noReleases
  }
}

function take(pools: Pools, host: number): void {
  if (pools.idle[host] > 0) pools.idle[host]--
  else pools.open[host]++
}

/** `onUpstreamReady`, `onConnectionEvent`: a host serves those that wait for it, not for others. */
function serve({ connections = 1024 }: EnvoyBreakers, pools: Pools, host: number): readonly Release[] {
  const queue = pools.waiting[host]
  if (queue.length === 0) return noReleases
  if (pools.idle[host] === 0 && sum(pools.open) >= connections && pools.open[host] > 0) return noReleases
  take(pools, host)
  return [{ id: queue.shift() as number, server: host }]
}
