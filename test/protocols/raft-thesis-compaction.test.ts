import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../src/protocols/index.js'
import { ProtocolProcess } from '../support/protocol-process.js'
import {
  acknowledge,
  acknowledgeAll,
  answers,
  configOf,
  disk,
  diskAfter,
  hear,
  inSession,
  leaderOf,
  logOf,
  type Member,
  memberOf,
  only,
  operate,
  orderChange,
  snapshotAt,
} from '../support/raft-member.js'
import { entry } from '../support/raft-messages.js'

// Ongaro's thesis, chapter 5: log compaction, with snapshots of state machines in memory (5.1).

const three = configOf(3)

/** A leader with `count` commands of its term 2 after its first entry, all committed. */
function leaderWith(count: number, more = {}): Member {
  const member = leaderOf(configOf(3, more))
  for (let id = 1; id <= count; id++) member.request(id, id)
  acknowledgeAll(member)
  return member
}

function snapshotOnDisk({ disk: { values } }: ProtocolProcess<never, never, never> | Member): Snapshot {
  return values['snapshot'] as unknown as Snapshot
}

describe('5.1 what a snapshot holds', () => {
  it('the state after the last applied entry, with its index and term, and nothing of what is not committed', () => {
    const member = leaderWith(3)
    member.request(9, 'not committed')
    operate(member, 10, { kind: 'snapshot' })
    member.sync()
    expect(snapshotOnDisk(member)).toMatchObject({ index: 4, term: 2 })
    expect(member.disk).toMatchObject({ dropped: 4, log: [{ index: 5, command: 'not committed' }] })
  })

  it('the log before it is dropped when it is on disk, in one write with it: all or nothing', () => {
    const member = leaderWith(3)
    const { persisted } = operate(member, 1, { kind: 'snapshot' })
    expect(persisted).toHaveLength(1)
    expect(persisted[0].writes.map(write => (write.kind === 'put' ? write.key : write.kind))).toEqual([
      'snapshot',
      'base',
      'drop',
    ])
    expect(member.disk.log).toHaveLength(4)
    member.restart()
    expect(member.status).toMatchObject({ lastIndex: 4, commitIndex: 0 })
  })

  it('the configuration as of its last entry, not a later one that is not committed', () => {
    const member = leaderOf(configOf(4, { voters: [0, 1, 2] }))
    orderChange(member, 1, [{ add: 3 }])
    operate(member, 2, { kind: 'snapshot' })
    member.sync()
    expect(snapshotOnDisk(member)).toMatchObject({ index: 1, configuration: { voters: [0, 1, 2] } })
    acknowledgeAll(member)
    operate(member, 3, { kind: 'snapshot' })
    member.sync()
    expect(snapshotOnDisk(member)).toMatchObject({ index: 2, configuration: { voters: [0, 1, 2, 3] } })
  })

  it('a joint configuration as the joint one it is (4.3)', () => {
    const member = leaderOf(configOf(5, { voters: [0, 1, 2] }))
    orderChange(member, 1, [{ add: 3 }, { add: 4 }], 'explicit')
    acknowledgeAll(member)
    operate(member, 2, { kind: 'snapshot' })
    member.sync()
    expect(snapshotOnDisk(member).configuration).toMatchObject({ voters: [0, 1, 2, 3, 4], outgoing: [0, 1, 2] })
  })

  it('the table of sessions, with the last answer to each client (6.3)', () => {
    const member = leaderOf(three)
    operate(member, 1, { kind: 'open-session' })
    acknowledgeAll(member)
    member.step(inSession(2, 'x', 2, 1))
    acknowledgeAll(member)
    operate(member, 3, { kind: 'snapshot' })
    member.sync()
    expect(snapshotOnDisk(member).sessions).toEqual({ open: [{ client: 2, sequence: 1, index: 3, result: null }] })
  })

  it('each server takes its own, followers too, when so many entries were applied since the last', () => {
    const member = memberOf(configOf(3, { snapshotEvery: 2 }), 0, disk(1))
    const taken = (index: number) =>
      hear(member, 'MsgApp', 1, {
        index,
        logTerm: index === 0 ? 0 : 1,
        entries: [entry(1, index + 1, 'x')],
        commit: index + 1,
      }).notes.filter(({ what }) => what === 'snapshot')
    expect([taken(0), taken(1), taken(2), taken(3)].map(({ length }) => length)).toEqual([0, 1, 0, 1])
  })

  it('some entries before it may stay in the log, for followers that lag a little', () => {
    const member = leaderWith(5, { keepEntries: 2 })
    operate(member, 1, { kind: 'snapshot' })
    member.sync()
    expect(member.disk.log.map(entry => (entry as { index: number }).index)).toEqual([5, 6])
    hear(member, 'MsgAppResp', 1, { reject: true, index: 6, rejectHint: 4, logTerm: 2 })
    expect(only(member.fire('heartbeat').sent, 'MsgSnap')).toEqual([])
  })
})

