import type { Service } from '../scenario/index.js'
import { cuts } from './network.js'
import { isPaused } from './nodes.js'
import type { World } from './world.js'

/**
 * The members of a protocol service at an instant, as bit masks over the members (at most 31). Computed from the truth
 * of nodes, links and faults, with the sources in `without` thought away.
 */
export interface View {
  /** Running and not paused. */
  readonly live: number
  /** Live and within reach of the clients both ways. */
  readonly reachable: number
  /** For each live member, the live members it talks to both ways, itself among them. */
  readonly peers: readonly number[]
}

export const nobody: ReadonlySet<number> = new Set()

export function viewOf(world: World, service: Service, without: ReadonlySet<number> = nobody): View {
  const { members } = service
  let live = 0
  for (let m = 0; m < members.length; m++) if (livesWithout(world, members[m], without)) live |= 1 << m
  const cutting = world.state.networkFaults.filter(s => !without.has(s))
  if (cutting.length === 0) return { live, reachable: live, peers: members.map((_, m) => (bit(live, m) ? live : 0)) }
  const talk = (a: number, b: number): boolean => !cutting.some(s => cuts(world, s, a, b) || cuts(world, s, b, a))
  let reachable = 0
  const peers = members.map(() => 0)
  for (let a = 0; a < members.length; a++) {
    if (!bit(live, a)) continue
    if (talk(-1, members[a])) reachable |= 1 << a
    for (let b = 0; b < members.length; b++) {
      if (bit(live, b) && (a === b || talk(members[a], members[b]))) peers[a] |= 1 << b
    }
  }
  return { live, reachable, peers }
}

/** Whether a node would be running and not paused without these faults. */
function livesWithout(world: World, node: number, without: ReadonlySet<number>): boolean {
  const state = world.state.nodes[node]
  if (without.size === 0) return state.running && !isPaused(world, node)
  return blockersOf(world, node).every(s => without.has(s))
}

/** The sources that keep a node from running: crashes and pauses, lost power around it, or what it boots after. */
export function blockersOf(world: World, node: number): number[] {
  const { crashes, pauses, bootingAfter } = world.state.nodes[node]
  const blockers = [...crashes, ...pauses]
  for (const d of world.plan.domainsOfNode[node]) {
    for (const s of world.state.domainFaults[d]) {
      if (world.plan.sources[s].effect.kind === 'power') blockers.push(s)
    }
  }
  if (bootingAfter >= 0) blockers.push(bootingAfter)
  return blockers
}

/** The sources that keep clients and a node apart, in either direction. */
export function separatorsOf(world: World, node: number): number[] {
  return world.state.networkFaults.filter(s => cuts(world, s, -1, node) || cuts(world, s, node, -1))
}

export const bit = (mask: number, m: number): boolean => ((mask >>> m) & 1) === 1

export function bitCount(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
