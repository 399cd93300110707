import { etcdWays } from '../../protocols/index.js'
import { refine } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { maybe, object, preset } from '../shape/object.js'
import { choice, count, drift, flag, positiveDuration, size } from '../shape/scalar.js'
import { located, type Shape } from '../shape/shape.js'
import { entryOf, type PlainYaml, type Tree, treeOf, withEntry } from '../text/tree.js'
import { noWitnesses, someMembers } from './quorums.js'

const many = count(1, 1_000_000)
const orNone = count(0, 1_000_000)

/** Defaults: the paper's election timeouts (section 9.3) and, for the rest, those of room `protocols`. */
const body = object(
  {
    'election-timeout': preset(located(time), '150ms..300ms', 'silence after which a follower stands for election'),
    heartbeat: preset(located(positiveDuration), '50ms', "time between a leader's heartbeats", {
      slips: ['interval', 'heartbeat-interval'],
    }),
    ways: preset(
      choice(['thesis', 'etcd']),
      'thesis',
      'whose way where the two part; with `etcd`, its own defaults below',
    ),
    members: maybe(someMembers, 'who votes at first; all who are no learners, unless said'),
    learners: maybe(someMembers, 'members without a vote at first'),
    'pre-vote': preset(flag, false, 'whether a member asks if it could win before it raises the term'),
    'check-quorum': preset(flag, false, 'whether a leader that hears from no quorum steps down'),
    sticky: maybe(
      flag,
      'whether votes are refused while a leader is heard; unless said, with `check-quorum` or lease reads, and asked ahead',
    ),
    reads: preset(
      choice(['index', 'lease']),
      'index',
      'a read is confirmed by heartbeats, or by the clock of the leader',
    ),
    'drift-bound': preset(located(drift), '1000ppm', 'how wrong clocks may be for lease reads to be safe'),
    redraw: preset(
      located(choice(['each-reset', 'each-election', 'each-term'])),
      'each-reset',
      'when a new election timeout is drawn; etcd: `each-term`',
    ),
    backtracking: preset(
      choice(['by-term', 'by-one']),
      'by-term',
      'how a leader finds the last entry it shares with a follower',
    ),
    'configuration-when': preset(
      located(choice(['appended', 'applied'])),
      'appended',
      'when new members count; etcd: `applied`',
    ),
    heartbeats: preset(choice(['append', 'separate']), 'append', 'what heartbeats are; etcd: `separate`'),
    'commit-news': preset(
      choice(['with-next', 'at-once']),
      'with-next',
      'when followers learn of a commit; etcd: `at-once`',
    ),
    campaign: preset(
      choice(['synced', 'at-once']),
      'synced',
      'when a candidate asks for votes: its own on disk, or before; etcd: `at-once`',
    ),
    'step-down-on-removal': preset(flag, true, 'whether a leader that is removed steps down; etcd: `false`'),
    forwarding: preset(flag, false, 'whether followers hand requests on to the leader; etcd: `true`'),
    batch: preset(many, 64, 'entries in one message at most'),
    window: preset(many, 256, 'entries sent ahead of their acknowledgement at most'),
    backlog: preset(many, 1024, 'uncommitted entries beyond which requests are turned away'),
    'inflight-messages': preset(orNone, 0, 'messages with entries under way to one follower at most; 0: any number'),
    'inflight-bytes': maybe(size, 'bytes of commands under way to one follower at most; any, unless said'),
    'batch-bytes': maybe(size, 'in one message at most; any, unless said'),
    'backlog-bytes': maybe(size, 'uncommitted at most; any, unless said'),
    'snapshot-every': preset(count(0, 1_000_000_000), 0, 'entries applied between snapshots; 0: never'),
    'keep-entries': preset(count(0, 1_000_000_000), 0, 'entries before a snapshot kept for members that lag'),
    sessions: preset(many, 1024, "clients' sessions kept at most"),
    'transfer-timeout': maybe(
      positiveDuration,
      'after which a leader gives up handing over; an election timeout, unless said',
    ),
  },
  [],
  noWitnesses('any voter of Raft may come to lead, and any majority commits'),
)

/** What `ways: etcd` sets unless the file does. */
const ofEtcd: { readonly [key: string]: PlainYaml } = {
  redraw: etcdWays.redraw,
  backtracking: etcdWays.backtracking,
  'configuration-when': etcdWays.configurationWhen,
  heartbeats: etcdWays.heartbeats,
  'commit-news': etcdWays.commitNews,
  campaign: etcdWays.campaign,
  'step-down-on-removal': etcdWays.stepDownOnRemoval,
  forwarding: etcdWays.forwarding,
}

function withWays(tree: Tree): Tree {
  const ways = entryOf(tree, 'ways')?.value
  if (tree.kind !== 'map' || ways?.kind !== 'scalar' || ways.text !== 'etcd') return tree
  return Object.entries(ofEtcd).reduce((filled, [key, value]) => {
    return entryOf(filled, key) === undefined ? withEntry(filled, key, treeOf(value, tree.place)) : filled
  }, tree)
}

const withDefaults: typeof body = {
  ...body,
  read: (tree, reading) => body.read(withWays(tree), reading),
  complete: tree => body.complete(withWays(tree)),
}

type Body = ReturnType<typeof body.read>
export type RaftBody = Body & { readonly kind: 'raft' }

export const raft: Shape<RaftBody> = refine(withDefaults, value => ({ kind: 'raft' as const, ...value }))
