import { moreThanHalf } from './constructors.js'
import type { Quorum } from './quorum.js'

/**
 * How many members may be down, whichever they are, while the others still hold a quorum. A majority of nobody bears any
 * number, `Number.MAX_SAFE_INTEGER`, so that a joint quorum with an empty half bears what the other half does.
 */
export function mayBeDown(quorum: Quorum): number {
  switch (quorum.kind) {
    case 'majority':
      return quorum.of.length === 0 ? Number.MAX_SAFE_INTEGER : quorum.of.length - moreThanHalf(quorum.of.length)
    case 'count':
      return quorum.of.length - quorum.needed
    case 'weighted': {
      // The worst members to lose are those with the most votes.
      const heaviest = [...quorum.weights].sort((a, b) => b - a)
      let left = heaviest.reduce((sum, weight) => sum + weight, 0)
      let down = 0
      while (down < heaviest.length && left - heaviest[down] >= quorum.needed) {
        left -= heaviest[down]
        down += 1
      }
      return down
    }
    case 'grid': {
      // One member of each row spoils every row.
      const rows = quorum.rows.length - 1
      const columns = quorum.rows[0].length - 1
      if (quorum.takes === 'row') return rows
      return quorum.takes === 'column' ? columns : Math.min(rows, columns)
    }
    case 'joint':
      return quorum.of.reduce((least, part) => Math.min(least, mayBeDown(part)), Number.MAX_SAFE_INTEGER)
  }
}
