import { membersOf } from '../../../src/quorum/index.js'
import type { ProtocolNetwork } from '../protocol-network.js'
import type { Book } from './book.js'
import type { Verdict } from './breach.js'
import type { Clients } from './clients.js'
import type { KeyValueMachine } from './machine.js'
import type { Drawn, Subject } from './subject.js'

/** Everything of one run that judging its end needs. */
export interface Run<C, S, M> {
  readonly subject: Subject<C, S, M>
  readonly drawn: Drawn<C>
  readonly network: ProtocolNetwork<C, S, M>
  readonly book: Book<S, M>
  readonly clients: Clients<C, S, M>
  readonly verdict: Verdict
  /** Processes that are down for good. */
  readonly gone: readonly number[]
}

const look = 20_000

/** Faults have ended: fresh requests of every kind are answered, then everybody converges, within the time the subject states. */
export function heals<C, S, M>(run: Run<C, S, M>): boolean {
  const { network, verdict, drawn } = run
  const deadline = network.now + drawn.calm
  const requests = freshRequests(run)
  let missing: string | null = 'nothing asked'
  while (network.now < deadline && verdict.broken === null && missing !== null) {
    missing = requests()
    if (missing === null) break
    network.run(network.now + look, () => verdict.broken !== null)
  }
  if (missing === null) {
    missing = unlike(run)
    while (network.now < deadline && verdict.broken === null && missing !== null) {
      network.run(network.now + look, () => verdict.broken !== null)
      missing = unlike(run)
    }
  }
  if (verdict.broken === null) verdict.judge('progress', missing === null, () => `${missing}${apart(run)}`)
  return verdict.broken === null
}

/** Asks until every kind of request that was drawn has been answered; what is still wanting, or null. */
function freshRequests<C, S, M>({ subject, drawn, network, clients }: Run<C, S, M>): () => string | null {
  let written = subject.commands === false
  let read = drawn.reads === undefined
  const before = clients.sessions.map(({ done }) => done)
  return () => {
    const up = network.members.flatMap(({ up }, node) => (up ? [node] : []))
    const serving = up.find(node => network.status(node).serving)
    // Half of the time someone else than who says that it serves: it may be mistaken, or not be heard.
    const node = serving !== undefined && clients.flip() ? serving : up[clients.below(up.length)]
    if (!written) {
      clients.write(node, ({ kind }) => {
        written ||= kind === 'done' || (subject.once === true && kind === 'refused')
      })
      if (!written) return 'a fresh request is not answered'
    }
    const waiting = clients.sessions.filter(({ done }, i) => done === before[i])
    for (const client of waiting) client.poke(node)
    if (!read) {
      clients.read(node, ({ kind }) => {
        read ||= kind === 'done'
      })
    }
    if (clients.sessions.some(({ done }, i) => done === before[i])) return 'a request in a session is not answered'
    return read ? null : 'a read is not answered'
  }
}

/** The process that serves and those that must be like it; null where none does, or two of them do. */
export function groupOf<C, S, M>({ subject, drawn, network, gone }: Run<C, S, M>): number[] | null {
  const here = network.members.map((_, node) => node).filter(node => !gone.includes(node))
  if (subject.leads === false) {
    const alike = subject.follow?.(drawn.config, network.state(here[0])) ?? here
    return here.filter(node => alike.includes(node))
  }
  const highest = Math.max(...here.map(node => (network.status(node).serving ? network.status(node).term : -1)))
  const serving = here.find(node => network.status(node).serving && network.status(node).term === highest)
  if (serving === undefined) return null
  const { quorum } = network.status(serving)
  const follow =
    subject.follow?.(drawn.config, network.state(serving)) ?? (quorum === undefined ? here : membersOf(quorum))
  const group = here.filter(node => follow.includes(node))
  return group.some(node => node !== serving && network.status(node).serving) ? null : group
}

/** How the group is not yet one; null when it is. */
function unlike<C, S, M>(run: Run<C, S, M>): string | null {
  const { network, subject, book } = run
  const group = groupOf(run)
  if (group === null) return 'it is not one process that serves'
  const [first] = group
  const like = network.status(first)
  for (const node of group) {
    const { term, leader, lastIndex, commitIndex, pending } = network.status(node)
    if (pending !== 0) return `${node} has something pending`
    if (commitIndex !== like.commitIndex) return `${node} and ${first} have not committed the same`
    const { last, hash } = network.members[node].machine as KeyValueMachine
    const other = network.members[first].machine as KeyValueMachine
    if (last !== other.last || hash !== other.hash) return `${node} and ${first} are in different states`
    if (last < book.answeredIndex) return `${node} has come to ${last}, and ${book.answeredIndex} was answered`
    if (subject.leads === false) continue
    if (term !== like.term || leader !== like.leader || leader < 0)
      return `${node} and ${first} follow different leaders`
    if (lastIndex !== like.lastIndex) return `${node} and ${first} end at different indices`
  }
  return null
}

/** All statuses, for whoever reads of a breach. */
function apart<C, S, M>({ network, gone }: Run<C, S, M>): string {
  const lines = network.members.map((_, node) => {
    if (gone.includes(node)) return `${node} down for good`
    const { role, term, leader, serving, lastIndex, commitIndex, pending } = network.status(node)
    return `${node} ${role} t${term} leader ${leader}${serving ? ' serving' : ''} ${commitIndex}/${lastIndex} pending ${pending}`
  })
  return `: ${lines.join('; ')}`
}
