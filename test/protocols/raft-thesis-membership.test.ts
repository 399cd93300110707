import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  acknowledgeAll,
  answers,
  campaign,
  change,
  changeEntry,
  configOf,
  disk,
  elected,
  hear,
  leaderOf,
  logOf,
  memberOf,
  only,
  orderChange,
} from '../support/raft-member.js'

// Ongaro's thesis, chapter 4: one member at a time, and what it takes to keep going meanwhile. Joint consensus, section 4.3,
// is in `raft-thesis-joint.test.ts`.

const four = configOf(4, { voters: [0, 1, 2] })
const addThree = change('auto', { add: 3 })
const removeZero = change('auto', { remove: 0 })

describe('4.1 one server at a time', () => {
  it('a leader uses the new configuration as soon as it is in its log: what it takes is a majority of four', () => {
    const member = leaderOf(four)
    orderChange(member, 1, [{ add: 3 }])
    member.sync()
    acknowledge(member, 1, 2)
    expect(member.status.commitIndex).toBe(1)
    acknowledge(member, 3, 2)
    expect(member.status.commitIndex).toBe(2)
  })

  it('a follower uses it as soon as it is in its log, committed or not: as a candidate it asks all of it', () => {
    const member = memberOf(four, 0, disk(2))
    answers(member, 'MsgApp', 1, { entries: [changeEntry(2, 1, addThree)] })
    expect(only(campaign(member, [1]).sent, 'MsgVote').map(({ to }) => to)).toEqual([1, 2, 3])
    expect(member.status.role).toBe('candidate')
    hear(member, 'MsgVoteResp', 3)
    expect(member.status.role).toBe('leader')
  })

  it('the new server gets the log from its beginning', () => {
    const member = leaderOf(four, disk(1, logOf(1, 1)))
    const { sent } = orderChange(member, 1, [{ add: 3 }])
    expect(only(sent, 'MsgApp').map(({ to }) => to)).toContain(3)
    hear(member, 'MsgAppResp', 3, { reject: true, index: 3, rejectHint: 0 })
    const first = only(member.fire('heartbeat').sent, 'MsgApp').find(({ to }) => to === 3)
    expect(first).toMatchObject({ index: 0 })
    expect(first?.entries.map(({ index }) => index)).toEqual([1, 2, 3, 4])
  })

  it('one that is removed counts no more, and gets no more', () => {
    const member = leaderOf(configOf(3))
    const { sent } = orderChange(member, 1, [{ remove: 2 }])
    expect(sent.map(({ to }) => to)).toEqual([1])
    member.sync()
    acknowledge(member, 2, 2)
    expect(member.status.commitIndex).toBe(1)
    acknowledge(member, 1, 2)
    expect(member.status.commitIndex).toBe(2)
  })

  it('no change begins while another is not committed, and the next may when it is', () => {
    const member = leaderOf(configOf(5, { voters: [0, 1, 2] }))
    orderChange(member, 1, [{ add: 3 }])
    expect(orderChange(member, 2, [{ add: 4 }]).replies).toMatchObject([{ request: 2, result: { kind: 'refused' } }])
    acknowledgeAll(member)
    orderChange(member, 3, [{ add: 4 }])
    expect(member.state.configuration.voters).toEqual([0, 1, 2, 3, 4])
  })

  it('the order is answered when the change is committed', () => {
    const member = leaderOf(configOf(3))
    expect(orderChange(member, 1, [{ remove: 2 }]).replies).toEqual([])
    member.sync()
    expect(acknowledge(member, 1, 2).replies).toMatchObject([{ request: 1, result: { kind: 'done', index: 2 } }])
  })

  // D. Ongaro, "bug in single-server membership changes", raft-dev, 10 July 2015.
  it('a leader changes nothing before an entry of its own term is committed (the erratum of 2015)', () => {
    const member = elected(configOf(5, { voters: [0, 1, 2, 3] }))
    expect(orderChange(member, 1, [{ add: 4 }]).replies).toMatchObject([{ request: 1, result: { kind: 'refused' } }])
    acknowledgeAll(member)
    expect(orderChange(member, 2, [{ add: 4 }]).replies).toEqual([])
  })

  it('a new leader changes nothing while a change of an earlier term is not committed', () => {
    const member = elected(four, disk(1, [changeEntry(1, 1, addThree)]))
    expect(orderChange(member, 1, [{ remove: 1 }]).replies).toMatchObject([{ request: 1, result: { kind: 'refused' } }])
  })

  it('a change that would leave nobody is refused', () => {
    const member = leaderOf(configOf(1))
    expect(orderChange(member, 1, [{ remove: 0 }]).replies).toMatchObject([{ request: 1, result: { kind: 'refused' } }])
  })

  it('a log that is cut takes its configuration with it: the one before is in use again', () => {
    const member = memberOf(four, 0, disk(2))
    answers(member, 'MsgApp', 1, { entries: [changeEntry(2, 1, addThree)] })
    expect(member.state.configuration.voters).toEqual([0, 1, 2, 3])
    answers(member, 'MsgApp', 2, { term: 3, entries: logOf(3) })
    expect(member.state.configuration.voters).toEqual([0, 1, 2])
    expect(campaign(member, [1]).sent.map(({ to }) => to)).toEqual([1, 2])
    expect(member.status.role).toBe('leader')
  })

  it('after a restart the last configuration in the log is in use, committed or not', () => {
    const member = memberOf(four, 0, disk(2))
    answers(member, 'MsgApp', 1, { entries: [changeEntry(2, 1, addThree)] })
    member.restart()
    expect(member.state.configuration.voters).toEqual([0, 1, 2, 3])
  })

  it('one that was never synced is not', () => {
    const member = memberOf(four, 0, disk(2))
    hear(member, 'MsgApp', 1, { entries: [changeEntry(2, 1, addThree)] })
    member.restart()
    expect(member.state.configuration.voters).toEqual([0, 1, 2])
  })

  it('entries are taken from a leader that is not in the receiver’s configuration', () => {
    const member = memberOf(four, 0, disk(2))
    expect(answers(member, 'MsgApp', 3, { entries: logOf(2) })).toMatchObject([{ reject: false, index: 1 }])
  })

  it('votes are granted to a candidate that is not in the voter’s configuration', () => {
    const member = memberOf(four, 0, disk(2))
    expect(answers(member, 'MsgVote', 3, { term: 3 })).toMatchObject([{ type: 'MsgVoteResp', reject: false }])
  })

  it('used when applied, as etcd has it, a change leaves the quorum as it is until its entry is applied', () => {
    const member = leaderOf({ ...four, configurationWhen: 'applied' })
    orderChange(member, 1, [{ add: 3 }])
    expect(member.state.configuration.voters).toEqual([0, 1, 2])
    member.sync()
    acknowledge(member, 1, 2)
    expect(member.status.commitIndex).toBe(2)
    expect(member.state.configuration.voters).toEqual([0, 1, 2, 3])
    member.sync()
    member.restart()
    expect(member.state.configuration.voters).toEqual([0, 1, 2, 3])
  })
})

