import { describe, expect, it } from 'vitest'
import { type MultiPaxosConfig, type MultiPaxosMessage, multiPaxos, type Stored } from '../../src/protocols/index.js'
import { type Accept, type Entry, makeEntry, noEntry } from '../../src/protocols/paxos/multi/messages.js'
import { command, diskWith, ms } from '../support/paxos-multi.js'
import { emptyDisk, ProtocolProcess } from '../support/protocol-process.js'

const config: MultiPaxosConfig = {
  members: 3,
  electionTimeout: { kind: 'constant', value: 100 * ms },
  heartbeat: 20 * ms,
}

function member(self = 0, stored: Stored = emptyDisk, options: Partial<MultiPaxosConfig> = {}) {
  return new ProtocolProcess(multiPaxos, { ...config, ...options }, self, stored)
}

type Member = ReturnType<typeof member>

/** Hears a message and syncs; the messages sent by then. */
function answers(process: Member, from: number, message: MultiPaxosMessage): MultiPaxosMessage[] {
  return [...process.hear(from, message).sent, ...process.sync().sent].map(sent => sent.message)
}

function accept(ballot: number, slot: number, entries: readonly Entry[], chosen = 0): MultiPaxosMessage {
  return { type: 'accept', ballot, slot, entries, chosen }
}

function promise(ballot: number, slot: number, entries: readonly Entry[] = [], chosen = 0): MultiPaxosMessage {
  return { type: 'promise', ballot, slot, entries, chosen, snapshot: null }
}

function accepted(ballot: number, slot: number, last = slot): MultiPaxosMessage {
  return { type: 'accepted', ballot, slot, last }
}

/** What is proposed to member 1, by slot, in messages one after the other. */
function proposals(sent: readonly { to: number; message: MultiPaxosMessage }[]): [number, string][] {
  const accepts = sent.flatMap(({ to, message }) => (to === 1 && message.type === 'accept' ? [message] : []))
  return accepts.flatMap(({ slot, entries }: Accept) =>
    entries.map(({ kind, command: value }, i): [number, string] => [slot + i, kind === 'command' ? `${value}` : kind]),
  )
}

/** Member 0 leads its first ballot, (1, 0), which is as many as there are members, and the no-op of slot 1 is chosen. */
function serving(options: Partial<MultiPaxosConfig> = {}): Member {
  const { members = 3 } = options
  const process = member(0, emptyDisk, options)
  // Nobody stands while it may have granted a lease before it came up.
  process.fire('lease')
  process.fire('election')
  process.sync()
  const others = members === 5 ? [1, 2] : [1]
  for (const other of others) process.hear(other, promise(members, 1))
  process.sync()
  for (const other of others) process.hear(other, accepted(members, 1))
  expect(process.status.serving).toBe(true)
  return process
}

describe('phase 1 for all instances at once (Lamport 2001, section 3)', () => {
  it('"executes phase 1 of instances 135–137 and of all instances greater than 139" by one message', () => {
    const process = member(0, diskWith(1, 134, []))
    process.fire('election')
    expect(process.sync().sent).toEqual([1, 2].map(to => ({ to, message: { type: 'prepare', ballot: 3, slot: 135 } })))
  })

  it('"responds with more than a simple OK only if it has already received a phase 2 message": what it accepted', () => {
    const process = member(1, diskWith(1, 134, [command(1, 'a'), noEntry, command(2, 'b')]))
    const [first] = answers(process, 0, { type: 'prepare', ballot: 3, slot: 135 })
    const entries = [command(1, 'a'), noEntry, command(2, 'b')]
    expect(first).toEqual({ type: 'promise', ballot: 3, slot: 135, entries, chosen: 134, snapshot: null })
    expect(answers(member(1), 0, { type: 'prepare', ballot: 3, slot: 1 })).toEqual([promise(3, 1)])
  })

  it('tells one that is behind what it has dropped, by its snapshot', () => {
    const process = member(1, diskWith(1, 134, [command(1, 'a')]))
    const [first] = answers(process, 0, { type: 'prepare', ballot: 3, slot: 12 })
    expect(first).toMatchObject({ type: 'promise', slot: 135, entries: [command(1, 'a')], snapshot: { index: 134 } })
  })
})

