import { describe, expect, it } from 'vitest'
import { type Entry, type RaftConfig, type RaftMessage, raft, type Stored } from '../../src/protocols/index.js'
import { type Asked, ProtocolProcess } from '../support/protocol-process.js'
import { entry, message } from '../support/raft-messages.js'

const timeout = { kind: 'uniform', low: 150_000, high: 300_000 } as const

function configOf(members: number, more: Partial<RaftConfig> = {}): RaftConfig {
  return { members, electionTimeout: timeout, heartbeat: 50_000, ...more }
}

function entries(...terms: readonly number[]): Entry[] {
  return terms.map((term, i) => entry(term, i + 1, `${term}.${i}`))
}

function disk(currentTerm: number, log: readonly Entry[] = [], votedFor = -1): Stored {
  return { values: { currentTerm, votedFor }, dropped: 0, log }
}

function follower(members = 3, stored: Stored = disk(1), more: Partial<RaftConfig> = {}) {
  return new ProtocolProcess(raft, configOf(members, more), 0, stored)
}

function candidate(members = 3, stored: Stored = disk(1), more: Partial<RaftConfig> = {}) {
  const process = follower(members, stored, more)
  process.fire('election')
  process.sync()
  return process
}

/** Process 0 leads, elected by just enough votes; its first entry is synced. */
function leader(members = 3, stored: Stored = disk(1), more: Partial<RaftConfig> = {}) {
  const process = candidate(members, stored, more)
  for (let peer = 1; process.status.role !== 'leader'; peer++) grant(process, peer)
  process.sync()
  return process
}

type Process = ReturnType<typeof follower>

function grant(process: Process, from: number): Asked<RaftMessage> {
  return process.hear(from, message('MsgVoteResp', { from, term: process.status.term }))
}

function acknowledge(process: Process, from: number, index: number): Asked<RaftMessage> {
  return process.hear(from, message('MsgAppResp', { from, term: process.status.term, index }))
}

function append(
  term: number,
  index: number,
  logTerm: number,
  news: readonly Entry[] = [],
  commit = 0,
  from = 1,
): RaftMessage {
  return message('MsgApp', { from, term, index, logTerm, entries: news, commit })
}

function requestVote(term: number, index = 0, logTerm = 0, from = 1): RaftMessage {
  return message('MsgVote', { from, term, index, logTerm })
}

/** What a leader, process 0, sends to `to`. */
function appendTo(to: number, ...fields: Parameters<typeof append>): RaftMessage {
  return { ...append(...fields), from: 0, to }
}

/** Hears a message and syncs; the messages sent by then. */
function answers(process: Process, from: number, message: RaftMessage): { to: number; message: RaftMessage }[] {
  return [...process.hear(from, message).sent, ...process.sync().sent]
}

const roles = { follower, candidate, leader }

describe('5.1 terms', () => {
  const higher: RaftMessage[] = [
    requestVote(9),
    append(9, 0, 0),
    message('MsgVoteResp', { term: 9, reject: true }),
    message('MsgAppResp', { term: 9, reject: true }),
  ]
  for (const [role, make] of Object.entries(roles)) {
    for (const higherTerm of higher) {
      it(`a ${role} that sees a higher term in a ${higherTerm.type} takes it, writes it down and follows`, () => {
        const process = make()
        process.hear(1, higherTerm)
        process.sync()
        expect(process.status).toMatchObject({ role: 'follower', term: 9 })
        expect(process.disk.values['currentTerm']).toBe(9)
      })
    }
  }

  it('requests of an earlier term are refused, with the present term in the answer', () => {
    const process = follower(3, disk(5))
    expect(answers(process, 1, requestVote(4, 9, 4))).toEqual([
      { to: 1, message: message('MsgVoteResp', { from: 0, to: 1, term: 5, reject: true }) },
    ])
    expect(answers(process, 1, append(4, 0, 0, entries(4)))[0].message).toMatchObject({ term: 5, reject: true })
    expect(process.status.lastIndex).toBe(0)
  })

  it('nothing is answered before the new term is on disk', () => {
    const process = follower()
    expect(process.hear(1, requestVote(7)).sent).toEqual([])
    expect(process.sync().sent).toHaveLength(1)
  })
})

