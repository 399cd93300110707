import { detectorFor } from '../../detectors/index.js'
import type { Status } from '../../protocols/index.js'
import { keepsLog, type Monitor, type Service } from '../../scenario/index.js'
import { isAsked } from '../clients.js'
import { listeningOf } from '../listening.js'
import { isCut } from '../network.js'
import { isLive, isPaused } from '../nodes.js'
import { monitorOf } from '../peers.js'
import { inQuorum } from '../service-quorum.js'
import type { PairState, PeerState } from '../state.js'
import { bit, type View, viewOf } from '../views.js'
import type { World } from '../world.js'
import type { Group } from './group.js'

/**
 * The members of a group for which nothing will change until the next fault, as a bit mask over the members of a service
 * (all bits for a watch), or null while that cannot be said. Computed from what the members say of themselves, what they
 * believe and what is true; of protocol states it sees nothing.
 */
export function steadyMembers(world: World, group: Group): number | null {
  if (group.nodes.some(n => isPaused(world, n)) || isDisturbed(world, group)) return null
  return group.kind === 'watch' ? steadyWatch(world, group) : steadyService(world, group)
}

/** Losses and delays that come and go change what heartbeats meet: such times are simulated. */
function isDisturbed(world: World, group: Group): boolean {
  return world.state.networkFaults.some(s => {
    const { effect } = world.plan.sources[s]
    return (effect.kind === 'delay' || (effect.kind === 'loss' && effect.loss < 1)) && group.sources.includes(s)
  })
}

/** Everyone who watches believes what is true of everyone. */
function steadyWatch(world: World, group: Group): number | null {
  const { index } = group
  const watch = world.plan.watches[index]
  const { pairs } = world.state.watches[index]
  const { members, observers } = watch
  for (const [o, observer] of observers.entries()) {
    if (observer >= 0 && !isLive(world, observer)) continue
    for (const [m, member] of members.entries()) {
      if (member === observer) continue
      const pair = pairs[o * members.length + m]
      if (!believesTruly(world, group, watch.monitor, pair, member, observer)) return null
    }
  }
  return -1
}

function believesTruly(
  world: World,
  { shortest, spreads, channel }: Group,
  { detector }: Monitor,
  belief: PairState | PeerState,
  member: number,
  observer: number,
): boolean {
  if (belief.detector === null) return false
  const heard = isLive(world, member) && !isCut(world, member, observer)
  if (heard === belief.suspected) return false
  if (!heard) return true
  const { memory, settled } = detectorFor(detector)
  if (belief.handle < 0 || memory(detector) === 0) return belief.handle >= 0
  const { number } = world.link(world.linkIndex(channel, member, observer), channel, member, observer)
  return settled(detector, belief.detector, shortest, spreads[number])
}

function steadyService(world: World, group: Group): number | null {
  const service = world.plan.scenario.services[group.index]
  if (keepsLog(service) && isAsked(world, group.index)) return null
  const view = viewOf(world, service)
  if (view.live === 0) return 0
  const first = world.plan.firstProcess[group.index]
  const statuses = service.members.map((_, m) => world.state.processes[first + m].status)
  const leader = leaderOf(view, statuses)
  if (leader < 0 || !willStay(world, service, view, leader)) return null
  const together = view.peers[leader]
  if (together !== view.live && !isApart(world, service, view, together)) return null
  if (!agree(view, statuses, leader)) return null
  return believeTruly(world, group, service, together) ? together : null
}

/** Who serves in the highest term. */
function leaderOf(view: View, statuses: readonly (Status | null)[]): number {
  let leader = -1
  for (const [m, status] of statuses.entries()) {
    if (status === null || !bit(view.live, m) || !status.serving) continue
    if (leader < 0 || status.term > statuses[leader]!.term) leader = m
  }
  return leader
}

/** A leader that steps down when it hears from no quorum is about to where there is none. */
function willStay(world: World, service: Service, view: View, leader: number): boolean {
  if ((listeningOf(service)?.leaderPatience ?? 0) === 0) return true
  const { quorum } = world.state.services[world.plan.scenario.services.indexOf(service)]
  return bit(inQuorum(view, service.members.length, quorum), leader)
}

/**
 * Whether the majority is in the mask, all in it talk to each other, and none of them to anyone else, either way. Those
 * who are cut off from a majority go on by themselves, message by message. Without majorities both sides may serve:
 * such times are simulated.
 */
function isApart(world: World, service: Service, view: View, mask: number): boolean {
  const { members, redundancy } = service
  const { quorum } = world.state.services[world.plan.scenario.services.indexOf(service)]
  if (redundancy.kind === 'standby' || (inQuorum(view, members.length, quorum) & mask) === 0) return false
  for (const [a, from] of members.entries()) {
    if (bit(mask, a) && (view.peers[a] & mask) !== mask) return false
    if (bit(mask, a) || !bit(view.live, a)) continue
    for (const [b, to] of members.entries()) {
      if (bit(mask, b) && !(isCut(world, from, to) && isCut(world, to, from))) return false
    }
  }
  return true
}

/** They follow the leader in its term, have all it has, and nothing is under way. */
function agree(view: View, statuses: readonly (Status | null)[], leader: number): boolean {
  const lead = statuses[leader]!
  for (const [m, status] of statuses.entries()) {
    if (!bit(view.peers[leader], m)) continue
    if (status === null || status.pending > 0 || status.leader !== leader || status.term !== lead.term) return false
    if (status.serving !== (m === leader)) return false
    if (status.lastIndex !== lead.lastIndex || status.commitIndex !== lead.lastIndex) return false
  }
  return true
}

function believeTruly(world: World, group: Group, service: Service, together: number): boolean {
  const monitor = monitorOf(world, group.index)
  if (monitor === null) return true
  const first = world.plan.firstProcess[group.index]
  for (const [m, observer] of service.members.entries()) {
    if (!bit(together, m)) continue
    for (const [other, peer] of world.state.processes[first + m].peers!.entries()) {
      if (other === m) continue
      const member = service.members[other]
      if (!believesTruly(world, group, monitor, peer, member, observer)) return false
    }
  }
  return true
}