describe('a new leader that knows 1–134, 138 and 139 (Lamport 2001, section 3)', () => {
  /** Phase 1 constrains 135 and 140, by acceptances that member 1 reports. */
  function newLeader() {
    const own = [noEntry, noEntry, noEntry, command(1, 'c138'), command(1, 'c139')]
    const process = member(0, diskWith(1, 134, own))
    process.fire('election')
    process.sync()
    const reported = [command(1, 'c135'), noEntry, noEntry, noEntry, command(1, 'c139'), command(2, 'c140')]
    return { process, asked: process.hear(1, promise(3, 135, reported, 134)) }
  }

  it('proposes 135 and 140 again, and no-ops for 136 and 137', () => {
    const { asked } = newLeader()
    expect(proposals(asked.sent)).toEqual([
      [135, 'c135'],
      [136, 'no-op'],
      [137, 'no-op'],
      [138, 'c138'],
      [139, 'c139'],
      [140, 'c140'],
      [141, 'no-op'],
    ])
    expect(asked.notes).toContainEqual({ what: 'no-op', value: 136 })
    expect(asked.notes).toContainEqual({ what: 'no-op', value: 137 })
  })

  it('"can’t execute commands 138–140, … because commands 136 and 137 have yet to be chosen"', () => {
    const { process } = newLeader()
    process.sync()
    const executed = (message: MultiPaxosMessage) => process.hear(1, message).applied.map(({ index }) => index)
    expect(executed(accepted(3, 138, 140))).toEqual([])
    expect(executed(accepted(3, 135))).toEqual([135])
    expect(executed(accepted(3, 137))).toEqual([])
    expect(executed(accepted(3, 136))).toEqual([136, 137, 138, 139, 140])
    expect(process.status.serving).toBe(false)
    expect(executed(accepted(3, 141))).toEqual([141])
    expect(process.status.serving).toBe(true)
  })

  it('assigns the next command a client asks for the slot behind them', () => {
    const { process } = newLeader()
    expect(proposals(process.request(1, 'x').sent)).toEqual([[142, 'x']])
  })
})

describe('P2c, in every slot (2.2)', () => {
  it('takes the value of the highest-numbered proposal that a quorum reports, whoever comes first', () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const process = member(0, emptyDisk, { members: 5 })
      process.fire('election')
      process.sync()
      const reports: { [from: number]: Entry[] } = {
        1: [command(1, 'old'), command(4, 'new')],
        2: [command(3, 'new'), command(2, 'old')],
      }
      process.hear(order[0], promise(5, 1, reports[order[0]]))
      const { sent } = process.hear(order[1], promise(5, 1, reports[order[1]]))
      expect(proposals(sent).slice(0, 2)).toEqual([
        [1, 'new'],
        [2, 'new'],
      ])
    }
  })

  it('counts the own acceptances among them', () => {
    const process = member(0, { values: { promised: 2 }, dropped: 0, log: [command(2, 'own')] as never })
    process.fire('election')
    process.sync()
    expect(proposals(process.hear(1, promise(3, 1, [command(1, 'other')])).sent)[0]).toEqual([1, 'own'])
  })

  it('counts a promise that comes twice once', () => {
    const process = member(0, emptyDisk, { members: 5 })
    process.fire('election')
    process.sync()
    process.hear(1, promise(5, 1))
    expect(process.hear(1, promise(5, 1)).sent).toEqual([])
    expect(process.status.role).toBe('candidate')
  })
})

describe('acceptors (2.2, 2.5)', () => {
  it('answer only when it is on disk, and remember promise and acceptances over a crash', () => {
    const process = member(1)
    expect(process.hear(2, { type: 'prepare', ballot: 5, slot: 1 }).sent).toEqual([])
    expect(process.sync().sent).toMatchObject([{ message: { type: 'promise', ballot: 5 } }])
    expect(process.hear(2, accept(5, 1, [command(5, 'a')])).sent).toEqual([])
    expect(process.sync().sent).toMatchObject([{ message: { type: 'accepted', slot: 1, last: 1 } }])
    process.restart()
    expect(answers(process, 0, accept(3, 1, [command(3, 'b')]))).toEqual([{ type: 'refuse', ballot: 3, promised: 5 }])
    expect(answers(process, 0, { type: 'prepare', ballot: 6, slot: 1 })).toEqual([promise(6, 1, [command(5, 'a')])])
  })

  it('accept slots in any order, and a gap stays a gap on disk', () => {
    const process = member(1)
    answers(process, 0, accept(3, 3, [command(3, 'c')]))
    answers(process, 0, accept(3, 1, [command(3, 'a')]))
    expect(process.disk.log).toEqual([command(3, 'a'), noEntry, command(3, 'c')])
  })

  it('a candidate uses a ballot only when it is on its own disk', () => {
    const process = member()
    expect(process.fire('election').sent).toEqual([])
    expect(process.sync().sent).toHaveLength(2)
    process.restart()
    process.fire('election')
    expect(process.sync().sent[0].message).toMatchObject({ ballot: 6 })
  })
})

