import { listing, say, words } from '../../diagnostics/index.js'
import { apart, count, grid, majority, moreThanHalf, type Quorum, weighted, withWitnesses } from '../../quorum/index.js'
import type { QuorumBody } from '../language/quorums.js'
import type { Named } from '../shape/collection.js'
import { report } from '../shape/reading.js'
import type { Located } from '../shape/shape.js'
import { type Group, isWhole } from './consensus.js'
import { placesOf } from './members.js'

/** What is enough to choose a leader, and to commit. */
export interface Quorums {
  readonly elect: Quorum
  readonly commit: Quorum
  /** Members who vote and hold no data, ascending; absent when all do. */
  readonly witnesses?: readonly number[]
}

/** Null for majorities, and for what cannot be used, which is reported. */
export function quorumsOf(
  written: Located<QuorumBody> | null,
  voters: readonly number[],
  group: Group,
): Quorums | null {
  if (written === null || voters.length === 0 || !isWhole(group)) return null
  const { elect, commit, grid: size, witnesses, weights } = written.value
  const { reading, name } = group
  const wrong = (message: ReturnType<typeof say>): null => {
    report(reading, 'S218', written.place, message)
    return null
  }
  if (elect !== null && commit !== null) {
    const most = Math.max(elect, commit)
    if (most > voters.length) return wrong(say`${name} has ${voters.length} members who vote, and no quorum of ${most}`)
    return meeting({ elect: count(voters, elect), commit: count(voters, commit) }, written, group)
  }
  if (size !== null) {
    const [rows, columns] = size
    if (rows * columns !== voters.length)
      return wrong(
        say`a grid of ${`${rows}x${columns}`} has ${rows * columns} members, ${name} has ${voters.length} who vote`,
      )
    const lines = Array.from({ length: rows }, (_, row) => voters.slice(row * columns, (row + 1) * columns))
    return { elect: grid(lines, 'row'), commit: grid(lines, 'column') }
  }
  if (witnesses !== null) return witnessed(placesOf(witnesses, group), voters, written, group)
  if (weights === null) return null
  const quorum = weightedBy(weights, voters, group)
  return quorum === null ? wrong(say`no member of ${name} has a vote`) : { elect: quorum, commit: quorum }
}

/** Those who hold data have to be enough for a write, which is as many as an election takes of all. */
function witnessed(
  witnesses: readonly number[],
  voters: readonly number[],
  { place }: Located<QuorumBody>,
  { reading, name }: Group,
): Quorums | null {
  if (witnesses.length === 0) return null
  if (witnesses.some(witness => !voters.includes(witness))) {
    report(reading, 'S220', place, say`a witness votes, and not all of these are among the members of ${name} who do`)
    return null
  }
  const data = voters.filter(member => !witnesses.includes(member))
  const needed = moreThanHalf(voters.length)
  if (data.length < needed) {
    const message = say`${data.length} of ${voters.length} members of ${name} hold data, and a write needs ${needed} of them`
    report(reading, 'S220', place, message, {
      help: [words('fewer witnesses, or none: a witness cannot give back data')],
    })
    return null
  }
  const { elections, writes } = withWitnesses(data, witnesses)
  return { elect: elections, commit: writes, witnesses }
}

/** More than half of all votes; null when there are none. */
export function weightedBy(entries: readonly Named<number>[], voters: readonly number[], group: Group): Quorum | null {
  const votes = voters.map(() => 1)
  for (const { name, namePlace, value } of entries) {
    for (const member of placesOf([{ value: name, place: namePlace }], group)) {
      const place = voters.indexOf(member)
      if (place >= 0) votes[place] = value
      else report(group.reading, 'S216', namePlace, say`${name} has no vote that could be weighed`)
    }
  }
  const all = votes.reduce((sum, vote) => sum + vote, 0)
  if (all === 0) return null
  return votes.every(vote => vote === 1) ? majority(voters) : weighted(voters, votes, Math.floor(all / 2) + 1)
}

/** Every quorum that chooses a leader has to meet every one that commits (Howard, Malkhi & Spiegelman 2016). */
function meeting(quorums: Quorums, written: Located<QuorumBody>, { reading, members, nodeIds }: Group): Quorums | null {
  const missed = apart(quorums.elect, quorums.commit)
  if (missed === null) return quorums
  const [first, second] = missed.map(set =>
    listing(
      set.map(member => nodeIds[members[member]]),
      'and',
    ),
  )
  const message = say`${first} may choose a leader that has not heard of what ${second} committed`
  report(reading, 'S218', written.place, message, {
    help: [words('`elect` and `commit` together have to be more than all members')],
  })
  return null
}
