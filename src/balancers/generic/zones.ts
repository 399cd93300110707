import type { ServerConfig } from '../contract.js'
import { drawByWeight } from './draws.js'
import { type GenericConfig, genericPolicy, totalWeight } from './generic-policy.js'

export interface ZoneServerConfig extends ServerConfig {
  /** Where it stands; nowhere by default, which is a zone of its own. */
  readonly zone?: string
}

export interface ZoneConfig extends GenericConfig {
  readonly servers: readonly ZoneServerConfig[]
  /** The zone of the client. */
  readonly here: string
  /** Share of all clients that is in this zone, 0 to 1: what the zone has to carry. */
  readonly clientsHere: number
}

/**
 * Zone-aware: a request stays in its zone while the servers here, by weight, are at least the share of the clients here;
 * else as large a part stays as they can carry for an even load, and the rest goes to the other zones. Within, by weight.
 */
export const zoneAware = genericPolicy<ZoneConfig, Record<string, never>>({
  name: 'zone-aware',
  start: () => ({}),
  choose({ config, roster, candidates, stream }) {
    const here = candidates.filter(i => (config.servers[i].zone ?? '') === config.here)
    const away = candidates.filter(i => !here.includes(i))
    if (here.length === 0 || away.length === 0) return drawByWeight(roster, candidates, stream)
    const carried = totalWeight(roster, here) / totalWeight(roster, candidates)
    const stays = carried >= config.clientsHere || stream.unit() * config.clientsHere < carried
    return drawByWeight(roster, stays ? here : away, stream)
  },
})
