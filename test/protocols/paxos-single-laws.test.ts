import { describe, expect, it } from 'vitest'
import { count } from '../../src/quorum/index.js'
import { singlePaxosMutants } from '../support/consensus/subjects/single-paxos-mutants.js'
import { runDuel } from '../support/paxos-single-duels.js'

describe('single-decree Paxos in short duels with crashes, cuts, losses, doubles and slow disks', () => {
  it('chooses one value, keeps P1a and P2b, and everybody learns it', () => {
    let ballots = 0
    for (let n = 0; n < 1500; n++) {
      const outcome = runDuel(`duel/${n}`)
      expect(`${n}: ${outcome.broken}, decided ${outcome.decided}`).toBe(`${n}: null, decided true`)
      ballots += outcome.ballots
    }
    // They are duels: a good many ballots to a decision.
    expect(ballots).toBeGreaterThan(5 * 1500)
  })
})

describe('the laws notice a broken rule:', () => {
  for (const { name, protocol, draw } of singlePaxosMutants) {
    it(name, () => {
      const unsafe =
        draw === undefined ? undefined : { prepare: count([0, 1, 2, 3], 2), accept: count([0, 1, 2, 3], 2) }
      let broken: string | null = null
      for (let n = 0; broken === null && n < 4000; n++) broken = runDuel(`mutant/${n}`, protocol, unsafe).broken
      expect(broken).not.toBeNull()
    })
  }
})