describe('5.2 leader election', () => {
  it('servers begin as followers, in the term they had, with an election timer', () => {
    const process = new ProtocolProcess(raft, configOf(3), 0, disk(4))
    expect(process.status).toMatchObject({ role: 'follower', term: 4, leader: -1, serving: false })
    expect(process.step({ kind: 'start' }).timers).toEqual([
      { name: 'election', law: timeout, period: 0, again: false },
    ])
  })

  it('an election timeout begins an election: term up, own vote, requests to all others, a new random timeout', () => {
    const process = follower(5, disk(2, entries(1, 2)))
    const asked = process.fire('election')
    expect(asked.timers).toEqual([{ name: 'election', law: timeout, period: 0, again: false }])
    expect(asked.sent).toEqual([])
    expect(process.status).toMatchObject({ role: 'candidate', term: 3 })
    const { sent } = process.sync()
    expect(process.disk.values).toEqual({ currentTerm: 3, votedFor: 0 })
    expect(sent.map(({ to }) => to)).toEqual([1, 2, 3, 4])
    for (const { to, message: asked } of sent) {
      expect(asked).toEqual(message('MsgVote', { from: 0, to, term: 3, index: 2, logTerm: 2 }))
    }
  })

  it('a candidate that hears from no majority in time begins the next election', () => {
    const process = candidate(5)
    grant(process, 1)
    process.fire('election')
    expect(process.status).toMatchObject({ role: 'candidate', term: 3 })
    expect(process.sync().sent.map(({ to }) => to)).toEqual([1, 2, 3, 4])
  })

  it('a candidate whose own vote is not on disk yet waits for it, whatever the timer says', () => {
    const process = follower(5)
    process.fire('election')
    process.fire('election')
    expect(process.status.term).toBe(2)
    expect(process.sync().sent).toHaveLength(4)
  })

  const outcomes: [members: number, granted: number[], refused: number[], role: string][] = [
    [1, [], [], 'leader'],
    [2, [], [1], 'candidate'],
    [2, [1], [], 'leader'],
    [3, [1], [], 'leader'],
    [3, [1], [2], 'leader'],
    [3, [], [1, 2], 'candidate'],
    [4, [1], [], 'candidate'],
    [4, [1, 2], [], 'leader'],
    [5, [1], [2, 3, 4], 'candidate'],
    [5, [1, 2], [3, 4], 'leader'],
    [7, [1, 2], [], 'candidate'],
    [7, [1, 2, 3], [4, 5, 6], 'leader'],
  ]
  for (const [members, granted, refused, role] of outcomes) {
    it(`of ${members} servers, ${granted.length} granting and ${refused.length} refusing: ${role}`, () => {
      const process = candidate(members)
      for (const peer of refused) process.hear(peer, message('MsgVoteResp', { from: peer, term: 2, reject: true }))
      for (const peer of granted) grant(process, peer)
      expect(process.status.role).toBe(role)
    })
  }

  it('a vote that comes twice counts once, and one of an earlier term not at all', () => {
    const process = candidate(5, disk(3))
    grant(process, 1)
    grant(process, 1)
    process.hear(2, message('MsgVoteResp', { from: 2, term: 3 }))
    expect(process.status.role).toBe('candidate')
    grant(process, 2)
    expect(process.status.role).toBe('leader')
  })

  it('one vote a term, first come first served, the same answer when asked again', () => {
    const process = follower()
    const granted = (from: number) => !answers(process, from, requestVote(2, 0, 0, from))[0].message.reject
    expect([granted(1), granted(2), granted(1)]).toEqual([true, false, true])
  })

  it('the vote survives a crash', () => {
    const process = follower()
    answers(process, 1, requestVote(2))
    process.restart()
    const refusal = message('MsgVoteResp', { from: 0, to: 2, term: 2, reject: true })
    expect(answers(process, 2, requestVote(2, 0, 0, 2))).toEqual([{ to: 2, message: refusal }])
  })

  it('a candidate has voted for itself, and grants no other request of its term', () => {
    expect(answers(candidate(), 1, requestVote(2, 9, 9))[0].message).toMatchObject({ reject: true })
  })

  it('a winner sends heartbeats to all at once, and then every heartbeat period', () => {
    const process = candidate(3)
    const asked = grant(process, 1)
    expect(asked.sent.map(({ to, message: sent }) => [to, sent.type])).toEqual([
      [1, 'MsgApp'],
      [2, 'MsgApp'],
    ])
    expect(asked.timers).toContainEqual({ name: 'heartbeat', law: null, period: 50_000, again: false })
    expect(asked.cancelled).toEqual(['retry', 'election'])
    expect(process.fire('heartbeat').sent.map(({ to }) => to)).toEqual([1, 2])
  })

  it('a candidate follows a leader of its own term or a later one, and no earlier one', () => {
    for (const [term, role] of [
      [1, 'candidate'],
      [2, 'follower'],
      [3, 'follower'],
    ] as const) {
      const process = candidate()
      process.hear(1, append(term, 0, 0))
      expect(process.status.role).toBe(role)
    }
  })

  it('the election timer starts anew for a leader heard and a vote granted, for nothing else', () => {
    const reset = (asked: Asked<RaftMessage>) => asked.timers.some(({ name }) => name === 'election')
    const process = follower(3, disk(5, entries(5)))
    expect(reset(process.hear(1, append(5, 0, 0)))).toBe(true)
    expect(reset(process.hear(1, append(4, 0, 0)))).toBe(false)
    expect(reset(process.hear(2, requestVote(6, 0, 0, 2)))).toBe(false)
    expect(reset(process.hear(2, requestVote(6, 1, 5, 2)))).toBe(true)
    expect(reset(process.hear(2, requestVote(6, 1, 5, 2)))).toBe(false)
  })

  it('redraws the timeout at each reset, or only for an election, as configured', () => {
    expect(follower(3, disk(1)).hear(1, append(1, 0, 0)).timers[0]).toMatchObject({ law: timeout, again: false })
    const keeping = follower(3, disk(1), { redraw: 'each-election' })
    expect(keeping.hear(1, append(1, 0, 0)).timers[0]).toMatchObject({ law: null, again: true })
    expect(keeping.fire('election').timers[0]).toMatchObject({ law: timeout, again: false })
  })

  it('a leader deposed has an election timer again, and no heartbeats', () => {
    const asked = leader().hear(1, append(9, 0, 0))
    expect(asked.cancelled).toContain('heartbeat')
    expect(asked.timers.some(({ name }) => name === 'election')).toBe(true)
  })
})

