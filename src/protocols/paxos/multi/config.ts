import { type Law, quantile } from '../../../laws/index.js'
import { apartQuorums, everyone, type PaxosQuorums, quorumsAmong } from '../quorums.js'

/**
 * Multi-Paxos: a replicated log, each slot of which is chosen by Paxos, with one leader for all of them: Lamport, "Paxos
 * Made Simple", 2001, section 3, and "The Part-Time Parliament", 1998, section 3; van Renesse & Altinbuken, "Paxos Made
 * Moderately Complex" (PMMC), 2015; Chandra, Griesemer & Redstone, "Paxos Made Live", 2007. Durations in microseconds; the
 * same for all members. A word that stands in `RaftConfig` too means the same here.
 */
export interface MultiPaxosConfig {
  /** Processes, members at first or later; they are numbered from 0. At most 31. */
  readonly members: number
  /** Drawn anew whenever the leader is heard or a promise is given; after a silence so long a follower begins a ballot. */
  readonly electionTimeout: Law
  /** Period of a leader's heartbeats, and of a candidate's repeated requests to peers that have not answered. */
  readonly heartbeat: number

  /** Who the members are at first, ascending; all processes unless given. */
  readonly voters?: readonly number[]
  /** What is enough in each phase, among the first members; a majority in both unless given. */
  readonly quorums?: PaxosQuorums

  /**
   * Members that promise and hold no data, ascending; nobody unless given. They are sent no values and never stand; the others
   * have to be a majority. With witnesses the members stay as they are, and `quorums` is not given.
   */
  readonly witnesses?: readonly number[]

  /** Slots in one message, and entries in one answer to a member that is behind, at most; 64 unless given. */
  readonly batch?: number
  /**
   * Slots a leader may propose beyond the last that it has executed; 256 unless given. It is the α of Lamport 2001, section 3,
   * and the WINDOW of PMMC: a new configuration is in force so many slots after the one that ordered it.
   */
  readonly window?: number
  /** Requests at a leader that wait or are proposed and not yet chosen, beyond which others are turned away; 1024 unless given. */
  readonly backlog?: number

  /** Whether a leader that has heard from no quorum of phase 2 for an election timeout steps down. False unless given. */
  readonly checkQuorum?: boolean

  /**
   * How a leader makes sure that a read misses nothing. `index` (default): a round of heartbeats to a quorum of phase 2.
   * `log`: the read takes a slot (Paxos Made Live, section 5.2). `lease`: the leader's clock, and a round where its lease has run out.
   */
  readonly reads?: 'index' | 'log' | 'lease'
  /**
   * With `reads: lease`: after a heartbeat of its leader a member gives no promise to others for so long by its own clock
   * (Paxos Made Live, section 5.2). The least election timeout unless given.
   */
  readonly lease?: number
  /** Rate error of any clock at most, a fraction, within which a lease is safe; 0.001 unless given. */
  readonly driftBound?: number

  /** Slots executed between snapshots; 0, the default: never, but when an operator orders one. */
  readonly snapshotEvery?: number
  /** Slots before a snapshot that stay in the log for members that lag a little; 0 unless given. */
  readonly keepEntries?: number

  /** Clients' sessions kept at most; 1024 unless given. */
  readonly sessions?: number
}

export const defaultBatch = 64
export const defaultWindow = 256
export const defaultBacklog = 1024
export const defaultSessions = 1024
export const defaultDriftBound = 0.001

/** α: a command executed at slot i decides who chooses slot i + α. */
export function alphaOf({ window = defaultWindow }: MultiPaxosConfig): number {
  return window
}

/** Members at first. */
export function firstMembers({ members, voters }: Pick<MultiPaxosConfig, 'members' | 'voters'>): readonly number[] {
  return voters ?? everyone(members)
}

/** What is enough in each phase, at first. */
export function firstQuorums(config: FirstMembers): PaxosQuorums {
  return quorumsAmong(firstMembers(config), config)
}

type FirstMembers = Pick<MultiPaxosConfig, 'members' | 'voters' | 'quorums' | 'witnesses'>

export function isWitness({ witnesses = [] }: Pick<MultiPaxosConfig, 'witnesses'>, member: number): boolean {
  return witnesses.includes(member)
}

/** Why these quorums must not be used: one of each phase that miss each other; null when they are safe. */
export function unsafeQuorums(config: FirstMembers): [number[], number[]] | null {
  return apartQuorums(firstQuorums(config))
}

/** The shortest election timeout that can be drawn. */
export function leastElectionTimeout({ electionTimeout }: MultiPaxosConfig): number {
  if (electionTimeout.kind === 'uniform') return electionTimeout.low
  if (electionTimeout.kind === 'constant') return electionTimeout.value
  return quantile(electionTimeout, 0)
}

/** Heartbeats without a word from a quorum after which a leader steps down. */
export function patientRounds(config: MultiPaxosConfig): number {
  return Math.max(1, Math.ceil(leastElectionTimeout(config) / config.heartbeat))
}

/** How long a member that heard its leader gives no promise to others, by its own clock; 0 without leases. */
export function grantedLease(config: MultiPaxosConfig): number {
  return config.reads === 'lease' ? (config.lease ?? leastElectionTimeout(config)) : 0
}

/**
 * How long a leader may rely on that, by its own clock, from when it sent the heartbeat: less by what the two clocks may
 * differ, one too slow by `driftBound` and the other too fast.
 */
export function leaseDuration(config: MultiPaxosConfig): number {
  const { driftBound = defaultDriftBound } = config
  return (grantedLease(config) * (1 - driftBound)) / (1 + driftBound)
}
