import type { Effects, Input, Stored, Write, ZabConfig, ZabMessage, ZabState } from '../../src/protocols/index.js'
import { zab } from '../../src/protocols/index.js'
import { commitTo, install } from '../../src/protocols/zab/commit.js'
import { learnerSynced } from '../../src/protocols/zab/follow.js'
import { lastIndex, lastZxid } from '../../src/protocols/zab/history.js'
import { leaderSynced } from '../../src/protocols/zab/lead.js'
import type { Packet, Segment, Txn } from '../../src/protocols/zab/messages.js'
import { sameZxid } from '../../src/protocols/zab/zxid.js'

export type Zab = typeof zab
type Out = Effects<ZabMessage>
type In = Input<ZabMessage>
type Data = Extract<Segment, { type: 'data' }>
type Break = (config: ZabConfig, state: ZabState, input: In, out: Out, go: (input: In, out: Out) => void) => void

/** ZAB with one rule broken on purpose, from outside: the law suite must notice. */
function mutant(name: string, breakRule: Break, init: Zab['init'] = zab.init): Zab {
  return {
    ...zab,
    name,
    init,
    step(config, state, input, out) {
      breakRule(config, state, input, out, (given, to) => zab.step(config, state, given, to))
    },
  }
}

const asIs: Break = (_config, _state, input, out, go) => go(input, out)

/** The packet of a learner's or leader's segment, changed as it arrives. */
function arriving(input: In, change: (body: Packet) => Packet): In {
  if (input.kind !== 'message' || input.message.type !== 'data') return input
  return { ...input, message: { ...input.message, body: change(input.message.body) } }
}

function persisting(out: Out, change: (writes: readonly Write[]) => readonly Write[]): Out {
  return { ...out, persist: (token, writes) => out.persist(token, change(writes)) }
}

function without(key: string): Break {
  return (_config, _state, input, out, go) =>
    go(
      input,
      persisting(out, writes => writes.filter(write => write.kind !== 'put' || write.key !== key)),
    )
}

/** Steps of this kind do not wait for the disk. */
function atOnce(kind: string): Break {
  return (config, state, input, out, go) => {
    go(input, out)
    const { deferred } = state.outbox
    for (let place = deferred.findIndex(step => step.kind === kind); place >= 0; ) {
      const [{ term, index }] = deferred.splice(place, 1)
      if (kind.startsWith('lead-')) leaderSynced(config, state, out, kind, term, index)
      else learnerSynced(config, state, out, kind, term, index)
      place = deferred.findIndex(step => step.kind === kind)
    }
  }
}

/** What a leader says to a learner in one step is changed, in the connection's memory as well. */
function saying(change: (stage: string, offered: number, bodies: readonly Packet[]) => readonly Packet[]): Break {
  return (_config, state, input, out, go) => {
    const before = (state.leading?.learners ?? []).map(learner => ({
      stage: learner?.stage ?? '',
      offered: learner?.offered ?? 0,
      sent: learner?.channel.sent ?? 0,
    }))
    const sends: { to: number; message: ZabMessage }[] = []
    go(input, { ...out, send: (to, message) => sends.push({ to, message }) })
    for (const [peer, learner] of (state.leading?.learners ?? []).entries()) {
      const { stage, offered, sent } = before[peer] ?? { stage: '', offered: 0, sent: 0 }
      if (learner === null) continue
      const { unheard } = learner.channel
      const first = unheard.findIndex(({ number }) => number > sent)
      if (first < 0) continue
      const bodies = change(
        stage,
        offered,
        unheard.slice(first).map(({ body }) => body),
      )
      for (const [i, body] of bodies.entries()) unheard[first + i] = { number: unheard[first + i].number, body }
    }
    for (const { to, message } of sends) {
      const parcel =
        message.type === 'data' && state.leading !== null
          ? state.leading.learners[to]?.channel.unheard.find(({ number }) => number === message.number)
          : undefined
      out.send(to, parcel === undefined ? message : { ...(message as Data), body: parcel.body })
    }
  }
}

const nothing: Packet = { packet: 'COMMIT', index: 0 }

const toAcknowledged = saying((stage, _offered, bodies) =>
  stage === 'synchronising' ? bodies.map(body => (body.packet === 'PROPOSAL' ? nothing : body)) : bodies,
)

