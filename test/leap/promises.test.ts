import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { casesOfFaults, casesOfLoss, type LeapCase } from '../support/leap-cases.js'
import {
  certificatesHold,
  simulatedIsFull,
  snapshotsHold,
  snapshotsOfRandomHold,
  sumsHold,
} from '../support/leap-promises.js'

const seeds = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}`)

describe('in systems put together by chance', () => {
  it('what is certified as steady does not change before the boundary, in full simulation', () => {
    let certified = 0
    let periods = 0
    for (const seed of seeds(15)) {
      const held = certificatesHold(seed)
      certified += held.certified
      periods += held.periods
    }
    expect(certified).toBeGreaterThan(500)
    expect(periods).toBeGreaterThan(25_000)
  })

  it('a leapt trial ends, and what it reports adds up', () => {
    const leapt = seeds(40).flatMap(sumsHold)
    expect(leapt.filter(share => share > 0.2).length).toBeGreaterThan(leapt.length / 3)
  })

  it('a leapt run goes on to the same bytes from a snapshot taken right before or after a leap, or anywhere', () => {
    const broken = seeds(12).reduce((sum, seed) => sum + snapshotsOfRandomHold(seed), 0)
    expect(broken).toBeGreaterThan(25)
  })

  it('where nothing can be leapt the two fidelities are one, to the last event', () => {
    const same = seeds(15).filter(simulatedIsFull)
    expect(same.length).toBeGreaterThan(12)
  })
})

const some: readonly LeapCase[] = [...casesOfFaults(), ...casesOfLoss()].filter(({ name }) =>
  [
    'Raft of 3, disturbed',
    'Lock of 3, phi, window of 8',
    'phi, exponential at 20 % loss',
    'Heavy tail, in order',
  ].includes(name),
)

describe('a leapt run', () => {
  it.each(some)('goes on to the same bytes from snapshots at twenty leaps: $name', ({ name, scenario }) => {
    expect(snapshotsHold(scenario, name, 20)).toBe(20)
  })

  // Two will do: the golden fingerprints are those of one thread and of two, for every shipped scenario.
  it.each(some.slice(1, 3))('is the same on one and two threads: $name', async ({ scenario }) => {
    // Threads run JavaScript files: these studies are those of the built package.
    const index = new URL('../../dist/experiments/index.js', import.meta.url)
    expect(existsSync(index), 'the package is not built: npm run build').toBe(true)
    const { runStudy }: typeof import('../../src/experiments/index.js') = await import(index.href)
    const leapt = { ...scenario, fidelity: 'leap' } as const
    const alone = await runStudy(leapt, { workers: 1, trials: 4, file: 'x.yaml' })
    expect(alone.fidelity.leaps).toBeGreaterThan(50)
    expect(await runStudy(leapt, { workers: 2, trials: 4, file: 'x.yaml' })).toEqual(alone)
  })
})
