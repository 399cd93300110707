import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  acknowledgeAll,
  answers,
  configOf,
  disk,
  elected,
  hear,
  inSession,
  leaderOf,
  logOf,
  type Member,
  memberOf,
  only,
  operate,
  orderChange,
  read,
} from '../support/raft-member.js'
import { entry } from '../support/raft-messages.js'

// Ongaro's thesis, chapter 6: clients, but for leases (6.4.1), which are in `raft-thesis-leases.test.ts`.

const three = configOf(3)
const done = (index: number) => ({ kind: 'done', index, result: null })

describe('6.2 routing requests to the leader', () => {
  const rounds = (member: Member, count: number, heard: readonly number[]) => {
    const replies: unknown[] = []
    for (let round = 0; round < count && member.status.role === 'leader'; round++) {
      replies.push(...member.fire('heartbeat').replies)
      for (const peer of heard) if (member.status.role === 'leader') acknowledge(member, peer, 1)
    }
    return replies
  }

  it('a leader that hears from no majority for an election timeout steps down, so that clients look elsewhere', () => {
    // An election timeout is three heartbeats here.
    const member = leaderOf(configOf(5, { checkQuorum: true }))
    rounds(member, 2, [1])
    expect(member.status.role).toBe('leader')
    rounds(member, 1, [1])
    expect(member.status).toMatchObject({ role: 'follower', term: 2, leader: -1 })
  })

  it('it goes on while a majority answers, itself among it', () => {
    const member = leaderOf(configOf(5, { checkQuorum: true }))
    rounds(member, 20, [1, 4])
    expect(member.status.role).toBe('leader')
  })

  it('answers of any kind show that a server lives', () => {
    const member = leaderOf(configOf(3, { checkQuorum: true }))
    for (let round = 0; round < 9; round++) {
      member.fire('heartbeat')
      hear(member, 'MsgAppResp', 1, { reject: true, index: 1, rejectHint: 0 })
    }
    expect(member.status.role).toBe('leader')
  })

  it('its clients hear that nobody knows what became of their requests', () => {
    const member = leaderOf(configOf(3, { checkQuorum: true }))
    member.request(7, 'x')
    expect(rounds(member, 3, [])).toEqual([{ request: 7, result: { kind: 'unknown', redirect: -1 } }])
  })

  it('without that option it leads on, as in the paper', () => {
    const member = leaderOf(configOf(3))
    rounds(member, 20, [])
    expect(member.status.role).toBe('leader')
  })
})

