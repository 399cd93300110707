import { pow } from '../../numerics/index.js'
import type { Stream } from '../../random/index.js'
import type { Keys } from '../../scenario/index.js'
import type { World } from '../world.js'

/** What a request is about: a number of 32 bits, unless the workload has keys. */
export function drawKey(world: World, w: number): number {
  const { keys } = world.plan.scenario.workloads[w]
  const stream = world.workloadStreams.keys(w)
  if (keys === undefined) return stream.uint32()
  switch (keys.kind) {
    case 'uniform':
      return stream.below(keys.count)
    case 'zipf':
      return firstAbove(zipf(keys), stream.unit())
    case 'hot':
      // The hot keys are the first ones.
      return stream.unit() < keys.share ? stream.below(keys.hot) : keys.hot + stream.below(keys.count - keys.hot)
    case 'sessions':
      return ofVisitor(world, w, keys, stream)
  }
}

/** One of those who are there; after it he may be gone, and another has come. */
function ofVisitor(world: World, w: number, keys: Extract<Keys, { kind: 'sessions' }>, stream: Stream): number {
  const { visitors } = world.state.workloads[w]
  while (visitors.length < keys.active) visitors.push(visitors.length)
  const place = stream.below(keys.active)
  const key = visitors[place]
  if (stream.unit() * keys.requests < 1) visitors[place] = ++world.state.workloads[w].lastVisitor + keys.active - 1
  return key
}

const tables = new WeakMap<Keys, Float64Array>()

/** Cumulative shares of keys that are asked for as often as their rank to the power of -exponent. */
function zipf(keys: Extract<Keys, { kind: 'zipf' }>): Float64Array {
  let table = tables.get(keys)
  if (table === undefined) {
    table = new Float64Array(keys.count)
    let sum = 0
    for (let rank = 1; rank <= keys.count; rank++) {
      sum += pow(rank, -keys.exponent)
      table[rank - 1] = sum
    }
    for (let i = 0; i < keys.count; i++) table[i] /= sum
    tables.set(keys, table)
  }
  return table
}

function firstAbove(table: Float64Array, value: number): number {
  let [low, high] = [0, table.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (table[middle] > value) high = middle
    else low = middle + 1
  }
  return low
}
