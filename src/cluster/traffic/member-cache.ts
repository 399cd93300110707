/**
 * What a member holds of what was asked of it last: so many entries, and the one not asked for the longest makes room.
 * Plain data; a list in order of use, linked by slots.
 */
export interface MemberCache {
  /** By name, see `nameOf`. */
  readonly slots: { [name: string]: number }
  readonly names: string[]
  /** By slot: the slot used next before it and next after it, or -1. */
  readonly older: number[]
  readonly newer: number[]
  oldest: number
  newest: number
}

export function emptyCache(): MemberCache {
  return { slots: {}, names: [], older: [], newer: [], oldest: -1, newest: -1 }
}

/** Asks for a key, which is there from now on. @returns whether it was. */
export function lookUp(cache: MemberCache, key: number | string, entries: number): boolean {
  const name = nameOf(key)
  const known = cache.slots[name] ?? -1
  if (known === cache.newest && known >= 0) return true
  if (known >= 0) unlink(cache, known)
  const slot = known >= 0 ? known : freeSlot(cache, entries)
  cache.slots[name] = slot
  cache.names[slot] = name
  link(cache, slot)
  return known >= 0
}

/** `__proto__` is a key like any other. */
const nameOf = (key: number | string): string => `=${key}`

/** A slot that is in no list: a new one, or that of the oldest. */
function freeSlot(cache: MemberCache, entries: number): number {
  if (cache.names.length < entries) return cache.names.length
  const slot = cache.oldest
  unlink(cache, slot)
  delete cache.slots[cache.names[slot]]
  return slot
}

function unlink(cache: MemberCache, slot: number): void {
  const { older, newer } = cache
  if (older[slot] >= 0) newer[older[slot]] = newer[slot]
  else cache.oldest = newer[slot]
  if (newer[slot] >= 0) older[newer[slot]] = older[slot]
  else cache.newest = older[slot]
}

function link(cache: MemberCache, slot: number): void {
  const { older, newer, newest } = cache
  older[slot] = newest
  newer[slot] = -1
  if (newest >= 0) newer[newest] = slot
  else cache.oldest = slot
  cache.newest = slot
}
