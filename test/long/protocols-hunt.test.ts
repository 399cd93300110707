import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { paxosMutants } from '../support/paxos-mutants.js'
import { runPaxosSchedule } from '../support/paxos-schedule.js'
import { primaryBackupMutants } from '../support/primary-backup-mutants.js'
import { runPrimaryBackupSchedule } from '../support/primary-backup-schedule.js'
import { raftMutants } from '../support/raft-mutants.js'
import { runSchedule } from '../support/raft-schedule.js'

const schedules = 20_000
const patience = 20_000
const rows: string[] = []

/** Runs a faithful protocol through many schedules: nothing may break, and every one must end well. */
function sweep(name: string, run: (seed: string) => { broken: string | null; well: boolean }): void {
  let bad = 0
  for (let n = 0; n < schedules; n++) {
    const { broken, well } = run(`hunt/${n}`)
    if (broken !== null || !well) bad += 1
  }
  rows.push(`| ${name} | ${schedules} | ${bad === 0 ? 'none' : bad} |`)
  expect(bad).toBe(0)
}

/** How many schedules a broken protocol survives. */
function survival(name: string, bad: (seed: string) => string | null): void {
  let what: string | null = null
  let n = 0
  while (what === null && n < patience) what = bad(`hunt/${n++}`)
  rows.push(`| ${name} | ${n} | ${what ?? 'unnoticed'} |`)
  expect(what).not.toBeNull()
}

it('holds the faithful protocols, and finds every mutant', () => {
  sweep('Raft', seed => {
    const { broken, converged } = runSchedule(seed)
    return { broken, well: converged }
  })
  sweep('Paxos lock', seed => {
    const { broken, settled } = runPaxosSchedule(seed)
    return { broken, well: settled }
  })
  for (const quiet of [true, false]) {
    sweep(`primary-backup, ${quiet ? 'crashes only' : 'hostile network'}`, seed => {
      const { broken, settled } = runPrimaryBackupSchedule(seed, quiet)
      return { broken, well: settled }
    })
  }
  for (const mutant of raftMutants) survival(`Raft: ${mutant.name}`, seed => runSchedule(seed, mutant).broken)
  for (const mutant of paxosMutants) survival(`Paxos: ${mutant.name}`, seed => runPaxosSchedule(seed, mutant).broken)
  for (const mutant of primaryBackupMutants) {
    survival(`primary-backup: ${mutant.name}`, seed => {
      for (const quiet of [true, false]) {
        const { broken, settled } = runPrimaryBackupSchedule(seed, quiet, mutant)
        if (broken !== null || !settled) return broken ?? 'does not settle'
      }
      return null
    })
  }
  const lines = [
    '# Protocols under random schedules',
    '',
    'Small seeded histories of crashes, partitions, losses, duplicates, overtaking and slow disks, judged by the law suites in',
    '`test/support`. Faithful protocols must show no breach and end well when the trouble ends; mutants (one rule broken on',
    'purpose) must be found.',
    '',
    '| protocol | schedules | breach |',
    '|---|---|---|',
    ...rows,
    '',
  ]
  writeFileSync('docs/measured/protocol-schedules.md', lines.join('\n'))
})
