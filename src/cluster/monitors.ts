import { detectorFor } from '../detectors/index.js'
import { closePair, observePair } from '../measures/index.js'
import { monotonic, nextTick, trueTime } from './clocks.js'
import { ARRIVALS_FIRST, HEARD, HEARTBEAT, WATCH } from './events.js'
import { sendBeat } from './leap/beats.js'
import { isCut } from './network.js'
import { defer, isLive, isPaused } from './nodes.js'
import type { Watch } from './plan.js'
import type { PairState } from './state.js'
import { setEligible } from './traffic/balancing.js'
import type { World } from './world.js'

/** A node came up: it sends heartbeats from a random moment within the period on, and watches anew. */
export function startHeartbeats(world: World, n: number): void {
  for (const [w, m] of world.plan.beatsOfNode[n]) {
    const { id, monitor } = world.plan.watches[w]
    const phase = world.streams.of('watch', id, world.endpointName(n), 'phase').unit() * monitor.heartbeat
    const beat = world.state.watches[w].beats[m]
    beat.base = monotonic(world, n, world.now) + phase
    beat.count = 0
    scheduleBeat(world, w, m)
  }
  for (const [w, m] of world.plan.beatsOfNode[n]) if (world.plan.watches[w].service < 0) watchFrom(world, w, m)
}

/** The balancers, which never fail, begin to watch. */
export function startBalancerWatches(world: World): void {
  for (const [w, watch] of world.plan.watches.entries()) if (watch.service >= 0) watchFrom(world, w, 0)
}

function watchFrom(world: World, w: number, o: number): void {
  const watch = world.plan.watches[w]
  const { pairs } = world.state.watches[w]
  const now = Math.round(monotonic(world, watch.observers[o], world.now))
  for (const [m, member] of watch.members.entries()) {
    if (member === watch.observers[o]) continue
    const pair = pairs[o * watch.members.length + m]
    const { detector, heartbeat } = watch.monitor
    pair.detector = detectorFor(detector).init(detector, heartbeat, now)
    pair.suspected = false
    arm(world, w, o * watch.members.length + m)
    tell(world, w, o * watch.members.length + m)
  }
}

/** A node went down: it sends nothing more, and what it believed is forgotten. */
export function stopWatching(world: World, n: number): void {
  for (const [w, m] of world.plan.beatsOfNode[n]) {
    const watch = world.state.watches[w]
    if (watch.beats[m].handle >= 0) world.sim.cancel(watch.beats[m].handle)
    watch.beats[m].handle = -1
    const members = world.plan.watches[w].members.length
    if (world.plan.watches[w].service >= 0) continue
    for (let target = 0; target < members; target++) forget(world, watch.pairs[m * members + target])
  }
}

function forget(world: World, pair: PairState): void {
  if (pair.handle >= 0) world.sim.cancel(pair.handle)
  pair.handle = -1
  pair.detector = null
  pair.suspected = false
}

function scheduleBeat(world: World, w: number, m: number): void {
  const { members, monitor } = world.plan.watches[w]
  const beat = world.state.watches[w].beats[m]
  const at = trueTime(world, members[m], beat.base + beat.count * monitor.heartbeat)
  const { incarnation } = world.state.nodes[members[m]]
  beat.handle = world.sim.scheduleBackground(at, HEARTBEAT, w, m, incarnation)
}

/** One beat: a heartbeat to every observer. */
export function onHeartbeat(world: World, w: number, m: number, incarnation: number): void {
  const watch = world.plan.watches[w]
  const node = watch.members[m]
  if (world.state.nodes[node].incarnation !== incarnation) return
  if (isPaused(world, node))
    return defer(world, node, { kind: HEARTBEAT, target: w, a: m, b: incarnation, payload: null })
  const beat = world.state.watches[w].beats[m]
  beat.count = nextTick(world, node, beat, watch.monitor.heartbeat)
  scheduleBeat(world, w, m)
  for (const [o, observer] of watch.observers.entries()) {
    const pair = o * watch.members.length + m
    if (observer !== node) sendBeat(world, world.plan.groupOfWatch[w], pair, node, observer, HEARD, w, pair, 0)
  }
}

