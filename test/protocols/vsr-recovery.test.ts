import { describe, expect, it } from 'vitest'
import type { VsrConfig, VsrMessage } from '../../src/protocols/index.js'
import { emptyDisk } from '../support/protocol-process.js'
import {
  doViewChange,
  logOf,
  prepare,
  prepareOk,
  replies,
  sent,
  setUp,
  startViewChange,
  type VsrProcess,
} from '../support/vsr-messages.js'

type Log = ReturnType<typeof logOf>

const firstEpoch = { epoch: 0, start: 0, startView: 0, members: [0, 1, 2], previous: [] }

function vectorFrom(vector: readonly number[], nonce = 0, epoch = firstEpoch): VsrMessage {
  return { type: 'VECTOR', nonce, vector, epoch }
}

function response(view: number, vector: readonly number[], log: Log | null = null, more: object = {}): VsrMessage {
  return { type: 'RECOVERYRESPONSE', nonce: 0, epoch: firstEpoch, view, vector, log, commit: 0, ...more }
}

/** Process 2 of three, back with nothing. */
function back(more: Partial<VsrConfig> = {}): VsrProcess {
  const process = setUp(2, 3, more)
  process.restart()
  return process
}

describe('first start and return', () => {
  it('a process tells them apart by one bit, takes no part before that is synced, and writes nothing else', () => {
    const process = setUp(1)
    expect(process.disk).toEqual({ ...emptyDisk, values: { installed: true } })
    process.hear(0, prepare(0, 0, [0]))
    process.fire('view')
    expect(process.disk).toEqual({ ...emptyDisk, values: { installed: true } })
    process.restart()
    expect(process.status.role).toBe('recovering')
  })
})

describe("Liskov & Cowling's recovery (4.3)", () => {
  const liskov = { recovery: 'liskov' } as const

  it('1: asks all with a nonce, and takes no part', () => {
    const process = back(liskov)
    expect(sent(process.fire('retry'), 'RECOVERY').map(({ to, nonce }) => [to, nonce])).toEqual([
      [0, 0],
      [1, 0],
    ])
    for (const message of [prepare(0, 0, [0]), startViewChange(1), doViewChange(2, 0, logOf())]) {
      expect(process.hear(0, message).sent).toEqual([])
    }
    expect(replies(process.request(1, 'a'))).toEqual([{ request: 1, kind: 'redirect', redirect: -1 }])
  })

  it('2: a replica answers only when its status is normal, the primary with its log', () => {
    const ask = { type: 'RECOVERY', nonce: 5, vector: [0, 0, 0] } as const
    const primary = setUp(0)
    primary.request(1, 'a')
    expect(sent(primary.hear(2, ask), 'RECOVERYRESPONSE')).toMatchObject([
      { to: 2, nonce: 5, view: 0, log: { base: 0 } },
    ])
    const backup = setUp(1)
    expect(sent(backup.hear(2, ask), 'RECOVERYRESPONSE')).toMatchObject([{ nonce: 5, log: null }])
    backup.fire('view')
    expect(backup.hear(2, ask).sent).toEqual([])
  })

  it('3: needs f + 1, the primary of the latest view among them, with its nonce', () => {
    const process = back(liskov)
    const none = [0, 0, 0]
    process.hear(0, response(3, none, logOf(0, 3), { nonce: 1 }))
    process.hear(1, response(5, none))
    expect(process.status.role).toBe('recovering')
    process.hear(0, response(3, none, logOf(0, 3)))
    // The primary of view 5 would be this process; that of view 3 knows less.
    expect(process.status.role).toBe('recovering')
    process.hear(0, response(6, none))
    const asked = process.hear(1, response(7, none, logOf(0, 4), { commit: 1 }))
    expect(process.status).toMatchObject({ role: 'backup', term: 7, leader: 1, lastIndex: 2, commitIndex: 1 })
    expect(asked.notes.map(({ what }) => what)).toContain('recovered')
    expect(sent(asked, 'PREPAREOK')).toMatchObject([{ to: 1, view: 7, op: 2 }])
  })
})

