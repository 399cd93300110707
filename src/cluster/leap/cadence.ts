import { trueTime } from '../clocks.js'
import type { TimerState } from '../state.js'
import { bit } from '../views.js'
import type { World } from '../world.js'
import type { Group } from './group.js'

/** A member's heartbeat rounds, and how far they are leapt. */
export interface Cadence {
  /** Member of the group. */
  readonly member: number
  readonly node: number
  /** When the next round is due, and the true time between two. */
  readonly tick: number
  readonly period: number
  /** Between two on the node's own clock. */
  readonly interval: number
  /** Where rounds are counted: in a timer of the process, or in the beat of a watch. The next one is `count`. */
  readonly rounds: { base: number; count: number }
  /** What the timer is called; empty in a watch. */
  readonly name: string
}

/** The heartbeat rounds of the members in `mask`, or null when one of them keeps two. */
export function cadencesOf(world: World, group: Group, mask: number): Cadence[] | null {
  return group.kind === 'watch' ? ofWatch(world, group) : ofService(world, group, mask)
}

function ofService(world: World, group: Group, mask: number): Cadence[] | null {
  const { members } = world.plan.scenario.services[group.index]
  const first = world.plan.firstProcess[group.index]
  const cadences: Cadence[] = []
  for (const [member, node] of members.entries()) {
    if (!bit(mask, member)) continue
    const timers = world.state.processes[first + member].timers.filter(isCadence)
    if (timers.length > 1) return null
    for (const rounds of timers) {
      const { due, period: interval, name } = rounds
      cadences.push({ member, node, tick: due, period: truePeriod(world, node, interval), interval, rounds, name })
    }
  }
  return cadences
}

const isCadence = (timer: TimerState): boolean => timer.period > 0 && timer.due >= 0

function ofWatch(world: World, group: Group): Cadence[] {
  const { members, monitor } = world.plan.watches[group.index]
  const { beats } = world.state.watches[group.index]
  const cadences: Cadence[] = []
  for (const [member, node] of members.entries()) {
    const rounds = beats[member]
    if (rounds.handle < 0) continue
    const interval = monitor.heartbeat
    const tick = trueTime(world, node, rounds.base + rounds.count * interval)
    cadences.push({ member, node, tick, period: truePeriod(world, node, interval), interval, rounds, name: '' })
  }
  return cadences
}

const truePeriod = (world: World, node: number, period: number): number => period / (1 + world.state.nodes[node].drift)
