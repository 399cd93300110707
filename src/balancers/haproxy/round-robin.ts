import { type Algorithm, inUse } from './algorithm.js'
import { type HaproxyConfig, heaviest, weightScale } from './config.js'
import { hasRoom } from './limits.js'
import { type Group, type HaproxyState, isUsable, type Tree } from './state.js'
import { enqueue, first } from './tree.js'

/**
 * `balance roundrobin`: fast weighted round robin (src/lb_fwrr.c). A window of as many positions as the weights add up to
 * moves along; each server has the next position it is due at. Servers of the window are in the current tree; those
 * past its end wait in `next` by weight, which becomes `init` when the window moves, from where holes are filled.
 *
 * Positions and keys are unsigned 32-bit words, as they are there.
 */
export const weightedRoundRobin: Algorithm = {
  dynamic: true,
  init(config, state) {
    for (const [group, weight] of [
      [state.groups.active, state.activeWeight],
      [state.groups.backup, state.backupWeight],
    ] as const) {
      group.init = 't0'
      group.position = weight
      group.weight = weight
      group.nextWeight = weight
    }
    for (let i = 0; i < state.servers.length; i++) {
      if (isUsable(state.servers[i].now)) queueByWeight(state, i, groupOf(config, state, i).init)
    }
  },
  leave(config, state, i) {
    const { now, place } = state.servers[i]
    groupOf(config, state, i).nextWeight -= now.weight
    place.queued = false
    place.tree = 'none'
  },
  join(config, state, i) {
    const group = groupOf(config, state, i)
    group.nextWeight += state.servers[i].next.weight
    takeOut(group, state, i)
    placeAhead(group, state, i)
    queue(group, state, i)
  },
  reweigh(config, state, i) {
    const group = groupOf(config, state, i)
    const { now, next, place } = state.servers[i]
    group.nextWeight += next.weight - now.weight
    if (place.tree === group.init) return queueByWeight(state, i, group.init)
    takeOut(group, state, i)
    const due = place.npos
    const step = Math.floor(group.nextWeight / next.weight)
    place.npos = (place.lpos + step) >>> 0
    place.rest = 0
    if (place.npos > due) place.npos = due
    if (place.npos < (group.position + 2) >>> 0) place.npos = (group.position + step) >>> 0
    queue(group, state, i)
  },
}

/** `fwrr_get_next_server`: the next in turn that has room; the one to avoid only when there is no other; or -1. */
export function nextInTurn(config: HaproxyConfig, state: HaproxyState, avoid: number, now: number): number {
  const use = inUse(state)
  if (use === null) return -1
  if ('lone' in use) return use.lone
  const group = use.backups ? state.groups.backup : state.groups.active
  const passedOver: number[] = []
  let switched = false
  let avoided = -1
  let chosen = -1
  for (;;) {
    if (group.weight === 0) group.position = group.weight = group.nextWeight
    let i = fromGroup(config, state, group, use.backups)
    if (i === -1 && !switched) {
      switched = true
      group.init = other(group.init)
      group.weight = group.nextWeight
      group.position = group.weight
      i = fromGroup(config, state, group, use.backups)
    }
    if (i === -1) {
      chosen = avoided
      break
    }
    advance(group, state, i)
    state.servers[i].place.queued = false
    group.position++
    if (hasRoom(config, state, i, now)) {
      if (i !== avoid || avoided !== -1) {
        chosen = i
        break
      }
      avoided = i
    }
    passedOver.push(i)
  }
  if (chosen !== -1) queue(group, state, chosen)
  // Once the window has moved, the places of those passed over are lost, and only their weight counts.
  for (const i of passedOver.reverse()) {
    if (i === chosen) continue
    if (switched) queueByWeight(state, i, group.init)
    else queue(group, state, i)
  }
  return chosen
}

/** `fwrr_get_server_from_group`: who is due in the current tree, or else the heaviest not yet served in this window. */
function fromGroup(config: HaproxyConfig, state: HaproxyState, group: Group, backups: boolean): number {
  const due = first(config, state, backups, 'curr')
  if (due !== -1) {
    const { now, place } = state.servers[due]
    if (now.weight > 0 && place.npos <= group.position >>> 0) return due
  }
  const fresh = first(config, state, backups, group.init)
  if (fresh === -1 || state.servers[fresh].now.weight === 0) return due
  resetPosition(state, fresh)
  return fresh
}

/** `fwrr_update_position`. */
function advance(group: Group, state: HaproxyState, i: number): void {
  const { now, place } = state.servers[i]
  if (now.weight === 0) return
  if (place.npos === 0) place.npos = group.position
  place.lpos = place.npos
  place.npos = (place.npos + Math.floor(group.nextWeight / now.weight)) >>> 0
  place.rest += group.nextWeight % now.weight
  if (place.rest >= now.weight) {
    place.rest -= now.weight
    place.npos = (place.npos + 1) >>> 0
  }
}

/** `fwrr_queue_srv`. */
function queue(group: Group, state: HaproxyState, i: number): void {
  const { next, place } = state.servers[i]
  if (!isUsable(next)) {
    place.tree = 'none'
    return
  }
  if (place.npos >= 2 * group.weight || place.npos >= group.weight + group.nextWeight) {
    place.npos = (place.npos - group.weight) >>> 0
    queueByWeight(state, i, other(group.init))
    return
  }
  const fraction = Math.floor(((heaviest + place.rest - next.weight) >>> 0) / weightScale)
  enqueue(state, i, 'curr', (256 * place.npos + fraction) % 4294967296)
}

function queueByWeight(state: HaproxyState, i: number, tree: Tree): void {
  enqueue(state, i, tree, heaviest - state.servers[i].next.weight)
}

/** `fwrr_get_srv`: brings a position up to date with the tree it is taken from. */
function takeOut(group: Group, state: HaproxyState, i: number): void {
  const { place } = state.servers[i]
  if (place.tree === group.init) resetPosition(state, i)
  else if (place.tree === other(group.init)) place.npos = (place.npos + group.weight) >>> 0
  else if (place.tree === 'none') place.npos = group.position >>> 0
}

function resetPosition(state: HaproxyState, i: number): void {
  const { place } = state.servers[i]
  place.npos = 0
  place.rest = 0
}

function placeAhead(group: Group, state: HaproxyState, i: number): void {
  const { next, place } = state.servers[i]
  const ahead = (group.nextWeight + group.weight - group.position) >>> 0
  place.npos = (group.position + Math.floor(ahead / next.weight)) >>> 0
}

function other(tree: 't0' | 't1'): 't0' | 't1' {
  return tree === 't0' ? 't1' : 't0'
}

function groupOf(config: HaproxyConfig, state: HaproxyState, i: number): Group {
  return config.servers[i].backup ? state.groups.backup : state.groups.active
}
