import { describe, expect, it } from 'vitest'
import type { Plain } from '../../src/protocols/index.js'
import {
  acknowledge,
  acknowledgeAll,
  answers,
  campaign,
  change,
  changeEntry,
  configOf,
  disk,
  diskAfter,
  elected,
  hear,
  leaderOf,
  logOf,
  memberOf,
  only,
  operate,
  orderChange,
  snapshotAt,
} from '../support/raft-member.js'

// Ongaro's thesis, section 4.3: arbitrary changes through a joint configuration. The old members are 0, 1 and 2, the new
// ones 0, 3 and 4, so that neither half has its majority in the other.

const five = configOf(5, { voters: [0, 1, 2] })
const swap: Plain[] = [{ remove: 1 }, { remove: 2 }, { add: 3 }, { add: 4 }]
const joint = { voters: [0, 3, 4], outgoing: [0, 1, 2], learners: [], learnersNext: [], autoLeave: true }

/** Process 0 leads, and all have acknowledged its joint configuration, but nothing is said of what followed. */
function inJoint(transition: string) {
  const member = leaderOf(five)
  orderChange(member, 1, swap, transition)
  return member
}

const restored: [what: string, make: () => ReturnType<typeof memberOf>][] = [
  ['found in the log', () => memberOf(five, 0, disk(2, [...logOf(2), changeEntry(2, 2, change('implicit', ...swap))]))],
  ['come up with from a snapshot', () => memberOf(five, 0, diskAfter(snapshotAt(2, 2, { configuration: joint }), 2))],
  [
    'sent with a snapshot',
    () => {
      const member = memberOf(five, 0, disk(2))
      answers(member, 'MsgSnap', 1, { snapshot: snapshotAt(2, 2, { configuration: joint }) })
      return member
    },
  ],
]

describe('4.3 what a joint configuration takes', () => {
  it('more than one voter at a time goes through it, and only so', () => {
    expect(inJoint('auto').state.configuration).toEqual(joint)
    const one = leaderOf(five)
    orderChange(one, 1, [{ add: 3 }])
    expect(one.state.configuration.outgoing).toEqual([])
    const told = leaderOf(five)
    orderChange(told, 1, [{ add: 3 }], 'implicit')
    expect(told.state.configuration).toMatchObject({ voters: [0, 1, 2, 3], outgoing: [0, 1, 2] })
  })

  it('entries go to the servers of both configurations', () => {
    const member = inJoint('explicit')
    member.fire('heartbeat')
    expect(only(member.fire('heartbeat').sent, 'MsgApp').map(({ to }) => to)).toEqual([1, 2, 3, 4])
  })

  const stored: [by: number[], committed: boolean][] = [
    [[1], false],
    [[1, 2], false],
    [[3, 4], false],
    [[1, 3], true],
    [[2, 4], true],
  ]
  for (const [by, committed] of stored) {
    it(`stored by the leader, ${by.join(' and ')}: ${committed ? 'committed' : 'not committed'}`, () => {
      const member = inJoint('explicit')
      member.sync()
      for (const peer of by) acknowledge(member, peer, 2)
      expect(member.status.commitIndex).toBe(committed ? 2 : 1)
    })
  }

  for (const [what, make] of restored) {
    it(`${what}: a candidate asks all of both halves, and needs a majority of each`, () => {
      const both = make()
      expect(only(campaign(both, [3, 4]).sent, 'MsgVote').map(({ to }) => to)).toEqual([1, 2, 3, 4])
      expect(both.status.role).toBe('candidate')
      hear(both, 'MsgVoteResp', 1)
      expect(both.status.role).toBe('leader')
      const old = make()
      campaign(old, [1, 2])
      expect(old.status.role).toBe('candidate')
    })
  }

  it('a leader with CheckQuorum has to hear a majority of each (6.2)', () => {
    const heard = (peers: readonly number[]) => {
      const member = leaderOf({ ...five, checkQuorum: true })
      orderChange(member, 1, swap, 'explicit')
      acknowledgeAll(member)
      for (let round = 0; round < 4; round++) {
        member.fire('heartbeat')
        for (const peer of peers) if (member.status.role === 'leader') acknowledge(member, peer, 2)
      }
      return member.status.role
    }
    expect([heard([1, 2]), heard([3, 4]), heard([1, 3])]).toEqual(['follower', 'follower', 'leader'])
  })

  it('a read is confirmed by a majority of each (6.4)', () => {
    const member = inJoint('explicit')
    acknowledgeAll(member)
    const [{ message }] = member.step({ kind: 'read', id: 7, query: 'x' }).sent
    const { context } = message
    const confirm = (peer: number) => acknowledge(member, peer, 2, { context }).replies
    expect([...confirm(3), ...confirm(4)]).toEqual([])
    expect(confirm(2)).toHaveLength(1)
  })

  it('no change begins while it lasts', () => {
    const member = inJoint('explicit')
    acknowledgeAll(member)
    expect(orderChange(member, 2, [{ remove: 4 }]).replies).toMatchObject([{ request: 2, result: { kind: 'refused' } }])
  })
})

