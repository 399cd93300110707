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
 *
 * @returns when it arrives; -1 when it is lost
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
): number {
  const { channel, models } = world.plan.groups[g]
  const ahead = world.state.groups[g]
  if (ahead.calm.length === 0) return transmit(world, channel, from, to, kind, target, a, b, payload)
  const index = world.linkIndex(channel, from, to)
  const link = world.link(index, channel, from, to)
  const model = ahead.left.length === 0 ? null : models[link.number]
  if (!isPlain(world, from, to)) {
    disturb(ahead, way, model)
    return transmit(world, channel, from, to, kind, target, a, b, payload)
  }
  if (model === null) {
    const at = transmit(world, channel, from, to, kind, target, a, b, payload)
    if (ahead.calm[way] < 0) ahead.calm[way] = at
    return at
  }
  const stream = world.beatStream(link, channel, from, to)
  const beat = outcome(model, ahead, way, stream)
  const delay = delayOf(model, link, stream, beat)
  if (delay < 0) return -1
  const at = link.class.overtaking ? Math.round(world.now + delay) : inOrder(world, index, delay)
  world.sim.schedule(at, kind, target, a, b, payload)
  if (beat === good && ahead.calm[way] < 0) ahead.calm[way] = at
  return at
}

/** A heartbeat that faults decide on is no draw of the link's law: it may be missed, and others held up by it. */
function disturb(ahead: GroupState, way: number, model: BeatModel | null): void {
  ahead.calm[way] = -1
  if (model === null) return
  ahead.run[way] = runAfter(model.chain, ahead.run[way], mild)
  ahead.left[way] = 0
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
  if (left === 1) ahead.calm[way] = -1
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
