import { sample } from '../../random/index.js'
import { ARRIVAL } from '../events.js'
import type { World } from '../world.js'
import { nextArrival, startArrivals } from './arrival-times.js'
import { drawKey } from './keys.js'
import { begin } from './requests.js'

/** Arrivals begin with the world, so that queues have filled by the time measuring begins. */
export function startWorkloads(world: World): void {
  for (const [w, { arrivals, caller }] of world.plan.scenario.workloads.entries()) {
    if (caller !== undefined) continue
    startArrivals(world, w)
    if (arrivals?.kind !== 'clients') schedule(world, w)
    else for (let client = 0; client < arrivals.count; client++) nextOfClient(world, w, client)
  }
}

/** The next request of workload `w`; the time is exact, and what rounding leaves is carried on. */
function schedule(world: World, w: number): void {
  const due = Math.min(nextArrival(world, w), Number.MAX_SAFE_INTEGER)
  world.state.workloads[w].due = due
  world.scheduleWithin(due, ARRIVAL, w)
}

/** A client of a closed loop thinks, and then asks again. */
export function nextOfClient(world: World, w: number, client: number): void {
  const { arrivals } = world.plan.scenario.workloads[w]
  if (arrivals?.kind !== 'clients') return
  const at = Math.round(world.now + sample(arrivals.think, world.workloadStreams.think(w)))
  if (at <= world.plan.to) world.sim.schedule(at, ARRIVAL, w, client)
}

/** A request of workload `w` is made; `client` is who makes it in a closed loop. */
export function onArrival(world: World, w: number, client: number): void {
  const { arrivals } = world.plan.scenario.workloads[w]
  if (arrivals?.kind === 'clients')
    return begin(world, w, { ...plain, key: drawKey(world, w), class: classOf(world, w), client })
  const line = arrivals?.kind === 'replay' ? world.state.workloads[w].next - 1 : -1
  schedule(world, w)
  const key = arrivals?.kind === 'replay' && arrivals.keys !== null ? arrivals.keys[line] : drawKey(world, w)
  const work = arrivals?.kind === 'replay' && arrivals.work !== null ? arrivals.work[line] : -1
  const ofLine = arrivals?.kind === 'replay' ? arrivals.classes?.[line] : undefined
  begin(world, w, { key, class: ofLine ?? classOf(world, w), work, client: -1 })
}

const plain = { work: -1 }

/** The class of a request, by the shares of classes; -1 where there are none. */
function classOf(world: World, w: number): number {
  const { classes } = world.plan.scenario.workloads[w]
  if (classes === undefined) return -1
  let left = world.workloadStreams.classes(w).unit()
  for (const [c, { share }] of classes.entries()) {
    left -= share
    if (left < 0) return c
  }
  return classes.length - 1
}