describe('4.3 leaving it', () => {
  for (const transition of ['auto', 'implicit']) {
    it(`${transition}: the leader appends the new configuration when the joint one is committed, and not before`, () => {
      const member = inJoint(transition)
      member.sync()
      acknowledge(member, 3, 2)
      expect(member.status.lastIndex).toBe(2)
      acknowledge(member, 1, 2)
      expect(member.status).toMatchObject({ lastIndex: 3, commitIndex: 2 })
      expect(member.state.configuration).toMatchObject({ voters: [0, 3, 4], outgoing: [], autoLeave: false })
    })
  }

  it('from then on a majority of the new configuration is enough', () => {
    const member = inJoint('auto')
    acknowledgeAll(member)
    member.sync()
    acknowledge(member, 1, 3)
    acknowledge(member, 2, 3)
    expect(member.status.commitIndex).toBe(2)
    acknowledge(member, 3, 3)
    expect(member.status.commitIndex).toBe(3)
  })

  it('explicit: it lasts until an order, which is refused while it is not committed', () => {
    const member = inJoint('explicit')
    expect(operate(member, 2, { kind: 'leave-joint' }).replies).toMatchObject([{ result: { kind: 'refused' } }])
    acknowledgeAll(member)
    expect(member.status).toMatchObject({ lastIndex: 2, commitIndex: 2 })
    operate(member, 3, { kind: 'leave-joint' })
    expect(member.state.configuration).toMatchObject({ voters: [0, 3, 4], outgoing: [] })
  })

  it('there is nothing to leave where nothing is joint', () => {
    expect(operate(leaderOf(five), 1, { kind: 'leave-joint' }).replies).toMatchObject([{ result: { kind: 'refused' } }])
  })

  it('a new leader leaves what it found, when an entry of its own term is committed', () => {
    const member = elected(five, disk(2, [...logOf(2), changeEntry(2, 2, change('implicit', ...swap))]))
    expect(member.status).toMatchObject({ term: 3, lastIndex: 3 })
    for (const peer of [1, 3]) acknowledge(member, peer, 2)
    expect(member.status.lastIndex).toBe(3)
    for (const peer of [1, 3]) acknowledge(member, peer, 3)
    expect(member.status).toMatchObject({ commitIndex: 3, lastIndex: 4 })
    expect(member.state.configuration.outgoing).toEqual([])
  })

  it('a transfer puts it off; where that is given up, it is left then', () => {
    const member = inJoint('auto')
    operate(member, 2, { kind: 'transfer', to: 3 })
    member.sync()
    for (const peer of [1, 4]) acknowledge(member, peer, 2)
    expect(member.status).toMatchObject({ commitIndex: 2, lastIndex: 2 })
    member.fire('transfer')
    expect(member.status.lastIndex).toBe(3)
    expect(member.state.configuration).toMatchObject({ voters: [0, 3, 4], outgoing: [] })
  })

  it('it is left once', () => {
    const member = inJoint('auto')
    acknowledgeAll(member)
    member.request(2, 'x')
    acknowledgeAll(member)
    expect(member.state.log.filter(({ kind }) => kind === 'change')).toHaveLength(2)
  })

  it('a leader that is not in the new configuration steps down when that is committed', () => {
    const member = leaderOf(five)
    orderChange(member, 1, [{ remove: 0 }, { add: 3 }])
    acknowledgeAll(member)
    expect(member.status).toMatchObject({ role: 'leader', commitIndex: 2, lastIndex: 3 })
    member.sync()
    for (const peer of [1, 2]) acknowledge(member, peer, 3)
    expect(member.status).toMatchObject({ role: 'follower', commitIndex: 3 })
  })

  it('a voter that is to listen only votes in the outgoing half, and is a learner when that is left', () => {
    const member = leaderOf(five)
    orderChange(member, 1, [{ addLearner: 2 }, { add: 3 }])
    expect(member.state.configuration).toMatchObject({ voters: [0, 1, 3], outgoing: [0, 1, 2], learnersNext: [2] })
    acknowledgeAll(member)
    expect(member.state.configuration).toMatchObject({ voters: [0, 1, 3], learners: [2], learnersNext: [] })
  })

  it('a joint configuration that is cut off the log leaves the one before it', () => {
    const member = memberOf(five, 0, disk(2, [...logOf(2), changeEntry(2, 2, change('implicit', ...swap))]))
    answers(member, 'MsgApp', 1, { term: 3, index: 1, logTerm: 2, entries: [{ ...logOf(3)[0], index: 2 }] })
    expect(member.state.configuration).toMatchObject({ voters: [0, 1, 2], outgoing: [] })
  })

  it('the cut of its second half leaves it joint', () => {
    const log = [...logOf(2), changeEntry(2, 2, change('implicit', ...swap)), changeEntry(2, 3, change('auto'))]
    const member = memberOf(five, 0, disk(2, log))
    expect(member.state.configuration.outgoing).toEqual([])
    answers(member, 'MsgApp', 1, { term: 3, index: 2, logTerm: 2, entries: [{ ...logOf(3)[0], index: 3 }] })
    expect(member.state.configuration).toEqual(joint)
  })
})
