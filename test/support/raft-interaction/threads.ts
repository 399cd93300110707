import { describeMessage, isLocalTarget } from './describe-message.js'
import { describeReady, isEmpty } from './describe-ready.js'
import type { Environment, Member } from './environment.js'
import type { HardState, WireEntry, WireMessage, WireSnapshot } from './words.js'

/**
 * Takes a Ready off the node, writes it down and does its work: at once, or, where writes are asynchronous, by leaving
 * messages to the threads. In between nothing is lost: who wants a crash there restarts the node.
 */
export function processReady(environment: Environment, member: Member): void {
  const { raw, options } = member
  const ready = raw.ready()
  environment.output.write(describeReady(ready))
  if (!options.asyncStorageWrites) {
    write(member, ready.hardState, ready.entries, ready.snapshot)
    apply(member, ready.committedEntries)
  }
  for (const message of ready.messages) {
    if (!isLocalTarget(message.to)) environment.messages.push(message)
    else if (!options.asyncStorageWrites) throw new Error('unexpected local msg target')
    else if (message.type === 'MsgStorageAppend') member.appendWork.push(message)
    else if (message.type === 'MsgStorageApply') member.applyWork.push(message)
    else throw new Error(`unexpected message type ${message.type}`)
  }
  if (!options.asyncStorageWrites) raw.advance()
}

/** One message's work of the thread that writes to the disk. */
export function processAppendThread(environment: Environment, member: Member): void {
  const message = member.appendWork.shift()
  if (message === undefined) return environment.output.write('no append work to perform')
  const { term, vote, commit } = message
  perform(environment, message, () => write(member, { term, vote, commit }, message.entries, message.snapshot))
}

/** One message's work of the thread that applies to the state machine. */
export function processApplyThread(environment: Environment, member: Member): void {
  const message = member.applyWork.shift()
  if (message === undefined) return environment.output.write('no apply work to perform')
  perform(environment, message, () => apply(member, message.entries))
}

function perform({ output, messages }: Environment, message: WireMessage, work: () => void): void {
  output.write(`Processing:\n${describeMessage({ ...message, responses: [] })}\n`)
  work()
  output.write(`Responses:\n${message.responses.map(response => `${describeMessage(response)}\n`).join('')}`)
  messages.push(...message.responses)
}

function write(
  { storage, history }: Member,
  state: HardState | null,
  entries: readonly WireEntry[],
  snapshot: WireSnapshot | null,
): void {
  if (state !== null && !isEmpty(state)) storage.setHardState(state)
  if (snapshot !== null && snapshot.metadata.index !== 0) {
    if (entries.length > 0) throw new Error("can't apply snapshot and entries at the same time")
    storage.applySnapshot(snapshot)
    history.push(snapshot)
    return
  }
  storage.append(entries)
}

function apply({ raw, history }: Member, entries: readonly WireEntry[]): void {
  for (const { index, term, data, change } of entries) {
    const before = history[history.length - 1]
    const confState = change === null ? before.metadata.confState : raw.applyConfChange(change)
    const said = change === null ? data : change.context
    history.push({ data: before.data + said, metadata: { index, term, confState } })
  }
}
