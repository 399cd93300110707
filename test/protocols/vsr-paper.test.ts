import { describe, expect, it } from 'vitest'
import { vsr } from '../../src/protocols/index.js'
import {
  doViewChange,
  entries,
  logOf,
  prepare,
  prepareOk,
  replies,
  sent,
  setUp,
  startViewChange,
  type VsrProcess,
  vsrConfig,
} from '../support/vsr-messages.js'

/** Rules of Liskov & Cowling, "Viewstamped Replication Revisited", MIT-CSAIL-TR-2012-021, by their sections. */
function commandsOf({ state }: VsrProcess): unknown[] {
  return state.log.map(({ command }) => command)
}

describe('normal operation (4.1)', () => {
  it('the primary numbers a request, sends PREPARE to all, and commits with f PREPAREOKs', () => {
    const primary = setUp(0, 5)
    const asked = primary.request(7, 'a')
    expect(sent(asked, 'PREPARE').map(({ to, previous, entries }) => [to, previous, entries.length])).toEqual(
      [1, 2, 3, 4].map(to => [to, 0, 1]),
    )
    expect(primary.hear(1, prepareOk(0, 1)).applied).toEqual([])
    // The same backup again is not another one.
    expect(primary.hear(1, prepareOk(0, 1)).applied).toEqual([])
    const committed = primary.hear(3, prepareOk(0, 1))
    expect(committed.applied).toEqual([{ index: 1, command: 'a' }])
    expect(replies(committed)).toEqual([{ request: 7, kind: 'done', index: 1, result: null }])
  })

  it('PREPAREOK for an operation stands for all before it', () => {
    const primary = setUp(0)
    primary.request(1, 'a')
    primary.request(2, 'b')
    expect(primary.hear(2, prepareOk(0, 2)).applied.map(({ command }) => command)).toEqual(['a', 'b'])
  })

  it('a backup takes operations in order alone, and fetches what is missing', () => {
    const backup = setUp(1)
    expect(sent(backup.hear(0, prepare(0, 0, [0])), 'PREPAREOK')).toMatchObject([{ to: 0, op: 1 }])
    const early = backup.hear(0, prepare(0, 2, [0]))
    expect(sent(early, 'PREPAREOK')).toEqual([])
    expect(sent(early, 'GETSTATE')).toMatchObject([{ to: 0, view: 0, op: 1 }])
    expect(commandsOf(backup)).toEqual(['0.1'])
  })

  it('a backup learns of commits from the next PREPARE, or from COMMIT when the primary is idle', () => {
    const backup = setUp(1)
    backup.hear(0, prepare(0, 0, [0, 0]))
    expect(backup.hear(0, prepare(0, 2, [0], 1)).applied).toEqual([{ index: 1, command: '0.1' }])
    const commit = { type: 'COMMIT', epoch: 0, view: 0, commit: 3, reading: 0 } as const
    expect(backup.hear(0, commit).applied.map(({ index }) => index)).toEqual([2, 3])
    const primary = setUp(0)
    expect(sent(primary.fire('heartbeat'), 'COMMIT').map(({ to, commit }) => [to, commit])).toEqual([
      [1, 0],
      [2, 0],
    ])
  })

  it('what was not acknowledged is sent again, one message to each backup', () => {
    const primary = setUp(0, 3, { batch: 2 })
    for (const command of ['a', 'b', 'c']) primary.request(1, command)
    primary.hear(1, prepareOk(0, 3))
    const asked = primary.fire('heartbeat')
    expect(sent(asked, 'COMMIT')).toMatchObject([{ to: 1, commit: 3 }])
    expect(sent(asked, 'PREPARE')).toMatchObject([{ to: 2, previous: 0, commit: 3 }])
    expect(sent(asked, 'PREPARE')[0].entries).toHaveLength(2)
  })

  it('the client table answers repeats, and gives a request under way no second number', () => {
    const primary = setUp(0)
    primary.step({ kind: 'operate', id: 1, operation: { kind: 'open-session' } })
    expect(replies(primary.hear(1, prepareOk(0, 1)))).toMatchObject([{ request: 1, result: 1 }])
    const session = { client: 1, sequence: 1 }
    const ask = (id: number) => primary.step({ kind: 'request', id, command: 'a', session })
    expect(sent(ask(2), 'PREPARE')).toHaveLength(2)
    expect(sent(ask(3), 'PREPARE')).toEqual([])
    const done = primary.hear(1, prepareOk(0, 2))
    expect(done.applied).toEqual([{ index: 2, command: 'a' }])
    expect(replies(done)).toMatchObject([
      { request: 2, index: 2 },
      { request: 3, index: 2 },
    ])
    expect(replies(ask(4))).toMatchObject([{ request: 4, kind: 'done', index: 2 }])
    expect(primary.status.lastIndex).toBe(2)
  })

  it('messages of an earlier view are passed over', () => {
    const backup = setUp(1)
    backup.fire('view')
    expect(backup.status).toMatchObject({ role: 'view-change', term: 1 })
    expect(backup.hear(0, prepare(0, 0, [0])).sent).toEqual([])
    expect(commandsOf(backup)).toEqual([])
  })
})