describe('learners (2.3, 3)', () => {
  it('the leader’s own acceptance counts when it is synced', () => {
    const process = serving()
    process.request(1, 'x')
    expect(process.hear(1, accepted(3, 2)).applied).toEqual([])
    expect(process.sync().applied).toEqual([{ index: 2, command: 'x' }])
  })

  it('an acceptance of another ballot, or one that comes twice, does not choose', () => {
    const process = serving({ members: 5 })
    process.request(1, 'x')
    process.sync()
    expect(process.hear(1, accepted(4, 2)).applied).toEqual([])
    expect([process.hear(1, accepted(5, 2)), process.hear(1, accepted(5, 2))].flatMap(a => a.applied)).toEqual([])
  })

  it('a follower takes as chosen only what it accepted in the ballot of the leader that says so, and asks for the rest', () => {
    const process = member(1, { values: { promised: 2 }, dropped: 0, log: [command(2, 'old')] as never })
    answers(process, 0, accept(3, 2, [command(3, 'b')]))
    const beat = { type: 'heartbeat', ballot: 3, chosen: 2, last: 2, round: 0, reading: -1 } as const
    const asked = process.hear(0, beat)
    expect(asked.applied).toEqual([])
    expect(asked.sent).toMatchObject([
      { message: { type: 'ask', slot: 1 } },
      { message: { type: 'heard', matched: 0 } },
    ])
    const learn = {
      type: 'learn',
      slot: 1,
      entries: [command(1, 'a'), command(3, 'b')],
      chosen: 2,
      snapshot: null,
    } as const
    expect(process.hear(0, learn).applied.map(({ command: value }) => value)).toEqual(['a', 'b'])
  })
})

describe('α (section 3)', () => {
  it('"it can propose commands i + 1 through i + α after commands 1 through i are chosen", and no more', () => {
    const process = serving({ window: 3 })
    const sent = ['a', 'b', 'c', 'd', 'e'].flatMap((value, i) => [...process.request(i, value).sent])
    expect(proposals(sent)).toEqual([
      [2, 'a'],
      [3, 'b'],
      [4, 'c'],
    ])
    process.sync()
    expect(proposals(process.hear(1, accepted(3, 3, 4)).sent)).toEqual([])
    expect(proposals(process.hear(1, accepted(3, 2)).sent)).toEqual([
      [5, 'd'],
      [6, 'e'],
    ])
  })

  it('"the set of servers that execute instance i + α" is specified "by the state after execution of the ith" command', () => {
    const process = serving({ members: 4, voters: [0, 1, 2], window: 3 })
    const order = { kind: 'operate', id: 7, operation: { kind: 'change', members: [0, 3] } } as const
    expect(proposals(process.step(order).sent).map(([slot, kind]) => [slot, kind])).toEqual([
      [2, 'change'],
      [3, 'no-op'],
      [4, 'no-op'],
    ])
    process.sync()
    process.request(8, 'x')
    process.hear(1, accepted(4, 2, 4))
    expect(process.status.commitIndex).toBe(4)
    // Slot 5 is for 0 and 3 to choose, and 3 has not promised yet.
    expect(process.status.quorum).toEqual({ kind: 'majority', of: [0, 3] })
    expect(process.status.serving).toBe(false)
    const asked = process.hear(3, promise(4, 5))
    const to3 = asked.sent.filter(({ to }) => to === 3)
    expect(to3).toMatchObject([{ message: { type: 'accept', slot: 5, entries: [makeEntry(4, 'command', 'x', null)] } }])
    process.sync()
    expect(process.hear(1, accepted(4, 5)).applied).toEqual([])
    expect(process.hear(3, accepted(4, 5)).applied).toEqual([{ index: 5, command: 'x' }])
  })

  it('who left is needed until the new members have what was chosen on their disks, the leader too', () => {
    const process = serving({ members: 4, voters: [0, 1, 2], window: 3 })
    process.step({ kind: 'operate', id: 7, operation: { kind: 'change', members: [0, 3] } })
    for (const other of [1, 2]) process.hear(other, accepted(4, 2, 4))
    expect(process.status.commitIndex).toBe(4)
    const heard = { type: 'heard', ballot: 4, chosen: 4, matched: 4, last: 4, round: 0, reading: -1 } as const
    expect(process.hear(3, heard).replies).toEqual([])
    expect(process.sync().replies).toMatchObject([{ request: 7, result: { kind: 'done', index: 2 } }])
  })

  it('one that is behind says how far it has come when that is on its disk', () => {
    const process = member(2)
    const learn = { type: 'learn', slot: 1, entries: ['a', 'b'].map(value => command(3, value)), chosen: 4 } as const
    expect(process.hear(0, { ...learn, snapshot: null }).sent).toEqual([])
    expect(process.sync().sent).toEqual([{ to: 0, message: { type: 'ask', slot: 3 } }])
  })

  it('refuses members whose quorums miss each other (Flexible Paxos)', () => {
    const process = serving()
    const one = { kind: 'count', of: [0, 1, 2], needed: 1 }
    const operation = { kind: 'change', members: [0, 1, 2], quorums: { prepare: one, accept: one } }
    expect(process.step({ kind: 'operate', id: 1, operation }).replies).toEqual([
      { request: 1, result: { kind: 'refused', why: 'the quorums of the two phases miss each other' } },
    ])
    const strange = { kind: 'majority', of: [0, 1, 4] }
    const change = { kind: 'change', members: [0, 1, 2], quorums: { prepare: strange, accept: strange } }
    expect(process.step({ kind: 'operate', id: 2, operation: change }).replies).toEqual([
      { request: 2, result: { kind: 'refused', why: 'a quorum names somebody who is no member' } },
    ])
  })
})

