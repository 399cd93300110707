import { apart, isQuorum, joint, membersOf, type Quorum } from '../../../quorum/index.js'
import type { Plain } from '../../contract.js'
import { deferOwn, isSynced } from '../../outbox.js'
import { everyone, majorities, type PaxosQuorums } from '../quorums.js'
import { alphaOf, firstMembers, firstQuorums, isWitness, type MultiPaxosConfig } from './config.js'
import type { MultiPaxosState } from './state.js'

/**
 * Who chooses the slots from `from` on. A change at slot i is in force from slot i + α (Lamport 2001, section 3; PMMC), so
 * that the configuration of a slot is a function of commands that are chosen and executed before anyone may propose
 * for it. Slots are chosen one by one and out of order here; what Raft rests its joint configurations on, that a later entry
 * is never chosen before an earlier one, does not hold.
 */
export interface Configuration {
  readonly from: number
  /** Ascending. */
  readonly members: readonly number[]
  readonly prepare: Quorum
  readonly accept: Quorum
}

/** What the entry of a change says. */
export interface Change {
  readonly members: readonly number[]
  readonly quorums: PaxosQuorums
}

export function firstConfiguration(config: MultiPaxosConfig): Configuration {
  return { from: 1, members: firstMembers(config), ...firstQuorums(config) }
}

/** Who chooses `slot`, which lies behind what is chosen here and at most α beyond it. */
export function configurationOf({ configurations }: MultiPaxosState, slot: number): Configuration {
  let place = configurations.length - 1
  while (place > 0 && configurations[place].from > slot) place -= 1
  return configurations[place]
}

/** The change at `slot` is executed. */
export function addConfiguration(config: MultiPaxosConfig, state: MultiPaxosState, slot: number, change: Change): void {
  const { members, quorums } = change
  state.configurations.push({ from: slot + alphaOf(config), members, ...quorums })
}

/** Configurations that are over are of no more use. */
export function settleConfigurations(state: MultiPaxosState): void {
  const { configurations, chosen } = state
  const before = configurations.length
  while (configurations.length > 1 && configurations[1].from <= chosen + 1) configurations.shift()
  if (configurations.length < before) countChosen(state)
}

/** What is chosen now counts as known here when it is on the disk. */
export function countChosen(state: MultiPaxosState): void {
  const { outbox, chosen } = state
  if (isSynced(outbox)) chosenSynced(state, chosen)
  else deferOwn(outbox, 'own-chosen', 0, chosen)
}

/** Whether `member` belongs to some configuration in force or to come. */
export function isMember({ configurations }: MultiPaxosState, member: number): boolean {
  return configurations.some(({ members }) => members.includes(member))
}

/** All slots up to `slot` are chosen, and this process's disk holds them. */
export function chosenSynced({ peers, self }: MultiPaxosState, slot: number): void {
  peers[self].known = Math.max(peers[self].known, slot)
}

/**
 * Whether a quorum of phase 2 of those in force has on its disks all that was chosen before their time: one of it is in every
 * quorum of phase 1.
 */
export function isHandedOver({ configurations, peers }: MultiPaxosState): boolean {
  const [{ accept, from }] = configurations
  return isQuorum(accept, member => peers[member].known >= from - 1)
}

/** All others who belong to one, ascending. */
export function peersOf(config: MultiPaxosConfig, state: MultiPaxosState): number[] {
  return everyone(config.members).filter(member => member !== state.self && isMember(state, member))
}

/** Those of them who hold data, and so are sent values. */
export function keepersOf(config: MultiPaxosConfig, state: MultiPaxosState): number[] {
  return peersOf(config, state).filter(member => !isWitness(config, member))
}

/** What serving takes: a quorum of each phase. Undefined where that is a majority of all. */
export function servingQuorum(
  config: MultiPaxosConfig,
  { members, prepare, accept }: Configuration,
): Quorum | undefined {
  const plain = prepare.kind === 'majority' && accept.kind === 'majority'
  if (!plain) return joint(prepare, accept)
  return members.length === config.members ? undefined : prepare
}

/** A change as it was ordered, or why it cannot be made. */
export function readChange(config: MultiPaxosConfig, order: { readonly [key: string]: Plain }): Change | string {
  const { members, quorums } = order as { members?: readonly number[]; quorums?: PaxosQuorums }
  if (!Array.isArray(members) || members.length === 0) return 'no members'
  if ((config.witnesses ?? []).length > 0) return 'with witnesses the members stay as they are'
  const sorted = (members as readonly number[]).slice().sort((a, b) => a - b)
  for (const [place, member] of sorted.entries()) {
    if (!everyone(config.members).includes(member)) return 'no such member'
    if (place > 0 && sorted[place - 1] === member) return 'a member is named twice'
  }
  const wanted = quorums ?? majorities(sorted)
  const asked = [...membersOf(wanted.prepare), ...membersOf(wanted.accept)]
  if (!asked.every(member => sorted.includes(member))) return 'a quorum names somebody who is no member'
  if (apart(wanted.prepare, wanted.accept) !== null) return 'the quorums of the two phases miss each other'
  return { members: sorted, quorums: wanted }
}
