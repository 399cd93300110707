import type { Plain } from '../../contract.js'
import type { Configuration, ConfigurationChange } from '../configuration.js'
import { type Entry, makeEntry, makeMessage, type RaftMessage, type Snapshot, transferContext } from '../messages.js'
import type { MemberChange } from '../operations.js'
import type { ConfChange, ConfState, SingleChange, WireEntry, WireMessage, WireSnapshot } from './words.js'

// Between the core's data and etcd's `raftpb`.

/** etcd's context of a campaign that its leader asked for. */
const campaignTransfer = 'CampaignTransfer'

export function toWireEntry({ term, index, kind, command }: Entry): WireEntry {
  if (kind !== 'change')
    return { term, index, type: 'EntryNormal', data: command === null ? '' : String(command), change: null }
  const { raw } = command as unknown as { raw: ConfChange }
  return { term, index, type: raw.v1 ? 'EntryConfChange' : 'EntryConfChangeV2', data: '', change: raw }
}

export function toEntry({ term, index, type, data, change }: WireEntry): Entry {
  if (type === 'EntryNormal' || change === null) {
    return makeEntry(term, index, 'command', data, -1, 0, payloadSize({ data, change: null }))
  }
  return makeEntry(term, index, 'change', toCommand(change), -1, 0, payloadSize({ data, change }))
}

/** What the core's entry of a change holds: its own form, and etcd's as it came. */
function toCommand(change: ConfChange): Plain {
  return { ...toChange(change), raw: change } as unknown as Plain
}

const transitions = { Auto: 'auto', JointImplicit: 'implicit', JointExplicit: 'explicit' } as const

export function toChange({ transition, changes }: ConfChange): ConfigurationChange {
  return { transition: transitions[transition], changes: changes.map(toMemberChange) }
}

/** etcd passes over a change of member 0, which applications put in the place of those they turn down. */
function toMemberChange({ type, nodeId }: SingleChange): MemberChange {
  if (nodeId === 0 || type === 'UpdateNode') return { update: nodeId }
  if (type === 'AddNode') return { add: nodeId }
  return type === 'AddLearnerNode' ? { addLearner: nodeId } : { remove: nodeId }
}

/** Bytes of the data, of a change about as protobuf writes it; what etcd limits uncommitted and sent entries by. */
export function payloadSize({ data, change }: Pick<WireEntry, 'data' | 'change'>): number {
  if (change === null) return bytesOf(data)
  return change.changes.length === 0 && change.v1 === false ? 0 : 2 + 4 * change.changes.length
}

/** Bytes of the text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** Bytes of an entry as protobuf writes it; what etcd limits applying entries by. */
export function encodedSize(entry: WireEntry): number {
  const payload = payloadSize(entry)
  const data = entry.data === '' && entry.change === null ? 0 : 1 + varint(payload) + payload
  return 2 + 1 + varint(entry.term) + 1 + varint(entry.index) + data
}

function varint(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1
  return bytes
}

export function toConfState({ voters, outgoing, learners, learnersNext, autoLeave }: Configuration): ConfState {
  return { voters, learners, votersOutgoing: outgoing, learnersNext, autoLeave }
}

export function toConfiguration(state: ConfState): Configuration {
  const { voters, learners, votersOutgoing, learnersNext, autoLeave } = state
  const ascending = (members: readonly number[]) => [...members].sort((a, b) => a - b)
  return {
    voters: ascending(voters),
    outgoing: ascending(votersOutgoing),
    learners: ascending(learners),
    learnersNext: ascending(learnersNext),
    autoLeave,
  }
}

export function toWireSnapshot({ index, term, configuration, machine }: Snapshot): WireSnapshot {
  return { data: String(machine), metadata: { confState: toConfState(configuration), index, term } }
}

export function toSnapshot({ data, metadata }: WireSnapshot): Snapshot {
  const { confState, index, term } = metadata
  return { index, term, configuration: toConfiguration(confState), sessions: { open: [] }, machine: data }
}

export function toWire(message: RaftMessage): WireMessage {
  const { type, to, from, term, logTerm, index, entries, commit, reject, rejectHint, context, snapshot } = message
  return {
    ...noMessage,
    type,
    to,
    from,
    term,
    logTerm,
    index,
    entries: entries.map(toWireEntry),
    commit,
    reject,
    rejectHint,
    context: context === null ? '' : context === transferContext ? campaignTransfer : String(context),
    snapshot: snapshot === null ? null : toWireSnapshot(snapshot),
  }
}

export function toMessage(wire: WireMessage): RaftMessage {
  const { to, from, term, logTerm, index, entries, commit, reject, rejectHint, context, snapshot } = wire
  return makeMessage(
    wire.type as RaftMessage['type'],
    to,
    from,
    term,
    logTerm,
    index,
    entries.map(toEntry),
    commit,
    reject,
    rejectHint,
    context === '' ? null : context === campaignTransfer ? transferContext : context,
    snapshot === null ? null : toSnapshot(snapshot),
  )
}

/** etcd's zero message. */
export const noMessage: WireMessage = {
  type: '',
  to: 0,
  from: 0,
  term: 0,
  logTerm: 0,
  index: 0,
  entries: [],
  commit: 0,
  vote: 0,
  snapshot: null,
  reject: false,
  rejectHint: 0,
  context: '',
  responses: [],
}

/** A change as Go's `%v` prints it. */
export function printedChange({ v1, transition, changes, context }: ConfChange): string {
  const bytes = `[${[...context].map(character => character.codePointAt(0)).join(' ')}]`
  const names = changes.map(({ type, nodeId }) => `ConfChange${type} ${nodeId}`)
  return v1
    ? `{${names[0]} ${bytes} 0}`
    : `{ConfChangeTransition${transition} [${names.map(name => `{${name}}`).join(' ')}] ${bytes}}`
}
