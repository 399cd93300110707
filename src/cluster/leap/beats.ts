import { firstPassage, nextBeat, runAfter } from '../../detectors/index.js'
import type { Law } from '../../laws/index.js'
import { type Stream, sample } from '../../random/index.js'
import { inOrder, isCut, transmit } from '../network.js'
import { isLive } from '../nodes.js'
import { crosses } from '../sides.js'
import type { GroupState } from '../state.js'
import type { Link, World } from '../world.js'
import { type BeatModel, graveDelay, lateDelay } from './beat-model.js'

const good = 0
const mild = 1
/** Beats: more than any run has. */
const never = 2 ** 52

/**
 * Sends a heartbeat of a group. Where chance is drawn ahead, whether it is good, mild or grave follows from how many
 * more it takes until suspicion becomes possible, by which the outcomes are independent draws as ever. `way` is
 * `to * members + from`, by place in the group.
 */
export function sendBeat(
  world: World,
  g: number,
  way: number,
  from: number,
  to: number,
  kind: number,
  target: number,
  a: number,
  b: number,
  payload?: unknown,
): void {
  const group = world.plan.groups[g]
  const ahead = world.state.groups[g]
  if (ahead.left.length === 0 || !isPlain(world, from, to)) {
    return transmit(world, group.channel, from, to, kind, target, a, b, payload)
  }
  const index = world.linkIndex(group.channel, from, to)
  const link = world.link(index, group.channel, from, to)
  const model = group.models[link.number]
  if (model === null) return transmit(world, group.channel, from, to, kind, target, a, b, payload)
  const stream = world.beatStream(link, group.channel, from, to)
  const delay = delayOf(model, link, stream, outcome(model, ahead, way, stream))
  if (delay < 0) return
  const at = link.class.overtaking ? Math.round(world.now + delay) : inOrder(world, index, delay)
  world.sim.schedule(at, kind, target, a, b, payload)
}

/** Nothing but the link's own law decides on what is sent now, and someone is there to hear it. */
export function isPlain(world: World, from: number, to: number): boolean {
  return (to < 0 || isLive(world, to)) && (world.state.networkFaults.length === 0 || !isDisturbed(world, from, to))
}

function isDisturbed(world: World, from: number, to: number): boolean {
  if (isCut(world, from, to)) return true
  return world.state.networkFaults.some(s => {
    const { effect, sides } = world.plan.sources[s]
    return (effect.kind === 'loss' || effect.kind === 'delay') && crosses(effect, sides!, from, to)
  })
}

/** Beats from the next one to that at which suspicion becomes possible, drawn when not yet known. */
export function beatsLeft(model: BeatModel, ahead: GroupState, way: number, stream: Stream): number {
  if (ahead.left[way] === 0)
    ahead.left[way] = Math.min(never, firstPassage(model.chain, ahead.run[way], stream.openUnit()))
  return ahead.left[way]
}

function outcome(model: BeatModel, ahead: GroupState, way: number, stream: Stream): number {
  const left = beatsLeft(model, ahead, way, stream)
  const beat = nextBeat(model.chain, ahead.run[way], left, stream.openUnit())
  ahead.run[way] = runAfter(model.chain, ahead.run[way], beat)
  ahead.left[way] = left - 1
  return beat
}

/** Microseconds, or -1 when it is lost. */
function delayOf(model: BeatModel, link: Link, stream: Stream, beat: number): number {
  const { latency } = link.class
  if (beat === good) return goodDelay(model, latency, link.stream)
  if (beat !== mild) return graveDelay(model, latency, stream.openUnit())
  return stream.unit() < model.lost ? -1 : lateDelay(model, latency, stream.openUnit())
}

function goodDelay(model: BeatModel, latency: Law, stream: Stream): number {
  for (;;) {
    const delay = sample(latency, stream)
    if (delay <= model.patience) return delay
  }
}