describe('4.2.1 catching up new servers', () => {
  const config = configOf(4, { learners: [3] })

  it('a learner gets the log', () => {
    const member = leaderOf(config)
    expect(only(member.request(1, 'x').sent, 'MsgApp').map(({ to }) => to)).toEqual([1, 2, 3])
  })

  it('its acknowledgement counts for no commitment', () => {
    const member = leaderOf(config)
    member.request(1, 'x')
    member.sync()
    acknowledge(member, 3, 2)
    expect(member.status.commitIndex).toBe(1)
  })

  it('it is not asked for its vote, and one it gives counts for nothing', () => {
    const member = memberOf(config, 0, disk(1))
    expect(campaign(member, [3]).sent.map(({ to }) => to)).toEqual([1, 2])
    expect(member.status.role).toBe('candidate')
  })

  it('it never stands for election', () => {
    const member = memberOf(config, 3, disk(1))
    member.fire('election')
    expect(member.status).toMatchObject({ role: 'follower', term: 1 })
  })

  it('when asked it votes, since it may be a voter without knowing it', () => {
    const member = memberOf(config, 3, disk(1))
    expect(answers(member, 'MsgVote', 1, { term: 2 })).toMatchObject([{ type: 'MsgVoteResp', reject: false }])
  })

  it('promoted, it counts', () => {
    const member = leaderOf(config)
    orderChange(member, 1, [{ add: 3 }])
    expect(member.state.configuration).toMatchObject({ voters: [0, 1, 2, 3], learners: [] })
    member.sync()
    acknowledge(member, 1, 2)
    expect(member.status.commitIndex).toBe(1)
    acknowledge(member, 3, 2)
    expect(member.status.commitIndex).toBe(2)
  })

  it('it counts neither for the quorum that a leader has to hear (6.2)', () => {
    const member = leaderOf({ ...config, checkQuorum: true })
    for (let round = 0; round < 4; round++) {
      member.fire('heartbeat')
      acknowledge(member, 3, 1)
    }
    expect(member.status.role).toBe('follower')
  })
})

