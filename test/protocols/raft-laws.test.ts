import { describe, expect, it } from 'vitest'
import { raftMutants } from '../support/raft-mutants.js'
import { runSchedule } from '../support/raft-schedule.js'

describe('Raft under random schedules of crashes, partitions, losses, doubles, overtaking and slow disks', () => {
  it('keeps the laws of figure 3, and recovers when the trouble ends', () => {
    let commits = 0
    let leaders = 0
    for (let n = 0; n < 1000; n++) {
      const outcome = runSchedule(`raft/${n}`)
      expect(`${n}: ${outcome.broken}, converged ${outcome.converged}`).toBe(`${n}: null, converged true`)
      commits += outcome.commits
      leaders += outcome.leaders
    }
    // The schedules are hostile, yet not so hostile that nothing happens.
    expect(leaders).toBeGreaterThan(5 * 1000)
    expect(commits).toBeGreaterThan(10 * 1000)
  })
})

describe('the laws notice a broken rule:', () => {
  for (const protocol of raftMutants) {
    // Figure 8 takes a long coincidence: its transcript shows it at once, and the long tests hunt for it.
    if (protocol.name === 'a leader commits entries of earlier terms by counting') continue
    it(protocol.name, () => {
      let broken: string | null = null
      for (let n = 0; broken === null && n < 5000; n++) broken = runSchedule(`mutant/${n}`, protocol).broken
      expect(broken).not.toBeNull()
    })
  }
})
