import { describe, expect, it } from 'vitest'
import {
  answers,
  campaign,
  configOf,
  disk,
  hear,
  leaderOf,
  logOf,
  type Member,
  memberOf,
  only,
} from '../support/raft-member.js'

// Ongaro's thesis, section 9.6: preventing disruptions when a server rejoins the cluster. What it does to whole groups is in
// `raft-partial-connectivity.test.ts`.

const asking = configOf(3, { preVote: true })
const five = configOf(5, { preVote: true })

function preCandidate(config = asking, log = logOf(1, 2)): Member {
  const member = memberOf(config, 0, disk(2, log))
  member.fire('election')
  return member
}

const grant = (member: Member, from: number, term = 3) => hear(member, 'MsgPreVoteResp', from, { term })

describe('9.6 who asks first', () => {
  it('neither raises its term, nor votes, nor writes anything', () => {
    const member = memberOf(asking, 0, disk(2, logOf(1, 2)))
    const asked = member.fire('election')
    expect(asked.persisted).toEqual([])
    expect(member.status).toMatchObject({ role: 'pre-candidate', term: 2 })
    expect(member.state.votedFor).toBe(-1)
  })

  it('asks all others with the term it would stand in, and its last entry', () => {
    const member = memberOf(asking, 0, disk(2, logOf(1, 2)))
    const { sent } = member.fire('election')
    expect(sent).toMatchObject(
      [1, 2].map(to => ({ to, message: { type: 'MsgPreVote', term: 3, index: 2, logTerm: 2, context: null } })),
    )
  })

  it('stands when a majority would vote for it, itself among it, and not before', () => {
    const member = preCandidate(five)
    grant(member, 1)
    expect(member.status).toMatchObject({ role: 'pre-candidate', term: 2 })
    grant(member, 2)
    expect(member.status).toMatchObject({ role: 'candidate', term: 3 })
    expect(only(member.sync().sent, 'MsgVote')).toHaveLength(4)
    expect(member.disk.values).toMatchObject({ currentTerm: 3, votedFor: 0 })
  })

  it('counts none of these answers as a vote: those are asked for anew', () => {
    const member = preCandidate()
    grant(member, 1)
    member.sync()
    expect(member.status.role).toBe('candidate')
    grant(member, 2)
    expect(member.status.role).toBe('candidate')
    hear(member, 'MsgVoteResp', 2)
    expect(member.status.role).toBe('leader')
  })

  it('counts an answer that comes twice once', () => {
    const member = preCandidate(five)
    grant(member, 1)
    grant(member, 1)
    expect(member.status.role).toBe('pre-candidate')
  })

  it('keeps its term however often it asks in vain', () => {
    const member = preCandidate()
    for (let time = 0; time < 20; time++) member.fire('election')
    expect(member.status.term).toBe(2)
  })

  it('follows again when a majority would not vote for it', () => {
    const member = preCandidate()
    for (const from of [1, 2]) hear(member, 'MsgPreVoteResp', from, { term: 2, reject: true })
    expect(member.status).toMatchObject({ role: 'follower', term: 2 })
  })

  it('learns a later term from a refusal', () => {
    const member = preCandidate()
    hear(member, 'MsgPreVoteResp', 1, { term: 8, reject: true })
    expect(member.status).toMatchObject({ role: 'follower', term: 8 })
  })

  it('takes no grant for another term than the one it asks about', () => {
    const member = preCandidate()
    grant(member, 1, 2)
    grant(member, 1, 9)
    expect(member.status).toMatchObject({ role: 'pre-candidate', term: 2 })
  })

  it('asks again, at the pace of heartbeats, those that did not answer', () => {
    const member = preCandidate(five)
    grant(member, 1)
    expect(member.fire('retry').sent.map(({ to, message: { type } }) => [to, type])).toEqual(
      [2, 3, 4].map(to => [to, 'MsgPreVote']),
    )
  })

  it('follows a leader of its term that it hears meanwhile', () => {
    const member = preCandidate()
    hear(member, 'MsgApp', 1)
    expect(member.status).toMatchObject({ role: 'follower', term: 2, leader: 1 })
    grant(member, 2)
    expect(member.status).toMatchObject({ role: 'follower', term: 2 })
  })

  it('leads at once where it is alone', () => {
    const member = memberOf(configOf(1, { preVote: true }), 0, disk(2))
    campaign(member, [])
    member.sync()
    expect(member.status).toMatchObject({ role: 'leader', term: 3 })
  })
})

