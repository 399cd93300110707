import type { Plain, Reply, Session } from '../protocols/index.js'
import type { Service } from '../scenario/index.js'

/** What a client asks of a member of a service with a replicated log. */
export type Order =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly session?: Session }
  /** Opens a session, so that a write that is sent again is carried out once. */
  | { readonly kind: 'open' }

type Kind = Service['redundancy']['kind']

/** How a protocol is asked for a session, where one is of use to its clients. */
const opening: { readonly [kind in Kind]?: Plain } = {
  raft: { kind: 'open-session' },
  'multi-paxos': { kind: 'open-session' },
  vsr: { kind: 'open-session' },
}

export function openingOf({ redundancy: { kind } }: Service): Plain | null {
  return opening[kind] ?? null
}

export function describeOrder(order: Order, serial: number): string {
  return order.kind === 'open' ? 'open a session' : `${order.kind} #${serial}`
}

export function describeReply(reply: Reply, memberName: (member: number) => string): string {
  switch (reply.kind) {
    case 'done':
      return 'done'
    case 'redirect':
      return reply.redirect < 0 ? 'nobody leads' : `ask ${memberName(reply.redirect)}`
    case 'refused':
      return `refused: ${reply.why}`
    default:
      return reply.kind
  }
}
