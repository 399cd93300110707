import { SeedTree, type Stream } from '../../random/index.js'
import { type GenericConfig, genericPolicy } from './generic-policy.js'
import type { Roster } from './roster.js'

export interface SubsetConfig extends GenericConfig {
  /** Which of the clients this is, from 0. */
  readonly client: number
  /** Servers that a client keeps connections to. */
  readonly size: number
}

const subsets = new WeakMap<Roster, readonly number[]>()

/** Round robin over this client's subset of the servers, and over all while nobody of the subset may be picked. */
export const subset = genericPolicy<SubsetConfig, { last: number }>({
  name: 'subset',
  start: () => ({ last: -1 }),
  choose({ config: { servers, client, size }, own, roster, candidates }) {
    let ours = subsets.get(roster)
    if (ours === undefined) {
      ours = deterministicSubset(servers.length, client, Math.min(size, servers.length))
      subsets.set(roster, ours)
    }
    const mine = candidates.filter(i => ours.includes(i))
    const from = mine.length > 0 ? mine : candidates
    own.last = from.find(i => i > own.last) ?? from[0]
    return own.last
  },
})

/**
 * Deterministic subsetting (Beyer et al., Site Reliability Engineering, chapter 20): clients come in rounds; within a
 * round all servers, shuffled by its number, are dealt out to them, so that connections are even. What is left over when
 * the size does not divide the servers is dealt to nobody in that round.
 *
 * @returns the servers of this client, ascending.
 */
export function deterministicSubset(servers: number, client: number, size: number): number[] {
  const parts = Math.max(1, Math.floor(servers / size))
  const shuffled = shuffle(servers, new SeedTree('subset').stream(`round/${Math.floor(client / parts)}`))
  const part = client % parts
  return shuffled.slice(part * size, (part + 1) * size).sort((a, b) => a - b)
}

function shuffle(count: number, stream: Stream): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = stream.below(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