describe('9.6 who is asked', () => {
  const ask = (member: Member, from: number, fields = {}) =>
    answers(member, 'MsgPreVote', from, { term: 3, index: 2, logTerm: 2, ...fields })
  const voter = (config = asking) => memberOf(config, 1, disk(2, logOf(1, 2)))

  it('grants with the term that was asked about, so that the other knows the answer for its own', () => {
    expect(ask(voter(), 0)).toMatchObject([{ type: 'MsgPreVoteResp', to: 0, term: 3, reject: false }])
  })

  it('changes nothing of its own by that: neither term nor vote, and its wait goes on', () => {
    const member = voter()
    const asked = hear(member, 'MsgPreVote', 0, { term: 9, index: 2, logTerm: 2 })
    expect([asked.persisted, asked.timers]).toEqual([[], []])
    expect(member.status).toMatchObject({ role: 'follower', term: 2 })
    expect(member.state.votedFor).toBe(-1)
  })

  it('may grant it to several, since it is no vote', () => {
    const member = voter()
    expect([...ask(member, 0), ...ask(member, 2)].map(({ reject }) => reject)).toEqual([false, false])
  })

  it('may still vote for another', () => {
    const member = voter()
    ask(member, 0)
    expect(answers(member, 'MsgVote', 2, { term: 3, index: 2, logTerm: 2 })).toMatchObject([{ reject: false }])
  })

  it('refuses a log that is behind its own (5.4.1), with its own term', () => {
    expect(ask(voter(), 0, { index: 1 })).toMatchObject([{ type: 'MsgPreVoteResp', term: 2, reject: true }])
    expect(ask(voter(), 0, { index: 9, logTerm: 1 })).toMatchObject([{ reject: true }])
  })

  it('refuses a term that is over, with the present one', () => {
    expect(ask(memberOf(asking, 1, disk(7)), 0, { term: 3 })).toMatchObject([{ term: 7, reject: true }])
  })

  it('grants nothing within the least election timeout of hearing a leader, and then does', () => {
    const member = voter()
    hear(member, 'MsgApp', 2, { index: 2, logTerm: 2 })
    expect(ask(member, 0)).toEqual([])
    member.fire('sticky')
    expect(ask(member, 0)).toMatchObject([{ reject: false }])
  })

  it('that a server was only asked does not count as hearing a leader', () => {
    const member = voter()
    ask(member, 0)
    expect(ask(member, 2)).toMatchObject([{ reject: false }])
  })

  it('a leader grants nothing, and leads on: that is what it is for', () => {
    const member = leaderOf(asking)
    expect(ask(member, 1, { term: 9, index: 9, logTerm: 8 })).toEqual([])
    expect(member.status).toMatchObject({ role: 'leader', term: 2 })
  })

  it('a vote in earnest is another matter, with PreVote alone: it deposes the leader', () => {
    const member = leaderOf(asking)
    hear(member, 'MsgVote', 1, { term: 9, index: 9, logTerm: 8 })
    expect(member.status).toMatchObject({ role: 'follower', term: 9 })
  })
})

describe('3.6 and 3.8: a request for votes names entries that are on the disk of who asks', () => {
  const early = configOf(3, { campaign: 'at-once' })

  /** Has taken an entry of its leader, which its disk has not synced, when it stands. */
  function unsynced(): Member {
    const member = memberOf(early, 0, disk(1, logOf(1)))
    hear(member, 'MsgApp', 1, { index: 1, logTerm: 1, entries: [logOf(1, 1)[1]] })
    return member
  }

  it('with all of its log synced it may ask before its own vote is', () => {
    const member = memberOf(early, 0, disk(1, logOf(1)))
    expect(only(member.fire('election').sent, 'MsgVote')).toHaveLength(2)
    expect(only(member.sync().sent, 'MsgVote')).toEqual([])
  })

  it('otherwise it waits: a vote for a log that a crash took could make it leader of the same term without', () => {
    const member = unsynced()
    expect(only(member.fire('election').sent, 'MsgVote')).toEqual([])
    expect(only(member.sync().sent, 'MsgVote')).toMatchObject([1, 2].map(to => ({ to, term: 2, index: 2, logTerm: 1 })))
  })

  it('so no vote can be under way to it for what it does not have when it comes back', () => {
    const member = unsynced()
    const asked = only(member.fire('election').sent, 'MsgVote')
    member.restart()
    member.fire('election')
    member.sync()
    // Process 2 had the entry too, by which it was committed; its vote, if it was asked, is late.
    for (const { to } of asked) hear(member, 'MsgVoteResp', to, { term: 2 })
    expect(member.status).toMatchObject({ role: 'candidate', term: 2, lastIndex: 1 })
  })
})
