import { describe, expect, it } from 'vitest'
import { type PaxosLockConfig, type PaxosLockMessage, paxosLock, type Stored } from '../../src/protocols/index.js'
import { emptyDisk, ProtocolProcess } from '../support/protocol-process.js'

const config: PaxosLockConfig = {
  members: 3,
  heartbeat: 100_000,
  backoff: { kind: 'uniform', low: 0, high: 50_000 },
  patience: 200_000,
}

const nothing = { decided: 0, holder: -1 }

function member(self = 0, stored: Stored = emptyDisk) {
  return new ProtocolProcess(paxosLock, config, self, stored)
}

type Member = ReturnType<typeof member>

/** Hears a message and syncs; the messages sent by then. */
function answers(process: Member, from: number, message: PaxosLockMessage): PaxosLockMessage[] {
  return [...process.hear(from, message).sent, ...process.sync().sent].map(sent => sent.message)
}

function prepare(ballot: number): PaxosLockMessage {
  return { type: 'prepare', ...nothing, ballot }
}

function accept(ballot: number, value: number): PaxosLockMessage {
  return { type: 'accept', ...nothing, ballot, value }
}

function promise(ballot: number, acceptedBallot = 0, acceptedValue = -1): PaxosLockMessage {
  return { type: 'promise', ...nothing, ballot, acceptedBallot, acceptedValue }
}

/** Member 0 in its first attempt, ballot (1, 0), which in one number is 3. */
function proposer() {
  const process = member()
  process.fire('propose')
  process.sync()
  return process
}

describe('acceptors (2.2 and 2.5)', () => {
  it('accept the first proposal they receive (P1)', () => {
    expect(answers(member(), 1, accept(4, 1))).toMatchObject([{ type: 'accepted', ballot: 4 }])
  })

  it('promise a higher ballot, and then accept none that is lower (P1a)', () => {
    const process = member()
    expect(answers(process, 2, prepare(5))).toMatchObject([{ type: 'promise', ballot: 5, acceptedBallot: 0 }])
    expect(answers(process, 1, prepare(4))).toMatchObject([{ type: 'refuse', ballot: 4, promised: 5 }])
    expect(answers(process, 1, accept(4, 1))).toMatchObject([{ type: 'refuse', ballot: 4, promised: 5 }])
    expect(answers(process, 2, accept(5, 2))).toMatchObject([{ type: 'accepted', ballot: 5 }])
  })

  it('tell in a promise the highest-numbered proposal they accepted', () => {
    const process = member()
    answers(process, 1, accept(4, 1))
    answers(process, 2, accept(5, 2))
    expect(answers(process, 1, prepare(7))).toMatchObject([{ type: 'promise', acceptedBallot: 5, acceptedValue: 2 }])
  })

  it('remember promises and acceptances over a crash, and answer only once they are on disk', () => {
    const process = member()
    expect(process.hear(2, prepare(5)).sent).toEqual([])
    answers(process, 2, accept(5, 2))
    process.restart()
    expect(answers(process, 1, accept(4, 1))).toMatchObject([{ type: 'refuse', promised: 5 }])
    expect(answers(process, 1, prepare(7))).toMatchObject([{ type: 'promise', acceptedBallot: 5, acceptedValue: 2 }])
  })
})

