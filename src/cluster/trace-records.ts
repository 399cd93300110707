import type { Plain, Status, Write } from '../protocols/index.js'
import { isCut } from './network.js'
import { protocolOf } from './protocols.js'
import type { World } from './world.js'

/**
 * What a trace of level `detail` tells of processes beside what they note themselves. Nothing here changes the world, so
 * that a traced trial is the untraced one; callers ask `world.trace.detail` first, so that a trace that is off costs one test.
 */

/** A message was sent; `arrives` is when, or -1 when it will not. */
export function tellSend(world: World, p: number, receiver: number, message: Plain, arrives: number): void {
  const to = world.plan.processes[receiver].node
  const sent = { to: world.endpointName(to), message: said(world, p, message) }
  if (arrives >= 0) tell(world, p, 'send', { ...sent, arrives })
  else tell(world, p, 'send', { ...sent, lost: isCut(world, world.plan.processes[p].node, to) ? 'cut' : 'lost' })
}

/** A message reached its process (`receive`), waits for a paused one (`held`), or found nobody or a cut (`dropped`). */
export function tellArrival(
  world: World,
  p: number,
  sender: number,
  message: Plain,
  what: 'receive' | 'held' | 'dropped',
  why?: 'down' | 'cut',
): void {
  const fields = { from: world.endpointName(sender), message: said(world, p, message) }
  tell(world, p, what, why === undefined ? fields : { ...fields, why })
}

export function tellTimer(world: World, p: number, name: string, period: number): void {
  tell(world, p, 'timer', { name, cadence: period > 0 })
}

/** The writes up to and with `token` are on the disk. */
export function tellSynced(world: World, p: number, token: number): void {
  const written: string[] = []
  for (const { token: done, writes } of world.state.processes[p].unsynced) {
    written.push(...writes.map(nameOf))
    if (done === token) break
  }
  tell(world, p, 'synced', { writes: [...new Set(written)].join(', ') })
}

/** Places in the log count from 0 and entries from 1. */
function nameOf(write: Write): string {
  if (write.kind === 'put') return write.key
  if (write.kind === 'drop') return `log without ${write.before}`
  const { from, entries } = write
  if (entries.length === 0) return `log cut to ${from}`
  return entries.length === 1 ? `log ${from + 1}` : `log ${from + 1}-${from + entries.length}`
}

/** What a process says of itself after a step, as far as that is news. */
export function tellStatus(world: World, p: number, before: Status | null, after: Status): void {
  const { role, term, leader, serving, commitIndex } = after
  const changed = before?.role !== role || before.term !== term || before.serving !== serving
  if (changed) tell(world, p, 'status', { role, term, serving, leader: leaderName(world, p, leader) })
  else if (before.leader !== leader && leader >= 0) tell(world, p, 'follows', { leader: leaderName(world, p, leader) })
  if (commitIndex > (before?.commitIndex ?? 0)) tell(world, p, 'commit', { index: commitIndex })
}

function leaderName(world: World, p: number, leader: number): string {
  if (leader < 0) return ''
  const { members } = world.plan.scenario.services[world.plan.processes[p].service]
  return world.endpointName(members[leader])
}

function said(world: World, p: number, message: Plain): string {
  return protocolOf(world.plan.scenario.services[world.plan.processes[p].service]).describe(message)
}

function tell(world: World, p: number, what: string, fields: { [field: string]: string | number | boolean }): void {
  const { service, node } = world.plan.processes[p]
  const { id } = world.plan.scenario.services[service]
  world.trace.record(world.now, 'detail', world.endpointName(node), what, { service: id, ...fields })
}

/** A message between a client, whose name is empty, and a member. */
export function tellClient(
  world: World,
  s: number,
  what: 'send' | 'receive' | 'dropped',
  from: number,
  to: number,
  message: string,
  at: number,
  why?: 'down' | 'cut',
): void {
  const { id } = world.plan.scenario.services[s]
  const [sender, receiver] = [world.endpointName(from), world.endpointName(to)]
  const record = (who: string, fields: { [field: string]: string | number }): void =>
    world.trace.record(world.now, 'detail', who, what, { service: id, ...fields, message })
  if (what === 'receive') record(receiver, { from: sender })
  else if (what === 'dropped') record(receiver, { from: sender, why: why ?? 'down' })
  else if (at >= 0) record(sender, { to: receiver, arrives: at })
  else record(sender, { to: receiver, lost: isCut(world, from, to) ? 'cut' : 'lost' })
}