describe('6.3 linearizable semantics: sessions', () => {
  /** A leader with a session that entry 2 opened, so that 2 is its name. */
  function withSession(more = {}): Member {
    const member = leaderOf(configOf(3, more))
    operate(member, 1, { kind: 'open-session' })
    acknowledgeAll(member)
    return member
  }

  it('a session is opened by an entry, and named by its index', () => {
    const member = leaderOf(three)
    expect(operate(member, 1, { kind: 'open-session' }).replies).toEqual([])
    member.sync()
    const { replies } = acknowledge(member, 1, 2)
    expect(replies).toEqual([{ request: 1, result: { kind: 'done', index: 2, result: 2 } }])
  })

  it('a request that was carried out is answered again, and neither logged nor applied again', () => {
    const member = withSession()
    member.step(inSession(2, 'x', 2, 1))
    acknowledgeAll(member)
    const again = member.step(inSession(3, 'x', 2, 1))
    expect(again.replies).toEqual([{ request: 3, result: done(3) }])
    expect([again.applied, again.sent, member.status.lastIndex]).toEqual([[], [], 3])
  })

  it('one that is in the log twice is applied once, and both are answered with the first answer', () => {
    const member = withSession()
    member.step(inSession(2, 'x', 2, 1))
    member.step(inSession(3, 'x', 2, 1))
    member.sync()
    const { applied, replies } = acknowledge(member, 1, 4)
    expect(applied).toEqual([
      { index: 3, command: 'x' },
      { index: 4, command: null },
    ])
    expect(replies).toEqual([
      { request: 2, result: done(3) },
      { request: 3, result: done(3) },
    ])
  })

  it('a new leader knows what was carried out under the old one, by applying the same log', () => {
    const opened = { ...entry(1, 1, null), kind: 'session' as const }
    const asked = { ...entry(1, 2, 'x'), client: 1, sequence: 1 }
    const member = leaderOf(three, disk(1, [opened, asked]))
    expect(member.step(inSession(9, 'x', 1, 1)).replies).toEqual([{ request: 9, result: done(2) }])
  })

  it('the next request of a session is carried out', () => {
    const member = withSession()
    for (const sequence of [1, 2]) {
      member.step(inSession(sequence + 1, 'x', 2, sequence))
      member.sync()
      expect(acknowledge(member, 1, 2 + sequence).applied).toEqual([{ index: 2 + sequence, command: 'x' }])
      acknowledgeAll(member)
    }
  })

  it('a request before the last is not carried out: its client has had the answer', () => {
    const member = withSession()
    member.step(inSession(2, 'x', 2, 5))
    acknowledgeAll(member)
    member.step(inSession(3, 'y', 2, 4))
    member.sync()
    const { applied, replies } = acknowledge(member, 1, 4)
    expect(applied).toEqual([{ index: 4, command: null }])
    expect(replies).toMatchObject([{ request: 3, result: { kind: 'refused' } }])
  })

  it('a request of a session that is not open is not carried out', () => {
    const member = leaderOf(three)
    member.step(inSession(2, 'x', 77, 1))
    member.sync()
    const { applied, replies } = acknowledge(member, 1, 2)
    expect(applied).toEqual([{ index: 2, command: null }])
    expect(replies).toMatchObject([{ request: 2, result: { kind: 'refused' } }])
  })

  it('beyond the limit the session used longest ago is forgotten, the same one by all who apply the log', () => {
    const member = withSession({ sessions: 2 })
    operate(member, 2, { kind: 'open-session' })
    acknowledgeAll(member)
    member.step(inSession(3, 'x', 2, 1))
    acknowledgeAll(member)
    operate(member, 4, { kind: 'open-session' })
    acknowledgeAll(member)
    expect(member.state.sessions.open.map(({ client }) => client)).toEqual([2, 5])
    const other = memberOf(configOf(3, { sessions: 2 }), 1, disk(2))
    answers(other, 'MsgApp', 0, { entries: member.state.log.slice(), commit: 5 })
    expect(other.state.sessions).toEqual(member.state.sessions)
    member.step(inSession(6, 'y', 3, 1))
    member.sync()
    const { applied } = acknowledge(member, 1, 6)
    expect(applied).toEqual([{ index: 6, command: null }])
  })
})

