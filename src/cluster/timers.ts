import { nextTick, trueTime } from './clocks.js'
import { TIMER } from './events.js'
import { stepProcess } from './processes.js'
import type { TimerState } from './state.js'
import { tellTimer } from './trace-records.js'
import type { World } from './world.js'

/**
 * Sets a timer to `due`. A standing event that goes off before then is left alone and re-arms itself, so that an
 * election timer moved by every heartbeat costs no work in the queue and leaves no dead events behind.
 */
export function setStanding(world: World, p: number, timer: TimerState, due: number): void {
  timer.due = due
  if (timer.handle >= 0 && timer.armedAt <= due) return
  if (timer.handle >= 0) world.sim.cancel(timer.handle)
  arm(world, p, timer)
}

function arm(world: World, p: number, timer: TimerState): void {
  const { node } = world.plan.processes[p]
  const index = world.state.processes[p].timers.indexOf(timer)
  timer.armedAt = timer.due
  timer.handle = world.sim.schedule(timer.due, TIMER, p, index, world.state.nodes[node].incarnation)
}

/** The standing event of a timer went off. */
export function onTimer(world: World, p: number, index: number): void {
  const timer = world.state.processes[p].timers[index]
  timer.handle = -1
  if (timer.due < 0) return
  if (world.now < timer.due) return arm(world, p, timer)
  if (timer.period > 0) {
    timer.count = nextTick(world, world.plan.processes[p].node, timer, timer.period)
    const local = timer.base + timer.count * timer.period
    timer.due = trueTime(world, world.plan.processes[p].node, local)
    arm(world, p, timer)
  } else {
    timer.due = -1
  }
  if (world.trace.detail) tellTimer(world, p, timer.name, timer.period)
  world.beating = timer.period > 0
  stepProcess(world, p, { kind: 'timer', name: timer.name })
  world.beating = false
}

export function cancelTimers(world: World, p: number): void {
  const { timers } = world.state.processes[p]
  for (const timer of timers) if (timer.handle >= 0) world.sim.cancel(timer.handle)
  timers.length = 0
}
