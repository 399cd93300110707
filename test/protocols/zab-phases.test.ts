import { describe, expect, it } from 'vitest'
import type { Packet } from '../../src/protocols/zab/messages.js'
import { emptyDisk } from '../support/protocol-process.js'
import {
  follower,
  join,
  kindsIn,
  leader,
  newFollower,
  newLeader,
  packetsIn,
  txn,
  txns,
  zabDisk,
  zxid,
} from '../support/zab-process.js'

/**
 * Phases 1 to 3 of Junqueira, Reed & Serafini, "Zab: High-performance broadcast for primary-backup systems", DSN 2011,
 * section IV, step by step under its names (l: leader, f: follower), with the packets of ZooKeeper's `Learner.java` and
 * `LearnerHandler.java`.
 */
const noWay = { packet: 'DIFF', index: 0, zxid: zxid('0.0') } as const
const proposal = (index: number, text: string): Packet => ({ packet: 'PROPOSAL', index, txns: txns(text) })

describe('phase 1, discovery: the follower', () => {
  it('f.1.1: sends the last epoch it has accepted', () => {
    const { process } = newFollower(zabDisk(7, 6, '5.1'))
    expect(process.state.following?.channel.unheard.map(({ body }) => body)).toEqual([
      { packet: 'FOLLOWERINFO', acceptedEpoch: 7 },
    ])
  })

  it('f.1.2: accepts a later epoch, writes it down, then tells its current epoch and its last transaction', () => {
    const { process, leader } = newFollower(zabDisk(7, 6, '5.1 6.1'))
    expect(leader.say({ packet: 'LEADERINFO', epoch: 8 }).sent).toEqual([])
    expect(packetsIn(process.sync(), 2)).toEqual([{ packet: 'ACKEPOCH', currentEpoch: 6, last: zxid('6.1') }])
    expect(process.disk.values).toMatchObject({ acceptedEpoch: 8, currentEpoch: 6 })
    expect(process.status).toMatchObject({ role: 'following', term: 6, leader: -1 })
  })

  it('answers an epoch it had accepted so that it does not count (registerWithLeader)', () => {
    const { leader } = newFollower(zabDisk(7, 6, '6.1'))
    const asked = leader.tell({ packet: 'LEADERINFO', epoch: 7 })
    expect(packetsIn(asked, 2)).toEqual([{ packet: 'ACKEPOCH', currentEpoch: -1, last: zxid('6.1') }])
  })

  it('leaves a leader whose epoch is earlier than one it has accepted', () => {
    const { process, leader } = newFollower(zabDisk(7, 6))
    leader.tell({ packet: 'LEADERINFO', epoch: 6 })
    expect(process.status.role).toBe('looking')
  })
})