export function onHeard(world: World, w: number, p: number, waited: number): void {
  const watch = world.plan.watches[w]
  const pair = world.state.watches[w].pairs[p]
  const observer = observerOf(watch, p)
  if (pair.detector === null || (waited === 0 && isCut(world, targetOf(watch, p), observer))) return
  if (observer >= 0 && isPaused(world, observer)) {
    return defer(world, observer, { kind: HEARD, target: w, a: p, b: 1, payload: null })
  }
  const { detector } = watch.monitor
  detectorFor(detector).heard(detector, pair.detector, Math.round(monotonic(world, observer, world.now)))
  if (pair.suspected) believe(world, w, p, false)
  if (pair.handle < 0) arm(world, w, p)
}

/** The standing check of a pair: it moves on to the present deadline, or the member is suspected. */
export function onWatch(world: World, w: number, p: number, incarnation: number): void {
  const watch = world.plan.watches[w]
  const pair = world.state.watches[w].pairs[p]
  const observer = observerOf(watch, p)
  if (incarnation !== incarnationOf(world, observer) || pair.detector === null) return
  if (observer >= 0 && isPaused(world, observer)) {
    return defer(world, observer, { kind: WATCH, target: w, a: p, b: incarnation, payload: null })
  }
  pair.handle = -1
  if (deadline(world, watch, p, pair) > world.now) arm(world, w, p)
  else believe(world, w, p, true)
}

function arm(world: World, w: number, p: number): void {
  const watch = world.plan.watches[w]
  const pair = world.state.watches[w].pairs[p]
  const at = deadline(world, watch, p, pair)
  const incarnation = incarnationOf(world, observerOf(watch, p))
  pair.handle = world.sim.scheduleBackground(at, WATCH, w, p, incarnation, null, ARRIVALS_FIRST)
}

function deadline(world: World, watch: Watch, p: number, pair: PairState): number {
  const { detector } = watch.monitor
  const local = detectorFor(detector).deadline(detector, pair.detector!)
  return trueTime(world, observerOf(watch, p), local)
}

/** The observer of a pair changes its mind about the member. */
function believe(world: World, w: number, p: number, suspected: boolean): void {
  const watch = world.plan.watches[w]
  world.state.watches[w].pairs[p].suspected = suspected
  if (world.trace.story) {
    const who = world.endpointName(observerOf(watch, p)) || watch.id
    const of = world.endpointName(targetOf(watch, p))
    world.trace.record(world.now, 'story', who, suspected ? 'suspect' : 'trust', { of })
  }
  tell(world, w, p)
  if (watch.service >= 0) setEligible(world, watch.service, p, !suspected)
}

const observerOf = (watch: Watch, p: number): number => watch.observers[Math.floor(p / watch.members.length)]
const targetOf = (watch: Watch, p: number): number => watch.members[p % watch.members.length]
const incarnationOf = (world: World, n: number): number => (n < 0 ? 0 : world.state.nodes[n].incarnation)

/** Measuring begins: from now on detection counts. */
export function beginDetecting(world: World): void {
  for (const [w, watch] of world.plan.watches.entries()) {
    for (const p of world.state.watches[w].pairs.keys())
      if (targetOf(watch, p) !== observerOf(watch, p)) tell(world, w, p)
  }
}

/** Measuring ends: crashes nobody has noticed are left open. */
export function endDetecting(world: World): void {
  for (const { pairs, tally } of world.state.watches)
    for (const pair of pairs) closePair(tally, pair.tally, world.plan.to)
}

/** A node began or ceased to make progress: all who watch it and all it watches are told the truth of it. */
export function noteLiveness(world: World, n: number): void {
  for (const [w, m] of world.plan.beatsOfNode[n]) {
    const { members, observers } = world.plan.watches[w]
    for (const o of observers.keys()) if (observers[o] !== n) tell(world, w, o * members.length + m)
    const own = observers.indexOf(n)
    if (own < 0) continue
    for (const target of members.keys()) if (members[target] !== n) tell(world, w, own * members.length + target)
  }
}

/** The tally of a pair learns what is true and what is believed. */
function tell(world: World, w: number, p: number): void {
  if (world.state.stage !== 'measuring') return
  const watch = world.plan.watches[w]
  const { tally, pairs } = world.state.watches[w]
  const observer = observerOf(watch, p)
  const watching = observer < 0 || isLive(world, observer)
  const alive = isLive(world, targetOf(watch, p))
  observePair(tally, pairs[p].tally, world.now, { watching, alive, suspected: pairs[p].suspected })
}