describe('proposers (2.2)', () => {
  it('ask everyone to promise, with a number that is on their own disk first', () => {
    const process = member()
    expect(process.fire('propose').sent).toEqual([])
    expect(process.sync().sent).toEqual([1, 2].map(to => ({ to, message: prepare(3) })))
    expect(process.disk.values['lock']).toMatchObject({ promised: 3 })
  })

  it('propose themselves when a majority has accepted nothing', () => {
    expect(answers(proposer(), 1, promise(3))).toContainEqual(accept(3, 0))
  })

  it('propose the value of the highest-numbered proposal among the promises (P2c)', () => {
    expect(answers(proposer(), 2, promise(3, 2, 2))).toContainEqual(accept(3, 2))
    const process = member()
    answers(process, 2, accept(2, 2))
    process.fire('propose')
    process.sync()
    expect(answers(process, 1, promise(3, 1, 1))).toContainEqual(accept(3, 2))
  })

  it('take no promise of another ballot, nor one twice, for a majority', () => {
    const five = new ProtocolProcess(paxosLock, { ...config, members: 5 }, 0)
    five.fire('propose')
    five.sync()
    expect(answers(five, 1, promise(5))).toEqual([])
    expect(answers(five, 1, promise(4))).toEqual([])
    expect(answers(five, 1, promise(5))).toEqual([])
    expect(answers(five, 2, promise(5))).toContainEqual(accept(5, 0))
  })

  it('abandon a ballot when too many refuse it, and come back above what they promised after a back-off', () => {
    const process = proposer()
    expect(process.hear(2, { type: 'refuse', ...nothing, ballot: 3, promised: 4 }).timers).toEqual([])
    expect(process.hear(2, { type: 'refuse', ...nothing, ballot: 3, promised: 4 }).timers).toEqual([])
    const asked = process.hear(1, { type: 'refuse', ...nothing, ballot: 3, promised: 8 })
    expect(asked.timers).toEqual([{ name: 'propose', law: config.backoff, period: 0, again: false }])
    process.fire('propose')
    expect(process.sync().sent[0].message).toEqual(prepare(9))
  })

  it('never use a number twice, over a crash', () => {
    const process = proposer()
    process.restart()
    process.fire('propose')
    expect(process.sync().sent.map(({ message }) => message)).toContainEqual(prepare(6))
  })

  it('decide when a majority has accepted, the own disk counting when it has synced, and tell everyone', () => {
    const process = proposer()
    process.hear(1, promise(3))
    expect(process.hear(1, { type: 'accepted', ...nothing, ballot: 3 }).sent).toEqual([])
    expect(process.sync().sent).toEqual([1, 2].map(to => ({ to, message: { type: 'learn', decided: 1, holder: 0 } })))
    expect(process.status).toMatchObject({ role: 'holder', term: 1, leader: 0, serving: true })
  })
})

describe('the lock, epoch by epoch', () => {
  const held: Stored = {
    values: { lock: { decided: 4, holder: 1, promised: 0, acceptedBallot: 0, acceptedValue: -1 } },
    dropped: 0,
    log: [],
  }

  it('members propose themselves for the next epoch when they suspect the holder, after a back-off', () => {
    const process = member(0, held)
    expect(process.step({ kind: 'suspect', peer: 2 }).timers).toEqual([])
    expect(process.step({ kind: 'suspect', peer: 1 }).timers).toMatchObject([{ name: 'propose', law: config.backoff }])
    expect(process.fire('propose').notes).toEqual([{ what: 'propose', value: 5 }])
  })

  it('a member that trusts the holder again in time does not', () => {
    const process = member(0, held)
    process.step({ kind: 'suspect', peer: 1 })
    process.step({ kind: 'trust', peer: 1 })
    expect(process.fire('propose').persisted).toEqual([])
  })

  it('a decision ends the instance: its ballots and promises are forgotten', () => {
    const process = proposer()
    process.hear(1, { type: 'heartbeat', decided: 1, holder: 2 })
    process.sync()
    expect(process.disk.values['lock']).toEqual({
      decided: 1,
      holder: 2,
      promised: 0,
      acceptedBallot: 0,
      acceptedValue: -1,
    })
    expect(process.status).toMatchObject({ role: 'member', term: 1, leader: 2 })
  })

  it('whoever is behind is told', () => {
    expect(answers(member(0, held), 2, prepare(5))).toEqual([{ type: 'learn', decided: 4, holder: 1 }])
    expect(answers(member(0, held), 2, { type: 'ask', ...nothing })).toEqual([{ type: 'learn', decided: 4, holder: 1 }])
  })

  it('a holder that was away serves again once it has heard from a majority that it still holds', () => {
    const process = member(1, held)
    expect(process.status).toMatchObject({ role: 'holder', serving: false })
    process.hear(0, { type: 'learn', decided: 4, holder: 1 })
    expect(process.status.serving).toBe(true)
    const deposed = member(1, held)
    deposed.hear(0, { type: 'learn', decided: 5, holder: 2 })
    expect(deposed.status).toMatchObject({ role: 'member', serving: false })
  })
})