describe('4.2.2 removing the current leader', () => {
  it('the leader does not count itself: both of the other two have to store the change', () => {
    const member = leaderOf(configOf(3))
    orderChange(member, 1, [{ remove: 0 }])
    member.sync()
    acknowledge(member, 1, 2)
    expect(member.status).toMatchObject({ role: 'leader', commitIndex: 1 })
    acknowledge(member, 2, 2)
    expect(member.status.commitIndex).toBe(2)
  })

  it('it steps down when the change is committed, and not before', () => {
    const member = leaderOf(configOf(3))
    orderChange(member, 1, [{ remove: 0 }])
    acknowledgeAll(member)
    expect(member.status.role).toBe('follower')
    member.fire('election')
    expect(member.status).toMatchObject({ role: 'follower', term: 2 })
  })

  it('it leads on where it is not told to step down, as etcd', () => {
    const member = leaderOf(configOf(3, { stepDownOnRemoval: false }))
    orderChange(member, 1, [{ remove: 0 }])
    acknowledgeAll(member)
    expect(member.status).toMatchObject({ role: 'leader', commitIndex: 2 })
  })

  it('one that its last configuration leaves out stands until the change is committed: nobody else may be able to', () => {
    const member = memberOf(configOf(3), 0, disk(2, [...logOf(1), changeEntry(2, 2, removeZero)]))
    campaign(member, [1])
    expect(member.status.role).toBe('candidate')
    hear(member, 'MsgVoteResp', 2)
    expect(member.status.role).toBe('leader')
  })
})

describe('4.2.3 disruptive servers', () => {
  it('within the least election timeout of hearing its leader a server neither takes a later term nor votes', () => {
    const member = memberOf(configOf(3, { stickiness: true }), 1, disk(2))
    hear(member, 'MsgApp', 0)
    expect(answers(member, 'MsgVote', 2, { term: 9 })).toEqual([])
    expect(member.status).toMatchObject({ term: 2, leader: 0 })
    member.fire('sticky')
    expect(answers(member, 'MsgVote', 2, { term: 9 })).toMatchObject([{ term: 9, reject: false }])
  })

  it('nor does the leader', () => {
    const member = leaderOf(configOf(3, { stickiness: true }))
    expect(answers(member, 'MsgVote', 2, { term: 9, index: 9, logTerm: 8 })).toEqual([])
    expect(member.status).toMatchObject({ role: 'leader', term: 2 })
  })

  it('this holds unasked as soon as the members have changed, since one that was removed may not know it', () => {
    const member = leaderOf(configOf(3))
    orderChange(member, 1, [{ remove: 2 }])
    expect(answers(member, 'MsgVote', 2, { term: 9, index: 9, logTerm: 8 })).toEqual([])
    expect(member.status).toMatchObject({ role: 'leader', term: 2 })
  })

  it('nor does one that was added and has not heard of it: it would depose the leader that brings it up to date', () => {
    const added = memberOf(configOf(4, { voters: [0, 1, 2] }), 3)
    hear(added, 'MsgApp', 0, { term: 2, index: 9, logTerm: 2 })
    added.sync()
    expect(answers(added, 'MsgVote', 2, { term: 9 })).toEqual([])
    expect(added.status).toMatchObject({ term: 2, leader: 0 })
    added.fire('sticky')
    expect(answers(added, 'MsgVote', 2, { term: 9 })).toMatchObject([{ term: 9, reject: false }])
  })

  it('a leader of a later term is followed in any case: it was elected', () => {
    const member = memberOf(configOf(3, { stickiness: true }), 1, disk(2))
    hear(member, 'MsgApp', 0)
    hear(member, 'MsgApp', 2, { term: 3 })
    expect(member.status).toMatchObject({ term: 3, leader: 2 })
  })
})
