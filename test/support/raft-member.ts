import {
  type Entry,
  type Input,
  type MessageType,
  type Plain,
  type RaftConfig,
  type RaftMessage,
  type RaftState,
  raft,
  type Snapshot,
  type Stored,
} from '../../src/protocols/index.js'
import { type Asked, emptyDisk, ProtocolProcess } from './protocol-process.js'
import { entry, message } from './raft-messages.js'

// One member of a Raft group, brought by hand into the situation that a rule of the thesis speaks of.

export type Member = ProtocolProcess<RaftConfig, RaftState, RaftMessage>
type Sent = readonly { readonly to: number; readonly message: RaftMessage }[]

export const least = 150_000
const heartbeat = 50_000

export function configOf(members: number, more: Partial<RaftConfig> = {}): RaftConfig {
  return { members, electionTimeout: { kind: 'uniform', low: least, high: 2 * least }, heartbeat, ...more }
}

/** A log with commands, one entry for each term named. */
export function logOf(...terms: readonly number[]): Entry[] {
  return terms.map((term, i) => entry(term, i + 1, `${term}.${i}`))
}

export function changeEntry(term: number, index: number, change: Plain): Entry {
  return { ...entry(term, index, change), kind: 'change' }
}

/** A change as its entry holds it. */
export function change(transition: 'auto' | 'implicit' | 'explicit', ...changes: Plain[]): Plain {
  return { changes, transition }
}

export function disk(currentTerm: number, log: readonly Entry[] = [], more: Stored['values'] = {}): Stored {
  return { values: { currentTerm, votedFor: -1, ...more }, dropped: 0, log }
}

export function memberOf(config: RaftConfig, self = 0, stored: Stored = emptyDisk): Member {
  return new ProtocolProcess(raft, config, self, stored)
}

/** Process 0 as a leader of whom nobody has acknowledged anything yet; its own first entry is synced. */
export function elected(config: RaftConfig, stored: Stored = disk(1)): Member {
  const member = memberOf(config, 0, stored)
  member.fire('election')
  member.sync()
  for (let from = 1; member.status.role !== 'leader'; from++) {
    if (from > 2 * config.members) throw new Error('nobody is left to vote')
    const voter = ((from - 1) % (config.members - 1)) + 1
    if (member.status.role === 'pre-candidate') hear(member, 'MsgPreVoteResp', voter, { term: member.status.term + 1 })
    else hear(member, 'MsgVoteResp', voter)
    member.sync()
  }
  return member
}

/** Process 0 leads, and all have acknowledged its first entry, which is committed. */
export function leaderOf(config: RaftConfig, stored: Stored = disk(1)): Member {
  const member = elected(config, stored)
  acknowledgeAll(member)
  return member
}

/** A message of the member's own term, unless another is given. */
export function hear(
  member: Member,
  type: MessageType,
  from: number,
  fields: Partial<RaftMessage> = {},
): Asked<RaftMessage> {
  return member.hear(from, message(type, { from, to: member.self, term: member.status.term, ...fields }))
}

export function acknowledge(
  member: Member,
  from: number,
  index: number,
  fields: Partial<RaftMessage> = {},
): Asked<RaftMessage> {
  return hear(member, 'MsgAppResp', from, { index, ...fields })
}

export function acknowledgeAll(member: Member): void {
  member.sync()
  const { lastIndex } = member.status
  for (const peer of member.state.peers) acknowledge(member, peer, lastIndex)
}

export function operate(member: Member, id: number, operation: Plain): Asked<RaftMessage> {
  return member.step({ kind: 'operate', id, operation })
}

export function orderChange(
  member: Member,
  id: number,
  changes: readonly Plain[],
  transition = 'auto',
): Asked<RaftMessage> {
  return operate(member, id, { kind: 'change', changes, transition })
}

export function inSession(id: number, command: Plain, client: number, sequence: number): Input<RaftMessage> {
  return { kind: 'request', id, command, session: { client, sequence } }
}

export function read(member: Member, id: number): Asked<RaftMessage> {
  return member.step({ kind: 'read', id, query: 'x' })
}

export function only(sent: Sent, type: MessageType): readonly RaftMessage[] {
  return sent.filter(({ message: { type: its } }) => its === type).map(({ message: it }) => it)
}

/** Hears a message and syncs; the messages sent by then. */
export function answers(
  member: Member,
  type: MessageType,
  from: number,
  fields: Partial<RaftMessage> = {},
): readonly RaftMessage[] {
  const now = hear(member, type, from, fields).sent
  return [...now, ...member.sync().sent].map(({ message: it }) => it)
}

/** Stands for election, and hears votes from `granting`. */
export function campaign(member: Member, granting: readonly number[]): Asked<RaftMessage> {
  member.fire('election')
  const asked = member.sync()
  for (const from of granting) hear(member, 'MsgVoteResp', from)
  return asked
}

/** A snapshot of a machine that says nothing. */
export function snapshotAt(index: number, term: number, more: Partial<Snapshot> = {}): Snapshot {
  const configuration = { voters: [0, 1, 2], outgoing: [], learners: [], learnersNext: [], autoLeave: false }
  return { index, term, configuration, sessions: { open: [] }, machine: null, ...more }
}

/** A disk whose log was dropped up to a snapshot. */
export function diskAfter(snapshot: Snapshot, currentTerm: number, log: readonly Entry[] = []): Stored {
  const { index, term } = snapshot
  const values = { currentTerm, votedFor: -1, snapshot: snapshot as unknown as Plain, base: { index, term } }
  return { values, dropped: index, log }
}
