import type { Stream } from '../../random/index.js'
import type { EnvoyConfig, EnvoyZones } from './config.js'
import { zonesInOrder } from './localities.js'

/**
 * Zone-aware routing of the first priority (`regenerateLocalityRoutingStructures`, `tryChooseLocalLocalityHosts`,
 * load_balancer_impl.cc). Requests stay in this zone when it has at least the share of hosts that it has of clients; else
 * so many of 10,000 as its hosts can carry, and the rest goes where zones have hosts to spare.
 *
 * @returns the zone chosen; null where zones do not count.
 */
export function zoneFor(config: EnvoyConfig, healthy: readonly number[], stream: Stream): string | null {
  const { zoneAware, servers } = config
  if (zoneAware === undefined) return null
  const zones = zonesInOrder(
    config,
    servers.map(({ zone }) => zone ?? ''),
  )
  if (!counts(zoneAware, zones, healthy.length)) return null
  const { enabled = 100, direct = false } = zoneAware
  if (enabled < 100 && stream.below(100) >= enabled) return null
  const hosts = zones.map(zone => healthy.filter(i => (servers[i].zone ?? '') === zone).length)
  const shares = sharesOf(zoneAware, zones, hosts, healthy.length)
  const [home] = shares
  if (home.hosts > 0 && (home.hosts >= home.clients || direct)) return zones[0]
  const stays = home.clients > 0 ? Math.floor((home.hosts * 10_000) / home.clients) : 0
  if (stream.below(10_000) < stays) return zones[0]
  const spare = shares.map((share, i) => (i === 0 ? 0 : Math.max(0, share.hosts - share.clients)))
  const total = spare.reduce((sum, part) => sum + part, 0)
  if (total === 0) return zones[stream.below(zones.length)]
  let left = stream.below(total)
  for (const [i, part] of spare.entries()) {
    left -= part
    if (left < 0) return zones[i]
  }
  return null
}

/** `earlyExitNonLocalityRouting`: two zones here and there, clients at home, and not too few hosts. */
function counts(
  { here, clients, minimumHosts = 6, direct = false }: EnvoyZones,
  zones: readonly string[],
  hosts: number,
): boolean {
  const inhabited = Object.keys(clients).length
  return zones.length >= 2 && (inhabited >= 2 || direct) && (clients[here] ?? 0) > 0 && hosts >= minimumHosts
}

/** Shares of hosts and clients by zone, in 10,000ths; an empty zone has none of either. */
function sharesOf(
  { clients }: EnvoyZones,
  zones: readonly string[],
  hosts: readonly number[],
  healthy: number,
): { hosts: number; clients: number }[] {
  const all = Object.values(clients).reduce((sum, count) => sum + count, 0)
  return zones.map((zone, i) => {
    if (hosts[i] === 0) return { hosts: 0, clients: 0 }
    return {
      hosts: Math.floor((10_000 * hosts[i]) / healthy),
      clients: Math.floor((10_000 * (clients[zone] ?? 0)) / all),
    }
  })
}
