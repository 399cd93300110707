import { majority, type Quorum } from '../../quorum/index.js'

/**
 * ZAB as Apache ZooKeeper runs it: Junqueira, Reed & Serafini, "Zab: High-performance broadcast for primary-backup
 * systems", DSN 2011, with the election and the synchronisation of ZooKeeper's `FastLeaderElection`, `Leader`, `Learner`
 * and `LearnerHandler`. Durations in microseconds; the same for all members. What may be left out has ZooKeeper's value.
 */
export interface ZabConfig {
  /** Processes, voters and observers; they are numbered from 0. */
  readonly members: number
  /** The basic unit of time, `tickTime` of zoo.cfg. A leader pings its learners twice a tick. */
  readonly tickTime: number
  /** Ticks that discovering an epoch, and synchronising with its leader, may take. */
  readonly initLimit: number
  /** Ticks of silence after which a follower leaves its leader, and a leader counts a follower as lost. */
  readonly syncLimit: number

  /** Members that learn what is committed and have no vote, ascending; nobody unless given. */
  readonly observers?: readonly number[]
  /** What makes a quorum; a majority of the voters unless given. Voters of weight 0 never lead. */
  readonly quorum?: Quorum

  /** How long a process waits for a better vote once a quorum agrees with it; 200 ms unless given. */
  readonly finalizeWait?: number
  /** After how long without a notification a process repeats its own; doubles each time, from 200 ms up to 60 s unless given. */
  readonly minNotification?: number
  readonly maxNotification?: number

  /** Between tries of a learner to connect to its leader, of which there are five; 100 ms unless given. */
  readonly connectRetry?: number
  /** After how long what was sent on a connection and not acknowledged is sent again, at first; 200 ms (Linux) unless given. */
  readonly retransmission?: number
  /** How long an acknowledgement waits for something to ride on; 40 ms (Linux) unless given. */
  readonly delayedAcknowledgement?: number

  /** Transactions in one message while a follower is synchronised; 64 unless given. */
  readonly batch?: number
  /** Transactions a leader has not yet committed beyond which requests are turned away; 1000 unless given. */
  readonly backlog?: number
  /** Transactions applied between snapshots; 100 000 unless given, 0: never, but when an operator orders one. */
  readonly snapshotEvery?: number
  /** The last transactions committed, from which a follower that lags can be brought up without a snapshot; 500 unless given. */
  readonly committedLog?: number

  /** Clients' sessions kept at most; 1024 unless given. */
  readonly sessions?: number
  /** What a session's time-out is held to, in ticks; 2 and 20 unless given. */
  readonly minSessionTicks?: number
  readonly maxSessionTicks?: number
  /**
   * `local` (default): a read is answered from what this process has applied, which may be old. `sync`: only after all
   * that its leader had proposed is applied here. The leader asks no quorum for that, as ZooKeeper's does not, so
   * one that was replaced and has not noticed may still answer with what is old.
   */
  readonly reads?: 'local' | 'sync'
}

/** conf/zoo_sample.cfg of ZooKeeper. */
export const zooKeeperTimes = { tickTime: 2_000_000, initLimit: 10, syncLimit: 5 } as const

/** `finalizeWait`, `minNotificationInterval` and `maxNotificationInterval` of `FastLeaderElection`. */
export const defaultFinalizeWait = 200_000
export const defaultMinNotification = 200_000
export const defaultMaxNotification = 60_000_000
/** `Learner.leaderConnectDelayDuringRetryMs`, and the tries of `Learner.connectToLeader`. */
export const defaultConnectRetry = 100_000
export const connectTries = 5
/** TCP_RTO_MIN and TCP_DELACK_MIN of Linux. */
export const defaultRetransmission = 200_000
export const defaultDelayedAcknowledgement = 40_000
export const defaultBatch = 64
/** `zookeeper.globalOutstandingLimit`, `snapCount` and `zookeeper.commitLogCount`. */
export const defaultBacklog = 1000
export const defaultSnapshotEvery = 100_000
export const defaultCommittedLog = 500
export const defaultSessions = 1024
/** `minSessionTimeout` and `maxSessionTimeout`, in ticks. */
export const defaultMinSessionTicks = 2
export const defaultMaxSessionTicks = 20

/** A leader pings, and looks at its learners, so often: `Leader.lead`. */
export function pingPeriod({ tickTime }: ZabConfig): number {
  return tickTime / 2
}

export function isObserver({ observers = [] }: ZabConfig, member: number): boolean {
  return observers.includes(member)
}

/** What makes a quorum of this ensemble. */
export function quorumOf(config: ZabConfig): Quorum {
  if (config.quorum !== undefined) return config.quorum
  const all = Array.from({ length: config.members }, (_, member) => member)
  return majority(all.filter(member => !isObserver(config, member)))
}

/** `QuorumVerifier.getWeight`: who has no weight is never elected. */
export function hasWeight(config: ZabConfig, member: number): boolean {
  const { quorum } = config
  if (isObserver(config, member)) return false
  if (quorum?.kind !== 'weighted') return true
  const place = quorum.of.indexOf(member)
  return place >= 0 && quorum.weights[place] > 0
}

/** A session's time-out as the ensemble grants it: `ZooKeeperServer.processConnectRequest`. */
export function grantedTimeout(config: ZabConfig, asked: number): number {
  const { tickTime, minSessionTicks = defaultMinSessionTicks, maxSessionTicks = defaultMaxSessionTicks } = config
  return Math.min(maxSessionTicks * tickTime, Math.max(minSessionTicks * tickTime, asked))
}