describe('phase 1, discovery: the leader', () => {
  it('l.1.1: once a quorum has told, takes an epoch later than any of theirs, writes it down, and announces it', () => {
    const { process, peers } = newLeader(zabDisk(2, 2), { members: 5 })
    peers[0].connect()
    expect(kindsIn(peers[0].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 6 }), 0)).toEqual([])
    peers[1].connect()
    expect(peers[1].say({ packet: 'FOLLOWERINFO', acceptedEpoch: 3 }).sent).toEqual([])
    const asked = process.sync()
    for (const peer of [0, 1]) expect(packetsIn(asked, peer)).toEqual([{ packet: 'LEADERINFO', epoch: 7 }])
    expect(process.disk.values).toMatchObject({ acceptedEpoch: 7, currentEpoch: 2 })
    peers[2].connect()
    const late = peers[2].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 6 })
    expect(packetsIn(late, 2)).toEqual([{ packet: 'LEADERINFO', epoch: 7 }])
  })

  it('l.1.2: goes on when a quorum has accepted the epoch, and one that does not count is not among it', () => {
    const { process, peers } = newLeader(zabDisk(2, 2, '2.1'), { members: 5 })
    for (const peer of peers.slice(0, 3)) {
      peer.connect()
      peer.tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 2 })
    }
    peers[0].tell({ packet: 'ACKEPOCH', currentEpoch: 2, last: zxid('2.1') })
    peers[1].tell({ packet: 'ACKEPOCH', currentEpoch: -1, last: zxid('2.1') })
    expect(process.status).toMatchObject({ term: 2, leader: -1 })
    const asked = peers[2].tell({ packet: 'ACKEPOCH', currentEpoch: 1, last: zxid('1.9') })
    expect(process.status).toMatchObject({ term: 3, leader: 4, serving: false })
    expect(kindsIn(asked, 1)).toEqual(['DIFF', 'NEWLEADER'])
  })

  it('turns away a follower whose history is more recent, by epoch and then by zxid (isMoreRecentThan)', () => {
    for (const [currentEpoch, last, stays] of [
      [2, '2.1', true],
      [1, '9.9', true],
      [2, '2.2', false],
      [3, '1.1', false],
    ] as const) {
      const { process, peers } = newLeader(zabDisk(3, 2, '2.1'))
      peers[0].connect()
      peers[0].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 3 })
      const asked = peers[0].tell({ packet: 'ACKEPOCH', currentEpoch, last: zxid(last) })
      expect(asked.sent.some(({ message }) => message.type === 'reset')).toBe(!stays)
      expect(process.status.term).toBe(stays ? 4 : 2)
    }
  })

  it('gives up after initLimit ticks without a quorum', () => {
    const { process } = newLeader(zabDisk(2, 2))
    process.fire('init')
    expect(process.status.role).toBe('looking')
  })

  it('leaves when a follower has accepted a later epoch than its own', () => {
    const { process, peers } = leader()
    peers[1].connect()
    peers[1].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 9 })
    expect(process.status.role).toBe('looking')
  })
})

describe('phase 2, synchronisation: the follower', () => {
  const discovered = (log: string, epoch = 3) => {
    const { process, leader } = newFollower(zabDisk(2, 2, log))
    leader.tell({ packet: 'LEADERINFO', epoch })
    return { process, leader }
  }

  it('f.2.1: acknowledges NEWLEADER when the history, and after it the epoch, are on its disk', () => {
    const { process, leader } = discovered('')
    leader.say(noWay, proposal(1, '1.1 1.2'), { packet: 'NEWLEADER', epoch: 3 })
    expect(kindsIn(process.syncOne(), 2)).toEqual([])
    expect(process.disk).toMatchObject({ values: { currentEpoch: 2 }, log: [{ counter: 1 }, { counter: 2 }] })
    expect(packetsIn(process.sync(), 2)).toEqual([{ packet: 'ACK-LD', epoch: 3 }])
    expect(process.disk.values['currentEpoch']).toBe(3)
  })

  it('f.2.2: delivers nothing of the history before UPTODATE, and then all that is committed', () => {
    const { leader } = discovered('1.1 1.2 2.1')
    const before = leader.tell({ packet: 'DIFF', index: 3, zxid: zxid('2.1') }, { packet: 'NEWLEADER', epoch: 3 })
    expect(before.applied).toEqual([])
    const { applied } = leader.tell({ packet: 'UPTODATE', index: 2 })
    expect(applied).toEqual([
      { index: 1, command: '1.1' },
      { index: 2, command: '1.2' },
    ])
  })

  it('remembers commits between NEWLEADER and UPTODATE (ZOOKEEPER-4394)', () => {
    const { leader } = discovered('')
    leader.tell(noWay, proposal(1, '1.1'), { packet: 'NEWLEADER', epoch: 3 })
    expect(leader.tell(proposal(2, '3.1'), { packet: 'COMMIT', index: 2 }).applied).toEqual([])
    expect(leader.tell({ packet: 'UPTODATE', index: 1 }).applied).toHaveLength(2)
  })

  it('TRUNC cuts what the leader does not have', () => {
    const { process, leader } = discovered('1.1 1.2 1.3')
    leader.tell({ packet: 'TRUNC', index: 2, zxid: zxid('1.2') }, { packet: 'NEWLEADER', epoch: 3 })
    expect(process.disk.log).toEqual(txns('1.1 1.2'))
  })

  it('SNAP takes the place of the whole history, and of none of it before NEWLEADER (ZOOKEEPER-3642)', () => {
    const { process, leader } = discovered('1.1 1.2 1.3')
    const snap: Packet = {
      packet: 'SNAP',
      index: 8,
      zxid: zxid('2.5'),
      captured: 'state',
      sessions: { open: [], timeouts: [] },
    }
    leader.tell(snap, proposal(9, '2.6'))
    expect(process.disk.log).toEqual(txns('1.1 1.2 1.3'))
    const asked = leader.say({ packet: 'NEWLEADER', epoch: 3 })
    expect(asked.restored).toEqual([{ index: 8, captured: 'state' }])
    process.syncOne()
    expect(process.disk).toMatchObject({ dropped: 8, log: txns('2.6') })
    expect(process.disk.values['snapshot']).toMatchObject({ index: 8, epoch: 2, counter: 5 })
    process.sync()
    process.restart()
    expect(process.status).toMatchObject({ lastIndex: 9, commitIndex: 8, term: 3 })
  })

  it('leaves when the leader names a transaction it does not hold', () => {
    const { process, leader } = discovered('1.1 1.2')
    leader.tell({ packet: 'DIFF', index: 2, zxid: zxid('1.3') })
    expect(process.status.role).toBe('looking')
  })
})

