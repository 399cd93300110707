import { type GenericConfig, genericPolicy } from './generic-policy.js'

/** Round robin: each in turn, whatever it weighs. */
export const plainRoundRobin = genericPolicy<GenericConfig, { last: number }>({
  name: 'round-robin',
  start: () => ({ last: -1 }),
  choose({ own, candidates }) {
    own.last = candidates.find(i => i > own.last) ?? candidates[0]
    return own.last
  },
})

/** Smooth weighted round robin (nginx commit 52327e062): all gain their weight, the richest is chosen and pays all of it. */
export const smoothWeighted = genericPolicy<GenericConfig, { readonly current: number[] }>({
  name: 'smooth-weighted',
  start: ({ servers }) => ({ current: servers.map(() => 0) }),
  choose: ({ own, roster, candidates }) => smoothest(own.current, roster.weight, candidates),
})

/** The smooth step for any weights; the first declared among the richest. */
export function smoothest(current: number[], weight: readonly number[], candidates: readonly number[]): number {
  let best = -1
  let total = 0
  for (const i of candidates) {
    current[i] += weight[i]
    total += weight[i]
    if (best === -1 || current[i] > current[best]) best = i
  }
  current[best] -= total
  return best
}