describe('crash vectors (Michael, Ports, Sharma & Szekeres 2017)', () => {
  it('a process learns from a quorum which of its lives this is', () => {
    const process = back()
    process.hear(0, vectorFrom([0, 0, 4]))
    const asked = process.hear(1, vectorFrom([0, 2, 3]))
    expect(sent(asked, 'RECOVERY').map(({ vector }) => vector)).toEqual([
      [0, 2, 5],
      [0, 2, 5],
    ])
  })

  it('answers of another question do not count (line 50)', () => {
    const process = back()
    process.hear(0, vectorFrom([0, 0, 0], 1))
    process.hear(1, vectorFrom([0, 0, 0]))
    expect(process.state.recovery?.phase).toBe('vector')
    process.hear(0, vectorFrom([0, 0, 0]))
    expect(process.state.recovery?.phase).toBe('state')
    process.hear(0, response(0, [0, 0, 0], logOf()))
    process.hear(1, response(0, [0, 0, 1]))
    expect(process.status.role).toBe('recovering')
    process.hear(0, response(0, [0, 0, 1], logOf()))
    expect(process.status.role).toBe('backup')
  })

  it('an answer of an earlier life is discarded when the later one is known (line 53)', () => {
    const process = back()
    for (const from of [0, 1]) process.hear(from, vectorFrom([0, 0, 0]))
    process.hear(0, response(0, [0, 0, 1], logOf()))
    process.hear(1, response(0, [1, 0, 1]))
    expect(process.status.role).toBe('recovering')
    process.hear(0, response(1, [1, 0, 1]))
    process.hear(1, response(1, [1, 0, 1], logOf()))
    expect(process.status).toMatchObject({ role: 'backup', term: 1 })
  })

  it('only who has not forgotten answers (the guard of line 39)', () => {
    const process = back()
    expect(process.hear(0, { type: 'GETVECTOR', nonce: 1 }).sent).toEqual([])
    expect(process.hear(0, { type: 'RECOVERY', nonce: 1, vector: [1, 0, 0] }).sent).toEqual([])
    const other = setUp(1)
    other.fire('view')
    expect(sent(other.hear(2, { type: 'GETVECTOR', nonce: 1 }), 'VECTOR')).toMatchObject([{ to: 2, vector: [0, 0, 0] }])
  })

  it('RECOVERY makes its life known (line 40), and what the life before promised is void', () => {
    const primary = setUp(1, 5)
    const none = [0, 0, 0, 0, 0]
    primary.hear(3, doViewChange(1, 0, logOf(), 0, none))
    primary.hear(3, { type: 'RECOVERY', nonce: 1, vector: [0, 0, 0, 1, 0] })
    expect(primary.state.vector).toEqual([0, 0, 0, 1, 0])
    primary.hear(4, doViewChange(1, 0, logOf(), 0, none))
    expect(primary.status.role).toBe('view-change')
    primary.hear(3, doViewChange(1, 0, logOf(), 0, none))
    expect(primary.status.role).toBe('view-change')
    primary.hear(3, doViewChange(1, 0, logOf(), 0, [0, 0, 0, 1, 0]))
    primary.hear(2, startViewChange(1, none))
    expect(primary.status.role).toBe('primary')
  })

  it('a later life told of by a third counts as much: logs are taken from a crash-consistent quorum', () => {
    const primary = setUp(1, 5)
    const none = [0, 0, 0, 0, 0]
    primary.hear(3, doViewChange(1, 0, logOf(), 0, none))
    primary.hear(4, doViewChange(1, 0, logOf(), 0, [0, 0, 0, 1, 0]))
    expect(primary.status.role).toBe('view-change')
  })

  it('an acknowledgement of an earlier life no longer counts', () => {
    const primary = setUp(0, 5)
    primary.request(1, 'a')
    primary.hear(1, prepareOk(0, 1))
    primary.hear(1, { type: 'RECOVERY', nonce: 1, vector: [0, 1, 0, 0, 0] })
    expect(primary.hear(2, prepareOk(0, 1)).applied).toEqual([])
    expect(primary.hear(1, prepareOk(0, 1)).applied).toEqual([])
    expect(primary.hear(1, prepareOk(0, 1, [0, 1, 0, 0, 0])).applied).toHaveLength(1)
  })
})

