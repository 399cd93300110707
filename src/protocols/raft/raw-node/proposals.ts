import { isLearner, isVoter, printed } from '../configuration.js'
import { hex } from '../journal.js'
import { append } from '../leader.js'
import { lastIndex } from '../log.js'
import { broadcast } from '../replicate.js'
import type { HandHost } from './hand-host.js'
import { noMessage, printedChange, toEntry } from './wire.js'
import type { ConfChange, WireEntry, WireMessage } from './words.js'

export const dropped = 'raft proposal dropped'

/** etcd's change that leaves a joint configuration by itself. */
export const leave: ConfChange = { v1: false, transition: 'Auto', changes: [], context: '' }

export function proposal(from: number, entry: Pick<WireEntry, 'type' | 'data' | 'change'>): WireMessage {
  return { ...noMessage, type: 'MsgProp', from, entries: [{ term: 0, index: 0, ...entry }] }
}

export function changeProposal(change: ConfChange): WireMessage {
  return proposal(0, { type: change.v1 ? 'EntryConfChange' : 'EntryConfChangeV2', data: '', change })
}

/** etcd's `MsgProp`: the leader appends, a follower hands it on, a candidate drops it. The error's text, or ''. */
export function onProposal(host: HandHost, message: WireMessage): string {
  const { state, out, core } = host
  const { self, currentTerm, leader, role } = state
  const { journal } = out
  if (role === 'leader') return onLeader(host, message)
  if (leader === -1 || role !== 'follower') {
    journal?.info(`${hex(self)} no leader at term ${currentTerm}; dropping proposal`)
    return dropped
  }
  if (core.forwarding !== true) {
    journal?.info(`${hex(self)} not forwarding to leader ${hex(leader)} at term ${currentTerm}; dropping proposal`)
    return dropped
  }
  host.messages.push({ ...message, from: message.from === 0 ? self : message.from, to: leader })
  return ''
}

function onLeader(host: HandHost, { entries }: WireMessage): string {
  const { state, out, core } = host
  const { self, currentTerm, configuration, transfer } = state
  if (!isVoter(configuration, self) && !isLearner(configuration, self)) return dropped
  if (transfer !== -1) {
    const what = `transfer leadership to ${hex(transfer)} is in progress; dropping proposal`
    out.journal?.debug(`${hex(self)} [term ${currentTerm}] ${what}`)
    return dropped
  }
  const checked = entries.map((entry, i) => checkChange(host, entry, lastIndex(state) + i + 1))
  const made = checked.map(toEntry)
  const size = made.reduce((sum, entry) => sum + entry.size, 0)
  const { backlogBytes = 0 } = core
  if (backlogBytes > 0 && state.uncommitted > 0 && size > 0 && state.uncommitted + size > backlogBytes) {
    const what = 'appending new entries to log would exceed uncommitted entry size limit; dropping proposal'
    out.journal?.warning(`${hex(self)} ${what}`)
    return dropped
  }
  for (const { kind, command, size: bytes } of made) append(state, out, kind, command, -1, 0, bytes)
  broadcast(core, state, out)
  return ''
}

/** A change that cannot be made now goes into the log as an empty entry. */
function checkChange(host: HandHost, entry: WireEntry, index: number): WireEntry {
  const { change } = entry
  if (change === null) return entry
  const { state, out, config } = host
  const { changeIndex, lastApplied, configuration } = state
  const isJoint = configuration.outgoing.length > 0
  const leaves = change.changes.length === 0
  let failed = ''
  if (changeIndex > lastApplied) {
    failed = `possible unapplied conf change at index ${changeIndex} (applied to ${lastApplied})`
  } else if (isJoint && !leaves) {
    failed = 'must transition out of joint config first'
  } else if (!isJoint && leaves) {
    failed = 'not in joint state; refusing empty conf change'
  }
  if (failed === '' || config.disableConfChangeValidation === true) {
    state.changeIndex = index
    return entry
  }
  const at = `at config ${printed(configuration)}: ${failed}`
  out.journal?.info(`${hex(state.self)} ignoring conf change ${printedChange(change)} ${at}`)
  return { ...entry, type: 'EntryNormal', data: '', change: null }
}
