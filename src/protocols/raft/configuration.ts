import type { Quorum } from '../../quorum/index.js'
import type { Plain } from '../contract.js'
import type { MemberChange, Transition } from './operations.js'

/**
 * Who votes and who listens; lists ascending, never changed once made. Joint while `outgoing` is not empty: then a quorum
 * is a majority of each (4.3). A voter of the outgoing half that is to listen on waits in `learnersNext`.
 */
export interface Configuration {
  readonly voters: readonly number[]
  readonly outgoing: readonly number[]
  readonly learners: readonly number[]
  readonly learnersNext: readonly number[]
  /** Joint, and left as soon as it is committed. */
  readonly autoLeave: boolean
  readonly [key: string]: Plain
}

/** What the entry of a change says; without changes it leaves a joint configuration. */
export interface ConfigurationChange {
  readonly changes: readonly MemberChange[]
  readonly transition: Transition
}

export const leaveJoint: ConfigurationChange = { changes: [], transition: 'auto' }

export function firstConfiguration(voters: readonly number[], learners: readonly number[]): Configuration {
  return { voters: ascending(voters), outgoing: [], learners: ascending(learners), learnersNext: [], autoLeave: false }
}

/**
 * The configuration after `change`, or in words why there is none. Rules as etcd's `confchange`: a change that does not go
 * through a joint configuration moves one voter at most.
 */
export function changed(from: Configuration, change: ConfigurationChange): Configuration | string {
  const isJoint = from.outgoing.length > 0
  if (change.changes.length === 0 && change.transition === 'auto') {
    return isJoint ? leaving(from) : "can't leave a non-joint config"
  }
  if (change.transition !== 'auto' || change.changes.length > 1) {
    if (isJoint) return 'config is already joint'
    if (from.voters.length === 0) return "can't make a zero-voter config joint"
    const joint = applied({ ...from, outgoing: from.voters }, change.changes)
    return typeof joint === 'string' ? joint : { ...joint, autoLeave: change.transition !== 'explicit' }
  }
  if (isJoint) return "can't apply simple config change in joint config"
  const next = applied(from, change.changes)
  if (typeof next === 'string') return next
  return differing(from.voters, next.voters) > 1 ? 'more than one voter changed without entering joint config' : next
}

function leaving({ voters, learners, learnersNext }: Configuration): Configuration {
  return firstConfiguration(voters, [...learners, ...learnersNext])
}

function applied(from: Configuration, changes: readonly MemberChange[]): Configuration | string {
  let next = from
  for (const change of changes) {
    if ('add' in change) next = withVoter(next, change.add)
    else if ('addLearner' in change) next = withLearner(next, change.addLearner)
    else if ('remove' in change) next = without(next, change.remove)
  }
  return next.voters.length === 0 ? 'removed all voters' : next
}

function withVoter(from: Configuration, member: number): Configuration {
  return { ...without(from, member), voters: ascending([...from.voters, member]) }
}

function withLearner(from: Configuration, member: number): Configuration {
  if (from.learners.includes(member)) return from
  const rest = without(from, member)
  return from.outgoing.includes(member)
    ? { ...rest, learnersNext: ascending([...rest.learnersNext, member]) }
    : { ...rest, learners: ascending([...rest.learners, member]) }
}

function without(from: Configuration, member: number): Configuration {
  return {
    ...from,
    voters: from.voters.filter(other => other !== member),
    learners: from.learners.filter(other => other !== member),
    learnersNext: from.learnersNext.filter(other => other !== member),
  }
}

function ascending(members: readonly number[]): readonly number[] {
  return [...new Set(members)].sort((a, b) => a - b)
}

function differing(a: readonly number[], b: readonly number[]): number {
  return a.filter(member => !b.includes(member)).length + b.filter(member => !a.includes(member)).length
}

export function isVoter({ voters, outgoing }: Configuration, member: number): boolean {
  return voters.includes(member) || outgoing.includes(member)
}

export function isLearner({ learners }: Configuration, member: number): boolean {
  return learners.includes(member)
}

/** Everyone the log is sent to, ascending. */
export function membersOf({ voters, outgoing, learners }: Configuration): readonly number[] {
  return ascending([...voters, ...outgoing, ...learners])
}

export function votersOf({ voters, outgoing }: Configuration): readonly number[] {
  return outgoing.length === 0 ? voters : ascending([...voters, ...outgoing])
}

export function quorumOf({ voters, outgoing }: Configuration): Quorum {
  const incoming: Quorum = { kind: 'majority', of: voters }
  return outgoing.length === 0 ? incoming : { kind: 'joint', of: [incoming, { kind: 'majority', of: outgoing }] }
}

/** As etcd prints it: `voters=(1 2 3)&&(1 2) learners=(4) learners_next=(5) autoleave`. */
export function printed({ voters, outgoing, learners, learnersNext, autoLeave }: Configuration): string {
  let text = `voters=${list(voters)}`
  if (outgoing.length > 0) text += `&&${list(outgoing)}`
  if (learners.length > 0) text += ` learners=${list(learners)}`
  if (learnersNext.length > 0) text += ` learners_next=${list(learnersNext)}`
  return autoLeave ? `${text} autoleave` : text
}

function list(members: readonly number[]): string {
  return `(${members.join(' ')})`
}
