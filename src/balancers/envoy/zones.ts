import type { Stream } from '../../random/index.js'
import type { EnvoyConfig, EnvoyZones } from './config.js'

/**
 * Zone-aware routing of the first priority (`regenerateLocalityRoutingStructures`, `tryChooseLocalLocalityHosts`,
 * load_balancer_impl.cc). Requests stay in this zone when it has at least the share of hosts that it has of clients; else
 * so many of 10,000 as its hosts can carry, and the rest goes where zones have hosts to spare.
 *
 * @returns the hosts of the zone chosen; or all, where zones do not count.
 */
export function zoneFor(config: EnvoyConfig, healthy: readonly number[], stream: Stream): readonly number[] {
  const { zoneAware } = config
  if (zoneAware === undefined) return healthy
  const zones = zonesOf(config, zoneAware)
  const members = zones.map(zone => healthy.filter(i => (config.servers[i].zone ?? '') === zone))
  if (!counts(zoneAware, zones, healthy.length)) return healthy
  const shares = sharesOf(zoneAware, zones, members, healthy.length)
  const [home] = shares
  if (home.hosts > 0 && home.hosts >= home.clients) return members[0]
  const stays = home.clients > 0 ? Math.floor((home.hosts * 10_000) / home.clients) : 0
  if (stream.below(10_000) < stays) return members[0]
  const spare = shares.map(({ hosts, clients }, i) => (i === 0 ? 0 : Math.max(0, hosts - clients)))
  const total = spare.reduce((sum, part) => sum + part, 0)
  if (total === 0) return members[stream.below(members.length)]
  let left = stream.below(total)
  for (const [i, part] of spare.entries()) {
    left -= part
    if (left < 0) return members[i]
  }
  return healthy
}

/** This zone first, the others by name. */
function zonesOf(config: EnvoyConfig, { here }: EnvoyZones): string[] {
  const all = new Set(config.servers.map(({ zone }) => zone ?? ''))
  all.delete(here)
  return [here, ...[...all].sort((a, b) => (a < b ? -1 : 1))]
}

/** `earlyExitNonLocalityRouting`: two zones here and there, clients at home, and not too few hosts. */
function counts({ here, clients, minimumHosts = 6 }: EnvoyZones, zones: readonly string[], hosts: number): boolean {
  return zones.length >= 2 && Object.keys(clients).length >= 2 && (clients[here] ?? 0) > 0 && hosts >= minimumHosts
}

/** Shares of hosts and clients by zone, in 10,000ths; an empty zone has none of either. */
function sharesOf(
  { clients }: EnvoyZones,
  zones: readonly string[],
  members: readonly (readonly number[])[],
  hosts: number,
): { hosts: number; clients: number }[] {
  const all = Object.values(clients).reduce((sum, count) => sum + count, 0)
  return zones.map((zone, i) => {
    if (members[i].length === 0) return { hosts: 0, clients: 0 }
    return {
      hosts: Math.floor((10_000 * members[i].length) / hosts),
      clients: Math.floor((10_000 * (clients[zone] ?? 0)) / all),
    }
  })
}