describe('view changes (4.2)', () => {
  it('1: a backup that misses its primary advances the view and says so to all', () => {
    const backup = setUp(2)
    const asked = backup.fire('view')
    expect(sent(asked, 'STARTVIEWCHANGE').map(({ to, view }) => [to, view])).toEqual([
      [0, 1],
      [1, 1],
    ])
    expect(backup.status).toMatchObject({ role: 'view-change', term: 1, leader: -1, serving: false })
  })

  it('1: whoever hears of a later view takes part in its change, by STARTVIEWCHANGE or DOVIEWCHANGE', () => {
    const backup = setUp(0, 5)
    expect(sent(backup.hear(3, startViewChange(2, [0, 0, 0, 0, 0])), 'STARTVIEWCHANGE')).toHaveLength(4)
    const other = setUp(3, 5)
    expect(sent(other.hear(1, doViewChange(3, 0, logOf(), 0, [0, 0, 0, 0, 0])), 'STARTVIEWCHANGE')).toHaveLength(4)
    expect(other.status.term).toBe(3)
  })

  it('2: with f of the others it sends its log to the new primary, with the last view it was normal in', () => {
    const backup = setUp(0, 5)
    backup.request(1, 'a')
    const none = [0, 0, 0, 0, 0]
    expect(sent(backup.hear(3, startViewChange(2, none)), 'DOVIEWCHANGE')).toEqual([])
    const asked = backup.hear(4, startViewChange(2, none))
    expect(sent(asked, 'DOVIEWCHANGE')).toMatchObject([{ to: 2, view: 2, lastNormal: 0, commit: 0 }])
    expect(sent(asked, 'DOVIEWCHANGE')[0].log.entries.map(({ command }) => command)).toEqual(['a'])
  })

  it('3: the best log is the one last normal in the latest view, not the longest', () => {
    const primary = setUp(1, 3)
    primary.hear(0, prepare(0, 0, [0, 0, 0]))
    primary.hear(0, startViewChange(4))
    const asked = primary.hear(2, doViewChange(4, 3, logOf(0, 3), 1))
    expect(primary.status).toMatchObject({ role: 'primary', term: 4, lastIndex: 2, commitIndex: 1, serving: false })
    expect(commandsOf(primary)).toEqual(['0.1', '3.2'])
    expect(sent(asked, 'STARTVIEW').map(({ to, view, commit }) => [to, view, commit])).toEqual([
      [0, 4, 1],
      [2, 4, 1],
    ])
  })

  it('3: of two last normal in the same view, the longer', () => {
    const primary = setUp(1, 3)
    primary.hear(0, prepare(0, 0, [0]))
    primary.hear(2, startViewChange(1))
    primary.hear(2, doViewChange(1, 0, logOf(0, 0), 0))
    expect(primary.status).toMatchObject({ role: 'primary', lastIndex: 2 })
  })

  it('3: f + 1 logs, its own among them', () => {
    const primary = setUp(1, 5)
    const none = [0, 0, 0, 0, 0]
    primary.hear(3, doViewChange(1, 0, logOf(), 0, none))
    primary.hear(3, doViewChange(1, 0, logOf(), 0, none))
    expect(primary.status.role).toBe('view-change')
    primary.hear(4, doViewChange(1, 0, logOf(), 0, none))
    expect(primary.status.role).toBe('primary')
  })

  it('4: it serves when what it inherited is committed, and commits that by counting', () => {
    const primary = setUp(1, 3)
    primary.hear(0, prepare(0, 0, [0]))
    primary.hear(2, doViewChange(1, 0, logOf()))
    expect(primary.status).toMatchObject({ role: 'primary', serving: false, commitIndex: 0 })
    expect(primary.hear(2, prepareOk(1, 1)).applied).toEqual([{ index: 1, command: '0.1' }])
    expect(primary.status.serving).toBe(true)
  })

  it('5: the others take the log of STARTVIEW and acknowledge what is not committed', () => {
    const backup = setUp(2, 3)
    backup.hear(0, prepare(0, 0, [0, 0]))
    backup.fire('view')
    const view = { type: 'STARTVIEW', epoch: 0, view: 1, log: logOf(0, 1), commit: 1 } as const
    const asked = backup.hear(1, view)
    expect(sent(asked, 'PREPAREOK')).toMatchObject([{ to: 1, view: 1, op: 2 }])
    expect(asked.applied).toEqual([{ index: 1, command: '0.1' }])
    expect(commandsOf(backup)).toEqual(['0.1', '1.2'])
    expect(backup.status).toMatchObject({ role: 'backup', term: 1, leader: 1 })
    // Of a view that is over it is passed over.
    backup.fire('view')
    backup.hear(1, view)
    expect(backup.status).toMatchObject({ role: 'view-change', term: 2 })
  })

  it('a view change that does not end is followed by another', () => {
    const backup = setUp(2, 3)
    backup.fire('view')
    expect(sent(backup.fire('retry'), 'STARTVIEWCHANGE')).toHaveLength(2)
    backup.fire('view')
    expect(backup.status.term).toBe(2)
  })
})

