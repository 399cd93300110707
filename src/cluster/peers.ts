import { detectorFor } from '../detectors/index.js'
import type { Monitor } from '../scenario/index.js'
import { monotonic, trueTime } from './clocks.js'
import { ARRIVALS_FIRST, PEER_CHECK } from './events.js'
import { stepProcess } from './processes.js'
import type { PeerState } from './state.js'
import type { World } from './world.js'

/** How the members of a service watch each other, or null when its protocol minds that itself. */
export function monitorOf(world: World, service: number): Monitor | null {
  const { redundancy } = world.plan.scenario.services[service]
  return redundancy.kind === 'standby' || redundancy.kind === 'paxos' ? redundancy.monitor : null
}

/** A process came up: its detectors begin as if all peers had just been heard. */
export function watchPeers(world: World, p: number): void {
  const { service, member, node } = world.plan.processes[p]
  const monitor = monitorOf(world, service)
  if (monitor === null) return
  const { members } = world.plan.scenario.services[service]
  const now = Math.round(monotonic(world, node, world.now))
  const peers = members.map(() => newPeer(monitor, now))
  world.state.processes[p].peers = peers
  for (const [m, peer] of peers.entries()) if (m !== member) armPeer(world, p, m, peer, monitor)
}

function newPeer(monitor: Monitor, now: number): PeerState {
  const { detector, heartbeat } = monitor
  const state = detectorFor(detector).init(detector, heartbeat, now)
  return { detector: state, suspected: false, handle: -1 }
}

export function forgetPeers(world: World, p: number): void {
  const process = world.state.processes[p]
  for (const peer of process.peers ?? []) if (peer.handle >= 0) world.sim.cancel(peer.handle)
  process.peers = null
}

/** Something arrived from a peer: it lives. */
export function heardPeer(world: World, p: number, from: number): void {
  const { service, member, node } = world.plan.processes[p]
  const { peers } = world.state.processes[p]
  if (peers === null || from === member) return
  const monitor = monitorOf(world, service)!
  const peer = peers[from]
  const { detector } = monitor
  detectorFor(detector).heard(detector, peer.detector, Math.round(monotonic(world, node, world.now)))
  if (peer.suspected) {
    peer.suspected = false
    tell(world, p, from, 'trust')
  }
  if (peer.handle < 0) armPeer(world, p, from, peer, monitor)
}

/** The standing check of a peer went off: it moves on to the present deadline, or the peer is suspected. */
export function onPeerCheck(world: World, p: number, from: number): void {
  const { service } = world.plan.processes[p]
  const peer = world.state.processes[p].peers![from]
  peer.handle = -1
  const monitor = monitorOf(world, service)!
  if (deadline(world, p, peer, monitor) > world.now) return armPeer(world, p, from, peer, monitor)
  peer.suspected = true
  tell(world, p, from, 'suspect')
}

function armPeer(world: World, p: number, from: number, peer: PeerState, monitor: Monitor): void {
  const at = deadline(world, p, peer, monitor)
  const { incarnation } = world.state.nodes[world.plan.processes[p].node]
  peer.handle = world.sim.schedule(at, PEER_CHECK, p, from, incarnation, null, ARRIVALS_FIRST)
}

function deadline(world: World, p: number, peer: PeerState, monitor: Monitor): number {
  const local = detectorFor(monitor.detector).deadline(monitor.detector, peer.detector)
  return trueTime(world, world.plan.processes[p].node, local)
}

function tell(world: World, p: number, peer: number, kind: 'suspect' | 'trust'): void {
  if (world.trace.story) {
    const { service, node } = world.plan.processes[p]
    const { id, members } = world.plan.scenario.services[service]
    const fields = { service: id, of: world.endpointName(members[peer]) }
    world.trace.record(world.now, 'story', world.endpointName(node), kind, fields)
  }
  stepProcess(world, p, { kind, peer })
}
