import { describe, expect, it } from 'vitest'
import type { Entry, RaftMessage } from '../../src/protocols/index.js'
import type { Asked } from '../support/protocol-process.js'
import {
  acknowledge,
  answers,
  configOf,
  disk,
  elected,
  hear,
  leaderOf,
  type Member,
  memberOf,
  only,
} from '../support/raft-member.js'
import { entry } from '../support/raft-messages.js'

// Ongaro's thesis, section 10.2: writing to the leader's disk in parallel, batching and pipelining. The states of flow control
// are those of etcd's `tracker.Progress` (tracker/state.go, tracker/inflights.go).

const indices = (entries: readonly Entry[]): number[] => entries.map(({ index }) => index)
const appends = (asked: Asked<RaftMessage>, to = 1): number[][] =>
  only(asked.sent, 'MsgApp')
    .filter(message => message.to === to)
    .map(({ entries }) => indices(entries))

/** Requests 1 to `count`; what each sent to process 1. */
function ask(member: Member, count: number): number[][] {
  const sent: number[][] = []
  for (let id = 1; id <= count; id++) sent.push(...appends(member.request(id, id)))
  return sent
}

describe('10.2.1 writing to the leader’s disk in parallel', () => {
  it('the leader sends an entry before its own disk has it', () => {
    const member = leaderOf(configOf(3))
    const asked = member.request(1, 'x')
    expect(appends(asked)).toEqual([[2]])
    expect(asked.persisted).toHaveLength(1)
    expect(member.disk.log).toHaveLength(1)
  })

  it('followers alone may commit it, while the leader’s disk is still at work', () => {
    const member = leaderOf(configOf(3))
    member.request(1, 'x')
    acknowledge(member, 1, 2)
    expect(member.status.commitIndex).toBe(1)
    const { replies } = acknowledge(member, 2, 2)
    expect(member.status.commitIndex).toBe(2)
    expect(replies).toHaveLength(1)
    expect(member.disk.log).toHaveLength(1)
  })

  it('its own copy counts from when it is synced, by that alone', () => {
    const member = leaderOf(configOf(3))
    member.request(1, 'x')
    acknowledge(member, 1, 2)
    member.sync()
    expect(member.status.commitIndex).toBe(2)
  })

  it('a sync of an earlier term of its own counts nothing', () => {
    const member = leaderOf(configOf(3))
    member.request(1, 'x')
    hear(member, 'MsgApp', 1, { term: 3, index: 1, logTerm: 2 })
    hear(member, 'MsgApp', 1, { term: 3, index: 1, logTerm: 2, entries: [entry(3, 2, null)] })
    member.fire('election')
    member.sync()
    hear(member, 'MsgVoteResp', 2)
    acknowledge(member, 2, 3)
    expect(member.status).toMatchObject({ role: 'leader', term: 4, commitIndex: 1 })
    member.sync()
    expect(member.status.commitIndex).toBe(3)
  })

  it('a group of one commits when its disk has it, and not before', () => {
    const member = leaderOf(configOf(1))
    expect(member.request(1, 'x').replies).toEqual([])
    expect(member.sync().replies).toHaveLength(1)
  })
})

