import type { HaproxyConfig } from './config.js'

const known = new WeakMap<HaproxyConfig, readonly number[]>()

/**
 * The `id` of each server, the number that consistent hashing and `first` go by. One that has none gets the first free
 * number from its place on, and from there the next goes on counting (`check_config_validity`, cfgparse.c).
 */
export function serverIds(config: HaproxyConfig): readonly number[] {
  const found = known.get(config)
  if (found !== undefined) return found
  const used = new Set(config.servers.map(({ id }) => id))
  let next = 1
  const ids = config.servers.map(({ id }) => {
    let own = id
    if (own === undefined) {
      while (used.has(next)) next++
      own = next
    }
    next++
    return own
  })
  known.set(config, ids)
  return ids
}
