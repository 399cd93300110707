import type { Law } from '../../../laws/index.js'
import { apartQuorums, everyone, type PaxosQuorums, quorumsAmong } from '../quorums.js'

/**
 * Single-decree Paxos: Lamport, "Paxos Made Simple", 2001, section 2. One value is chosen, once. Durations in microseconds;
 * the same for all members.
 */
export interface SinglePaxosConfig {
  /** Each is proposer, acceptor and learner; they are numbered from 0. */
  readonly members: number
  /** Period at which a member that knows of no decision asks the others for it. */
  readonly heartbeat: number
  /** Drawn before a proposer that found no quorum tries again, so that one of several is left alone long enough to win. */
  readonly backoff: Law
  /** An attempt that has found no quorum after this long is given up, and another follows after a back-off. */
  readonly patience: number
  /** A majority in both phases unless given. */
  readonly quorums?: PaxosQuorums
  /**
   * Members that promise and hold no value, ascending; nobody unless given. They propose nothing and are told nothing; the others
   * have to be a majority.
   */
  readonly witnesses?: readonly number[]
  /** Clients that wait at one member beyond which others are turned away; 1024 unless given. */
  readonly backlog?: number
}

/** What is enough in each phase. */
export function quorumsOf(config: AllMembers): PaxosQuorums {
  return quorumsAmong(everyone(config.members), config)
}

type AllMembers = Pick<SinglePaxosConfig, 'members' | 'quorums' | 'witnesses'>

export function isWitness({ witnesses = [] }: Pick<SinglePaxosConfig, 'witnesses'>, member: number): boolean {
  return witnesses.includes(member)
}

/** Why these quorums must not be used: one of each phase that miss each other; null when they are safe. */
export function unsafeQuorums(config: AllMembers): [number[], number[]] | null {
  return apartQuorums(quorumsOf(config))
}