describe('phase 2, synchronisation: the leader', () => {
  it('l.2.2: its history is committed when a quorum, with itself, has acknowledged NEWLEADER', () => {
    const { process, peers } = newLeader(zabDisk(1, 1, '1.1 1.2'))
    peers[0].connect()
    peers[0].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 1 })
    peers[0].say({ packet: 'ACKEPOCH', currentEpoch: 1, last: zxid('1.1') })
    const before = peers[0].say({ packet: 'ACK-LD', epoch: 2 })
    expect(before.applied).toEqual([])
    expect(process.status.serving).toBe(false)
    const asked = process.sync()
    expect(asked.applied.map(({ index }) => index)).toEqual([1, 2])
    expect(packetsIn(asked, 0)).toEqual([{ packet: 'UPTODATE', index: 2 }])
    expect(process.status).toMatchObject({ serving: true, term: 2, leader: 2 })
    expect(asked.notes).toContainEqual({ what: 'serving', value: 2 })
  })

  it('UPTODATE carries the last index committed, not that of the acknowledgement (issue 3 of the specification)', () => {
    const { process, peers } = leader()
    peers[1].connect()
    peers[1].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 2 })
    peers[1].tell({ packet: 'ACKEPOCH', currentEpoch: -1, last: zxid('0.0') })
    process.request(1, 'x')
    process.sync()
    peers[0].tell({ packet: 'ACK', index: 1 })
    expect(process.status.commitIndex).toBe(1)
    expect(packetsIn(peers[1].tell({ packet: 'ACK-LD', epoch: 2 }), 1)).toContainEqual({ packet: 'UPTODATE', index: 1 })
  })

  it('a joiner gets what is proposed between NEWLEADER and its acknowledgement (issue 1 of the specification)', () => {
    const { process, peers } = leader()
    peers[1].connect()
    peers[1].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 2 })
    peers[1].tell({ packet: 'ACKEPOCH', currentEpoch: -1, last: zxid('0.0') })
    expect(kindsIn(process.request(1, 'x'), 1)).toEqual(['PROPOSAL'])
  })
})

