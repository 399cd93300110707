import { printed } from '../configuration.js'
import { hex, progressText } from '../journal.js'
import { termAt } from '../log.js'
import { becomeProbe, isFull } from '../progress.js'
import { onMessage } from '../raft.js'
import { transfer } from '../transfer.js'
import { earlierTerm, laterTerm } from '../voting.js'
import type { HandHost } from './hand-host.js'
import { changeProposal, leave, onProposal } from './proposals.js'
import { encodedSize, payloadSize, toMessage } from './wire.js'
import type { WireMessage } from './words.js'

/** Steps one message, be it from another node, from a local thread or from the application. The error's text, or ''. */
export function deliver(host: HandHost, message: WireMessage): string {
  switch (message.type) {
    case 'MsgProp':
      return onProposal(host, message)
    case 'MsgStorageAppendResp':
      onStorageAppendResp(host, message)
      return ''
    case 'MsgStorageApplyResp':
      onStorageApplyResp(host, message)
      return ''
    case 'MsgTransferLeader':
      if (isOfThisTerm(host, message)) onTransferLeader(host, message)
      return ''
    case 'MsgUnreachable':
      onUnreachable(host, message.from)
      return ''
    case 'MsgSnapStatus':
      onSnapStatus(host, message)
      return ''
    case 'MsgForgetLeader':
      onForgetLeader(host)
      return ''
    case 'MsgReadIndex':
      if (host.state.role !== 'leader') return handReadOn(host, message)
      break
  }
  onMessage(host.core, host.state, host.out, toCore(host, message))
  // Term and vote are handed out with the next `Ready`.
  host.state.dirty = false
  return ''
}

/** What is handed on to the leader bears a term (0: it does not), and is compared by it as any message. */
function isOfThisTerm({ core, state, out }: HandHost, message: WireMessage): boolean {
  const { term } = message
  if (term === 0 || term === state.currentTerm) return true
  const later = term > state.currentTerm
  if (later) laterTerm(core, state, out, toMessage(message))
  else earlierTerm(core, state, out, toMessage(message))
  state.dirty = false
  return later
}

/** Who does not lead hands another's read on to its leader, as its own; where the core would refuse it at once. */
function handReadOn({ state, out, messages }: HandHost, message: WireMessage): string {
  const { role, leader, self, currentTerm } = state
  if (role !== 'follower') return ''
  if (leader === -1) out.journal?.info(`${hex(self)} no leader at term ${currentTerm}; dropping index reading msg`)
  else messages.push({ ...message, to: leader })
  return ''
}

/** A read's context travels as the data of an entry, a round's as a number in words. */
function toCore(host: HandHost, message: WireMessage) {
  const { type, entries, context } = message
  const core = toMessage(message)
  if (type === 'MsgReadIndex') return { ...core, entries: [], context: entries[0]?.data ?? '' }
  if (type === 'MsgReadIndexResp') return { ...core, entries: [], context: host.readOf(entries[0]?.data ?? '') }
  return type === 'MsgHeartbeatResp' && context !== '' ? { ...core, context: Number(context) } : core
}

function onStorageAppendResp(host: HandHost, { term, index, logTerm, snapshot, type }: WireMessage): void {
  const { state, unstable, out } = host
  const { currentTerm, self } = state
  if (term < currentTerm) {
    if (index !== 0) {
      const what = `ignored entry appends from a ${type} message with lower term [term: ${term}]`
      out.journal?.info(`${hex(self)} [term: ${currentTerm}] ${what}`)
    }
  } else if (index !== 0) {
    unstable.stableTo(index, logTerm, termAt(state, index))
  }
  if (snapshot === null) return
  unstable.stableSnapTo(snapshot.metadata.index)
  appliedTo(host, snapshot.metadata.index, 0)
}

function onStorageApplyResp(host: HandHost, { entries }: WireMessage): void {
  if (entries.length === 0) return
  const { state } = host
  const size = entries.reduce((sum, entry) => sum + encodedSize(entry), 0)
  appliedTo(host, entries[entries.length - 1].index, size)
  const payload = entries.reduce((sum, entry) => sum + payloadSize(entry), 0)
  state.uncommitted = Math.max(0, state.uncommitted - payload)
}

/** A leader whose application has applied the joint configuration leaves it, where it is left by itself. */
function appliedTo(host: HandHost, index: number, size: number): void {
  const { state, applying, out } = host
  state.lastApplied = Math.max(index, state.lastApplied)
  applying.applied(state.lastApplied, size)
  const { configuration, changeIndex, role } = state
  if (!configuration.autoLeave || state.lastApplied < changeIndex || role !== 'leader') return
  const error = onProposal(host, changeProposal(leave))
  const what = `automatic transition out of joint configuration ${printed(configuration)}`
  if (error === '') out.journal?.info(`initiating ${what}`)
  else out.journal?.debug(`not initiating ${what}: ${error}`)
}

/** The message comes as if from the one that is to lead. */
function onTransferLeader(host: HandHost, message: WireMessage): void {
  const { core, state, out } = host
  const { role, self, leader, currentTerm } = state
  if (role === 'leader') {
    if (isKnown(host, message.from)) transfer(core, state, out, message.from, -1)
  } else if (role === 'follower') {
    if (leader === -1) out.journal?.info(`${hex(self)} no leader at term ${currentTerm}; dropping leader transfer msg`)
    else host.messages.push({ ...message, to: leader, term: currentTerm })
  }
}

function onUnreachable(host: HandHost, id: number): void {
  const { state, out } = host
  if (state.role !== 'leader' || !isKnown(host, id)) return
  const progress = state.progress[id]
  if (progress.state === 'replicate') becomeProbe(progress)
  out.journal?.debug(
    `${hex(state.self)} failed to send message to ${hex(id)} because it is unreachable [${textOf(host, id)}]`,
  )
}

/** How the sending of a snapshot went; the next message waits for the follower's answer or a heartbeat's. */
function onSnapStatus(host: HandHost, { from, reject }: WireMessage): void {
  const { state, out } = host
  if (state.role !== 'leader' || !isKnown(host, from)) return
  const progress = state.progress[from]
  if (progress.state !== 'snapshot') return
  if (reject) progress.pendingSnapshot = 0
  becomeProbe(progress)
  const how = reject ? 'failed' : 'succeeded'
  out.journal?.debug(
    `${hex(state.self)} snapshot ${how}, resumed sending replication messages to ${hex(from)} [${textOf(host, from)}]`,
  )
  progress.paused = true
}

function onForgetLeader(host: HandHost): void {
  const { state, out, config } = host
  if (state.role !== 'follower') return
  if (config.readOnlyOption === 'lease-based') {
    out.journal?.error('ignoring MsgForgetLeader due to ReadOnlyLeaseBased')
  } else if (state.leader !== -1) {
    out.journal?.info(`${hex(state.self)} forgetting leader ${hex(state.leader)} at term ${state.currentTerm}`)
    state.leader = -1
  }
}

function isKnown({ state, out }: HandHost, id: number): boolean {
  const known = state.progress[id]?.member === true
  if (!known) out.journal?.debug(`${hex(state.self)} no progress available for ${hex(id)}`)
  return known
}

function textOf({ state, core }: HandHost, id: number): string {
  const progress = state.progress[id]
  return progressText(progress, state.configuration, id, isFull(core, progress))
}
