import type { Plain } from '../contract.js'

/** One member's new standing; a learner receives the log and has no vote. `update` leaves it as it is (etcd's `UpdateNode`). */
export type MemberChange =
  | { readonly add: number }
  | { readonly addLearner: number }
  | { readonly remove: number }
  | { readonly update: number }

/**
 * `auto`: one voter more or less at once (4.1), more by a joint configuration that is left by itself (4.3). `implicit`: always
 * joint, left by itself. `explicit`: joint until the order `leave-joint`.
 */
export type Transition = 'auto' | 'implicit' | 'explicit'

/** What an operator may order, of any process; those that only a leader can carry out are answered with its name. */
export type RaftOperation =
  | { readonly kind: 'transfer'; readonly to: number }
  | { readonly kind: 'change'; readonly changes: readonly MemberChange[]; readonly transition?: Transition }
  | { readonly kind: 'leave-joint' }
  /** Answered with the client's number, which its requests then carry. */
  | { readonly kind: 'open-session' }
  | { readonly kind: 'snapshot' }
  /** A follower no longer believes in its leader, and votes and asks for votes if others do (etcd's `ForgetLeader`). */
  | { readonly kind: 'forget-leader' }

/** An order as it came, or null when it is none. */
export function readOperation(operation: Plain, members: number): RaftOperation | null {
  if (typeof operation !== 'object' || operation === null || Array.isArray(operation)) return null
  const order = operation as { readonly [key: string]: Plain }
  switch (order['kind']) {
    case 'transfer':
      return isMember(order['to'], members) ? (order as unknown as RaftOperation) : null
    case 'change':
      return isChange(order, members) ? (order as unknown as RaftOperation) : null
    case 'leave-joint':
    case 'open-session':
    case 'snapshot':
    case 'forget-leader':
      return order as unknown as RaftOperation
    default:
      return null
  }
}

function isMember(value: Plain | undefined, members: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < members
}

function isChange(order: { readonly [key: string]: Plain }, members: number): boolean {
  const { changes, transition = 'auto' } = order
  if (transition !== 'auto' && transition !== 'implicit' && transition !== 'explicit') return false
  if (!Array.isArray(changes) || changes.length === 0) return false
  return (changes as readonly Plain[]).every(change => {
    if (typeof change !== 'object' || change === null) return false
    const parts = Object.entries(change as { readonly [key: string]: Plain })
    return parts.length === 1 && ['add', 'addLearner', 'remove'].includes(parts[0][0]) && isMember(parts[0][1], members)
  })
}
