import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostilities } from '../support/consensus/hostilities.js'
import { cases } from '../support/consensus/subjects/index.js'
import { reproduction, seedOf } from '../support/consensus/suite.js'

/**
 * Every consensus protocol under the same laws (`test/support/consensus/breach.ts` names and cites them). To read the whole
 * story of one seed: SUBJECT='Raft' SEED='seed/17' npx vitest run test/protocols/consensus-laws.test.ts; with MUTANT='…' that
 * of a broken one. Thousands of seeds, and the mutants that take more than a few of them: `test/long/consensus-laws.test.ts`.
 */
const seeds = [
  ...Array.from({ length: 30 }, (_, n) => `seed/${n}`),
  ...hostilities.slice(1).flatMap(hostility => [0, 1].map(n => seedOf(hostility, '', n))),
]
/** Milliseconds: a slow machine with much else to do. */
const timeout = 240_000
const chosen = process.env['SEED']

if (chosen !== undefined) {
  const of = cases.find(({ name }) => name === (process.env['SUBJECT'] ?? cases[0].name))
  const mutant = of?.mutants.findIndex(({ name }) => name === process.env['MUTANT'])
  it(`tells ${chosen} of ${of?.name}`, () => {
    const text = of?.transcript(chosen, mutant === -1 ? undefined : mutant) ?? ''
    const file = join(tmpdir(), 'consensus-transcript.txt')
    writeFileSync(file, text)
    expect(text.trim().split('\n').at(-1), `the story is in ${file}`).toBe('no breach')
  })
}

for (const of of chosen === undefined ? cases : []) {
  describe(of.name, () => {
    it(
      `keeps every law under ${seeds.length} hostile histories, and is well when the trouble ends`,
      () => {
        const sum = { writes: 0, crashes: 0, terms: 0 }
        for (const seed of seeds) {
          const outcome = of.run(seed)
          expect(reproduction(of, seed, outcome)).toBe(`${of.name} holds on ${seed}`)
          sum.writes += outcome.writes
          sum.crashes += outcome.crashes
          sum.terms += outcome.terms
        }
        // The histories are hostile, yet not so hostile that nothing happens.
        expect(sum.crashes).toBeGreaterThan(2 * seeds.length)
        if (of.lively) expect(sum.writes).toBeGreaterThan(10 * seeds.length)
      },
      timeout,
    )

    it('goes on the same from a state that has been JSON at every step', () => {
      for (let n = 0; n < 2; n++) {
        const { judged: _, ...through } = of.run(`plain/${n}`, { gap: 1 })
        const { judged: __, ...untouched } = of.run(`plain/${n}`, { gap: 1_000_000_000 })
        expect(through).toEqual(untouched)
      }
    })

    for (const [place, { name, hostility, within }] of of.mutants.entries()) {
      if (within === 0) continue
      it(
        `is found out: ${name}`,
        () => {
          let n = 0
          while (n < within && of.run(seedOf(hostility, 'seed', n), { mutant: place }).breach === null) n += 1
          expect(n, `a seed below ${within} that finds it`).toBeLessThan(within)
        },
        timeout,
      )
    }
  })
}
