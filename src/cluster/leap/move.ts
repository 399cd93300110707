import { trueTime } from '../clocks.js'
import { HEARD, HEARTBEAT, MESSAGE, PEER_CHECK, TIMER, WATCH } from '../events.js'
import { monitorOf } from '../peers.js'
import { configOf, protocolOf } from '../protocols.js'
import { bit } from '../views.js'
import type { World } from '../world.js'
import type { Cadence } from './cadence.js'
import type { Group } from './group.js'
import { moveBelief } from './move-belief.js'
import { eachWay, listenersOf, membersOf } from './ways.js'

/** By member of the group: how many microseconds, and how many rounds, what belongs to its cadence is moved. */
interface Moves {
  readonly by: number[]
  readonly rounds: number[]
}

/**
 * Moves every cadence by so many of its own rounds, and with it what belongs to it: its next round, messages in flight,
 * timers it re-arms, what detectors remember of it. A process without a cadence follows that of its leader.
 *
 * @returns by how much, for each member
 */
export function carryOut(
  world: World,
  g: number,
  group: Group,
  mask: number,
  cadences: readonly Cadence[],
  rounds: readonly number[],
): readonly number[] {
  const state = world.state.groups[g]
  const moves = moveRounds(world, group, cadences, rounds)
  const least = Math.min(...cadences.map(({ member }) => moves.by[member]))
  if (state.left.length > 0) {
    for (const cadence of cadences) {
      eachWay(world, group, cadence, way => {
        state.left[way] -= Math.min(state.left[way], moves.rounds[cadence.member])
      })
    }
  }
  if (group.kind === 'watch') moveWatch(world, group, moves)
  else moveService(world, group, mask, cadences, moves)
  moveMarks(world, group, moves)
  state.leapt += least
  state.leaps++
  if (world.trace.detail) world.trace.record(world.now, 'detail', group.label, 'leap', { by: least })
  return moves.by
}

function moveRounds(world: World, group: Group, cadences: readonly Cadence[], rounds: readonly number[]): Moves {
  const none = () => membersOf(world, group).map(() => 0)
  const moves = { by: none(), rounds: none() }
  for (const [i, { member, node, tick, interval, rounds: counter }] of cadences.entries()) {
    counter.count += rounds[i]
    moves.rounds[member] = rounds[i]
    moves.by[member] = trueTime(world, node, counter.base + counter.count * interval) - tick
  }
  return moves
}

function moveWatch(world: World, group: Group, moves: Moves): void {
  const { index } = group
  const { members, observers, monitor } = world.plan.watches[index]
  for (const [o, observer] of observers.entries()) {
    for (const m of members.keys()) {
      const pair = world.state.watches[index].pairs[o * members.length + m]
      if (pair.handle >= 0) moveBelief(world, group, monitor, pair.detector!, m, observer, moves.by[m], moves.rounds[m])
    }
  }
  world.sim.shift((kind, target, a) => {
    if (target !== index) return 0
    if (kind === HEARTBEAT) return moves.by[a]
    return kind === HEARD || kind === WATCH ? moves.by[a % members.length] : 0
  })
}

function moveService(world: World, group: Group, mask: number, cadences: readonly Cadence[], moves: Moves): void {
  const service = world.plan.scenario.services[group.index]
  const first = world.plan.firstProcess[group.index]
  const protocol = protocolOf(service)
  const monitor = monitorOf(world, group.index)
  const last = first + service.members.length - 1
  const names = new Map(cadences.map(({ member, name }) => [member, name]))
  for (const m of service.members.keys()) {
    if (!bit(mask, m) || names.has(m)) continue
    const { leader } = world.state.processes[first + m].status!
    moves.by[m] = moves.by[leader]
    moves.rounds[m] = moves.rounds[leader]
    names.set(m, names.get(leader) ?? '')
  }
  for (const m of service.members.keys()) {
    if (!bit(mask, m)) continue
    const process = world.state.processes[first + m]
    protocol.advance(configOf(service), process.state!, names.get(m)!, moves.rounds[m])
    for (const timer of process.timers) {
      timer.armedAt += moves.by[m]
      if (timer.due >= 0) timer.due += moves.by[m]
    }
    if (process.peers === null || monitor === null) continue
    for (const [other, peer] of process.peers.entries()) {
      const { by, rounds } = moves
      if (peer.handle >= 0)
        moveBelief(world, group, monitor, peer.detector, other, service.members[m], by[other], rounds[other])
    }
  }
  world.sim.shift((kind, target, a) => {
    if (target < first || target > last || !bit(mask, target - first)) return 0
    if (kind === TIMER) return moves.by[target - first]
    return (kind === MESSAGE || kind === PEER_CHECK) && bit(mask, a) ? moves.by[a] : 0
  })
}

/** What keeps messages in order moves with them. */
function moveMarks(world: World, group: Group, { by }: Moves): void {
  const { lastArrival } = world.state
  const listeners = listenersOf(world, group)
  for (const [m, from] of membersOf(world, group).entries()) {
    if (by[m] === 0) continue
    for (const to of listeners) {
      const link = world.linkIndex(group.channel, from, to)
      if (lastArrival[link] !== undefined) lastArrival[link] += by[m]
    }
  }
}