describe('leaders', () => {
  it('yield to whoever has begun a higher ballot (2.4), and clients hear what became of them', () => {
    const process = serving()
    process.request(1, 'x')
    const asked = process.hear(1, { type: 'refuse', ballot: 3, promised: 5 })
    expect(asked.notes).toContainEqual({ what: 'role', value: 'follower' })
    expect(asked.replies).toEqual([{ request: 1, result: { kind: 'unknown', redirect: -1 } }])
    process.fire('election')
    expect(process.sync().sent[0].message).toEqual({ type: 'prepare', ballot: 6, slot: 2 })
  })

  it('answer a read only when a quorum has answered a heartbeat that was sent after it came', () => {
    const process = serving()
    const beat = process.fire('heartbeat').sent.find(({ to }) => to === 1)?.message
    expect(process.step({ kind: 'read', id: 1, query: 'a' }).replies).toEqual([])
    const heard = { type: 'heard', ballot: 3, chosen: 1, matched: 1, last: 1, reading: -1 } as const
    expect(beat).toMatchObject({ type: 'heartbeat', round: 0 })
    expect(process.hear(1, { ...heard, round: 0 }).replies).toEqual([])
    expect(process.hear(1, { ...heard, round: 1 }).replies).toMatchObject([{ request: 1, result: { kind: 'done' } }])
  })

  it('with a lease, read without asking until it runs out, and members promise nothing to others while it lasts', () => {
    const lease = { reads: 'lease', lease: 50 * ms, driftBound: 0 } as const
    const process = serving(lease)
    process.clock = 10 * ms
    process.fire('heartbeat')
    process.hear(1, { type: 'heard', ballot: 3, chosen: 1, matched: 1, last: 1, round: 0, reading: 10 * ms })
    process.clock = 59 * ms
    expect(process.step({ kind: 'read', id: 1, query: 'a' }).replies).toMatchObject([{ result: { kind: 'done' } }])
    expect(answers(process, 2, { type: 'prepare', ballot: 5, slot: 1 })).toEqual([])
    process.clock = 60 * ms
    expect(process.step({ kind: 'read', id: 2, query: 'a' }).replies).toEqual([])
    const follower = member(1, emptyDisk, lease)
    follower.fire('lease')
    answers(follower, 0, { type: 'heartbeat', ballot: 3, chosen: 0, last: 0, round: 0, reading: 10 })
    expect(answers(follower, 2, { type: 'prepare', ballot: 5, slot: 1 })).toEqual([])
    follower.fire('lease')
    expect(answers(follower, 2, { type: 'prepare', ballot: 5, slot: 1 })).toMatchObject([
      { type: 'promise', ballot: 5 },
    ])
  })

  it('who may promise nothing yet waits longer when asked, so that one that came back does not depose a leader (5.2)', () => {
    const back = member(1, emptyDisk, { reads: 'lease' })
    expect(back.hear(0, { type: 'prepare', ballot: 3, slot: 1 })).toMatchObject({
      sent: [],
      timers: [{ name: 'election' }],
    })
    back.fire('lease')
    expect(answers(back, 0, { type: 'prepare', ballot: 3, slot: 1 })).toMatchObject([{ type: 'promise', ballot: 3 }])
  })
})