describe('syncFollower: DIFF, TRUNC or SNAP', () => {
  const way = (log: string, last: string, committedLog = 500) => {
    const { process, peers } = newLeader(zabDisk(2, 2, log), { committedLog })
    peers[0].connect()
    peers[0].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 2 })
    process.sync()
    return packetsIn(peers[0].tell({ packet: 'ACKEPOCH', currentEpoch: 1, last: zxid(last) }), 0).map(body =>
      'index' in body ? `${body.packet} ${body.index}` : body.packet,
    )
  }
  const log = '1.1 1.2 1.3 2.1 2.2 2.3'

  it('DIFF, and nothing more, where both are alike', () => expect(way(log, '2.3')).toEqual(['DIFF 6', 'NEWLEADER']))

  it('DIFF with what is missing, within the committed log', () => {
    expect(way(log, '2.1')).toEqual(['DIFF 4', 'PROPOSAL 5', 'NEWLEADER'])
    expect(way(log, '2.1', 3)).toEqual(['DIFF 4', 'PROPOSAL 5', 'NEWLEADER'])
    expect(way(log, '0.0')).toEqual(['DIFF 0', 'PROPOSAL 1', 'NEWLEADER'])
  })

  it('SNAP to one that lags beyond the committed log', () => {
    expect(way(log, '2.1', 2)[0]).toBe('SNAP 0')
    expect(way(log, '0.0', 2)[0]).toBe('SNAP 0')
  })

  it('TRUNC to the end of the history for one that is ahead in its epoch', () => {
    expect(way(log, '2.5')).toEqual(['TRUNC 6', 'NEWLEADER'])
  })

  it('SNAP for one whose last transaction is of an epoch that went another way', () => {
    expect(way(log, '1.4')[0]).toBe('SNAP 0')
    expect(way('1.1', '2.1')[0]).toBe('SNAP 0')
  })

  it('a transaction that is proposed and not committed is not cut off one that acknowledged it', () => {
    const { process, peers } = leader('1.1')
    process.request(1, 'x')
    peers[1].connect()
    peers[1].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 2 })
    const asked = peers[1].tell({ packet: 'ACKEPOCH', currentEpoch: -1, last: zxid('2.1') })
    expect(packetsIn(asked, 1)[0]).toEqual({ packet: 'DIFF', index: 2, zxid: zxid('2.1') })
  })
})

describe('phase 3, broadcast', () => {
  it('l.3.1: proposes in the order of zxids, which go up by one within the epoch', () => {
    const { process, peers } = leader('1.1')
    const sent = [process.request(1, 'x'), process.request(2, 'y')].flatMap(asked => packetsIn(asked, peers[0].self))
    expect(sent).toMatchObject([
      { packet: 'PROPOSAL', index: 2, txns: [{ epoch: 2, counter: 1, action: { command: 'x' } }] },
      { packet: 'PROPOSAL', index: 3, txns: [{ epoch: 2, counter: 2, action: { command: 'y' } }] },
    ])
  })

  it('f.3.1: acknowledges what is on its disk', () => {
    const { process, leader } = follower(2)
    expect(packetsIn(leader.say(proposal(1, '2.1')), 2)).toEqual([])
    expect(packetsIn(process.sync(), 2)).toEqual([{ packet: 'ACK', index: 1 }])
  })

  it('l.3.2: commits what a quorum has on its disks, counting its own only then', () => {
    const { process, peers } = leader()
    process.request(1, 'x')
    expect(peers[0].say({ packet: 'ACK', index: 1 }).applied).toEqual([])
    const asked = process.sync()
    expect(asked.applied).toEqual([{ index: 1, command: 'x' }])
    expect(packetsIn(asked, 0)).toEqual([{ packet: 'COMMIT', index: 1 }])
    expect(asked.replies).toEqual([{ request: 1, result: { kind: 'done', index: 1, result: null } }])
  })

  it('f.3.2: delivers what is committed, in order', () => {
    const { leader } = follower(2)
    leader.tell(proposal(1, '2.1'), proposal(2, '2.2'))
    expect(leader.tell({ packet: 'COMMIT', index: 2 }).applied).toEqual([
      { index: 1, command: '2.1' },
      { index: 2, command: '2.2' },
    ])
  })

  it('l.3.3: a follower that comes later is synchronised, and then gets what comes', () => {
    const { process, peers } = leader('1.1')
    process.request(1, 'x')
    process.sync()
    const asked = join(peers[1], 2, '0.0', -1)
    expect(kindsIn(asked, 1)).toEqual(['UPTODATE', 'COMMIT'])
    expect(kindsIn(process.request(2, 'y'), 1)).toEqual(['PROPOSAL'])
  })

  it('leaves when the counter of its zxids is used up (ZOOKEEPER-1277)', () => {
    const { process } = leader()
    if (process.state.leading !== null) process.state.leading.counter = 0xffffffff
    expect(process.request(1, 'x').replies[0].result).toEqual({ kind: 'redirect', redirect: -1 })
    process.fire('ping')
    expect(process.status.role).toBe('looking')
  })
})

