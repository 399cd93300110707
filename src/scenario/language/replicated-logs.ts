import { refine } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { maybe, object, preset } from '../shape/object.js'
import { choice, count, drift, duration, flag, positiveDuration } from '../shape/scalar.js'
import { located } from '../shape/shape.js'
import { noWitnesses, placedQuorums, someMembers, weights } from './quorums.js'

const many = count(1, 1_000_000)
const orNone = count(0, 1_000_000_000)
const beat = located(positiveDuration)

const beats = preset(beat, '50ms', "time between a leader's heartbeats", { slips: ['interval', 'heartbeat-interval'] })
const firstMembers = maybe(someMembers, 'who the members are at first; all, unless said')
const limits = {
  batch: preset(many, 64, 'entries in one message at most'),
  window: preset(many, 256, 'entries sent ahead of their acknowledgement at most'),
  backlog: preset(many, 1024, 'requests under way at a leader beyond which others are turned away'),
  sessions: preset(many, 1024, "clients' sessions kept at most"),
}
const driftBound = preset(located(drift), '1000ppm', 'how wrong clocks may be for leases to be safe')

export const multiPaxos = refine(
  object({
    'election-timeout': preset(located(time), '150ms..300ms', 'silence after which a member begins a ballot'),
    heartbeat: beats,
    members: firstMembers,
    quorums: maybe(placedQuorums, 'what is enough in each phase; a majority, unless said'),
    'check-quorum': preset(flag, false, 'whether a leader that hears from no quorum steps down'),
    reads: preset(
      choice(['index', 'log', 'lease']),
      'index',
      'a read waits for heartbeats, takes a slot, or rests on a lease',
    ),
    lease: maybe(
      located(positiveDuration),
      'after a heartbeat members promise nothing to others for so long; an election timeout, unless said',
    ),
    'drift-bound': driftBound,
    ...limits,
    'snapshot-every': preset(orNone, 0, 'slots executed between snapshots; 0: never'),
    'keep-entries': preset(orNone, 0, 'slots before a snapshot kept for members that lag'),
  }),
  body => ({ kind: 'multi-paxos' as const, ...body }),
)

export const vsr = refine(
  object(
    {
      'view-timeout': preset(
        located(time),
        '150ms..300ms',
        'silence of the primary after which a backup changes the view',
      ),
      heartbeat: beats,
      members: firstMembers,
      redraw: preset(choice(['each-reset', 'each-view']), 'each-reset', 'when a new timeout is drawn'),
      keeps: preset(choice(['nothing', 'disk']), 'nothing', 'what a member that crashed comes back with'),
      recovery: preset(
        located(choice(['crash-vector', 'liskov'])),
        'crash-vector',
        'how one that kept nothing recovers',
      ),
      reads: preset(choice(['log', 'lease']), 'log', 'a read is a request as any, or rests on a lease'),
      'drift-bound': driftBound,
      ...limits,
      'checkpoint-every': preset(orNone, 0, 'operations between checkpoints; 0: never'),
      'keep-entries': preset(orNone, 0, 'entries before a checkpoint kept for members that lag'),
    },
    [],
    noWitnesses('every member becomes the primary when its turn comes'),
  ),
  body => ({ kind: 'vsr' as const, ...body }),
)

/** Defaults of Apache ZooKeeper: conf/zoo_sample.cfg and its source, as room `protocols` cites them. */
export const zab = refine(
  object(
    {
      'tick-time': preset(beat, '2s', 'the unit of time; a leader pings twice a tick'),
      'init-limit': preset(count(1, 100_000), 10, 'ticks that discovery and synchronisation may take'),
      'sync-limit': preset(count(1, 100_000), 5, 'ticks of silence after which follower and leader part'),
      observers: maybe(someMembers, 'members without a vote'),
      weights: maybe(weights, 'votes of members by name, 1 unless said; more than half of all votes are a quorum'),
      'finalize-wait': preset(duration, '200ms', 'how long a better vote is waited for once a quorum agrees'),
      'min-notification': preset(located(positiveDuration), '200ms', 'after which a vote is repeated at first'),
      'max-notification': preset(positiveDuration, '1m', 'and at last'),
      'connect-retry': preset(positiveDuration, '100ms', 'between tries to connect to the leader'),
      retransmission: preset(
        positiveDuration,
        '200ms',
        'after which what was not acknowledged is sent again, at first',
      ),
      'delayed-acknowledgement': preset(duration, '40ms', 'how long an acknowledgement waits for something to ride on'),
      reads: preset(
        choice(['local', 'sync']),
        'local',
        'a read is answered from what is applied, or behind all that was proposed',
      ),
      batch: preset(many, 64, 'transactions in one message of synchronisation at most'),
      backlog: preset(many, 1000, 'uncommitted transactions beyond which requests are turned away'),
      'snapshot-every': preset(orNone, 100_000, 'transactions between snapshots; 0: never'),
      'committed-log': preset(orNone, 500, 'transactions kept for followers that lag'),
      sessions: preset(many, 1024, "clients' sessions kept at most"),
      'min-session-ticks': preset(located(count(1, 100_000)), 2, "least of a session's time-out, in ticks"),
      'max-session-ticks': preset(count(1, 100_000), 20, 'and most'),
    },
    [],
    noWitnesses('a follower of ZAB that votes may come to lead, and any quorum commits; `observers` have no vote'),
  ),
  body => ({ kind: 'zab' as const, ...body }),
)

export type MultiPaxosBody = ReturnType<typeof multiPaxos.read>
export type VsrBody = ReturnType<typeof vsr.read>
export type ZabBody = ReturnType<typeof zab.read>
