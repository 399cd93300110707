import { describe, expect, it } from 'vitest'
import { etcdWays, type RaftConfig, raft } from '../../src/protocols/index.js'
import { raftSubject } from '../support/consensus/subjects/raft.js'
import { drawPlainRaft } from '../support/consensus/subjects/raft-draws.js'
import { caseOf } from '../support/consensus/suite.js'
import { acknowledge, configOf, leaderOf, least, read } from '../support/raft-member.js'

/** Raft with these options, members as they are. */
function raftWith(options: Partial<RaftConfig>) {
  return caseOf({
    ...raftSubject,
    mutants: [],
    operation: () => null,
    change: () => null,
    draw(stream) {
      const drawn = drawPlainRaft(stream)
      return { ...drawn, config: { ...drawn.config, ...options } }
    },
  })
}

/** The first of so many seeds that breaks a law, and which. */
function breachOf(options: Partial<RaftConfig>, hostility: string, seeds: number) {
  const of = raftWith(options)
  for (let n = 0; n < seeds; n++) {
    const seed = `${hostility}/${n}`
    const { breach } = of.run(seed)
    if (breach !== null) return { seed, law: breach.law }
  }
  return null
}

/** What `protocols/raft/config.ts` says of the price of etcd's ways, and the language warns of. */
describe('ways of Raft that have a price', () => {
  it("etcd's lease outlives a pause: a read after it is answered at once, where the thesis' lease has run out (6.4.1)", () => {
    const repliesAfter = (pause: number, more: Partial<RaftConfig>) => {
      const leader = leaderOf(configOf(3, { reads: 'lease', checkQuorum: true, ...more }))
      for (const peer of [1, 2]) acknowledge(leader, peer, 1, { context: [0, 0] })
      // It stood still, and no timer of its own has gone off yet: the others may have chosen another long ago.
      leader.clock = pause
      return read(leader, 1).replies.length
    }
    expect(repliesAfter(least / 2, {})).toBe(1)
    expect(repliesAfter(10 * least, {})).toBe(0)
    expect(repliesAfter(10 * least, etcdWays)).toBe(1)
  })

  it('it declares so: no clock may be wrong, and no process may stand still', () => {
    const config: RaftConfig = {
      members: 3,
      electionTimeout: { kind: 'constant', value: 1 },
      heartbeat: 1,
      reads: 'lease',
    }
    const etcd: RaftConfig = { ...config, ...etcdWays }
    expect(raft.budget?.(config)).toEqual({ down: 1, keeps: 'disk', drift: 0.001 })
    expect(raft.budget?.({ ...etcd, checkQuorum: true })).toEqual({ down: 1, keeps: 'disk', drift: 0, pauses: false })
    // Without CheckQuorum it has no lease, and its reads ask a quorum.
    expect(raft.budget?.(etcd)).toEqual({ down: 1, keeps: 'disk', drift: null })
  })

  it('waits that begin anew at each term can keep an election from ending, where clocks differ; PreVote ends it (9.6)', () => {
    // Clocks are up to 20 % wrong: 20 ms on the slowest are 25 ms, and 25 ms on the fastest are less than 21.
    const close = { redraw: 'each-term', electionTimeout: { kind: 'uniform', low: 20_000, high: 25_000 } } as const
    const found = breachOf(close, 'seed', 20)
    expect(found?.law).toBe('progress')
    expect(raftWith({ ...close, preVote: true }).run(found?.seed ?? '').breach).toBeNull()
    expect(raftWith({ ...close, redraw: 'each-reset' }).run(found?.seed ?? '').breach).toBeNull()
  })
})
