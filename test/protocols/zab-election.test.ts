import { describe, expect, it } from 'vitest'
import { isBetter, sameVote } from '../../src/protocols/zab/votes.js'
import { vote, votesIn, zabConfig, zabDisk, zabProcess, zxid } from '../support/zab-process.js'

/** Rules of `FastLeaderElection.java` of Apache ZooKeeper, by the names of its methods and variables. */
const five = { members: 5 }
const ms = 1000

describe('totalOrderPredicate', () => {
  const as = (leader: number, peerEpoch: number, last: string) => ({ leader, peerEpoch, zxid: zxid(last), round: 1 })
  const ascending = [
    as(4, 1, '1.1'),
    as(0, 1, '1.9'),
    as(3, 1, '1.9'),
    as(1, 2, '0.0'),
    as(0, 2, '1.2'),
    as(2, 2, '2.1'),
  ]

  it('goes by the epoch, then by the zxid, then by the server', () => {
    for (const [i, one] of ascending.entries()) {
      for (const [j, other] of ascending.entries()) expect(isBetter(zabConfig(five), one, other)).toBe(i > j)
    }
  })

  it('never prefers a server without weight', () => {
    const quorum = { kind: 'weighted', of: [0, 1, 2], weights: [1, 1, 0], needed: 2 } as const
    expect(isBetter(zabConfig({ quorum }), as(2, 9, '9.9'), as(0, 1, '1.1'))).toBe(false)
  })
})

describe('Vote.equals', () => {
  const one = { leader: 1, peerEpoch: 3, zxid: zxid('3.1'), round: 4 }

  it('asks everything of those who look', () => {
    const looking = { ...one, state: 'looking' as const }
    expect(sameVote(looking, looking)).toBe(true)
    for (const other of [{ leader: 2 }, { peerEpoch: 2 }, { zxid: zxid('3.2') }, { round: 5 }]) {
      expect(sameVote(looking, { ...looking, ...other })).toBe(false)
    }
  })

  it('asks only leader and epoch of those who do not (ZOOKEEPER-1732)', () => {
    const settled = { ...one, state: 'following' as const }
    expect(sameVote(settled, { ...settled, round: 9, zxid: zxid('2.2') })).toBe(true)
    expect(sameVote(settled, { ...settled, peerEpoch: 2 })).toBe(false)
  })
})

describe('lookForLeader', () => {
  it('begins with a vote for oneself in a new round, told to all others', () => {
    const process = zabProcess(1, zabDisk(2, 2, '1.1 2.1'), five)
    expect(process.state.election.vote).toEqual({ leader: 1, zxid: zxid('2.1'), peerEpoch: 2, round: 1 })
    process.restart()
    const asked = process.step({ kind: 'start' })
    expect(votesIn(asked)).toEqual([0, 2, 3, 4].map(to => ({ to, leader: 1, round: 2, state: 'looking' })))
  })

  it('takes a better vote of its round and tells it', () => {
    const process = zabProcess(0, zabDisk(1, 1, '1.1'), five)
    expect(votesIn(process.hear(3, vote(3, 1, '1.2'))).map(({ leader }) => leader)).toEqual([3, 3, 3, 3])
    expect(votesIn(process.hear(2, vote(2, 1, '1.1')))).toEqual([])
  })

  it('takes a later round, forgets the votes of its own, and votes for the better of the two', () => {
    const process = zabProcess(4, zabDisk(1, 1, '1.5'), five)
    process.hear(0, vote(4, 1, '1.5'))
    const asked = process.hear(1, vote(1, 1, '1.1', { round: 6 }))
    expect(votesIn(asked)[0]).toMatchObject({ leader: 4, round: 6 })
    expect(process.state.election.received[0]).toBeNull()
    expect(votesIn(process.hear(2, vote(2, 1, '1.7', { round: 8 })))[0]).toMatchObject({ leader: 2, round: 8 })
  })

  it('answers one of an earlier round with its own vote, and does not count it', () => {
    const process = zabProcess(4, zabDisk(1, 1), five)
    process.hear(1, vote(1, 1, '1.1', { round: 6 }))
    const asked = process.hear(2, vote(2, 9, '9.9', { round: 5 }))
    expect(votesIn(asked)).toEqual([{ to: 2, leader: 1, round: 6, state: 'looking' }])
    expect(process.state.election.received[2]).toBeNull()
  })

  it('waits finalizeWait for a better vote once a quorum agrees, then is what it voted for', () => {
    const process = zabProcess(0, zabDisk(1, 1), five)
    process.hear(3, vote(3, 1, '1.1'))
    const asked = process.hear(1, vote(3, 1, '1.1'))
    expect(asked.timers).toContainEqual({
      name: 'finalize',
      law: { kind: 'constant', value: 200 * ms },
      period: 0,
      again: false,
    })
    process.fire('finalize')
    expect(process.status.role).toBe('following')
  })

  it('starts the wait anew at a vote that is no better, which it drops', () => {
    const process = zabProcess(0, zabDisk(1, 1), five)
    process.hear(3, vote(3, 1, '1.1'))
    process.hear(1, vote(3, 1, '1.1'))
    const asked = process.hear(2, vote(2, 1, '1.1'))
    expect(asked.timers).toEqual([{ name: 'finalize', law: null, period: 0, again: true }])
    expect(process.state.election.received[2]).toBeNull()
  })

  it('goes on at a better vote within the wait', () => {
    const process = zabProcess(0, zabDisk(1, 1), five)
    process.hear(3, vote(3, 1, '1.1'))
    process.hear(1, vote(3, 1, '1.1'))
    const asked = process.hear(4, vote(4, 1, '1.1'))
    expect(asked.cancelled).toContain('finalize')
    expect(votesIn(asked)[0]).toMatchObject({ leader: 4 })
    process.fire('finalize')
    expect(process.status.role).toBe('looking')
  })

  it('leads when the quorum is for itself', () => {
    const process = zabProcess(4, zabDisk(1, 1), five)
    for (const peer of [0, 1]) process.hear(peer, vote(4, 1, '0.0'))
    process.fire('finalize')
    expect(process.status).toMatchObject({ role: 'leading', leader: -1, serving: false })
  })

  it('repeats its vote after 200 ms of silence, then after twice as long each time, at most 60 s', () => {
    const process = zabProcess(0, zabDisk(1, 1))
    const waits = Array.from({ length: 11 }, () => {
      const { sent, timers } = process.fire('notification')
      expect(sent).toHaveLength(2)
      const law = timers.find(({ name }) => name === 'notification')?.law
      return law?.kind === 'constant' ? law.value / ms : null
    })
    expect(waits).toEqual([400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000, 60_000])
  })
})