describe('5 a restart', () => {
  it('goes on from the snapshot, which is given to the state machine, and from the log after it', () => {
    const member = new ProtocolProcess(leaderOf(three).protocol, three, 0, diskAfter(snapshotAt(4, 2), 2, []))
    const { restored } = member.step({ kind: 'start' })
    expect(restored).toEqual([{ index: 4, captured: null }])
    expect(member.status).toMatchObject({ lastIndex: 4, commitIndex: 4 })
  })

  it('what the snapshot holds is not applied again, what comes after it is', () => {
    const member = memberOf(three, 0, diskAfter(snapshotAt(2, 1), 2, [entry(2, 3, 'c')]))
    const asked = hear(member, 'MsgApp', 1, { index: 3, logTerm: 2, commit: 3 })
    expect(asked.applied).toEqual([{ index: 3, command: 'c' }])
  })

  it('its last entry speaks for the log where that is empty: in votes, and in the consistency check (5.3, 5.4.1)', () => {
    const member = () => memberOf(three, 0, diskAfter(snapshotAt(4, 2), 2))
    expect(answers(member(), 'MsgVote', 1, { term: 3, index: 3, logTerm: 2 })).toMatchObject([{ reject: true }])
    expect(answers(member(), 'MsgVote', 1, { term: 3, index: 4, logTerm: 2 })).toMatchObject([{ reject: false }])
    expect(answers(member(), 'MsgApp', 1, { index: 4, logTerm: 1 })).toMatchObject([{ reject: true }])
    expect(answers(member(), 'MsgApp', 1, { index: 4, logTerm: 2 })).toMatchObject([{ reject: false, index: 4 }])
  })

  it('sessions go on: a request that was carried out before it is not carried out again', () => {
    const sessions = { open: [{ client: 2, sequence: 1, index: 3, result: 'first' }] }
    const member = leaderOf(three, diskAfter(snapshotAt(3, 1, { sessions }), 1))
    const asked = member.step(inSession(7, 'x', 2, 1))
    expect(asked.replies).toEqual([{ request: 7, result: { kind: 'done', index: 3, result: 'first' } }])
  })
})

