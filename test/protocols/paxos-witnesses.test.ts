import { describe, expect, it } from 'vitest'
import { quorumsAmong } from '../../src/protocols/index.js'
import { apart, QuorumError } from '../../src/quorum/index.js'
import { multiPaxosWitnesses, singlePaxosWitnesses } from '../support/consensus/subjects/witnesses.js'
import { caseOf, reproduction, seedOf } from '../support/consensus/suite.js'
import { runTrial } from '../support/consensus/trial.js'

const seeds = ['seed', 'seed-', 'forgetting', 'staleness'].flatMap(word => [0, 1, 2].map(n => `${word}/${n}`))

/**
 * Howard, Malkhi & Spiegelman, OPODIS 2016: agreement asks only that each quorum of phase 1 meets each of phase 2. With witnesses
 * a majority of all is one of phase 1, and as many of those who hold data one of phase 2.
 */
describe('witnesses of Paxos', () => {
  for (const of of [caseOf(multiPaxosWitnesses), caseOf(singlePaxosWitnesses)]) {
    it(`${of.name} keeps every law under ${seeds.length} hostile histories`, { timeout: 60_000 }, () => {
      for (const seed of seeds) expect(reproduction(of, seed, of.run(seed))).toBe(`${of.name} holds on ${seed}`)
    })
  }

  const of = caseOf(multiPaxosWitnesses)
  it.each(of.mutants.map(({ name, hostility, within }, place) => [name, hostility, within, place] as const))(
    'are not safe when %s',
    { timeout: 60_000 },
    (_name, hostility, within, place) => {
      const broken = Array.from({ length: within }, (_, n) => seedOf(hostility, 'seed', n)).some(
        seed => of.run(seed, { mutant: place }).breach !== null,
      )
      expect(broken).toBe(true)
    },
  )

  it('are sent no values, hold none and never stand for election', () => {
    let sent = 0
    for (const seed of seeds.slice(0, 6)) {
      runTrial(multiPaxosWitnesses, seed, {
        watching: network => {
          const { witnesses = [] } = network.config
          network.observers.push({
            sent(_from, to, message) {
              if (!witnesses.includes(to)) return
              sent++
              expect(['prepare', 'heartbeat', 'refuse', 'promise', 'accepted', 'heard']).toContain(message.type)
            },
            stepped(node, { log, role }) {
              if (witnesses.includes(node)) expect([log.length, role]).toEqual([0, 'follower'])
            },
          })
        },
      })
    }
    expect(sent).toBeGreaterThan(300)
  })

  it('need a majority of members who hold data', () => {
    for (let members = 2; members <= 7; members++) {
      for (let count = 1; count < members; count++) {
        const all = Array.from({ length: members }, (_, m) => m)
        const make = () => quorumsAmong(all, { witnesses: all.slice(members - count) })
        if (2 * (members - count) > members) expect(apart(make().prepare, make().accept)).toBeNull()
        else expect(make).toThrow(QuorumError)
      }
    }
  })
})
