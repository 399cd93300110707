import { describe, expect, it } from 'vitest'
import { SeedTree } from '../../src/random/index.js'
import { diagnoseTail, stoppingRule, unavailabilityInterval } from '../../src/statistics/index.js'
import { coverageOf, studyOf, type Unit, unavailabilityOf } from './renewal.js'
import { heavyUnits, plainUnits } from './units.js'

const tree = new SeedTree('interval coverage')

describe('intervals at 95 % hold the truth in 93 to 97 % of 1,000 studies of a repairable unit with 100 outages', () => {
  for (const [name, unit] of Object.entries(plainUnits)) {
    it.each([
      [1, 100],
      [5, 20],
      [10, 10],
      [20, 5],
      [100, 1],
    ])(`${name}, %i trials with %i outages each`, (trials, perTrial) => {
      const { covered } = coverageOf(unavailabilityOf(unit), 1000, tree, [name, `${trials}`], stream =>
        unavailabilityInterval(studyOf(unit, trials, perTrial, stream)),
      )
      expect(covered).toBeGreaterThanOrEqual(930)
      expect(covered).toBeLessThanOrEqual(970)
    })
  }
})

it('holds the truth when a study stops by its own precision', () => {
  // 300 studies at a true 95 % hold it 270 times or fewer, or 298 or more, about once in 3,000 (binomial tails).
  const unit = plainUnits.exponential
  const rule = stoppingRule({ precision: 0.2, batch: 10, maxTrials: 400 })
  const { covered, seen } = coverageOf(unavailabilityOf(unit), 300, tree, ['stopping'], stream => {
    const { trials } = studyOf(unit, 400, 2, stream)
    const stop = rule.decide(trials)
    return stop?.reason === 'precision' ? unavailabilityInterval({ trials: trials.slice(0, stop.trials) }) : null
  })
  expect(seen).toBe(300)
  expect(covered).toBeGreaterThan(270)
  expect(covered).toBeLessThan(298)
})

describe('the warning of heavy tails, at 300 outages', () => {
  function warned(unit: Unit, name: string): number {
    const warnings = Array.from({ length: 300 }, (_, i) =>
      diagnoseTail(studyOf(unit, 1, 300, tree.stream('tail', name, `${i}`)).lengths),
    )
    return warnings.filter(diagnosis => diagnosis?.heavy).length
  }

  it.each(Object.entries(heavyUnits))('is given for most studies with %s', (name, unit) => {
    expect(warned(unit, name)).toBeGreaterThan(225)
  })

  it.each(Object.entries(plainUnits))('is given for few studies with %s', (name, unit) => {
    expect(warned(unit, name)).toBeLessThan(75)
  })
})
