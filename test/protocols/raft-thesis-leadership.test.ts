import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  answers,
  configOf,
  disk,
  hear,
  leaderOf,
  least,
  logOf,
  memberOf,
  only,
  operate,
  orderChange,
  read,
} from '../support/raft-member.js'

// Ongaro's thesis, section 3.10: leadership transfer extension.

const three = configOf(3)
const transfer = (to: number) => ({ kind: 'transfer', to })

describe('3.10 the leader that hands over', () => {
  it('stops accepting client requests', () => {
    const member = leaderOf(three)
    operate(member, 1, transfer(1))
    const asked = member.request(2, 'x')
    expect(asked.replies).toEqual([{ request: 2, result: { kind: 'busy' } }])
    expect(asked.sent).toEqual([])
    expect(member.status.lastIndex).toBe(1)
  })

  it('takes no change of the members meanwhile', () => {
    const member = leaderOf(configOf(4, { voters: [0, 1, 2] }))
    operate(member, 1, transfer(1))
    expect(orderChange(member, 2, [{ add: 3 }]).replies).toEqual([{ request: 2, result: { kind: 'busy' } }])
    expect(member.state.configuration.voters).toEqual([0, 1, 2])
  })

  it('tells a server with an equal log to stand at once', () => {
    const member = leaderOf(three)
    const { sent } = operate(member, 1, transfer(2))
    expect(sent.map(({ to, message }) => [to, message.type, message.term])).toEqual([[2, 'MsgTimeoutNow', 2]])
  })

  it('brings a server that lags up to date first, and tells it to stand when the logs are equal', () => {
    const member = leaderOf(three)
    member.request(1, 'x')
    member.request(2, 'y')
    member.sync()
    expect(only(operate(member, 3, transfer(1)).sent, 'MsgTimeoutNow')).toEqual([])
    expect(only(acknowledge(member, 1, 2).sent, 'MsgTimeoutNow')).toEqual([])
    expect(only(acknowledge(member, 2, 3).sent, 'MsgTimeoutNow')).toEqual([])
    expect(only(acknowledge(member, 1, 3).sent, 'MsgTimeoutNow')).toHaveLength(1)
  })

  it('leads on until it hears of the other’s term, and commits what is under way', () => {
    const member = leaderOf(three)
    member.request(1, 'x')
    member.sync()
    operate(member, 2, transfer(1))
    acknowledge(member, 2, 2)
    expect(member.status).toMatchObject({ role: 'leader', commitIndex: 2 })
  })

  it('gives up after an election timeout and takes requests again', () => {
    const member = leaderOf(three)
    member.request(1, 'x')
    const { timers } = operate(member, 2, transfer(1))
    expect(timers).toContainEqual({
      name: 'transfer',
      law: { kind: 'constant', value: least },
      period: 0,
      again: false,
    })
    expect(member.fire('transfer').replies).toMatchObject([{ request: 2, result: { kind: 'refused' } }])
    expect(member.request(3, 'y').replies).toEqual([])
    expect(member.status.lastIndex).toBe(3)
  })

  it('cannot say that nothing comes of it once the other was told to stand', () => {
    const member = leaderOf(three)
    operate(member, 1, transfer(1))
    expect(member.fire('transfer').replies).toEqual([{ request: 1, result: { kind: 'unknown', redirect: 0 } }])
  })

  it('answers the order when the other asks for votes', () => {
    const member = leaderOf(three)
    operate(member, 1, transfer(1))
    const asked = hear(member, 'MsgVote', 1, { term: 3, index: 1, logTerm: 2, context: 'transfer' })
    expect(asked.replies).toContainEqual({ request: 1, result: { kind: 'done', index: 0, result: 1 } })
    expect(member.status).toMatchObject({ role: 'follower', term: 3 })
  })

  it('answers the order when the other is heard to lead', () => {
    const member = leaderOf(three)
    operate(member, 1, transfer(1))
    const asked = hear(member, 'MsgApp', 1, { term: 3, index: 1, logTerm: 2 })
    expect(asked.replies).toContainEqual({ request: 1, result: { kind: 'done', index: 0, result: 1 } })
  })

  it('does not know what came of it when a third leads', () => {
    const member = leaderOf(three)
    operate(member, 1, transfer(1))
    const asked = hear(member, 'MsgApp', 2, { term: 3, index: 1, logTerm: 2 })
    expect(asked.replies).toContainEqual({ request: 1, result: { kind: 'unknown', redirect: 2 } })
  })

  it('lets a later order take the place of an earlier one', () => {
    const member = leaderOf(three)
    member.request(1, 'x')
    member.sync()
    operate(member, 2, transfer(1))
    expect(operate(member, 3, transfer(2)).replies).toMatchObject([{ request: 2, result: { kind: 'refused' } }])
    expect(only(acknowledge(member, 1, 2).sent, 'MsgTimeoutNow')).toEqual([])
    expect(only(acknowledge(member, 2, 2).sent, 'MsgTimeoutNow')).toHaveLength(1)
  })

  it('goes on with an order that is given twice', () => {
    const member = leaderOf(three)
    operate(member, 1, transfer(1))
    const again = operate(member, 2, transfer(1))
    expect(again.replies).toMatchObject([{ request: 2, result: { kind: 'refused' } }])
    expect(again.sent).toEqual([])
    expect(member.state.transfer).toBe(1)
  })

  const nobody: [what: string, to: number][] = [
    ['itself', 0],
    ['a server without a vote', 3],
    ['a server that is no member', 4],
  ]
  for (const [what, to] of nobody) {
    it(`does not hand over to ${what}`, () => {
      const member = leaderOf(configOf(5, { voters: [0, 1, 2], learners: [3] }))
      const asked = operate(member, 1, transfer(to))
      expect(asked.replies).toMatchObject([{ request: 1, result: { kind: 'refused' } }])
      expect(asked.sent).toEqual([])
      expect(member.request(2, 'x').replies).toEqual([])
    })
  }

  it('has no lease any more from when it told the other to stand, until its term ends (6.4.1)', () => {
    const member = leaderOf(configOf(3, { reads: 'lease' }))
    for (const peer of [1, 2]) acknowledge(member, peer, 1, { context: [0, 0] })
    expect(read(member, 1).replies).toHaveLength(1)
    operate(member, 2, transfer(1))
    member.fire('transfer')
    for (const peer of [1, 2]) acknowledge(member, peer, 1, { context: [0, 10_000] })
    expect(read(member, 3).replies).toEqual([])
  })
})