describe('5.3 log replication', () => {
  it('a leader appends a request, sends it to all, and commits, applies and answers when a majority stores it', () => {
    const process = leader(3)
    acknowledge(process, 1, 1)
    const asked = process.request(7, 'x')
    expect(asked.sent).toEqual([{ to: 1, message: appendTo(1, 2, 1, 2, [entry(2, 2, 'x')], 1) }])
    process.sync()
    const done = acknowledge(process, 1, 2)
    expect(done.applied).toEqual([{ index: 2, command: 'x' }])
    expect(done.replies).toEqual([{ request: 7, result: { kind: 'done', index: 2, result: null } }])
    expect(process.status.commitIndex).toBe(2)
  })

  const stores: [members: number, acknowledged: number, committed: boolean][] = [
    [1, 0, true],
    [3, 0, false],
    [3, 1, true],
    [3, 2, true],
    [5, 1, false],
    [5, 2, true],
    [5, 4, true],
  ]
  for (const [members, acknowledged, committed] of stores) {
    it(`of ${members} servers, the leader and ${acknowledged} others: ${committed ? 'committed' : 'not committed'}`, () => {
      const process = leader(members)
      for (let peer = 1; peer <= acknowledged; peer++) acknowledge(process, peer, 1)
      expect(process.status.commitIndex).toBe(committed ? 1 : 0)
    })
  }

  it('the leader counts its own copy only when its disk has synced', () => {
    const process = candidate(3)
    grant(process, 1)
    acknowledge(process, 1, 1)
    expect(process.status).toMatchObject({ commitIndex: 0, pending: 2 })
    process.sync()
    expect(process.status).toMatchObject({ commitIndex: 1, pending: 0 })
  })

  it('a majority of followers commits without the leader’s disk', () => {
    const process = candidate(3)
    grant(process, 1)
    acknowledge(process, 1, 1)
    acknowledge(process, 2, 1)
    expect(process.status.commitIndex).toBe(1)
  })

  it('a follower acknowledges when its disk has synced', () => {
    const process = follower()
    expect(process.hear(1, append(1, 0, 0, entries(1))).sent).toEqual([])
    expect(process.sync().sent[0].message).toMatchObject({ type: 'MsgAppResp', reject: false, index: 1 })
    expect(process.disk.log).toEqual(entries(1))
  })

  it('a follower applies in order what the leader says is committed, as far as its log is known to agree', () => {
    const process = follower(3, disk(1, entries(1, 1, 1)))
    expect(process.hear(1, append(1, 1, 1, [], 3)).applied).toEqual([{ index: 1, command: '1.0' }])
    expect(process.hear(1, append(1, 3, 1, [], 2)).applied).toEqual([{ index: 2, command: '1.1' }])
    expect(process.status.commitIndex).toBe(2)
    process.hear(1, append(1, 3, 1, [], 1))
    expect(process.status.commitIndex).toBe(2)
  })

  it('committed entries of earlier leaders are applied with the first of the new one', () => {
    const process = leader(3, disk(2, entries(1, 2)))
    const asked = acknowledge(process, 1, 3)
    expect(asked.applied.map(({ index }) => index)).toEqual([1, 2, 3])
  })

  const checks: [
    prev: number,
    term: number,
    accepted: boolean,
    hint: { rejectHint: number; logTerm: number } | null,
  ][] = [
    [0, 0, true, null],
    [1, 1, true, null],
    [2, 2, true, null],
    // etcd's hint (`raft.go`, handleAppendEntries): the last place whose term is no later than the one asked about.
    [3, 1, false, { rejectHint: 1, logTerm: 1 }],
    [2, 3, false, { rejectHint: 2, logTerm: 2 }],
    [3, 3, false, { rejectHint: 3, logTerm: 2 }],
    [4, 2, false, { rejectHint: 3, logTerm: 2 }],
    [9, 9, false, { rejectHint: 3, logTerm: 2 }],
  ]
  for (const [prev, term, accepted, hint] of checks) {
    it(`with terms 1 2 2, an AppendEntries after ${prev} of term ${term} is ${accepted ? 'accepted' : 'refused'}`, () => {
      const process = follower(3, disk(9, entries(1, 2, 2)))
      const [{ message: sent }] = answers(process, 1, append(9, prev, term))
      expect(sent).toMatchObject({ reject: !accepted, index: prev, ...hint })
    })
  }

  const merges: [prev: number, term: number, news: number[], log: number[]][] = [
    [2, 2, [3], [1, 2, 3]],
    [1, 1, [3, 4], [1, 3, 4]],
    [0, 0, [1], [1, 2]],
    [0, 0, [3], [3]],
    [1, 1, [2], [1, 2]],
    [2, 2, [], [1, 2]],
  ]
  for (const [prev, term, news, log] of merges) {
    it(`terms 1 2, then ${news.join(' ') || 'nothing'} after ${prev}: ${log.join(' ')}`, () => {
      const process = follower(3, disk(4, entries(1, 2)))
      const sent = news.map((t, i) => entry(t, prev + i + 1, `${t}.${prev + i}`))
      answers(process, 1, append(4, prev, term, sent))
      expect(process.disk.log).toEqual(entries(...log))
      expect(process.state.log).toEqual(entries(...log))
    })
  }

  it('a late AppendEntries cuts nothing off that a newer one brought', () => {
    const process = follower()
    answers(process, 1, append(1, 0, 0, entries(1, 1, 1)))
    const late = process.hear(1, append(1, 0, 0, entries(1)))
    expect(late.persisted).toEqual([])
    expect(process.status.lastIndex).toBe(3)
  })

  it('a leader keeps asking who has not answered, candidates for votes and leaders with entries', () => {
    const asking = candidate(3)
    asking.hear(1, message('MsgVoteResp', { term: 2, reject: true }))
    expect(asking.fire('retry').sent.map(({ to }) => to)).toEqual([2])
    const process = leader(3)
    for (let time = 0; time < 3; time++) {
      expect(process.fire('heartbeat').sent).toContainEqual({
        to: 2,
        message: appendTo(2, 2, 0, 0, [entry(2, 1, null)]),
      })
    }
  })

  it('after a refusal the leader tries one entry earlier, or past the whole term in conflict', () => {
    const log = entries(1, 1, 4, 4, 5, 5, 6, 6)
    const refuse = (index: number, rejectHint: number, logTerm: number): RaftMessage => {
      return message('MsgAppResp', { term: 8, reject: true, index, rejectHint, logTerm })
    }
    const slow = leader(3, disk(7, log), { backtracking: 'by-one' })
    expect(slow.hear(1, refuse(8, 6, 3)).sent[0].message).toMatchObject({ index: 7 })
    // etcd's leader (`raft.go`, stepLeader): its last entry no later than the follower's at the hint.
    const fast = leader(3, disk(7, log))
    expect(fast.hear(1, refuse(8, 6, 3)).sent[0].message).toMatchObject({ index: 2, logTerm: 1 })
    const known = leader(3, disk(7, log))
    expect(known.hear(1, refuse(8, 6, 4)).sent[0].message).toMatchObject({ index: 4, logTerm: 4 })
  })

  it('a refusal that answers an earlier message changes nothing', () => {
    const process = leader(3, disk(1, entries(1, 1, 1)))
    acknowledge(process, 1, 4)
    const late = message('MsgAppResp', { term: 2, reject: true, index: 3, rejectHint: 0 })
    expect(process.hear(1, late).sent).toEqual([])
    expect(process.fire('heartbeat').sent[0].message).toMatchObject({ index: 4 })
  })

  it('sends no more than the window ahead, in batches', () => {
    const process = leader(2, disk(1), { batch: 2, window: 4 })
    acknowledge(process, 1, 1)
    const sizes: number[] = []
    for (let id = 0; id < 10; id++) {
      for (const { message: sent } of process.request(id, id).sent) sizes.push(sent.entries.length)
    }
    expect(sizes).toEqual([1, 1, 1, 1])
    const more = acknowledge(process, 1, 5).sent.map(({ message: sent }) => sent.entries.length)
    expect(more).toEqual([2, 2])
  })
})

