import { describe, expect, it } from 'vitest'
import { type SinglePaxosConfig, type SinglePaxosMessage, singlePaxos } from '../../src/protocols/index.js'
import { emptyDisk, ProtocolProcess } from '../support/protocol-process.js'

const config: SinglePaxosConfig = {
  members: 3,
  heartbeat: 100_000,
  backoff: { kind: 'uniform', low: 0, high: 50_000 },
  patience: 200_000,
}

function member(self = 0) {
  return new ProtocolProcess(singlePaxos, config, self, emptyDisk)
}

type Member = ReturnType<typeof member>

/** Hears a message and syncs; the messages sent by then. */
function answers(process: Member, from: number, message: SinglePaxosMessage): SinglePaxosMessage[] {
  return [...process.hear(from, message).sent, ...process.sync().sent].map(sent => sent.message)
}

const prepare = (ballot: number): SinglePaxosMessage => ({ type: 'prepare', ballot })
const accept = (ballot: number, value: string): SinglePaxosMessage => ({ type: 'accept', ballot, value })
const accepted = (ballot: number): SinglePaxosMessage => ({ type: 'accepted', ballot })
const promise = (ballot: number, acceptedBallot = 0, acceptedValue: string | null = null): SinglePaxosMessage => ({
  type: 'promise',
  ballot,
  acceptedBallot,
  acceptedValue,
})

/** Member 0 was asked for `mine`: ballot (1, 0), which in one number is 3. */
function proposer(): Member {
  const process = member()
  process.request(7, 'mine')
  process.sync()
  return process
}

/** The value that is proposed in phase 2. */
function proposed(process: Member, from: number, message: SinglePaxosMessage): unknown {
  const sent = process.hear(from, message).sent.map(one => one.message)
  return sent.find(({ type }) => type === 'accept') ?? null
}

describe('acceptors (Lamport 2001, 2.2 and 2.5)', () => {
  it('P1: "an acceptor must accept the first proposal that it receives"', () => {
    expect(answers(member(), 1, accept(4, 'a'))).toEqual([accepted(4)])
  })

  it('P1a: accept a proposal numbered n "iff" they have "not responded to a prepare request having a number greater than n"', () => {
    const process = member()
    expect(answers(process, 2, prepare(5))).toEqual([promise(5)])
    expect(answers(process, 1, accept(4, 'a'))).toEqual([{ type: 'refuse', ballot: 4, promised: 5 }])
    expect(answers(process, 2, accept(5, 'b'))).toEqual([accepted(5)])
    expect(answers(process, 1, accept(7, 'c'))).toEqual([accepted(7)])
  })

  it('phase 1b: promise nothing to a lower number, and tell "the highest-numbered proposal (if any)" accepted', () => {
    const process = member()
    answers(process, 1, accept(4, 'a'))
    answers(process, 2, accept(5, 'b'))
    expect(answers(process, 1, prepare(4))).toEqual([{ type: 'refuse', ballot: 4, promised: 5 }])
    expect(answers(process, 1, prepare(7))).toEqual([promise(7, 5, 'b')])
  })

  it('2.5: "must remember" both "even if it fails and then restarts", and answer when that is on disk', () => {
    const process = member()
    expect(process.hear(2, prepare(5)).sent).toEqual([])
    expect(process.sync().sent).toMatchObject([{ message: { type: 'promise' } }])
    expect(process.hear(2, accept(5, 'b')).sent).toEqual([])
    process.sync()
    process.restart()
    expect(answers(process, 1, accept(4, 'a'))).toEqual([{ type: 'refuse', ballot: 4, promised: 5 }])
    expect(answers(process, 1, prepare(7))).toEqual([promise(7, 5, 'b')])
  })

  it('what was not synced was never said, and is forgotten', () => {
    const process = member()
    expect(process.hear(2, prepare(5)).sent).toEqual([])
    process.restart()
    expect(answers(process, 1, prepare(4))).toEqual([promise(4)])
  })
})