describe('10.2.2 batching and pipelining', () => {
  it('what comes while the follower works is sent on without waiting for its answer', () => {
    expect(ask(leaderOf(configOf(3)), 3)).toEqual([[2], [3], [4]])
  })

  it('the leader looks for the last shared entry one message at a time, before it pipelines', () => {
    const member = elected(configOf(3))
    expect(ask(member, 3)).toEqual([])
    expect(appends(acknowledge(member, 1, 1))).toEqual([[2, 3, 4]])
    expect(appends(member.request(9, 9))).toEqual([[5]])
  })

  it('a message holds so many entries at most', () => {
    const member = elected(configOf(3, { batch: 2 }))
    ask(member, 5)
    expect(appends(acknowledge(member, 1, 1))).toEqual([[2, 3], [4, 5], [6]])
  })

  it('so many bytes at most, but one entry in any case', () => {
    const member = elected(configOf(3, { batchBytes: 12 }))
    for (const command of ['aaaa', 'bbbb', 'cccc', 'long enough alone', 'd']) member.request(1, command)
    // As JSON the short ones have six bytes.
    expect(appends(acknowledge(member, 1, 1))).toEqual([[2, 3], [4], [5], [6]])
  })

  it('no more entries are under way than the window holds, and each acknowledgement makes room', () => {
    const member = leaderOf(configOf(3, { window: 3 }))
    expect(ask(member, 6)).toEqual([[2], [3], [4]])
    expect(appends(acknowledge(member, 1, 2))).toEqual([[5]])
    expect(appends(acknowledge(member, 1, 5))).toEqual([[6, 7]])
  })

  it('no more messages than the limit, and an acknowledgement of the last frees all before it', () => {
    const member = leaderOf(configOf(3, { inflightMessages: 2 }))
    expect(ask(member, 5)).toEqual([[2], [3]])
    expect(appends(acknowledge(member, 1, 3))).toEqual([[4, 5, 6]])
    expect(appends(member.request(9, 9))).toEqual([[7]])
    expect(appends(member.request(9, 9))).toEqual([])
  })

  it('no more bytes than the limit once it is reached', () => {
    const member = leaderOf(configOf(3, { inflightBytes: 12 }))
    const sent = ['aaaa', 'bbbb', 'cccc'].flatMap(command => appends(member.request(1, command)))
    expect(sent).toEqual([[2], [3]])
    expect(appends(acknowledge(member, 1, 2))).toEqual([[4]])
  })

  it('one follower’s full window holds up no other', () => {
    const member = leaderOf(configOf(3, { window: 1 }))
    member.request(1, 1)
    acknowledge(member, 2, 2)
    const asked = member.request(2, 2)
    expect([appends(asked, 1), appends(asked, 2)]).toEqual([[], [[3]]])
  })

  it('a follower takes what was pipelined in order, and refuses what comes too early', () => {
    const member = memberOf(configOf(3), 1, disk(2))
    const [early] = answers(member, 'MsgApp', 0, { index: 1, logTerm: 2, entries: [entry(2, 2, 'b')] })
    expect(early).toMatchObject({ reject: true, index: 1 })
    answers(member, 'MsgApp', 0, { entries: [entry(2, 1, 'a')] })
    expect(answers(member, 'MsgApp', 0, { index: 1, logTerm: 2, entries: [entry(2, 2, 'b')] })).toMatchObject([
      { reject: false, index: 2 },
    ])
  })

  it('after a loss the leader goes back to what is acknowledged, and looks anew', () => {
    const member = leaderOf(configOf(3))
    ask(member, 3)
    const asked = hear(member, 'MsgAppResp', 1, { reject: true, index: 2, rejectHint: 1, logTerm: 2 })
    expect(appends(asked)).toEqual([[2, 3, 4]])
    expect(member.state.progress[1]).toMatchObject({ state: 'probe', match: 1, next: 2, paused: true })
    acknowledge(member, 1, 4)
    expect(member.state.progress[1]).toMatchObject({ state: 'replicate', match: 4, next: 5, paused: false })
  })

  it('one message that was lost is noticed by the next heartbeat, which names the last entry sent', () => {
    const member = leaderOf(configOf(3))
    ask(member, 2)
    const [beat] = only(member.fire('heartbeat').sent, 'MsgApp')
    expect(beat).toMatchObject({ to: 1, index: 3, logTerm: 2, entries: [] })
  })

  it('an acknowledgement never moves what is acknowledged backwards', () => {
    const member = leaderOf(configOf(3))
    ask(member, 3)
    acknowledge(member, 1, 4)
    acknowledge(member, 1, 2)
    expect(member.state.progress[1]).toMatchObject({ match: 4, next: 5 })
  })

  it('a refusal never moves it at all', () => {
    const member = leaderOf(configOf(3))
    ask(member, 1)
    hear(member, 'MsgAppResp', 1, { reject: true, index: 9, rejectHint: 9, logTerm: 2 })
    expect(member.state.progress[1].match).toBe(1)
    member.sync()
    expect(member.status.commitIndex).toBe(1)
  })

  it('a bare heartbeat says no later commit than what the follower is known to have (etcd’s `sendHeartbeat`)', () => {
    const member = leaderOf(configOf(3, { heartbeats: 'separate' }))
    ask(member, 1)
    member.sync()
    acknowledge(member, 2, 2)
    expect(member.status.commitIndex).toBe(2)
    const beats = only(member.fire('heartbeat').sent, 'MsgHeartbeat')
    expect(beats.map(({ to, commit }) => [to, commit])).toEqual([
      [1, 1],
      [2, 2],
    ])
  })
})
