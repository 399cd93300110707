import type { EnvoyConfig } from './config.js'
import { newSchedule, nextDue } from './deadlines.js'
import type { Members } from './host-sets.js'
import type { EnvoyState } from './state.js'

/**
 * Locality-weighted balancing (`LocalityWrr`, locality_wrr.cc): zones take turns by deadlines, each by its weight times
 * its share of hosts that may be used, overprovisioning counted in, at most all of it.
 *
 * @returns the zone, or null where none has any weight.
 */
export function weightedLocality(
  config: EnvoyConfig,
  state: EnvoyState,
  name: string,
  { all }: Members,
  eligible: readonly number[],
): string | null {
  const { servers, localityWeights = {}, overprovisioning = 140, seed = 0 } = config
  if (eligible.length === 0) return null
  const zoneOf = (i: number) => servers[i].zone ?? ''
  const zones = zonesInOrder(config, all.map(zoneOf))
  const weights = zones.map(zone => {
    const hosts = all.filter(i => zoneOf(i) === zone).length
    const share = eligible.filter(i => zoneOf(i) === zone).length / hosts
    return (localityWeights[zone] ?? 0) * Math.min(1, (overprovisioning / 100) * share)
  })
  const key = `zones of ${name}`
  let made = state.schedules[key]
  if (made === undefined || made.changes !== state.roster.changes) {
    const weighty = zones.flatMap((_, z) => (weights[z] > 0 ? [z] : []))
    made = {
      changes: state.roster.changes,
      schedule: weighty.length === 0 ? null : newSchedule(weighty, z => weights[z], seed),
    }
    state.schedules[key] = made
  }
  return made.schedule === null ? null : zones[nextDue(made.schedule, z => weights[z])]
}

/** This zone first where there is one, the others by name. */
export function zonesInOrder({ zoneAware }: EnvoyConfig, zones: readonly string[]): string[] {
  const here = zoneAware?.here
  const others = [...new Set(zones)].filter(zone => zone !== here).sort((a, b) => (a < b ? -1 : 1))
  return here === undefined ? others : [here, ...others]
}

/**
 * Shares of hosts for the policies that hash (`normalizeLocalityWeights`, thread_aware_lb_impl.cc): of the weight of the
 * zone, which is not lessened by hosts that are away, or of all weight.
 */
export function hashShares(
  { servers, localityWeights }: EnvoyConfig,
  weight: readonly number[],
  hosts: readonly number[],
  all: readonly number[],
): number[] {
  const sum = (of: readonly number[]) => of.reduce((total, i) => total + weight[i], 0)
  if (localityWeights === undefined) return hosts.map(i => weight[i] / sum(hosts))
  const zoneOf = (i: number) => servers[i].zone ?? ''
  const total = [...new Set(all.map(zoneOf))].reduce((so, zone) => so + (localityWeights[zone] ?? 0), 0)
  return hosts.map(i => {
    const fellows = hosts.filter(j => zoneOf(j) === zoneOf(i))
    return total === 0 ? 0 : (((localityWeights[zoneOf(i)] ?? 0) / total) * weight[i]) / sum(fellows)
  })
}