describe('3.10 the server that is told to stand', () => {
  const log = logOf(1, 1)
  const follower = (more = {}) => {
    const member = memberOf(configOf(3, more), 1, disk(2, log))
    answers(member, 'MsgApp', 0, { index: 2, logTerm: 1 })
    return member
  }

  it('starts an election at once: a higher term, its own vote, requests to all', () => {
    const member = follower()
    expect(hear(member, 'MsgTimeoutNow', 0).notes).toContainEqual({ what: 'election-started', value: 3 })
    const { sent } = member.sync()
    expect(member.disk.values).toMatchObject({ currentTerm: 3, votedFor: 1 })
    expect(sent.map(({ to, message }) => [to, message.type, message.term, message.context])).toEqual([
      [0, 'MsgVote', 3, 'transfer'],
      [2, 'MsgVote', 3, 'transfer'],
    ])
  })

  it('asks nobody beforehand whether it would win (9.6)', () => {
    const member = follower({ preVote: true })
    hear(member, 'MsgTimeoutNow', 0)
    expect(member.status).toMatchObject({ role: 'candidate', term: 3 })
  })

  it('is voted for although the old leader was just heard, by a flag in its request (4.2.3)', () => {
    const granted = (context: string | null) => {
      const member = follower({ checkQuorum: true })
      return answers(member, 'MsgVote', 2, { term: 3, index: 2, logTerm: 1, context })
    }
    expect(granted(null)).toEqual([])
    expect(granted('transfer')).toMatchObject([{ type: 'MsgVoteResp', term: 3, reject: false }])
  })

  it('is not voted for when its log is behind, whatever the flag says (5.4.1)', () => {
    const [said] = answers(follower(), 'MsgVote', 2, { term: 3, index: 1, logTerm: 1, context: 'transfer' })
    expect(said).toMatchObject({ type: 'MsgVoteResp', reject: true })
  })

  it('does nothing on an order of an earlier term', () => {
    const member = follower()
    hear(member, 'MsgTimeoutNow', 0, { term: 1 })
    expect(member.status).toMatchObject({ role: 'follower', term: 2 })
  })

  it('does nothing when it stands already, or leads', () => {
    const candidate = follower()
    candidate.fire('election')
    candidate.sync()
    hear(candidate, 'MsgTimeoutNow', 0)
    expect(candidate.status).toMatchObject({ role: 'candidate', term: 3 })
    const leader = leaderOf(three)
    hear(leader, 'MsgTimeoutNow', 1)
    expect(leader.status).toMatchObject({ role: 'leader', term: 2 })
  })

  it('does nothing when it has no vote', () => {
    const learner = memberOf(configOf(3, { learners: [1] }), 1, disk(2, log))
    hear(learner, 'MsgTimeoutNow', 0)
    expect(learner.status).toMatchObject({ role: 'follower', term: 2 })
  })

  it('loses the flag with the campaign: what it asks at its next timeout is an ordinary election', () => {
    const member = follower()
    hear(member, 'MsgTimeoutNow', 0)
    member.sync()
    member.fire('election')
    expect(only(member.sync().sent, 'MsgVote').map(({ context }) => context)).toEqual([null, null])
  })
})
