import type { Stream } from '../../random/index.js'
import { type GenericConfig, genericPolicy, totalWeight } from './generic-policy.js'
import type { Roster } from './roster.js'

/** Any server, each as likely, whatever it weighs. */
export const uniformRandom = genericPolicy<GenericConfig, Record<string, never>>({
  name: 'random',
  start: () => ({}),
  choose: ({ candidates, stream }) => candidates[stream.below(candidates.length)],
})

/** Any server, in proportion to its weight. */
export const weightedRandom = genericPolicy<GenericConfig, Record<string, never>>({
  name: 'weighted-random',
  start: () => ({}),
  choose: ({ roster, candidates, stream }) => drawByWeight(roster, candidates, stream),
})

export function drawByWeight(roster: Roster, candidates: readonly number[], stream: Stream): number {
  let left = stream.below(totalWeight(roster, candidates))
  for (const i of candidates) {
    left -= roster.weight[i]
    if (left < 0) return i
  }
  throw new Error('weights are positive whole numbers')
}

/** Two different candidates, as likely as any two; the same twice when there is one. */
export function drawTwo(candidates: readonly number[], stream: Stream): [number, number] {
  if (candidates.length === 1) return [candidates[0], candidates[0]]
  const first = stream.below(candidates.length)
  const second = stream.below(candidates.length - 1)
  return [candidates[first], candidates[second < first ? second : second + 1]]
}
