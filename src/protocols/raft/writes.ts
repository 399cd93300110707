import type { Plain, Write } from '../contract.js'
import type { Configuration } from './configuration.js'
import type { Entry, Snapshot } from './messages.js'
import type { RaftState } from './state.js'

/** Figure 2, "updated on stable storage before responding to RPCs": the term and the vote, always together. */
export function voteWrites(state: RaftState): Write[] {
  return [
    { kind: 'put', key: 'currentTerm', value: state.currentTerm },
    { kind: 'put', key: 'votedFor', value: state.votedFor },
  ]
}

/** Entries from the one after `index` on, in place of whatever stood there. */
export function entriesWrite(index: number, entries: readonly Entry[]): Write {
  return { kind: 'append', from: index, entries }
}

/** A snapshot, and what it replaces: the log up to `base`, an entry of `baseTerm`. Together on disk or not at all. */
export function snapshotWrites(snapshot: Snapshot, base: number, baseTerm: number): Write[] {
  return [
    { kind: 'put', key: 'snapshot', value: snapshot as unknown as Plain },
    { kind: 'put', key: 'base', value: { index: base, term: baseTerm } },
    { kind: 'drop', before: base },
  ]
}

/** Of a configuration that is used when it is applied, since the log alone does not say whether it was. */
export function configurationWrite(index: number, configuration: Configuration): Write {
  return { kind: 'put', key: 'configuration', value: { index, configuration } }
}