describe('5.4 safety', () => {
  const voters: [own: number[], lastIndex: number, lastTerm: number, granted: boolean][] = [
    [[], 0, 0, true],
    [[1], 1, 1, true],
    [[1], 2, 1, true],
    [[1, 1], 1, 1, false],
    [[1], 1, 2, true],
    [[1, 1], 1, 2, true],
    [[1, 2], 9, 1, false],
    [[2], 2, 1, false],
  ]
  for (const [own, lastIndex, lastTerm, granted] of voters) {
    it(`5.4.1: with ${own.join(' ') || 'nothing'}, a candidate with ${lastIndex} entries, last of term ${lastTerm}: ${granted}`, () => {
      const process = follower(3, disk(3, entries(...own)))
      expect(answers(process, 1, requestVote(4, lastIndex, lastTerm))[0].message).toMatchObject({ reject: !granted })
    })
  }

  it('5.4.2: entries of earlier terms are committed by one of the leader’s own term, never by counting', () => {
    const process = leader(3, disk(2, entries(1, 2)))
    acknowledge(process, 1, 2)
    acknowledge(process, 2, 2)
    expect(process.status).toMatchObject({ commitIndex: 0, serving: false })
    acknowledge(process, 1, 3)
    expect(process.status).toMatchObject({ commitIndex: 3, serving: true })
  })
})

