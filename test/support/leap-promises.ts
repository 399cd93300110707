import { nextBoundary } from '../../src/cluster/leap/boundary.js'
import { steadyMembers } from '../../src/cluster/leap/certificate.js'
import type { Group } from '../../src/cluster/leap/group.js'
import { compile } from '../../src/cluster/plan.js'
import { runTrial, summarise } from '../../src/cluster/trial.js'
import { bit } from '../../src/cluster/views.js'
import { World, type WorldSnapshot } from '../../src/cluster/world.js'
import { SeedTree } from '../../src/random/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { randomSystem } from './random-systems.js'

/** What the leap promises of any system whatever; each function throws when a promise is broken. */

const systemOf = (seed: string, certain = false): Scenario =>
  randomSystem(new SeedTree('systems').stream(seed), { certain })

/** What members in the mask say of themselves and believe of each other, up and down with it. */
function standing(world: World, group: Group, mask: number): string {
  const { plan, state } = world
  if (group.kind === 'watch') {
    const { pairs } = state.watches[group.index]
    return JSON.stringify(pairs.map(({ detector, suspected }) => detector !== null && suspected))
  }
  const first = plan.firstProcess[group.index]
  const { up, dualSince } = state.services[group.index]
  const members = plan.scenario.services[group.index].members.map((_, m) => {
    const { status, peers } = state.processes[first + m]
    return bit(mask, m) ? [status, peers?.map(({ suspected }, other) => bit(mask, other) && suspected)] : null
  })
  return JSON.stringify({ up, dual: dualSince >= 0, members })
}

const looks = 3

/**
 * Simulates a system in full and looks at it once a period: what three looks in a row certify, with no boundary between
 * them that might have left something pending, holds until the next one.
 *
 * @returns how often it was certified, and for how many periods in all
 */
export function certificatesHold(seed: string): { certified: number; periods: number } {
  const one = systemOf(seed, true)
  const plan = compile(one)
  const count = { certified: 0, periods: 0 }
  for (const group of plan.groups) {
    if (group.treatment !== 'certain') continue
    const world = World.start(plan, one.seed, 1)
    let steady = 0
    let boundary = 0
    while (world.now < plan.to) {
      world.run(world.now + group.period)
      const mask = steadyMembers(world, group)
      steady = mask === null || world.now >= boundary ? 0 : steady + 1
      boundary = nextBoundary(world, group)
      if (mask === null || steady < looks) continue
      count.certified++
      count.periods += holdsToBoundary(world, group, mask, seed)
      steady = 0
    }
  }
  return count
}

function holdsToBoundary(world: World, group: Group, mask: number, seed: string): number {
  const before = standing(world, group, mask)
  const from = world.now
  const boundary = nextBoundary(world, group)
  while (world.now < boundary - 1) {
    world.run(Math.min(boundary - 1, world.now + group.period / 8))
    const after = standing(world, group, mask)
    if (after === before) continue
    throw new Error(
      `system ${seed}, ${group.label}, at ${world.now} with a boundary at ${boundary}: ${before}, ${after}`,
    )
  }
  return (world.now - from) / group.period
}

/** What a leapt trial reports adds up. Returns the share of its time that was leapt, by group. */
export function sumsHold(seed: string): number[] {
  const one: Scenario = { ...systemOf(seed), fidelity: 'leap' }
  const plan = compile(one)
  const summary = runTrial(plan, one.seed, 1)
  const { services } = summary
  const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0)
  const same = (what: string, a: number, b: number) => {
    if (a !== b) throw new Error(`system ${seed}: ${what}: ${a} is not ${b}`)
  }
  for (const service of services) {
    same('charges', sum(service.charges.map(c => c.downtime)), service.downtime)
    same('causes', sum(service.causes.map(c => c.downtime)), service.downtime)
    same('leads', sum(service.causes.map(c => c.led)), service.outages)
    if (service.dropped.count === 0) same('records', sum(service.records.map(r => r.length)), service.downtime)
    for (const record of service.records) same('outage', sum(record.charges.map(c => c.downtime)), record.length)
  }
  for (const [g, { leapt, leaps }] of summary.groups.entries()) {
    const { treatment } = plan.groups[g]
    if (leapt < 0 || leapt > plan.to || leapt > 0 !== leaps > 0) throw new Error(`system ${seed}: ${leapt} in ${leaps}`)
    if (treatment === 'simulated' && leaps > 0) throw new Error(`system ${seed}: leapt what is to be simulated`)
  }
  return summary.groups.map(({ leapt }) => leapt / plan.to)
}

/** A snapshot as it would come back from a file. */
const written = (world: World): WorldSnapshot => JSON.parse(JSON.stringify(world.snapshot())) as WorldSnapshot

const leapsOf = (world: World): number => world.state.groups.reduce((sum, { leaps }) => sum + leaps, 0)

/**
 * From a snapshot taken anywhere, right before and after leaps above all, a leapt run goes on to the same bytes.
 *
 * @returns how many leaps it was broken off at
 */
export function snapshotsHold(one: Scenario, seed: string, places = 4): number {
  const plan = compile({ ...one, fidelity: 'leap' })
  const straight = World.start(plan, one.seed, 1)
  const leaps: number[] = []
  for (let before = 0; straight.run(undefined, 1) === 'events'; ) {
    const now = leapsOf(straight)
    if (now > before) leaps.push(straight.sim.dispatched)
    before = now
  }
  const end = straight.fingerprint()
  const { dispatched } = straight.sim
  const summary = JSON.stringify(summarise(straight))
  const stream = new SeedTree('places').stream(seed)
  const chosen = leaps.length === 0 ? [] : Array.from({ length: places }, () => leaps[stream.below(leaps.length)])
  const anywhere = Array.from({ length: places }, () => 1 + stream.below(dispatched - 1))
  const at = [...chosen.flatMap(leap => [leap - 1, leap]), ...anywhere].sort((a, b) => a - b)
  let world = World.start(plan, one.seed, 1)
  for (const place of at) {
    if (place > world.sim.dispatched) world.run(undefined, place - world.sim.dispatched)
    const snapshot = written(world)
    world = World.restore(plan, one.seed, snapshot)
    if (JSON.stringify(written(world)) !== JSON.stringify(snapshot))
      throw new Error(`system ${seed}: changed by copying`)
  }
  world.run()
  if (world.fingerprint() !== end) throw new Error(`system ${seed}: broken off at ${at} it ends elsewhere`)
  if (JSON.stringify(summarise(world)) !== summary) throw new Error(`system ${seed}: broken off it reports otherwise`)
  return chosen.length
}

export const snapshotsOfRandomHold = (seed: string): number => snapshotsHold(systemOf(seed), seed)

/** Where nothing can be leapt the two fidelities are one, to the last event. Returns whether that is so of the system. */
export function simulatedIsFull(seed: string): boolean {
  const one = systemOf(seed)
  // What may arrive twice is out of the leap's reach.
  const classes = one.network.classes.map(linkClass => ({ ...linkClass, duplicate: 0.01 }))
  const plans = (['leap', 'full'] as const).map(fidelity =>
    compile({ ...one, fidelity, network: { ...one.network, classes } }),
  )
  if (plans[0].groups.some(({ treatment, why }) => treatment !== 'simulated' || why === '')) return false
  const [leap, full] = plans.map(plan => JSON.stringify(runTrial(plan, one.seed, 1)))
  if (leap !== full) throw new Error(`system ${seed}: simulated is not full`)
  return true
}
