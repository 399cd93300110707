import { describe, expect, it } from 'vitest'
import { primaryBackupMutants } from '../support/primary-backup-mutants.js'
import { runPrimaryBackupSchedule } from '../support/primary-backup-schedule.js'

describe('primary-backup under random schedules', () => {
  it('never lets two serve when only processes fail, and settles when they stop failing', () => {
    for (let n = 0; n < 1000; n++) {
      const outcome = runPrimaryBackupSchedule(`quiet/${n}`, true)
      expect(`${n}: ${outcome.broken}, settled ${outcome.settled}`).toBe(`${n}: null, settled true`)
    }
  })

  it('keeps one primary an epoch in every case, shows split brain, and heals', () => {
    let dual = 0
    for (let n = 0; n < 1000; n++) {
      const outcome = runPrimaryBackupSchedule(`hostile/${n}`, false)
      expect(`${n}: ${outcome.broken}, settled ${outcome.settled}`).toBe(`${n}: null, settled true`)
      if (outcome.dual > 0) dual += 1
    }
    expect(dual).toBeGreaterThan(0)
  })
})

describe('the laws notice a broken rule:', () => {
  for (const protocol of primaryBackupMutants) {
    it(protocol.name, () => {
      const bad = (n: number, quiet: boolean) => {
        const { broken, settled } = runPrimaryBackupSchedule(`mutant/${n}`, quiet, protocol)
        return broken !== null || !settled
      }
      let noticed = false
      for (let n = 0; !noticed && n < 1000; n++) noticed = bad(n, true) || bad(n, false)
      expect(noticed).toBe(true)
    })
  }
})
