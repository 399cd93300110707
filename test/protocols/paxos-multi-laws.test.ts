import { describe, expect, it } from 'vitest'
import {
  type MultiPaxosConfig,
  type MultiPaxosMessage,
  type MultiPaxosState,
  multiPaxos,
} from '../../src/protocols/index.js'
import { SeedTree } from '../../src/random/index.js'
import { multiPaxosSubject } from '../support/consensus/subjects/multi-paxos.js'
import { hostileNetwork, leaderOf, makeTrouble } from '../support/hostility.js'
import type { MultiPaxos } from '../support/paxos-multi.js'
import { MultiPaxosLaws } from '../support/paxos-multi-laws.js'
import { ProtocolNetwork } from '../support/protocol-network.js'

/** One small hostile history of restless ballots. */
function run(seed: string, protocol: MultiPaxos = multiPaxos): MultiPaxosLaws {
  const stream = new SeedTree(seed).stream('schedule')
  const members = 3 + 2 * stream.below(2)
  const config: MultiPaxosConfig = {
    members,
    electionTimeout: { kind: 'uniform', low: 10_000, high: 20_000 },
    heartbeat: 4000,
    window: 1 + stream.below(6),
    batch: 1 + stream.below(3),
    backlog: 16,
    snapshotEvery: stream.below(2) * 8,
  }
  const options = { seed, ...hostileNetwork(stream) }
  const network = new ProtocolNetwork<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage>(
    protocol,
    config,
    members,
    options,
  )
  const laws = new MultiPaxosLaws(network)
  let id = 0
  const ask = () => {
    id += 1
    network.request(leaderOf(network) ?? stream.below(members), id, `c${id}`)
  }
  network.start()
  makeTrouble(network, stream, { until: 600_000, every: 4000, deeds: [ask, ask, ask, ask, ask, ask] })
  network.run(600_000, () => laws.broken !== null)
  return laws
}

describe('Multi-Paxos under random schedules (PMMC, section 2)', () => {
  it('keeps A1, A2, A5, C1, C2, R1 and R5', () => {
    let slots = 0
    for (let n = 0; n < 200; n++) {
      const laws = run(`multi/${n}`)
      expect(`${n}: ${laws.broken}`).toBe(`${n}: null`)
      slots += laws.chosenSlots
    }
    expect(slots).toBeGreaterThan(20 * 200)
  })
})

describe('the invariants notice a broken rule:', () => {
  const rules = [
    ['promises are not persisted (Lamport 2001, 2.5)', /A1|A2/],
    ['a leader ignores what was accepted in earlier ballots (P2c)', /C2|A5|R1/],
    ['a leader takes the value it heard of last, not that of the highest ballot (P2c)', /C2|A5|R1/],
    ['an acceptor accepts below its promise (P1a)', /A2/],
    ['gaps are closed up instead of filled with no-ops (section 3)', /C2|A5|R1/],
    ['an acceptance that arrives twice counts twice', /C2|R1/],
  ] as const
  for (const [name, law] of rules) {
    it(name, () => {
      const found = multiPaxosSubject.mutants.find(mutant => mutant.name === name)
      let broken: string | null = null
      for (let n = 0; broken === null && n < 1500; n++) broken = run(`mutant/${n}`, found?.protocol).broken
      expect(broken).toMatch(law)
    })
  }
})