describe('epochs (section 7)', () => {
  const change = { kind: 'change', members: [1, 2, 3] }

  function changing(): VsrProcess {
    const primary = setUp(0, 5, { voters: [0, 1, 2] })
    primary.step({ kind: 'operate', id: 1, operation: change })
    return primary
  }

  it('7.1: nothing follows the change in its epoch', () => {
    const primary = changing()
    expect(replies(primary.request(2, 'a'))).toEqual([{ request: 2, kind: 'busy' }])
    expect(replies(primary.step({ kind: 'operate', id: 3, operation: change }))).toMatchObject([{ kind: 'busy' }])
    expect(primary.status.lastIndex).toBe(1)
  })

  it('7.1: when it is committed the epoch ends, and old and new members are told', () => {
    const primary = changing()
    const asked = primary.hear(1, prepareOk(0, 1))
    expect(replies(asked)).toMatchObject([{ request: 1, kind: 'done', result: [1, 2, 3] }])
    expect(sent(asked, 'STARTEPOCH').map(({ to }) => to)).toEqual([1, 2, 3])
    expect(sent(asked, 'STARTEPOCH')[0].epoch).toMatchObject({
      epoch: 1,
      start: 1,
      members: [1, 2, 3],
      previous: [0, 1, 2],
    })
    expect(primary.status).toMatchObject({ role: 'standby', quorum: { kind: 'majority', of: [1, 2, 3] } })
  })

  it('7.1: a member without the state waits for it; a message of the epoch that is over is answered with the new one', () => {
    const primary = changing()
    const [start] = sent(primary.hear(1, prepareOk(0, 1)), 'STARTEPOCH')
    const joining = setUp(3, 5, { voters: [0, 1, 2] })
    expect(joining.status.role).toBe('standby')
    const asked = joining.hear(0, start)
    expect(joining.status.role).toBe('transitioning')
    expect(sent(asked, 'GETSTATE')).toMatchObject([{ to: 0, epoch: 1, view: 0, op: 0 }])
    const [state] = sent(primary.hear(3, sent(asked, 'GETSTATE')[0]), 'NEWSTATE')
    const came = joining.hear(0, state)
    expect(joining.status).toMatchObject({ role: 'backup', leader: 1, commitIndex: 1 })
    expect(sent(came, 'EPOCHSTARTED')).toMatchObject([{ to: 0, epoch: 1 }])
    expect(sent(joining.hear(2, startViewChange(5, [0, 0, 0, 0, 0])), 'STARTEPOCH')).toMatchObject([{ to: 2 }])
  })

  it('7.2: who is left out repeats STARTEPOCH until f + 1 of the new members are active', () => {
    const primary = changing()
    primary.hear(1, prepareOk(0, 1))
    expect(sent(primary.fire('retry'), 'STARTEPOCH').map(({ to }) => to)).toEqual([1, 2, 3])
    primary.hear(1, { type: 'EPOCHSTARTED', epoch: 1 })
    expect(sent(primary.fire('retry'), 'STARTEPOCH').map(({ to }) => to)).toEqual([2, 3])
    expect(primary.hear(3, { type: 'EPOCHSTARTED', epoch: 1 }).cancelled).toContain('retry')
  })

  it('whoever recovers may have been active in the epoch that is about to begin: nobody answers until that is decided', () => {
    const primary = changing()
    expect(primary.hear(2, { type: 'RECOVERY', nonce: 1, vector: [0, 0, 1, 0, 0] }).sent).toEqual([])
  })

  it('nor does anybody say which of its lives that was: who knows may be a member of the next epoch alone', () => {
    const primary = changing()
    expect(primary.hear(2, { type: 'GETVECTOR', nonce: 1 }).sent).toEqual([])
    primary.hear(1, prepareOk(0, 1))
    expect(sent(primary.hear(2, { type: 'GETVECTOR', nonce: 1 }), 'VECTOR')).toMatchObject([
      { to: 2, epoch: { epoch: 1 } },
    ])
  })

  it('a log with the very change is committed up to it, whoever tells of the epoch', () => {
    const primary = changing()
    const [{ entries: news }] = sent(changing().fire('heartbeat'), 'PREPARE')
    const [start] = sent(primary.hear(1, prepareOk(0, 1)), 'STARTEPOCH')
    const backup = setUp(2, 5, { voters: [0, 1, 2] })
    backup.hear(0, { type: 'PREPARE', epoch: 0, view: 0, previous: 0, entries: news, commit: 0, reading: 0 })
    backup.fire('view')
    backup.hear(3, start)
    expect(backup.status).toMatchObject({ role: 'backup', leader: 1, commitIndex: 1, term: 2 ** 20 })
  })
})
