import { moreThanHalf } from './constructors.js'
import type { Quorum } from './quorum.js'

/** What makes a quorum, for people: `3 of 5`, `3 of 4 votes (2, 1, 1)`, `a row of 2 × 3`, `2 of 3 and 3 of 5`. */
export function describeQuorum(quorum: Quorum): string {
  switch (quorum.kind) {
    case 'majority':
      return quorum.of.length === 0 ? 'nobody' : `${moreThanHalf(quorum.of.length)} of ${quorum.of.length}`
    case 'count':
      return `${quorum.needed} of ${quorum.of.length}`
    case 'weighted': {
      const votes = quorum.weights.reduce((sum, weight) => sum + weight, 0)
      return `${quorum.needed} of ${votes} votes (${quorum.weights.join(', ')})`
    }
    case 'grid': {
      const size = `${quorum.rows.length} × ${quorum.rows[0].length}`
      return quorum.takes === 'row-and-column' ? `a row and a column of ${size}` : `a ${quorum.takes} of ${size}`
    }
    case 'joint': {
      const parts = quorum.of.map(describeQuorum).filter(part => part !== 'nobody')
      return parts.length === 0 ? 'nobody' : parts.join(' and ')
    }
  }
}