describe('proposers (2.2, 2.4, 2.5)', () => {
  it('P2c: propose the value of the highest-numbered proposal among the responses', () => {
    expect(proposed(proposer(), 1, promise(3, 2, 'theirs'))).toEqual(accept(3, 'theirs'))
  })

  it('P2c: "any value selected by the proposer if the responders reported no proposals"', () => {
    expect(proposed(proposer(), 1, promise(3))).toEqual(accept(3, 'mine'))
  })

  it('P2c: what the proposer itself accepted counts as well', () => {
    const process = member()
    answers(process, 1, accept(1, 'before'))
    process.request(7, 'mine')
    process.sync()
    expect(proposed(process, 1, promise(3))).toEqual(accept(3, 'before'))
  })

  it('take no promise of another ballot, and need a majority of members, not of messages', () => {
    const process = new ProtocolProcess(singlePaxos, { ...config, members: 5 }, 0, emptyDisk)
    process.request(7, 'mine')
    process.sync()
    process.hear(1, promise(5))
    expect(process.hear(1, promise(5)).sent).toEqual([])
    expect(process.hear(2, promise(6)).sent).toEqual([])
    expect(process.hear(2, promise(5)).sent).toHaveLength(4)
  })

  it('2.5: "the highest-numbered proposal it has tried to issue" is on disk before phase 1 begins, and never used again', () => {
    const process = member()
    expect(process.request(7, 'mine').sent).toEqual([])
    expect(process.sync().sent).toMatchObject([{ message: prepare(3) }, { message: prepare(3) }])
    process.restart()
    process.request(8, 'mine')
    expect(process.sync().sent[0].message).toEqual(prepare(6))
  })

  it('2.4: abandon a ballot that cannot win, and begin a higher one after a random time', () => {
    const process = proposer()
    expect(process.hear(1, { type: 'refuse', ballot: 3, promised: 8 }).timers).toEqual([])
    const { timers } = process.hear(2, { type: 'refuse', ballot: 3, promised: 5 })
    expect(timers).toMatchObject([{ name: 'backoff', law: config.backoff }])
    process.fire('backoff')
    expect(process.sync().sent[0].message).toEqual(prepare(9))
  })
})

describe('learners (2.3)', () => {
  it('a value is chosen when a majority has accepted it, the proposer itself once that is on its disk', () => {
    const process = proposer()
    process.hear(1, promise(3))
    expect(process.hear(1, accepted(3)).applied).toEqual([])
    const { applied, replies, sent } = process.sync()
    expect(applied).toEqual([{ index: 1, command: 'mine' }])
    expect(replies).toEqual([{ request: 7, result: { kind: 'done', index: 1, result: 'mine' } }])
    expect(sent.map(({ message }) => message)).toEqual([1, 2].map(() => ({ type: 'learn', value: 'mine' })))
  })

  it('clients hear what was chosen, which may be another’s; reads wait for it', () => {
    const process = proposer()
    expect(process.step({ kind: 'read', id: 8, query: null }).replies).toEqual([])
    expect(process.hear(2, { type: 'learn', value: 'theirs' }).replies).toEqual([
      { request: 7, result: { kind: 'done', index: 1, result: 'theirs' } },
      { request: 8, result: { kind: 'done', index: 0, result: null } },
    ])
    expect(process.request(9, 'late').replies).toMatchObject([{ result: { result: 'theirs' } }])
    process.sync()
    process.restart()
    expect(process.status.commitIndex).toBe(1)
    expect(process.request(10, 'later').replies).toMatchObject([{ result: { result: 'theirs' } }])
  })

  it('who knows the decision tells everyone who proposes or asks', () => {
    const process = member()
    answers(process, 2, { type: 'learn', value: 'theirs' })
    expect(answers(process, 1, prepare(100))).toEqual([{ type: 'learn', value: 'theirs' }])
    expect(answers(process, 1, { type: 'ask' })).toEqual([{ type: 'learn', value: 'theirs' }])
  })
})