export const zabMutants = {
  epochBeforeHistory: mutant(
    'currentEpoch is written before the transactions are (ZOOKEEPER-4643)',
    (_config, state, input, out, go) => {
      const early = (writes: readonly Write[]) =>
        writes.flatMap(write => {
          if (state.following === null || write.kind !== 'put' || write.key !== 'acceptedEpoch') return [write]
          return [write, { ...write, key: 'currentEpoch' }]
        })
      go(input, persisting(out, early))
    },
  ),

  newLeaderBeforeSync: mutant(
    'NEWLEADER is acknowledged before the disk has synced (ZOOKEEPER-4646)',
    atOnce('new-leader'),
  ),

  ackBeforeSync: mutant('a proposal is acknowledged before the disk has synced', atOnce('ack')),

  ownAckBeforeSync: mutant('a leader counts its own disk before it has synced', atOnce('lead-txn')),

  diffForTrunc: mutant('DIFF where TRUNC is due (ZOOKEEPER-1154, 2832)', (_config, state, input, out, go) => {
    const last = (body: Packet): Packet =>
      body.packet === 'TRUNC' ? { packet: 'DIFF', index: lastIndex(state), zxid: lastZxid(state) } : body
    go(arriving(input, last), out)
  }),

  newLeaderTooEarly: mutant(
    'NEWLEADER is sent before the transactions it closes (ZOOKEEPER-3104)',
    saying((_stage, _offered, bodies) => {
      const end = bodies.findIndex(({ packet }) => packet === 'NEWLEADER')
      const start = bodies.findIndex(({ packet }) => packet === 'DIFF' || packet === 'TRUNC' || packet === 'SNAP')
      if (end < 0 || start < 0) return bodies
      return [...bodies.slice(0, start + 1), bodies[end], ...bodies.slice(start + 1, end), ...bodies.slice(end + 1)]
    }),
  ),

  diffIsCommitted: mutant(
    'what a DIFF brings counts as committed (ZOOKEEPER-3911)',
    (config, state, input, out, go) => {
      go(input, out)
      if (state.following?.stage === 'new-leader') commitTo(config, state, out, lastIndex(state))
    },
  ),

  logIsApplied: mutant(
    'who looks for a leader again applies its log (ZOOKEEPER-2845)',
    (config, state, input, out, go) => {
      const { role } = state
      go(input, out)
      if (role !== 'looking' && state.role === 'looking') commitTo(config, state, out, lastIndex(state))
    },
  ),

  votesInNoOrder: mutant('the order of votes is not total (ZOOKEEPER-1419)', (_config, state, input, out, go) => {
    const { vote } = state.election
    if (input.kind === 'message' && input.message.type === 'notification') {
      const { leader, zxid, peerEpoch, state: doing } = input.message
      if (doing === 'looking' && sameZxid(zxid, vote.zxid) && leader > vote.leader && peerEpoch < vote.peerEpoch) {
        state.election.vote = { ...vote, peerEpoch }
      }
    }
    go(input, out)
  }),

  epochFromLog: mutant('epochs are taken from the log alone (ZOOKEEPER-582)', asIs, (config, self, stored: Stored) => {
    const { epoch = 0 } = (stored.log.at(-1) ?? {}) as Partial<Txn>
    return zab.init(config, self, {
      ...stored,
      values: { ...stored.values, acceptedEpoch: epoch, currentEpoch: epoch },
    })
  }),

  proposalsToAcknowledged: mutant(
    'proposals go only to those who have acknowledged NEWLEADER (issue 1 of the specification)',
    (config, state, input, out, go) => {
      // Nor does the follower see that one is missing, as in the paper.
      const next = (body: Packet): Packet =>
        body.packet === 'PROPOSAL' && state.following?.stage === 'up-to-date'
          ? { ...body, index: Math.min(body.index, lastIndex(state) + 1) }
          : body
      toAcknowledged(config, state, arriving(input, next), out, go)
    },
  ),

  commitsBeforeUpToDate: mutant(
    'what is committed between NEWLEADER and UPTODATE is passed over (ZOOKEEPER-4394, issue 3 of the specification)',
    saying((stage, offered, bodies) =>
      bodies.map(body => {
        if (stage !== 'synchronising') return body
        if (body.packet === 'UPTODATE') return { ...body, index: Math.min(body.index, offered) }
        return body.packet === 'COMMIT' ? nothing : body
      }),
    ),
  ),

  snapshotInParts: mutant(
    'a snapshot replaces the log before what follows it has come (ZOOKEEPER-3642)',
    (_config, state, input, out, go) => {
      go(input, out)
      const { following } = state
      if (following?.incoming == null) return
      install(state, out, following.incoming)
      following.incoming = null
    },
  ),

  acceptedForgotten: mutant('acceptedEpoch is not written', without('acceptedEpoch')),

  currentForgotten: mutant('currentEpoch is not written', without('currentEpoch')),

  outOfOrder: mutant('packets that were overtaken are not waited for', (_config, state, input, out, go) => {
    if (input.kind === 'message' && input.message.type === 'data') {
      const { leading, following } = state
      const channel = following?.channel ?? leading?.learners[input.from]?.channel
      if (channel?.link === input.message.link && channel.grant === input.message.grant) {
        channel.heard = Math.max(channel.heard, input.message.number - 1)
      }
    }
    go(input, out)
  }),

  answersForgotten: mutant('a session forgets what was answered', (_config, state, input, out, go) => {
    state.sessions.open = state.sessions.open.map(entry => ({ ...entry, sequence: 0 }))
    go(input, out)
  }),
} as const satisfies Readonly<Record<string, Zab>>
