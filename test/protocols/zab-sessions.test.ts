import { describe, expect, it } from 'vitest'
import type { Plain, Stored, Txn } from '../../src/protocols/index.js'
import {
  follower,
  join,
  leader,
  newLeader,
  packetsIn,
  txn,
  type ZabProcess,
  zabDisk,
  zxid,
} from '../support/zab-process.js'

/** `SessionTrackerImpl`, `ExpiryQueue`, `ZooKeeperServer.processConnectRequest`, `Leader.processSync` of Apache ZooKeeper. */
const tick = 2_000_000

/** A leader whose transactions follower 0 acknowledges at once. */
function serving() {
  const { process, peers } = leader()
  let index = 0
  const commit = () => {
    process.sync()
    index = process.status.lastIndex
    return peers[0].tell({ packet: 'ACK', index })
  }
  const operate = (operation: Plain) => {
    const asked = process.step({ kind: 'operate', id: 7, operation })
    return [...asked.replies, ...commit().replies].map(({ result }) => result)
  }
  const ask = (client: number, sequence: number, command: Plain) => {
    const asked = process.step({ kind: 'request', id: 8, command, session: { client, sequence } })
    const { applied, replies } = commit()
    return { applied, replies: [...asked.replies, ...replies].map(({ result }) => result) }
  }
  return { process, peers, commit, operate, ask }
}

/** A transaction that opens a session. */
function opened(name: string): Txn {
  return { ...txn(name), action: { kind: 'open', timeout: 4 * tick } }
}

function tickTo(process: ZabProcess, peer: ReturnType<typeof leader>['peers'][number], clock: number): void {
  process.clock = clock
  const { self, link, grant } = peer
  process.hear(self, { type: 'pong', link, grant, heard: 0, touched: [] })
  process.fire('ping')
}

describe('sessions', () => {
  it('are opened by a transaction, with a time-out of 2 to 20 ticks', () => {
    const { process, operate } = serving()
    expect(operate({ kind: 'open-session', timeout: tick })).toEqual([{ kind: 'done', index: 1, result: 1 }])
    operate({ kind: 'open-session', timeout: 5 * tick })
    operate({ kind: 'open-session', timeout: 90 * tick })
    expect(process.state.sessions.timeouts).toEqual([
      { client: 1, timeout: 2 * tick },
      { client: 2, timeout: 5 * tick },
      { client: 3, timeout: 20 * tick },
    ])
  })

  it('carry out a request once, however often it is sent', () => {
    const { operate, ask } = serving()
    operate({ kind: 'open-session', timeout: 5 * tick })
    expect(ask(1, 1, 'x')).toEqual({
      applied: [{ index: 2, command: 'x' }],
      replies: [{ kind: 'done', index: 2, result: null }],
    })
    expect(ask(1, 1, 'x')).toEqual({ applied: [], replies: [{ kind: 'done', index: 2, result: null }] })
  })

  it('expire at the end of their bucket of a tick, never before their time-out, by a transaction', () => {
    const { process, peers, operate, commit, ask } = serving()
    process.clock = 300_000
    operate({ kind: 'open-session', timeout: 2 * tick })
    // 0.3 s and 4 s end within the bucket from 4 s to 6 s.
    tickTo(process, peers[0], 3 * tick - 1)
    expect(process.status.lastIndex).toBe(1)
    tickTo(process, peers[0], 3 * tick)
    expect(process.state.log.at(-1)?.action).toEqual({ kind: 'close', client: 1 })
    expect(ask(1, 1, 'x').replies).toEqual([{ kind: 'refused', why: 'the session is not open' }])
    commit()
    expect(process.state.sessions).toEqual({ open: [], timeouts: [] })
    tickTo(process, peers[0], 9 * tick)
    expect(process.status.lastIndex).toBe(2)
  })

  it('are kept open by requests, by touches, and by what followers tell with their pongs', () => {
    const { process, peers, operate, ask } = serving()
    const { self, link, grant } = peers[0]
    const touches = [
      () => operate({ kind: 'touch', client: 1 }),
      () => ask(1, 1, 'x'),
      () => process.hear(self, { type: 'pong', link, grant, heard: 0, touched: [1] }),
    ]
    for (const touch of touches) {
      const start = process.clock
      operate({ kind: 'open-session', timeout: 4 * tick })
      process.clock = start + 3 * tick
      touch()
      expect(process.state.leading?.expiries[0].at).toBe(start + 8 * tick)
    }
  })

  it('a follower passes touches on with its next pong, once', () => {
    const { process, leader: peer } = follower(2)
    peer.tell({ packet: 'PROPOSAL', index: 1, txns: [opened('2.1')] }, { packet: 'COMMIT', index: 1 })
    const touch = (client: number) => process.step({ kind: 'operate', id: 1, operation: { kind: 'touch', client } })
    expect(touch(1).replies[0].result).toEqual({ kind: 'done', index: 0, result: null })
    expect(touch(5).replies[0].result).toMatchObject({ kind: 'refused' })
    const { link, grant } = peer
    const ping = () => process.hear(2, { type: 'ping', link, grant, heard: 0 }).sent[0].message
    expect(ping()).toMatchObject({ type: 'pong', touched: [1] })
    expect(ping()).toMatchObject({ type: 'pong', touched: [] })
  })

  it('have their whole time-out anew under a new leader', () => {
    const { process, peers } = newLeader({ ...zabDisk(1, 1), log: [opened('1.1')] as unknown as Stored['log'] })
    process.clock = 70 * tick
    join(peers[0], 1, '1.1')
    expect(process.state.leading?.expiries).toEqual([{ client: 1, timeout: 4 * tick, at: 75 * tick, closing: false }])
  })

  it('are part of a snapshot for a follower that lags', () => {
    const log = [opened('1.1'), txn('1.2')] as unknown as Stored['log']
    const { process, peers } = newLeader({ ...zabDisk(1, 1), log }, { committedLog: 0 })
    join(peers[0], 1, '1.2')
    peers[1].connect()
    peers[1].tell({ packet: 'FOLLOWERINFO', acceptedEpoch: 0 })
    const asked = peers[1].tell({ packet: 'ACKEPOCH', currentEpoch: 0, last: zxid('0.0') })
    expect(packetsIn(asked, 1)[0]).toMatchObject({
      packet: 'SNAP',
      index: 2,
      sessions: { open: [{ client: 1, sequence: 0 }], timeouts: [{ client: 1, timeout: 4 * tick }] },
    })
    expect(process.status.commitIndex).toBe(2)
  })
})

