import type { Plain, RaftConfig, RaftMessage, RaftState, Write } from '../../src/protocols/index.js'
import type { Observer, ProtocolNetwork, Reply } from './protocol-network.js'

type Network = ProtocolNetwork<RaftConfig, RaftState, RaftMessage>

interface Committed {
  readonly term: number
  readonly command: Plain
  /** Term of the process that first knew it to be committed. */
  readonly knownIn: number
}

/**
 * The laws of figure 3 of the Raft paper, and what they rest on, judged after every step from states, messages and disks
 * alone. The first breach is kept in `broken`.
 */
export class RaftLaws implements Observer<RaftState, RaftMessage> {
  broken: string | null = null
  commits = 0
  leaders = 0
  private readonly network: Network
  private readonly leaderOf = new Map<number, number>()
  private readonly voteOf = new Map<string, number>()
  private readonly entryAt = new Map<string, { command: string; previous: number }>()
  private readonly committed: Committed[] = []
  private readonly requests = new Map<number, Plain>()
  private readonly seen: { term: number; commit: number; applied: number }[] = []

  constructor(network: Network) {
    this.network = network
    network.observers.push(this)
  }

  /** Tells of a request that is about to be made, so that its answer can be checked. */
  requested(id: number, command: Plain): void {
    this.requests.set(id, command)
  }

  started(node: number, state: RaftState): void {
    this.seen[node] = { term: state.currentTerm, commit: 0, applied: 0 }
  }

  /** Election safety and leader completeness; terms and commit indices never go back. */
  stepped(node: number, state: RaftState): void {
    const seen = this.seen[node]
    if (state.currentTerm < seen.term) this.breach(`term of ${node} went back`)
    if (state.commitIndex < seen.commit) this.breach(`commit index of ${node} went back`)
    if (state.commitIndex > state.log.length) this.breach(`commit index of ${node} beyond its log`)
    for (let index = seen.commit + 1; index <= state.commitIndex; index++) this.commit(node, state, index)
    if (state.role === 'leader') this.checkLeader(node, state)
    seen.term = state.currentTerm
    seen.commit = state.commitIndex
  }

  /** One vote a term, over crashes too. */
  sent(from: number, to: number, message: RaftMessage): void {
    if (message.type === 'MsgVote') this.vote(from, message.term, from)
    if (message.type === 'MsgVoteResp' && !message.reject) this.vote(from, message.term, to)
  }

  /** Log matching, by induction over what is written; and leader append-only. */
  persisted(node: number, writes: readonly Write[]): void {
    const state = this.network.state(node)
    for (const write of writes) {
      if (write.kind !== 'append') continue
      if (write.from < (this.seen[node]?.commit ?? 0)) this.breach(`${node} cut off committed entries`)
      if (state.role === 'leader' && write.from < state.log.length) this.breach(`leader ${node} overwrote its log`)
      let previous = write.from === 0 ? 0 : state.log[write.from - 1].term
      write.entries.forEach((entry, offset) => {
        const { term, command } = entry as { term: number; command: Plain }
        this.match(write.from + offset + 1, term, JSON.stringify(command), previous)
        previous = term
      })
    }
  }

  /** State machine safety: everyone applies the same, in order. */
  applied(node: number, index: number, command: Plain): void {
    const seen = this.seen[node]
    if (index !== seen.applied + 1) this.breach(`${node} applied ${index} after ${seen.applied}`)
    seen.applied = index
    const known = this.committed[index]
    if (known !== undefined && JSON.stringify(known.command) !== JSON.stringify(command)) {
      this.breach(`${node} applied another command at ${index}`)
    }
  }

  /** An answer names the place where the command stands. */
  replied(reply: Reply): void {
    const result = reply.result as { kind: string; index: number }
    if (result.kind !== 'done') return
    const entry = this.network.state(reply.node).log[result.index - 1]
    const same = JSON.stringify(entry.command) === JSON.stringify(this.requests.get(reply.request))
    if (!same) this.breach(`answer to ${reply.request} names another entry`)
  }

  private vote(voter: number, term: number, candidate: number): void {
    const key = `${voter}@${term}`
    const before = this.voteOf.get(key)
    if (before !== undefined && before !== candidate) this.breach(`${voter} voted twice in term ${term}`)
    this.voteOf.set(key, candidate)
  }

  private match(index: number, term: number, command: string, previous: number): void {
    const key = `${index}@${term}`
    const before = this.entryAt.get(key)
    if (before === undefined) this.entryAt.set(key, { command, previous })
    else if (before.command !== command || before.previous !== previous)
      this.breach(`logs differ at ${index} of term ${term}`)
  }

  private checkLeader(node: number, state: RaftState): void {
    const before = this.leaderOf.get(state.currentTerm)
    if (before === undefined) {
      this.leaderOf.set(state.currentTerm, node)
      this.leaders += 1
      this.checkCompleteness(node, state)
    } else if (before !== node) {
      this.breach(`two leaders in term ${state.currentTerm}`)
    }
  }

  private checkCompleteness(node: number, state: RaftState): void {
    for (let index = 1; index < this.committed.length; index++) {
      const { term, knownIn } = this.committed[index]
      if (knownIn < state.currentTerm && state.log[index - 1]?.term !== term) {
        this.breach(`leader ${node} of term ${state.currentTerm} lacks committed entry ${index}`)
      }
    }
  }

  /** Whatever is committed stands on the disks of a majority when it is first known to be, and is the same for all. */
  private commit(node: number, state: RaftState, index: number): void {
    const { term, command } = state.log[index - 1]
    const known = this.committed[index]
    if (known !== undefined) {
      if (known.term !== term) this.breach(`${node} committed another entry at ${index}`)
      return
    }
    this.commits += 1
    this.committed[index] = { term, command, knownIn: state.currentTerm }
    const { members } = this.network
    const copies = members.filter(({ disk }) => (disk.log[index - 1] as { term: number } | undefined)?.term === term)
    if (2 * copies.length <= members.length) this.breach(`entry ${index} committed on ${copies.length} disks`)
  }

  private breach(what: string): void {
    this.broken ??= `at ${this.network.now}: ${what}`
  }
}
