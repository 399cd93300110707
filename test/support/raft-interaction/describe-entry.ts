import { quoted } from './quoted.js'
import type { SingleChange, WireEntry } from './words.js'

const letters: Readonly<Record<SingleChange['type'], string>> = {
  AddNode: 'v',
  AddLearnerNode: 'l',
  RemoveNode: 'r',
  UpdateNode: 'u',
}

/** As etcd's `DescribeEntry`: `2/7 EntryNormal "x"`, `2/8 EntryConfChangeV2 r1 v4`. */
export function describeEntry(entry: WireEntry): string {
  const { term, index, type, data, change } = entry
  const content = type === 'EntryNormal' ? quoted(data) : describeChanges(change?.changes ?? [])
  return `${term}/${index} ${type}${content === '' ? '' : ` ${content}`}`
}

/** One entry a line. */
export function describeEntries(entries: readonly WireEntry[]): string {
  return entries.map(entry => `${describeEntry(entry)}\n`).join('')
}

export function describeChanges(changes: readonly SingleChange[]): string {
  return changes.map(({ type, nodeId }) => `${letters[type]}${nodeId}`).join(' ')
}

/** Reads `v1 l2 r3 u4`: a voter, a learner, one to remove, one to update. */
export function parseChanges(text: string): SingleChange[] {
  const words = text.trim() === '' ? [] : text.trim().split(' ')
  return words.map(word => {
    if (word.length < 2) throw new Error(`unknown token ${word}`)
    const type = (Object.keys(letters) as SingleChange['type'][]).find(kind => letters[kind] === word[0])
    if (type === undefined) throw new Error(`unknown input: ${word}`)
    if (!/^\d+$/.test(word.slice(1))) throw new Error(`unknown token ${word}`)
    return { type, nodeId: Number(word.slice(1)) }
  })
}
