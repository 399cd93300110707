import { type DetectorState, detectorFor, nextBeat, runAfter } from '../../detectors/index.js'
import { sample } from '../../random/index.js'
import type { Monitor } from '../../scenario/index.js'
import type { Link, World } from '../world.js'
import { lateDelay } from './beat-model.js'
import type { Group } from './group.js'
import { membersOf } from './ways.js'

/**
 * Moves what an observer's detector keeps of a member by `by` microseconds of true time. What it remembers is joined by
 * intervals of as many rounds, as the link makes them while nobody is suspected.
 */
export function moveBelief(
  world: World,
  group: Group,
  { detector }: Monitor,
  belief: DetectorState,
  member: number,
  observer: number,
  by: number,
  rounds: number,
): void {
  const { shift, memory, remember } = detectorFor(detector)
  shift(belief, Math.round(by * rate(world, observer)))
  const room = memory(detector)
  if (room === 0 || rounds === 0) return
  const from = membersOf(world, group)[member]
  remember(detector, belief, intervalsOf(world, group, from, observer, rounds, room))
}

/** Microseconds of an endpoint's clock in one of true time. */
const rate = (world: World, node: number): number => (node < 0 ? 1 : 1 + world.state.nodes[node].drift)

/**
 * Intervals between the arrivals of heartbeats of so many rounds, on the observer's clock, as far as there is room. What
 * is missed at the beginning and at the end makes one interval: so there are as many as heartbeats were heard, and
 * they take as long as the rounds.
 */
function intervalsOf(world: World, group: Group, from: number, to: number, rounds: number, room: number): number[] {
  const link = world.link(world.linkIndex(group.channel, from, to), group.channel, from, to)
  const period = group.period / rate(world, from)
  const delays = delaysOf(world, group, link, from, to)
  const intervals: number[] = []
  const add = (length: number) => intervals.push(Math.round(Math.max(0, length) * rate(world, to)))
  let first = -1
  let last = -1
  for (let beat = 0; beat < rounds && intervals.length < room; beat++) {
    const delay = delays()
    if (delay < 0) continue
    // Behind the one before it: as on a link in order; where messages may overtake, late ones count from the latest.
    const at = Math.max(last, beat * period + delay)
    if (first < 0) first = at
    else add(at - last)
    last = at
  }
  if (first >= 0 && intervals.length < room) add(rounds * period - (last - first))
  return intervals
}

/** The delays of heartbeats while none is a candidate of a suspicion; -1 for one that is lost. */
function delaysOf(world: World, group: Group, link: Link, from: number, to: number): () => number {
  const stream = world.beatStream(link, group.channel, from, to)
  const { latency, loss } = link.class
  const model = group.models[link.number]
  if (model === null) return () => (loss > 0 && stream.unit() < loss ? -1 : sample(latency, stream))
  let run = 0
  return () => {
    const beat = nextBeat(model.chain, run, Number.POSITIVE_INFINITY, stream.openUnit())
    run = runAfter(model.chain, run, beat)
    if (beat === 1) return stream.unit() < model.lost ? -1 : lateDelay(model, latency, stream.openUnit())
    for (;;) {
      const delay = sample(latency, stream)
      if (delay <= model.patience) return delay
    }
  }
}