describe('checkpoints and state transfer (5.1, 5.2)', () => {
  const getState = (view: number, op: number) => ({ type: 'GETSTATE', epoch: 0, view, op }) as const

  it('the answer holds what comes after the operation named; none comes from an earlier view', () => {
    const backup = setUp(1)
    backup.hear(0, prepare(0, 0, [0, 0, 0], 1))
    const [answer] = sent(backup.hear(2, getState(0, 1)), 'NEWSTATE')
    expect(answer).toMatchObject({ to: 2, view: 0, commit: 1 })
    expect(answer.log.entries.map(({ op }) => op)).toEqual([2, 3])
    expect(backup.hear(2, getState(1, 1)).sent).toEqual([])
    backup.fire('view')
    expect(backup.hear(2, getState(0, 1)).sent).toEqual([])
  })

  it('of a later view it asks for what comes after its last commit, and keeps the rest until that comes', () => {
    const backup = setUp(2)
    backup.hear(0, prepare(0, 0, [0, 0, 0], 1))
    const asked = backup.hear(1, prepare(4, 3, [4]))
    expect(sent(asked, 'GETSTATE')).toMatchObject([{ to: 1, view: 4, op: 1 }])
    expect(backup.status.lastIndex).toBe(3)
    const log = { base: 1, entries: entries(2, 4), checkpoint: null }
    const came = backup.hear(1, { type: 'NEWSTATE', epoch: 0, view: 4, log, commit: 1 })
    expect(commandsOf(backup)).toEqual(['0.1', '4.2'])
    expect(sent(came, 'PREPAREOK')).toMatchObject([{ to: 1, view: 4, op: 2 }])
  })

  it('a late answer takes nothing away', () => {
    const backup = setUp(2)
    backup.hear(0, prepare(0, 0, [0, 0, 0]))
    const log = { base: 0, entries: entries(1, 0), checkpoint: null }
    backup.hear(1, { type: 'NEWSTATE', epoch: 0, view: 0, log, commit: 0 })
    expect(backup.status.lastIndex).toBe(3)
  })

  it('a checkpoint takes the place of the log before it, but for the entries that are kept', () => {
    const primary = setUp(0, 3, { checkpointEvery: 3, keepEntries: 1 })
    for (const command of ['a', 'b', 'c', 'd']) primary.request(1, command)
    primary.hear(1, prepareOk(0, 3))
    expect(primary.state).toMatchObject({ base: 2, checkpoint: { op: 3 } })
    const [near] = sent(primary.hear(2, getState(0, 2)), 'NEWSTATE')
    expect(near.log).toMatchObject({ base: 2, checkpoint: null })
    const [far] = sent(primary.hear(2, getState(0, 0)), 'NEWSTATE')
    expect(far.log).toMatchObject({ base: 2, checkpoint: { op: 3 } })
    const backup = setUp(2)
    const asked = backup.hear(0, far)
    expect(asked.restored.map(({ index }) => index)).toEqual([3])
    expect(backup.status).toMatchObject({ lastIndex: 4, commitIndex: 3 })
  })
})

