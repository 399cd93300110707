import { describe, expect, it } from 'vitest'
import { defaultDriftBound, type RaftConfig } from '../../src/protocols/index.js'
import {
  acknowledge,
  answers,
  configOf,
  disk,
  elected,
  hear,
  leaderOf,
  least,
  type Member,
  memberOf,
  read,
} from '../support/raft-member.js'

// Ongaro's thesis, section 6.4.1: reads that rest on clocks in place of messages.

const leases = (more: Partial<RaftConfig> = {}) => configOf(3, { reads: 'lease', ...more })

/** A leader whose clock shows `clock`, and whose heartbeat sent at `sent` the peers named have answered. */
function leader(sent: number, clock: number, peers: readonly number[] = [1], config = leases()): Member {
  const member = leaderOf(config)
  for (const peer of peers) acknowledge(member, peer, 1, { context: [0, sent] })
  member.clock = clock
  return member
}

const answered = (member: Member): boolean => read(member, 1).replies.length > 0

describe('6.4.1 the leader’s lease', () => {
  it('while it lasts a read is answered at once, without a message', () => {
    const { replies, sent } = read(leader(0, 100_000), 1)
    expect(replies).toHaveLength(1)
    expect(sent).toEqual([])
  })

  it('its messages bear the time they were sent at, and the answers bring it back', () => {
    const member = leaderOf(leases())
    member.clock = 70_000
    expect(member.fire('heartbeat').sent.map(({ message }) => message.context)).toEqual([
      [0, 70_000],
      [0, 70_000],
    ])
    const follower = memberOf(leases(), 1, disk(2))
    expect(answers(follower, 'MsgApp', 0, { context: [0, 70_000] })).toMatchObject([{ context: [0, 70_000] }])
  })

  it('it begins when the heartbeat was sent, not when it was answered', () => {
    const member = leaderOf(leases())
    member.clock = least
    acknowledge(member, 1, 1, { context: [0, 0] })
    expect(answered(member)).toBe(false)
  })

  it('it lasts the least election timeout, less what clocks may be wrong by: the others’ fast and its own slow', () => {
    const drift = 0.1
    const config = leases({ driftBound: drift })
    const end = (least * (1 - drift)) / (1 + drift)
    expect(answered(leader(0, Math.floor(end), [1], config))).toBe(true)
    expect(answered(leader(0, Math.ceil(end), [1], config))).toBe(false)
  })

  it('clocks are taken to be 0.1 % wrong unless said', () => {
    const end = (least * (1 - defaultDriftBound)) / (1 + defaultDriftBound)
    expect(answered(leader(0, Math.floor(end)))).toBe(true)
    expect(answered(leader(0, Math.ceil(end)))).toBe(false)
  })

  it('it is as old as the oldest answer that a majority takes', () => {
    const old = leaderOf(configOf(5, { reads: 'lease' }))
    acknowledge(old, 1, 1, { context: [0, 100_000] })
    acknowledge(old, 2, 1, { context: [0, 0] })
    old.clock = 160_000
    expect(answered(old)).toBe(false)
    acknowledge(old, 3, 1, { context: [0, 50_000] })
    expect(answered(old)).toBe(true)
  })

  it('a late answer to an earlier heartbeat takes nothing from it', () => {
    const member = leader(100_000, 200_000)
    acknowledge(member, 1, 1, { context: [0, 0] })
    expect(answered(member)).toBe(true)
  })

  it('an answer of a server without a vote does not make it longer', () => {
    const member = leaderOf(configOf(4, { reads: 'lease', learners: [3] }))
    acknowledge(member, 3, 1, { context: [0, 0] })
    expect(answered(member)).toBe(false)
  })

  it('a pause counts: its clock goes on, and the first read after it is asked of the others', () => {
    const member = leader(0, 100_000)
    expect(answered(member)).toBe(true)
    member.clock = 5_000_000
    const { replies, sent } = read(member, 2)
    expect(replies).toEqual([])
    expect(sent.map(({ to }) => to)).toEqual([1, 2])
  })

  it('without a lease a read is confirmed by a round of heartbeats (6.4)', () => {
    const member = leaderOf(leases())
    read(member, 1)
    expect(acknowledge(member, 1, 1, { context: [1, 0] }).replies).toHaveLength(1)
  })

  it('a new leader has none: no reading of an earlier term counts', () => {
    const member = leader(0, 1)
    hear(member, 'MsgApp', 2, { term: 3, index: 1, logTerm: 2 })
    member.sync()
    member.fire('sticky')
    member.fire('election')
    member.sync()
    hear(member, 'MsgVoteResp', 1)
    member.sync()
    expect(member.status).toMatchObject({ role: 'leader', term: 4 })
    acknowledge(member, 1, 2)
    expect(member.status.serving).toBe(true)
    expect(answered(member)).toBe(false)
  })

  it('it is of no use before an entry of the leader’s term is committed (6.4)', () => {
    const member = elected(leases())
    acknowledge(member, 1, 0, { context: [0, 0] })
    expect(answered(member)).toBe(false)
  })
})

describe('6.4.1 what the others promise', () => {
  it('a follower gives no vote within the least election timeout of hearing the leader (4.2.3)', () => {
    const member = memberOf(leases(), 1, disk(2))
    const { timers } = hear(member, 'MsgApp', 0)
    expect(timers).toContainEqual({ name: 'sticky', law: null, period: 0, again: true })
    expect(answers(member, 'MsgVote', 2, { term: 3 })).toEqual([])
    member.fire('sticky')
    expect(answers(member, 'MsgVote', 2, { term: 3 })).toMatchObject([{ reject: false }])
  })

  it('nor does one that comes up: it may have heard the leader just before it went down', () => {
    const member = memberOf(leases(), 1, disk(2))
    expect(answers(member, 'MsgVote', 2, { term: 3 })).toEqual([])
    expect(member.status.term).toBe(2)
    member.fire('sticky')
    expect(answers(member, 'MsgVote', 2, { term: 3 })).toMatchObject([{ reject: false }])
  })

  it('a follower is not made to forget its leader by an order, since a lease rests on it', () => {
    const member = memberOf(leases(), 1, disk(2))
    hear(member, 'MsgApp', 0)
    const { replies } = member.step({ kind: 'operate', id: 1, operation: { kind: 'forget-leader' } })
    expect(replies).toMatchObject([{ request: 1, result: { kind: 'refused' } }])
    expect(member.status.leader).toBe(0)
  })
})
