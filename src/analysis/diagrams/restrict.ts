import type { BddStore } from './bdd-store.js'
import { UNKNOWN } from './computed-cache.js'
import { FALSE } from './edge.js'

/** In the cache's place of h. */
const RESTRICT = -3

/** A frame: the edge, the complement of its result, and the high result once there is one. */
const FRAME_WORDS = 3

/** What is left of a function where one variable has a value: Bryant's restrict (1986, section 4.4). */
export function restrict(store: BddStore, edge: number, variable: number, value: boolean): number {
  const key = 2 * variable + (value ? 1 : 0)
  const level = store.levelOf[variable]
  let top = 0
  for (;;) {
    const complement = edge & 1
    edge ^= complement
    let result = restrictedAtOnce(store, edge, level, value)
    if (result === UNKNOWN) result = store.cache.get(edge, key, RESTRICT)
    if (result === UNKNOWN) {
      const frames = store.growFrames(top + FRAME_WORDS)
      frames[top] = edge
      frames[top + 1] = complement
      frames[top + 2] = UNKNOWN
      top += FRAME_WORDS
      edge = store.highOf(edge)
      continue
    }
    result ^= complement
    for (;;) {
      if (top === 0) return result
      const at = top - FRAME_WORDS
      const of = store.frames[at]
      if (store.frames[at + 2] === UNKNOWN) {
        store.frames[at + 2] = result
        edge = store.lowOf(of)
        break
      }
      const restricted = store.edge(store.variableOf(of), store.frames[at + 2], result)
      store.cache.put(of, key, RESTRICT, restricted)
      result = restricted ^ store.frames[at + 1]
      top = at
    }
  }
}

function restrictedAtOnce(store: BddStore, edge: number, level: number, value: boolean): number {
  const own = store.levelOf[store.variableOf(edge)]
  if (edge <= FALSE || own > level) return edge
  if (own < level) return UNKNOWN
  return value ? store.highOf(edge) : store.lowOf(edge)
}