describe('reads (6.3)', () => {
  it('go through the log as any request', () => {
    const primary = setUp(0)
    expect(sent(primary.step({ kind: 'read', id: 1, query: 'x' }), 'PREPARE')).toHaveLength(2)
    expect(replies(primary.hear(1, prepareOk(0, 1)))).toEqual([{ request: 1, kind: 'done', index: 0, result: null }])
  })

  it('are answered at once within a lease, counted from when what was answered was sent', () => {
    const primary = setUp(0, 3, { reads: 'lease', driftBound: 0 })
    const read = () => replies(primary.step({ kind: 'read', id: 1, query: 'x' }))
    primary.clock = 1000
    expect(sent(primary.fire('heartbeat'), 'COMMIT')).toMatchObject([{ reading: 1000 }, { reading: 1000 }])
    expect(read()).toEqual([])
    primary.clock = 100_999
    primary.hear(1, prepareOk(0, 0, [0, 0, 0], 1000))
    expect(read()).toMatchObject([{ kind: 'done', index: 0 }])
    primary.clock = 101_000
    expect(read()).toEqual([])
  })

  it('a backup that has heard its primary takes part in no view change until the lease is over', () => {
    const backup = setUp(2, 3, { reads: 'lease' })
    const asked = backup.hear(0, { type: 'COMMIT', epoch: 0, view: 0, commit: 0, reading: 5 })
    expect(sent(asked, 'PREPAREOK')).toMatchObject([{ to: 0, reading: 5 }])
    expect(asked.timers).toContainEqual({
      name: 'sticky',
      law: { kind: 'constant', value: 100_000 },
      period: 0,
      again: false,
    })
    expect(backup.hear(1, startViewChange(1)).sent).toEqual([])
    backup.fire('sticky')
    expect(sent(backup.hear(1, startViewChange(1)), 'STARTVIEWCHANGE')).toHaveLength(2)
  })
})

describe('with a disk (4.3 and 5.1 name it as a choice)', () => {
  it('nothing is said that is not on the disk', () => {
    const backup = setUp(2, 3, { keeps: 'disk' })
    expect(backup.hear(0, prepare(0, 0, [0])).sent).toEqual([])
    expect(sent(backup.sync(), 'PREPAREOK')).toMatchObject([{ op: 1 }])
    backup.hear(0, startViewChange(1))
    expect(sent(backup.sync(), 'DOVIEWCHANGE')).toMatchObject([{ to: 1, view: 1 }])
    const primary = setUp(0, 3, { keeps: 'disk' })
    primary.request(1, 'a')
    expect(primary.hear(1, prepareOk(0, 1)).applied).toEqual([])
    expect(primary.sync().applied).toEqual([{ index: 1, command: 'a' }])
  })

  it('f + 1 logs, its own among them, make a primary (4.2, 3), also of one whose disk was faster than the others', () => {
    const next = setUp(1, 3, { keeps: 'disk' })
    next.fire('view')
    next.sync()
    next.hear(2, startViewChange(1))
    expect(sent(next.hear(2, doViewChange(1, 0, logOf())), 'STARTVIEW').map(({ to }) => to)).toEqual([0, 2])
    expect(next.status).toMatchObject({ role: 'primary', term: 1 })
  })

  it('a log and the view it is of are written together', () => {
    const backup = setUp(2, 3, { keeps: 'disk' })
    const asked = backup.hear(1, { type: 'STARTVIEW', epoch: 0, view: 1, log: logOf(1), commit: 0 })
    expect(asked.persisted).toHaveLength(1)
    expect(asked.persisted[0].writes.map(({ kind }) => kind)).toEqual(['append', 'put'])
  })

  it('a backup goes on in its view; a primary does not, since it forgot what it had sent', () => {
    const backup = setUp(2, 3, { keeps: 'disk' })
    backup.hear(0, prepare(0, 0, [0]))
    backup.sync()
    backup.restart()
    expect(backup.status).toMatchObject({ role: 'backup', term: 0, lastIndex: 1 })
    const primary = setUp(0, 3, { keeps: 'disk' })
    primary.restart()
    expect(primary.status).toMatchObject({ role: 'view-change', term: 1 })
  })

  it('who was changing views still is', () => {
    const backup = setUp(2, 3, { keeps: 'disk' })
    backup.fire('view')
    backup.sync()
    backup.restart()
    expect(backup.status).toMatchObject({ role: 'view-change', term: 1 })
  })
})

describe('what it claims', () => {
  it('f of 2f + 1 down, without a disk those that recover among them', () => {
    expect(vsr.budget?.(vsrConfig(5))).toEqual({ down: 2, keeps: 'nothing', drift: null })
    expect(vsr.budget?.(vsrConfig(4, { keeps: 'disk' }))).toEqual({ down: 1, keeps: 'disk', drift: null })
    expect(vsr.budget?.(vsrConfig(3, { reads: 'lease' }))?.drift).toBe(0.001)
    expect(vsr.listening?.(vsrConfig(3))).toEqual({ least: 100_000, period: 20_000, leaderPatience: 0 })
  })
})
