import type { Input, Plain, Status } from '../protocols/index.js'
import { forgetOrders } from './operations.js'
import { forgetPeers, heardPeer, watchPeers } from './peers.js'
import { configOf, protocolOf } from './protocols.js'
import { sameQuorum } from './service-quorum.js'
import type { ProcessState } from './state.js'
import { cancelTimers } from './timers.js'
import { tellArrival, tellStatus } from './trace-records.js'
import type { World } from './world.js'

/** Its node is up: the process comes up with what its disk holds. */
export function startProcess(world: World, p: number): void {
  const { service, member } = world.plan.processes[p]
  const process = world.state.processes[p]
  const definition = world.plan.scenario.services[service]
  const stored = { values: { ...process.values }, dropped: process.dropped, log: [...process.log] }
  process.state = protocolOf(definition).init(configOf(definition), member, stored)
  watchPeers(world, p)
  stepProcess(world, p, { kind: 'start' })
}

/** Its node went down: memory and unsynced writes are gone. */
export function haltProcess(world: World, p: number): void {
  const process = world.state.processes[p]
  cancelTimers(world, p)
  forgetPeers(world, p)
  process.state = null
  process.status = null
  process.unsynced = []
  process.asked = []
  forgetOrders(world, p)
  world.touch(world.plan.processes[p].service)
}

/** Advances a process by one input and looks whether what it says of itself has changed. */
export function stepProcess(world: World, p: number, input: Input<Plain>): void {
  const { service } = world.plan.processes[p]
  const process = world.state.processes[p]
  const definition = world.plan.scenario.services[service]
  const protocol = protocolOf(definition)
  const config = configOf(definition)
  protocol.step(config, process.state as Plain, input, world.effects.of(p))
  const status = protocol.status(config, process.state as Plain)
  if (world.trace.detail) tellStatus(world, p, process.status, status)
  if (matters(process.status, status)) world.touch(service)
  process.status = status
}

function matters(before: Status | null, after: Status): boolean {
  return (
    before === null ||
    before.term !== after.term ||
    before.serving !== after.serving ||
    before.role !== after.role ||
    before.leader !== after.leader ||
    !sameQuorum(before.quorum, after.quorum)
  )
}

/** The node of member `from` of the service that process `p` belongs to. */
export function senderOf(world: World, p: number, from: number): number {
  return world.plan.processes[world.plan.firstProcess[world.plan.processes[p].service] + from].node
}

/** A running process takes a message. */
export function onMessage(world: World, p: number, from: number, message: Plain): void {
  if (world.trace.detail) tellArrival(world, p, senderOf(world, p, from), message, 'receive')
  heardPeer(world, p, from)
  stepProcess(world, p, { kind: 'message', from, message })
}

/** The disk has written everything up to and with this token. */
export function applySync(process: ProcessState, token: number): void {
  const { unsynced } = process
  while (unsynced.length > 0) {
    const { token: done, writes } = unsynced.shift()!
    for (const write of writes) {
      if (write.kind === 'put') process.values[write.key] = write.value
      else if (write.kind === 'drop') dropBefore(process, write.before)
      else replaceFrom(process, write.from - process.dropped, write.entries)
    }
    if (done === token) return
  }
}

function replaceFrom({ log }: ProcessState, place: number, entries: readonly Plain[]): void {
  log.length = place
  for (const entry of entries) log.push(entry)
}

function dropBefore(process: ProcessState, place: number): void {
  if (place <= process.dropped) return
  process.log.splice(0, place - process.dropped)
  process.dropped = place
}
