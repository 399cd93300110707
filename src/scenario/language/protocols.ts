import { refine } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { object, preset } from '../shape/object.js'
import { choice, count, flag, positiveDuration } from '../shape/scalar.js'
import { located } from '../shape/shape.js'
import { detector } from './monitor.js'

const beat = located(positiveDuration)

/** Defaults: the paper's election timeouts (section 9.3) and, for the rest, those of room `protocols`. */
export const raft = refine(
  object({
    'election-timeout': preset(located(time), '150ms..300ms', 'silence after which a follower stands for election'),
    heartbeat: preset(beat, '50ms', "time between a leader's heartbeats", {
      slips: ['interval', 'heartbeat-interval'],
    }),
    redraw: preset(choice(['each-reset', 'each-election']), 'each-reset', 'when a new election timeout is drawn'),
    backtracking: preset(
      choice(['by-term', 'by-one']),
      'by-term',
      'how a leader finds the last entry it shares with a follower',
    ),
    batch: preset(count(1, 1_000_000), 64, 'entries in one message at most'),
    window: preset(count(1, 1_000_000), 256, 'entries sent ahead of their acknowledgement at most'),
    backlog: preset(count(1, 1_000_000), 1024, 'uncommitted entries beyond which requests are turned away'),
  }),
  body => ({ kind: 'raft' as const, ...body }),
)

export const paxos = refine(
  object({
    heartbeat: preset(beat, '100ms', 'time between heartbeats', { slips: ['interval'] }),
    detector: preset(detector, { timeout: '500ms' }, 'when a member suspects another'),
    backoff: preset(time, '0ms..100ms', 'before every attempt to propose'),
    patience: preset(positiveDuration, '200ms', 'after which an attempt without a majority is given up'),
  }),
  body => ({ kind: 'paxos' as const, ...body }),
)

export const standby = object({
  heartbeat: preset(beat, '1s', 'time between heartbeats', { slips: ['interval'] }),
  detector: preset(detector, { timeout: '5s' }, 'when a member suspects another'),
  promotion: preset(time, '0s', 'from the decision to take over to serving'),
  resync: preset(time, '0s', 'time a member that came back copies before it may be promoted'),
  failback: preset(flag, false, 'whether a preferred member takes over again when it is back'),
  stale: preset(
    choice(['allow', 'refuse']),
    'allow',
    'whether a member that may lack the last writes is promoted when no other is left',
  ),
})

type RaftBody = ReturnType<typeof raft.read>
type PaxosBody = ReturnType<typeof paxos.read>
export type ProtocolBody = RaftBody | PaxosBody
