import { refine } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { maybe, object, preset } from '../shape/object.js'
import { choice, count, flag, positiveDuration } from '../shape/scalar.js'
import { located } from '../shape/shape.js'
import { detector } from './monitor.js'
import type { OwnBody } from './own-protocol.js'
import { placedQuorums } from './quorums.js'
import type { RaftBody } from './raft.js'
import type { MultiPaxosBody, VsrBody, ZabBody } from './replicated-logs.js'

const beat = located(positiveDuration)

export const paxos = refine(
  object({
    heartbeat: preset(beat, '100ms', 'time between heartbeats', { slips: ['interval'] }),
    detector: preset(detector, { timeout: '500ms' }, 'when a member suspects another'),
    backoff: preset(time, '0ms..100ms', 'before every attempt to propose'),
    patience: preset(located(positiveDuration), '200ms', 'after which an attempt without a majority is given up'),
  }),
  body => ({ kind: 'paxos' as const, ...body }),
)

export const singlePaxos = refine(
  object({
    backoff: preset(time, '0ms..100ms', 'before a proposer that found no quorum tries again'),
    patience: preset(located(positiveDuration), '200ms', 'after which an attempt without a quorum is given up'),
    'ask-every': preset(positiveDuration, '10s', 'between the questions of a member that knows of no decision'),
    quorums: maybe(placedQuorums, 'what is enough in each phase; a majority, unless said'),
    backlog: preset(count(1, 1_000_000), 1024, 'clients that wait at one member beyond which others are turned away'),
  }),
  body => ({ kind: 'single-paxos' as const, ...body }),
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

type PaxosBody = ReturnType<typeof paxos.read>
export type SinglePaxosBody = ReturnType<typeof singlePaxos.read>
export type ProtocolBody = RaftBody | PaxosBody | SinglePaxosBody | MultiPaxosBody | ZabBody | VsrBody | OwnBody