describe('who follows or leads', () => {
  it('tells one that looks whom it follows, and nobody else', () => {
    const process = zabProcess(0, zabDisk(1, 1))
    process.hear(2, vote(2, 1, '1.1'))
    process.fire('finalize')
    expect(votesIn(process.hear(1, vote(1, 1, '0.0', { round: 7 })))).toEqual([
      { to: 1, leader: 2, round: 1, state: 'following' },
    ])
    expect(votesIn(process.hear(2, vote(2, 1, '1.1', { state: 'leading' })))).toEqual([])
  })
})

describe('joining those who are settled', () => {
  const settled = { round: 4, state: 'following' } as const

  it('needs a quorum that names the leader, in outofelection', () => {
    const process = zabProcess(0, zabDisk(1, 1), five)
    process.hear(4, vote(4, 1, '1.1', { round: 4, state: 'leading' }))
    process.hear(1, vote(4, 1, '1.1', settled))
    expect(process.status.role).toBe('looking')
    process.hear(2, vote(4, 1, '1.1', settled))
    expect(process.status.role).toBe('following')
    expect(process.state.election.round).toBe(4)
  })

  it('checkLeader: needs the word of the leader that it leads', () => {
    const process = zabProcess(0, zabDisk(1, 1), five)
    for (const peer of [1, 2, 3]) process.hear(peer, vote(4, 1, '1.1', settled))
    expect(process.status.role).toBe('looking')
    process.hear(4, vote(4, 1, '1.1', { round: 4, state: 'leading' }))
    expect(process.status.role).toBe('following')
  })

  it('checkLeader: one that all others follow leads only in the round it is in itself', () => {
    const process = zabProcess(4, zabDisk(1, 1), five)
    for (const peer of [0, 1, 2]) process.hear(peer, vote(4, 1, '0.0', settled))
    expect(process.status.role).toBe('looking')
    const other = zabProcess(4, zabDisk(1, 1), five)
    for (const peer of [0, 1, 2]) other.hear(peer, vote(4, 1, '0.0', { round: 1, state: 'following' }))
    expect(other.status.role).toBe('leading')
  })

  it('in one round counts the votes of those who still look together with theirs', () => {
    const process = zabProcess(0, zabDisk(1, 1), five)
    process.hear(1, vote(4, 1, '1.1'))
    process.hear(4, vote(4, 1, '1.1', { state: 'leading' }))
    expect(process.status.role).toBe('following')
  })
})

describe('observers', () => {
  it('have no vote, and follow whom the voters elect', () => {
    const config = { members: 4, observers: [3] }
    const process = zabProcess(3, zabDisk(0, 0), config)
    for (const peer of [1, 2]) process.hear(peer, vote(2, 1, '1.1'))
    process.fire('finalize')
    expect(process.status.role).toBe('observing')
    const voter = zabProcess(0, zabDisk(0, 0), config)
    expect(votesIn(voter.hear(3, vote(-1, -1, '-1.0')))).toEqual([{ to: 3, leader: 0, round: 1, state: 'looking' }])
    expect(voter.state.election.received[3]).toBeNull()
  })
})