describe('requests at a follower', () => {
  it('are handed on to the leader and answered where they came, when applied there', () => {
    const { process, leader: peer } = follower(2)
    const asked = packetsIn(process.request(5, 'x'), 2)
    expect(asked).toEqual([
      { packet: 'REQUEST', number: 1, life: 0, action: { kind: 'command', command: 'x', session: null } },
    ])
    const own = { ...txn('2.1'), origin: { member: 0, life: 0, number: 1 } }
    expect(peer.tell({ packet: 'PROPOSAL', index: 1, txns: [own] }).replies).toEqual([])
    expect(peer.tell({ packet: 'COMMIT', index: 1 }).replies).toEqual([
      { request: 5, result: { kind: 'done', index: 1, result: null } },
    ])
  })

  it('may have happened or not when the leader is lost; a sync has not', () => {
    const { process } = follower(2)
    process.request(5, 'x')
    process.step({ kind: 'operate', id: 6, operation: { kind: 'sync' } })
    expect(process.fire('leader').replies.map(({ result }) => result)).toEqual([
      { kind: 'unknown', redirect: -1 },
      { kind: 'redirect', redirect: -1 },
    ])
  })

  it('are turned away while there is no leader', () => {
    const { process } = follower(2)
    process.fire('leader')
    expect(process.request(5, 'x').replies).toEqual([{ request: 5, result: { kind: 'redirect', redirect: -1 } }])
  })

  it('the leader answers those that never become transactions', () => {
    const { peers } = leader()
    const session = { client: 9, sequence: 1 }
    const asked = peers[0].tell({
      packet: 'REQUEST',
      number: 4,
      life: 1,
      action: { kind: 'command', command: 'x', session },
    })
    expect(packetsIn(asked, 0)).toEqual([
      { packet: 'ANSWER', number: 4, reply: { kind: 'refused', why: 'the session is not open' } },
    ])
  })
})

describe('sync', () => {
  it('is answered at once when nothing is outstanding, else after the commit of what was proposed before', () => {
    const { process, peers } = leader()
    expect(packetsIn(peers[0].say({ packet: 'SYNC', number: 1 }), 0)).toEqual([{ packet: 'SYNC', number: 1 }])
    process.request(1, 'x')
    process.sync()
    expect(packetsIn(peers[0].say({ packet: 'SYNC', number: 2 }), 0)).toEqual([])
    expect(packetsIn(peers[0].say({ packet: 'ACK', index: 1 }), 0)).toEqual([
      { packet: 'COMMIT', index: 1 },
      { packet: 'SYNC', number: 2 },
    ])
  })

  it('a read here is answered at once from what is applied', () => {
    const { process } = follower(2)
    expect(process.step({ kind: 'read', id: 3, query: 'a' }).replies).toEqual([
      { request: 3, result: { kind: 'done', index: 0, result: null } },
    ])
  })
})
