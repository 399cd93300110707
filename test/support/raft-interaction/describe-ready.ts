import { describeSnapshot } from './describe-configuration.js'
import { describeEntries } from './describe-entry.js'
import { describeMessage } from './describe-message.js'
import type { HardState, ReadState, Ready } from './words.js'

/** As etcd's `DescribeReady`. */
export function describeReady(ready: Ready): string {
  let text = ''
  if (ready.softState !== null) text += `Lead:${ready.softState.lead} State:${ready.softState.raftState}\n`
  if (ready.hardState !== null && !isEmpty(ready.hardState)) text += `HardState ${describeHardState(ready.hardState)}\n`
  if (ready.readStates.length > 0) text += `ReadStates ${describeReadStates(ready.readStates)}\n`
  if (ready.entries.length > 0) text += `Entries:\n${describeEntries(ready.entries)}`
  if (ready.snapshot !== null && ready.snapshot.metadata.index !== 0) {
    text += `Snapshot ${describeSnapshot(ready.snapshot)}\n`
  }
  if (ready.committedEntries.length > 0) text += `CommittedEntries:\n${describeEntries(ready.committedEntries)}`
  if (ready.messages.length > 0) {
    text += `Messages:\n${ready.messages.map(message => `${describeMessage(message)}\n`).join('')}`
  }
  return text === '' ? '<empty Ready>' : `Ready MustSync=${ready.mustSync}:\n${text}`
}

export function isEmpty({ term, vote, commit }: HardState): boolean {
  return term === 0 && vote === 0 && commit === 0
}

function describeHardState({ term, vote, commit }: HardState): string {
  return `Term:${term}${vote === 0 ? '' : ` Vote:${vote}`} Commit:${commit}`
}

/** Go's `%v` of a list of structures with a text in bytes: `[{7 [114 49]}]`. */
function describeReadStates(states: readonly ReadState[]): string {
  const shown = states.map(({ index, requestCtx }) => `{${index} [${[...Buffer.from(requestCtx, 'utf8')].join(' ')}]}`)
  return `[${shown.join(' ')}]`
}
