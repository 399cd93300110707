import type { Quorum } from './quorum.js'

/** All members, ascending. A member of weight 0 is one. */
export function membersOf(quorum: Quorum): number[] {
  return [...new Set(named(quorum))].sort((a, b) => a - b)
}

function named(quorum: Quorum): readonly number[] {
  if (quorum.kind === 'joint') return quorum.of.flatMap(named)
  return quorum.kind === 'grid' ? quorum.rows.flat() : quorum.of
}
