import type { Plain, Reply } from '../protocols/index.js'
import { membersOf } from '../quorum/index.js'
import type { BalancerOrder, Operation } from '../scenario/index.js'
import { OPERATE } from './events.js'
import { isLive } from './nodes.js'
import { describeReply } from './orders.js'
import { causeOfOrder } from './plan.js'
import { stepProcess } from './processes.js'
import { carryOutOrder } from './traffic/balancer-orders.js'
import type { World } from './world.js'

/** An operator who finds no leader, or is turned away, tries again so often, and no longer than this. */
const pause = 100_000
const patience = 60_000_000

/** Orders of operators are numbered from here on: clients never ask so often. */
export const firstOrder = 2 ** 50

/** Measuring begins: the times of operations count from now. */
export function scheduleOperations(world: World): void {
  for (const [o, { times }] of operationsOf(world).entries()) {
    for (const time of times) world.scheduleWithin(world.plan.from + time, OPERATE, o)
  }
}

const operationsOf = (world: World): readonly Operation[] => world.plan.scenario.operations ?? []

/** An operation is due, or is tried again. */
export function onOperate(world: World, o: number): void {
  const operation = operationsOf(world)[o]
  const state = world.state.operations[o]
  const { order: asked } = operation
  if (isForBalancer(asked)) {
    disturb(world, o)
    return tell(world, o, carryOutOrder(world, operation.service, o, asked))
  }
  if (state.since < 0) state.since = world.now
  if (state.asked >= 0) return
  const p =
    asked.kind === 'propose' ? proposerOf(world, operation.service, asked.by) : leaderOf(world, operation.service)
  if (p < 0) return later(world, o, asked.kind === 'propose' ? 'it is down' : 'nobody leads')
  const order = orderFor(world, operation.service, asked)
  if (order === null) return settle(world, o, 'nothing to do')
  tell(world, o, `to ${world.endpointName(world.plan.processes[p].node)}`)
  state.asked = p
  disturb(world, o)
  const id = firstOrder + o
  if (asked.kind === 'propose') stepProcess(world, p, { kind: 'request', id, command: asked.value })
  else stepProcess(world, p, { kind: 'operate', id, operation: order })
}

function isForBalancer(order: Operation['order']): order is BalancerOrder {
  return ['drain', 'maintenance', 'ready', 'weight'].includes(order.kind)
}

/** What a process says to an order. */
export function answerOperator(world: World, id: number, reply: Reply): void {
  const o = id - firstOrder
  const state = world.state.operations[o]
  if (state === undefined || state.asked < 0) return
  state.asked = -1
  disturb(world, o)
  const { members } = world.plan.scenario.services[operationsOf(world)[o].service]
  const chosen = reply.kind === 'done' && operationsOf(world)[o].order.kind === 'propose'
  const said = chosen
    ? `chosen is ${JSON.stringify(reply.result)}`
    : describeReply(reply, member => world.endpointName(members[member]))
  if (reply.kind === 'done' || reply.kind === 'refused') settle(world, o, said)
  else later(world, o, said)
}

/** Its process went down before it answered: whether the order is carried out is not known, and it is given again. */
export function forgetOrders(world: World, p: number): void {
  for (const [o, state] of world.state.operations.entries()) {
    if (state.asked !== p) continue
    state.asked = -1
    later(world, o, 'no answer')
  }
}

/** A leaderless time that begins now or soon is laid to the order. */
function disturb(world: World, o: number): void {
  const state = world.state.services[operationsOf(world)[o].service]
  state.lastDisturbance = causeOfOrder(world.plan, o)
  state.disturbedAt = world.now
}

/** Cause numbers of the orders to a service that are under way, or were answered at this instant. */
export function ordersUnderWay(world: World, service: number): number[] {
  const { lastDisturbance, disturbedAt } = world.state.services[service]
  const causes: number[] = []
  for (const [o, { service: s }] of operationsOf(world).entries()) {
    if (s !== service) continue
    const cause = causeOfOrder(world.plan, o)
    const answered = lastDisturbance === cause && disturbedAt === world.now
    if (world.state.operations[o].asked >= 0 || answered) causes.push(cause)
  }
  return causes
}

function later(world: World, o: number, why: string): void {
  if (world.now - world.state.operations[o].since >= patience) return settle(world, o, `given up: ${why}`)
  world.scheduleWithin(world.now + pause, OPERATE, o)
}

function settle(world: World, o: number, said: string): void {
  world.state.operations[o].since = -1
  tell(world, o, said)
}

function tell(world: World, o: number, said: string): void {
  if (!world.trace.story) return
  const { id, service } = operationsOf(world)[o]
  world.trace.record(world.now, 'story', id, 'operation', { service: world.plan.scenario.services[service].id, said })
}

/** The process that serves in the highest term and hears its operator, or -1. */
function leaderOf(world: World, service: number): number {
  let leader = -1
  for (const [p, { service: s, node }] of world.plan.processes.entries()) {
    const { status } = world.state.processes[p]
    if (s !== service || status?.serving !== true || !isLive(world, node)) continue
    if (leader < 0 || status.term > world.state.processes[leader].status!.term) leader = p
  }
  return leader
}

/** The process of a member that is to propose, or -1 while it is down. */
function proposerOf(world: World, service: number, member: number): number {
  const p = world.plan.firstProcess[service] + member
  return isLive(world, world.plan.processes[p].node) && world.state.processes[p].state !== null ? p : -1
}

/** In the words of the protocol; null when the members are those already. */
function orderFor(world: World, s: number, order: Exclude<Operation['order'], BalancerOrder>): Plain {
  const { redundancy, members } = world.plan.scenario.services[s]
  if (order.kind === 'snapshot') return { kind: redundancy.kind === 'vsr' ? 'checkpoint' : 'snapshot' }
  if (order.kind === 'propose') return order.value
  if (order.kind === 'transfer') return { kind: 'transfer', to: order.to }
  if (redundancy.kind !== 'raft') return { kind: 'change', members: [...order.members] }
  const { quorum } = world.state.services[s]
  const now = quorum === null ? members.map((_, m) => m) : membersOf(quorum)
  const added = order.members.filter(m => !now.includes(m)).map(m => ({ add: m }))
  const removed = now.filter(m => !order.members.includes(m)).map(m => ({ remove: m }))
  return added.length + removed.length === 0 ? null : { kind: 'change', changes: [...added, ...removed] }
}

/** The next moment at which an operator has something to say to a service; now while an order is under way. */
export function nextOperation(world: World, service: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const [o, operation] of operationsOf(world).entries()) {
    if (operation.service !== service) continue
    if (world.state.operations[o].since >= 0) return world.now
    for (const time of operation.times) {
      const at = world.plan.from + time
      if (at > world.now) next = Math.min(next, at)
    }
  }
  return next
}
