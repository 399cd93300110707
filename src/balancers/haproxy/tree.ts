import type { HaproxyConfig } from './config.js'
import type { HaproxyState, Tree } from './state.js'

/** Puts a server into its tree under a key; those of the same key keep the order in which they came (ebtree's duplicates). */
export function enqueue(state: HaproxyState, i: number, tree: Tree, key: number): void {
  const { place } = state.servers[i]
  place.tree = tree
  place.key = key
  place.turn = ++state.turns
  place.queued = true
}

/** The servers of a tree, in order. */
export function inOrder(config: HaproxyConfig, state: HaproxyState, backups: boolean, tree: Tree): number[] {
  const found: number[] = []
  for (let i = 0; i < state.servers.length; i++) if (isIn(config, state, i, backups, tree)) found.push(i)
  return found.sort((a, b) => compare(state, a, b))
}

/** The first of a tree, or -1. */
export function first(config: HaproxyConfig, state: HaproxyState, backups: boolean, tree: Tree): number {
  let best = -1
  for (let i = 0; i < state.servers.length; i++) {
    if (isIn(config, state, i, backups, tree) && (best === -1 || compare(state, i, best) < 0)) best = i
  }
  return best
}

function isIn(config: HaproxyConfig, state: HaproxyState, i: number, backups: boolean, tree: Tree): boolean {
  const { place } = state.servers[i]
  return place.queued && place.tree === tree && (config.servers[i].backup ?? false) === backups
}

function compare(state: HaproxyState, a: number, b: number): number {
  const [x, y] = [state.servers[a].place, state.servers[b].place]
  return x.key - y.key || x.turn - y.turn
}