describe('6.4 read-only queries', () => {
  const context = (round: number) => ({ context: round })

  it('a read writes nothing to the log', () => {
    const member = leaderOf(three)
    const asked = read(member, 1)
    expect([asked.persisted, member.status.lastIndex]).toEqual([[], 1])
  })

  it('it waits until an entry of the leader’s term is committed, for only then the leader knows what is', () => {
    const member = elected(three, disk(1, logOf(1, 1)))
    read(member, 1)
    acknowledge(member, 1, 2)
    expect(only(member.fire('heartbeat').sent, 'MsgApp').map(({ context: its }) => its)).toEqual([null, null])
    const { sent } = acknowledge(member, 1, 3)
    expect(sent.map(({ message }) => message.context)).toContain(1)
    expect(acknowledge(member, 1, 3, context(1)).replies).toEqual([{ request: 1, result: done(0) }])
  })

  it('it is answered when a majority has answered heartbeats sent after it came', () => {
    const member = leaderOf(configOf(5))
    const { sent } = read(member, 1)
    expect(sent.map(({ to, message }) => [to, message.context])).toEqual([1, 2, 3, 4].map(to => [to, 1]))
    expect(acknowledge(member, 1, 1, context(1)).replies).toEqual([])
    expect(acknowledge(member, 1, 1, context(1)).replies).toEqual([])
    expect(acknowledge(member, 2, 1, context(1)).replies).toEqual([{ request: 1, result: done(0) }])
  })

  it('answers to what was sent before it came count for nothing', () => {
    const member = leaderOf(three)
    for (const peer of [1, 2]) expect(acknowledge(member, peer, 1).replies).toEqual([])
    read(member, 1)
    for (const peer of [1, 2]) expect(acknowledge(member, peer, 1).replies).toEqual([])
    for (const peer of [1, 2]) expect(acknowledge(member, peer, 1, context(0)).replies).toEqual([])
  })

  it('reads that come while a round is under way share the next one', () => {
    const member = leaderOf(three)
    read(member, 1)
    expect([read(member, 2).sent, read(member, 3).sent]).toEqual([[], []])
    const first = acknowledge(member, 1, 1, context(1))
    expect(first.replies).toEqual([{ request: 1, result: done(0) }])
    expect(first.sent.map(({ message }) => message.context)).toEqual([2, 2])
    const second = acknowledge(member, 2, 1, context(2))
    expect(second.replies.map(({ request }) => request)).toEqual([2, 3])
  })

  it('a round whose messages were lost is repeated with the heartbeats', () => {
    const member = leaderOf(three)
    read(member, 1)
    expect(only(member.fire('heartbeat').sent, 'MsgApp').map(({ context: its }) => its)).toEqual([1, 1])
  })

  it('a refusal of entries confirms as well as an acknowledgement: it is of the leader’s term', () => {
    const member = leaderOf(three)
    read(member, 1)
    const { replies } = hear(member, 'MsgAppResp', 1, { reject: true, index: 1, ...context(1) })
    expect(replies).toEqual([{ request: 1, result: done(0) }])
  })

  it('an answer of a server without a vote confirms nothing', () => {
    const member = leaderOf(configOf(4, { learners: [3] }))
    read(member, 1)
    expect(acknowledge(member, 3, 1, context(1)).replies).toEqual([])
  })

  it('one that leads a group of itself alone need ask nobody', () => {
    const member = leaderOf(configOf(1))
    expect(read(member, 1).replies).toEqual([{ request: 1, result: done(0) }])
  })

  it('fewer members may make a quorum of those that answered', () => {
    const member = leaderOf(configOf(2))
    read(member, 1)
    orderChange(member, 2, [{ remove: 1 }])
    member.sync()
    expect(member.fire('heartbeat').replies).toEqual([{ request: 1, result: done(0) }])
  })

  it('a leader that is deposed answers none: who asked has to ask elsewhere', () => {
    const member = leaderOf(three)
    read(member, 1)
    const { replies } = hear(member, 'MsgApp', 2, { term: 3, index: 1, logTerm: 2 })
    expect(replies).toEqual([{ request: 1, result: { kind: 'redirect', redirect: 2 } }])
  })
})

describe('6.4 reads at followers', () => {
  function follower(): Member {
    const member = memberOf(three, 1, disk(2))
    answers(member, 'MsgApp', 0, { entries: logOf(2, 2), commit: 1 })
    return member
  }

  it('a follower asks the leader for the index, and the leader confirms before it tells', () => {
    const [{ message: asked }] = read(follower(), 5).sent
    expect(asked).toMatchObject({ type: 'MsgReadIndex', to: 0, context: 5 })
    const leader = leaderOf(three)
    expect(only(leader.hear(1, asked).sent, 'MsgReadIndexResp')).toEqual([])
    const { sent } = acknowledge(leader, 2, 1, { context: 1 })
    expect(only(sent, 'MsgReadIndexResp')).toMatchObject([{ to: 1, index: 1, context: 5, reject: false }])
  })

  it('it answers from its own state machine when that has come to the index, and not before', () => {
    const member = follower()
    read(member, 5)
    expect(hear(member, 'MsgReadIndexResp', 0, { index: 2, context: 5 }).replies).toEqual([])
    const { replies } = hear(member, 'MsgApp', 0, { index: 2, logTerm: 2, commit: 2 })
    expect(replies).toEqual([{ request: 5, result: done(0) }])
  })

  it('one that knows no leader, or asks who leads no more, sends its client away', () => {
    const nobody = memberOf(three, 1, disk(2))
    expect(read(nobody, 5).replies).toEqual([{ request: 5, result: { kind: 'redirect', redirect: -1 } }])
    const member = follower()
    const [{ message: asked }] = read(member, 5).sent
    const [{ message: refusal }] = memberOf(three, 0, disk(2)).hear(1, asked).sent
    expect(refusal).toMatchObject({ type: 'MsgReadIndexResp', reject: true })
    expect(member.hear(0, refusal).replies).toEqual([{ request: 5, result: { kind: 'redirect', redirect: -1 } }])
  })
})
