import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { laws } from '../support/consensus/breach.js'
import { cases } from '../support/consensus/subjects/index.js'
import { reproduction } from '../support/consensus/suite.js'
import type { Outcome } from '../support/consensus/trial.js'

const seeds = 3000
/** Seeds after which a mutant is given up. */
const patience = 3000

const told = ['steps', 'messages', 'crashes', 'commits', 'restores', 'writes', 'reads', 'terms'] as const
const subjects: string[] = []
const judged: string[] = []
const mutants: string[] = []

for (const of of cases) {
  describe(of.name, () => {
    it(`holds over ${seeds} seeds`, () => {
      const sum = new Map<string, number>()
      const add = (what: string, n: number) => sum.set(what, (sum.get(what) ?? 0) + n)
      let slowest = 0
      const breaches: string[] = []
      for (let n = 0; n < seeds; n++) {
        const outcome: Outcome = of.run(`hunt/${n}`)
        for (const what of told) add(what, outcome[what])
        for (const law of laws) add(law, outcome.judged[law])
        slowest = Math.max(slowest, outcome.healing)
        if (outcome.breach !== null) breaches.push(reproduction(of, `hunt/${n}`, outcome))
      }
      const heal = `${(slowest / 1000).toFixed(0)} ms`
      subjects.push(row(of.name, seeds, ...told.map(what => sum.get(what) ?? 0), heal, breaches.length))
      judged.push(row(of.name, ...laws.map(law => sum.get(law) ?? 0)))
      expect(breaches).toEqual([])
    })

    for (const [place, { name, hunted }] of of.mutants.entries()) {
      it(`finds out: ${name}`, () => {
        let breach: Outcome['breach'] = null
        let n = 0
        while (breach === null && n < (hunted || patience)) breach = of.run(`hunt/${n++}`, { mutant: place }).breach
        mutants.push(row(of.name, name, breach === null ? `none of ${n}` : `hunt/${n - 1}`, breach?.law ?? 'unnoticed'))
        // Some are so rare from outside that a hunt of this length may miss them.
        if (hunted > 0) expect(breach).not.toBeNull()
      })
    }
  })
}

afterAll(() => {
  const rule = (columns: number) => row('---', ...Array.from({ length: columns - 1 }, () => '---:'))
  const lines = [
    '# Consensus protocols under one set of laws',
    '',
    'Every seed draws a configuration with all its options, a hostile world (crashes, pauses, stalled disks, loss, doubles, late',
    'messages, partitions of every kind, drifting clocks) and clients with sessions, reads and an operator. The laws are judged',
    'from outside, by the contract alone; `test/support/consensus/breach.ts` names and cites them. One seed is told in full by',
    "`SUBJECT='Raft' SEED='hunt/17' npx vitest run test/protocols/consensus-laws.test.ts`.",
    '',
    row('subject', 'seeds', ...told, 'slowest to heal', 'breaches'),
    rule(told.length + 4),
    ...subjects,
    '',
    '## How often each law was judged',
    '',
    row('subject', ...laws),
    rule(laws.length + 1),
    ...judged,
    '',
    '## Broken on purpose',
    '',
    'The protocol with one rule broken, the first seed that finds it, and the law that noticed. What no seed finds here shows only when',
    'messages are looked into: tests of the protocol of its own do that.',
    '',
    row('subject', 'broken rule', 'seed', 'law'),
    row('---', '---', '---', '---'),
    ...mutants,
    '',
  ]
  writeFileSync('docs/measured/consensus-laws.md', lines.join('\n'))
})

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