describe('time', () => {
  const heard = { type: 'pong', heard: 9, touched: [] } as const

  it('a leader pings twice a tick (Leader.lead), and is answered', () => {
    const { process, leader } = follower(2)
    const { link, grant } = leader
    const asked = process.hear(2, { type: 'ping', link, grant, heard: 4 })
    expect(asked.sent).toMatchObject([{ to: 2, message: { type: 'pong' } }])
    expect(asked.timers).toContainEqual({ name: 'leader', law: null, period: 0, again: true })
    const leads = newLeader(zabDisk(1, 1))
    leads.peers[0].connect()
    leads.peers[0].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 1 })
    leads.peers[0].tell({ packet: 'ACKEPOCH', currentEpoch: 1, last: zxid('0.0') })
    const { timers } = leads.peers[0].tell({ packet: 'ACK-LD', epoch: 2 })
    expect(timers).toContainEqual({ name: 'ping', law: null, period: 1_000_000, again: false })
    expect(leads.process.fire('ping').sent.map(({ message }) => message.type)).toEqual(['ping'])
  })

  it('a follower that has not heard its leader for syncLimit ticks looks for another', () => {
    const { process } = follower(2)
    process.fire('leader')
    expect(process.status).toMatchObject({ role: 'looking', leader: -1, term: 2 })
  })

  it('a leader leaves at the first tick after syncLimit ticks without a quorum', () => {
    const { process } = leader()
    for (let half = 0; half < 10; half++) process.fire('ping')
    expect(process.status.role).toBe('leading')
    process.fire('ping')
    process.fire('ping')
    expect(process.status.role).toBe('looking')
  })

  it('and stays while it hears one', () => {
    const { process, peers } = leader()
    for (let half = 0; half < 60; half++) {
      process.fire('ping')
      const { self, link, grant } = peers[0]
      process.hear(self, { ...heard, link, grant })
    }
    expect(process.status.role).toBe('leading')
  })

  it('drops a follower that answers pings and acknowledges no proposal for syncLimit ticks (SyncLimitCheck)', () => {
    const { process, peers } = leader()
    process.request(1, 'x')
    const { self, link, grant } = peers[0]
    for (let half = 0; half < 11; half++) {
      process.fire('ping')
      process.hear(self, { ...heard, link, grant })
    }
    expect(process.state.leading?.learners[0]).toBeNull()
  })
})

describe('a restart', () => {
  it('reads epochs, snapshot and log; what is not known to be committed is not applied', () => {
    const { process, leader } = follower(2, '1.1')
    leader.tell(proposal(2, '2.1'), { packet: 'COMMIT', index: 2 }, proposal(3, '2.2'))
    process.step({ kind: 'operate', id: 1, operation: { kind: 'snapshot' } })
    process.sync()
    process.restart()
    expect(process.status).toMatchObject({ role: 'looking', term: 2, commitIndex: 2, lastIndex: 3 })
    expect(process.state.log.at(-1)).toEqual(txn('2.2'))
  })

  it('begins with nothing from an empty disk', () => {
    const { process } = newFollower(emptyDisk)
    expect(process.status).toMatchObject({ term: 0, lastIndex: 0, commitIndex: 0 })
  })
})