describe('8 client interaction', () => {
  it('a leader begins its term with an entry without a command, and serves once that is committed', () => {
    const process = leader(3)
    expect(process.state.log).toEqual([entry(2, 1, null)])
    expect(process.status.serving).toBe(false)
    expect(acknowledge(process, 1, 1).notes).toContainEqual({ what: 'serving', value: 2 })
    expect(process.status.serving).toBe(true)
  })

  it('others point to the leader they know', () => {
    const process = follower()
    expect(process.request(1, 'x').replies).toEqual([{ request: 1, result: { kind: 'redirect', redirect: -1 } }])
    process.hear(2, append(1, 0, 0, [], 0, 2))
    expect(process.request(2, 'x').replies).toEqual([{ request: 2, result: { kind: 'redirect', redirect: 2 } }])
  })

  it('a leader that loses its lead says that it does not know what became of requests under way', () => {
    const process = leader(3)
    process.request(5, 'x')
    const asked = process.hear(2, append(9, 0, 0, [], 0, 2))
    expect(asked.replies).toEqual([{ request: 5, result: { kind: 'unknown', redirect: 2 } }])
  })

  it('turns requests away when too many entries wait to be committed', () => {
    const process = leader(3, disk(1), { backlog: 3 })
    const kinds = [1, 2, 3].map(id => process.request(id, id).replies.map(({ result }) => result))
    expect(kinds).toEqual([[], [], [{ kind: 'busy' }]])
  })
})
