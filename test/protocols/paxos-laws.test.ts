import { describe, expect, it } from 'vitest'
import { paxosMutants } from '../support/paxos-mutants.js'
import { runPaxosSchedule } from '../support/paxos-schedule.js'

describe('the Paxos lock under random schedules of crashes, partitions, losses, doubles, overtaking and slow disks', () => {
  it('keeps agreement, validity, P1 and P2 in every epoch, and settles when the trouble ends', () => {
    let decisions = 0
    for (let n = 0; n < 1000; n++) {
      const outcome = runPaxosSchedule(`paxos/${n}`)
      expect(`${n}: ${outcome.broken}, settled ${outcome.settled}`).toBe(`${n}: null, settled true`)
      decisions += outcome.decisions
    }
    expect(decisions).toBeGreaterThan(1.5 * 1000)
  })
})

describe('the laws notice a broken rule:', () => {
  for (const protocol of paxosMutants) {
    it(protocol.name, () => {
      let broken: string | null = null
      for (let n = 0; broken === null && n < 2000; n++) broken = runPaxosSchedule(`mutant/${n}`, protocol).broken
      expect(broken).not.toBeNull()
    })
  }
})
