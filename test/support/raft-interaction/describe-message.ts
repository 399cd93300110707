import { LocalAppendThread, LocalApplyThread } from '../../../src/protocols/raft/raw-node/index.js'
import { describeSnapshot } from './describe-configuration.js'
import { describeEntry } from './describe-entry.js'
import type { WireMessage } from './words.js'

/** As etcd's `DescribeMessage`; more than one line where there are several entries, a snapshot, or responses. */
export function describeMessage(message: WireMessage, indent = ''): string {
  const { type, from, to, term, logTerm, index, reject, rejectHint, commit, vote } = message
  let text = `${indent}${describeTarget(from)}->${describeTarget(to)} ${type} Term:${term} Log:${logTerm}/${index}`
  if (reject) text += ` Rejected (Hint: ${rejectHint})`
  if (commit !== 0) text += ` Commit:${commit}`
  if (vote !== 0) text += ` Vote:${vote}`
  text += describeContents(message, indent)
  if (message.snapshot !== null && message.snapshot.metadata.index !== 0) {
    text += `\n${indent}  Snapshot: ${describeSnapshot(message.snapshot)}`
  }
  if (message.responses.length > 0) {
    const responses = message.responses.map(response => `\n${describeMessage(response, `${indent}  `)}`)
    text += ` Responses:[${responses.join('')}\n${indent}]`
  }
  return text
}

function describeContents({ entries }: WireMessage, indent: string): string {
  if (entries.length === 0) return ''
  if (entries.length === 1) return ` Entries:[${describeEntry(entries[0])}]`
  return ` Entries:[${entries.map(entry => `\n${indent}  ${describeEntry(entry)}`).join('')}\n${indent}]`
}

function describeTarget(id: number): string {
  if (id === 0) return 'None'
  if (id === LocalAppendThread) return 'AppendThread'
  if (id === LocalApplyThread) return 'ApplyThread'
  return id.toString(16)
}

/** Whether `id` is a thread of the node itself, whose messages are work for its disk or its state machine. */
export function isLocalTarget(id: number): boolean {
  return id === LocalAppendThread || id === LocalApplyThread
}