describe('5 InstallSnapshot', () => {
  it('goes to a follower that needs an entry which the leader has dropped, and no entries until it is there', () => {
    const member = leaderWith(3)
    operate(member, 1, { kind: 'snapshot' })
    member.sync()
    // It turns out to have lost everything: its log is empty.
    const { sent } = hear(leaderOfAgain(member), 'MsgAppResp', 1, { reject: true, index: 4, rejectHint: 0 })
    expect(only(sent, 'MsgSnap')).toMatchObject([{ to: 1, term: 3, snapshot: { index: 4, term: 2 } }])
  })

  /** The same server, elected again: it knows nothing of the others' logs. */
  function leaderOfAgain({ disk: stored }: Member): Member {
    const again = memberOf(three, 0, stored)
    again.fire('election')
    again.sync()
    hear(again, 'MsgVoteResp', 2)
    again.sync()
    return again
  }

  it('what follows it is sent when it is acknowledged', () => {
    const again = sentSnapshot()
    expect(only(again.request(9, 'y').sent, 'MsgApp').filter(({ to }) => to === 1)).toEqual([])
    const after = only(acknowledge(again, 1, 4).sent, 'MsgApp')
    expect(after.flatMap(({ entries }) => entries.map(({ index }) => index))).toEqual([5, 6])
  })

  it('is sent again when no answer comes within an election timeout', () => {
    const again = sentSnapshot()
    const kinds: string[] = []
    for (let round = 0; round < 4; round++) {
      // The follower lives: its heartbeats are answered.
      const { sent } = again.fire('heartbeat')
      kinds.push(...sent.filter(({ to }) => to === 1).map(({ message: { type } }) => type))
      const reply = hear(again, 'MsgHeartbeatResp', 1)
      kinds.push(...reply.sent.map(({ message: { type } }) => type))
    }
    expect(kinds.filter(type => type === 'MsgSnap')).toHaveLength(1)
  })

  function sentSnapshot(): Member {
    const member = leaderWith(3)
    operate(member, 1, { kind: 'snapshot' })
    member.sync()
    const again = leaderOfAgain(member)
    hear(again, 'MsgAppResp', 1, { reject: true, index: 4, rejectHint: 0 })
    return again
  }

  it('takes the place of a log that does not hold its last entry, and of the state machine', () => {
    const member = memberOf(three, 0, disk(2, logOf(1, 1)))
    const asked = hear(member, 'MsgSnap', 1, { snapshot: snapshotAt(4, 2) })
    expect(asked.restored).toEqual([{ index: 4, captured: null }])
    expect(asked.sent).toEqual([])
    expect(member.sync().sent).toMatchObject([{ to: 1, message: { type: 'MsgAppResp', reject: false, index: 4 } }])
    expect(member.disk).toMatchObject({ dropped: 4, log: [] })
    expect(member.status).toMatchObject({ lastIndex: 4, commitIndex: 4 })
  })

  it('takes the place of a longer log that differs from it', () => {
    const member = memberOf(three, 0, disk(2, logOf(1, 1, 1, 1, 1)))
    answers(member, 'MsgSnap', 1, { snapshot: snapshotAt(4, 2) })
    expect(member.status).toMatchObject({ lastIndex: 4, commitIndex: 4 })
    member.restart()
    expect(member.status).toMatchObject({ lastIndex: 4, commitIndex: 4 })
  })

  it('of a log that holds its last entry it tells what is committed, and what follows stays', () => {
    const member = memberOf(three, 0, disk(2, logOf(1, 1, 2, 2, 2)))
    const asked = hear(member, 'MsgSnap', 1, { snapshot: snapshotAt(4, 2) })
    expect(asked.restored).toEqual([])
    expect(asked.applied.map(({ index }) => index)).toEqual([1, 2, 3, 4])
    expect(member.status).toMatchObject({ lastIndex: 5, commitIndex: 4 })
  })

  it('an old one is passed over, and the answer says how far this server is', () => {
    const member = memberOf(three, 0, diskAfter(snapshotAt(4, 2), 2))
    expect(answers(member, 'MsgSnap', 1, { snapshot: snapshotAt(3, 1) })).toMatchObject([{ index: 4, reject: false }])
    expect(member.status).toMatchObject({ lastIndex: 4, commitIndex: 4 })
  })

  it('one of an earlier term is refused, with the present one', () => {
    const member = memberOf(three, 0, disk(5))
    const [said] = answers(member, 'MsgSnap', 1, { term: 4, snapshot: snapshotAt(4, 2) })
    expect(said).toMatchObject({ type: 'MsgAppResp', term: 5, reject: true })
    expect(member.status.lastIndex).toBe(0)
  })

  it('does not change the term to its own: that is of its last entry', () => {
    const member = memberOf(three, 0, disk(7))
    answers(member, 'MsgSnap', 1, { snapshot: snapshotAt(4, 2) })
    expect(member.disk.values['currentTerm']).toBe(7)
  })

  it('is the word of a leader: a candidate of its term follows, and the wait begins anew', () => {
    const member = memberOf(three, 0, disk(2))
    member.fire('election')
    member.sync()
    const asked = hear(member, 'MsgSnap', 1, { snapshot: snapshotAt(4, 2) })
    expect(member.status).toMatchObject({ role: 'follower', term: 3, leader: 1 })
    expect(asked.timers.map(({ name }) => name)).toContain('election')
  })

  it('brings the sessions with it', () => {
    const member = memberOf(three, 0, disk(2))
    const sessions = { open: [{ client: 2, sequence: 1, index: 3, result: 'first' }] }
    answers(member, 'MsgSnap', 1, { snapshot: snapshotAt(4, 2, { sessions }) })
    expect(member.state.sessions).toEqual(sessions)
  })

  it('answers who waited here for what it holds: requests handed on, as unknown, and reads', () => {
    const member = memberOf(configOf(3, { forwarding: true }), 1, disk(2))
    hear(member, 'MsgApp', 0)
    member.request(7, 'x')
    hear(member, 'MsgPropResp', 0, { index: 2, context: 7 })
    member.step({ kind: 'read', id: 8, query: 'x' })
    hear(member, 'MsgReadIndexResp', 0, { index: 2, context: 8, term: 0 })
    expect(hear(member, 'MsgSnap', 0, { snapshot: snapshotAt(2, 2) }).replies).toMatchObject([
      { request: 7, result: { kind: 'unknown', redirect: 0 } },
      { request: 8, result: { kind: 'done' } },
    ])
  })

  it('brings the configuration with it, in place of all that the log said', () => {
    const member = memberOf(configOf(4, { voters: [0, 1, 2] }), 0, disk(2))
    const configuration = { voters: [1, 2, 3], outgoing: [], learners: [0], learnersNext: [], autoLeave: false }
    answers(member, 'MsgSnap', 1, { snapshot: snapshotAt(4, 2, { configuration }) })
    expect(member.state.configuration).toEqual(configuration)
    member.fire('election')
    expect(member.status.role).toBe('follower')
  })

  it('entries that are partly within it are taken as far as they go beyond', () => {
    const member = memberOf(three, 0, diskAfter(snapshotAt(3, 2), 2))
    const entries = [2, 3, 4].map(index => entry(2, index, index))
    expect(answers(member, 'MsgApp', 1, { index: 1, logTerm: 2, entries })).toMatchObject([{ reject: false, index: 4 }])
    expect(member.state.log).toEqual([entry(2, 4, 4)])
  })
})
