import { compile, type Plan } from '../../src/cluster/plan.js'
import { World } from '../../src/cluster/world.js'
import { Trace, type TraceRecord } from '../../src/kernel/index.js'
import type { Fault, FaultEffect, Scenario } from '../../src/scenario/index.js'
import { constant } from './scenarios.js'

/** A world under test, with all it has to tell. */
export function tracedWorld(scenario: Scenario, trial = 1): { world: World; plan: Plan; records: TraceRecord[] } {
  const records: TraceRecord[] = []
  const plan = compile(scenario)
  const world = World.start(plan, scenario.seed, trial, new Trace('story', r => records.push(r)))
  return { world, plan, records }
}

/** A fault at fixed times. */
export function scheduled(id: string, times: readonly number[], duration: number, effect: FaultEffect): Fault {
  return { id, when: { kind: 'at', times }, duration: constant(duration), effect }
}

/** Up and down of a service as `[time, 'down' | 'up']`, in order. */
export function turns(records: readonly TraceRecord[], service: string): [number, string][] {
  return records.filter(r => r.source === service && /^(up|down)$/.test(r.what)).map(r => [r.time, r.what])
}

/** Downtime of a service by cause and phase: `{ 'zone a: power/repair': 5 }`. */
export function spent(world: World, service: number): { [charge: string]: number } {
  const { tallies } = world.state.services[service].ledger
  const phases = ['detect', 'decide', 'restore', 'repair']
  return Object.fromEntries(
    Object.entries(tallies).map(([key, tally]) => {
      const cause = world.plan.causes[Math.floor(Number(key) / 4)]
      return [`${cause.id}/${phases[Number(key) % 4]}`, tally.downtime]
    }),
  )
}
