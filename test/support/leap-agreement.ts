import { expect } from 'vitest'
import { type Comparison, compareFidelities, observeTrials } from './fidelities.js'
import type { LeapCase } from './leap-cases.js'
import { percent } from './measured-page.js'

/** The columns of a row of `agreement`. */
export const agreementHead = [
  'system',
  'leapt',
  'events saved, times',
  'most of one kind',
  'comparisons',
  'greatest distance',
  'ratio',
  'greatest deviate',
  'ratio',
]

/**
 * One system in both fidelities: none of the comparisons may reach its critical value, over a thousand of one kind of event; a
 * row that tells how near the worst of them came.
 */
export function agreement(
  { name, scenario, leapt }: LeapCase,
  { trials, alpha, deviate }: { trials: number; alpha: number; deviate: number },
): { row: string[]; comparisons: number } {
  const full = observeTrials(scenario, 'full', trials)
  const leap = observeTrials(scenario, 'leap', trials)
  const all = compareFidelities(full, leap, alpha, deviate)
  const byTest = (test: Comparison['test']) => all.filter(c => c.test === test)
  const worst = (of: readonly Comparison[]) =>
    [...of].sort((a, b) => b.statistic / b.critical - a.statistic / a.critical)[0]
  const [law, mean] = [worst(byTest('Kolmogorov–Smirnov')), worst(byTest('mean'))]
  const show = (c: Comparison, digits: number) =>
    `${c.measure}: ${c.statistic.toFixed(digits)} of ${c.critical.toFixed(digits)}`
  expect(all.filter(c => !(c.statistic < c.critical))).toEqual([])
  expect(Math.max(...all.map(c => Math.min(...c.sizes)))).toBeGreaterThan(1000)
  expect(Math.min(...leap.leapt)).toBeGreaterThan(leapt)
  expect(leap.events).toBeLessThan((1 - 0.8 * leapt) * full.events)
  const sizes = Math.max(...byTest('Kolmogorov–Smirnov').map(c => c.sizes[0]))
  const row = [
    name,
    percent(Math.min(...leap.leapt), 0),
    (full.events / leap.events).toFixed(1),
    `${sizes}`,
    `${all.length}`,
    show(law, 4),
    (law.statistic / law.critical).toFixed(2),
    show(mean, 2),
    (mean.statistic / mean.critical).toFixed(2),
  ]
  return { row, comparisons: all.length }
}
