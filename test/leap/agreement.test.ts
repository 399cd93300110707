import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../src/numerics/index.js'
import { compareFidelities, observeTrials } from '../support/fidelities.js'
import { casesOfFaults, casesOfLogs, casesOfLoss } from '../support/leap-cases.js'

/**
 * Thousands of outages for every system there is are in the long tests (docs/measured/leap-against-full.md, leap-of-logs.md); here a few,
 * so that what breaks the leap is seen at once. At most 170 comparisons, together at a level of 0.001: Kolmogorov's
 * critical value is 2.52 over the root of the effective sample size, the normal deviate 4.53.
 */
const comparisons = 170
const alpha = 0.001 / comparisons
const deviate = normalQuantile(1 - alpha / 2)

const few: readonly (readonly [name: string, trials: number])[] = [
  ['Raft of 3, each-reset', 40],
  ['Raft with pre-vote, check-quorum and leases, of 3', 30],
  ['Multi-Paxos, of 3', 30],
  ['Viewstamped Replication with a disk, of 3', 30],
  ['ZAB, of 3', 13],
  ['Lock of 3, missed', 25],
  ['Primary and backup, phi, window of 8', 30],
  ['Health checks, timeout', 25],
  ['Raft of 3 in three zones', 25],
  ['Raft of 3, disturbed', 25],
  ['Three beats at 30 % loss', 30],
  ['phi, exponential at 20 % loss', 30],
  ['Heavy tail, in order', 25],
  ['Raft of 3, timeouts of 2.2 to 4 heartbeats, 5 % loss', 30],
]

const cases = [...casesOfFaults(), ...casesOfLogs(), ...casesOfLoss()]

describe('leap and full fidelity agree', () => {
  let compared = 0

  it.each(few)('%s', (name, trials) => {
    const { scenario, leapt } = cases.find(c => c.name === name)!
    const full = observeTrials(scenario, 'full', trials)
    const leap = observeTrials(scenario, 'leap', trials)
    const all = compareFidelities(full, leap, alpha, deviate)
    expect(all.filter(({ statistic, critical }) => statistic >= critical)).toEqual([])
    expect(all.some(({ test, sizes }) => test === 'Kolmogorov–Smirnov' && Math.min(...sizes) > 250)).toBe(true)
    // It did leap, and that saved events.
    expect(Math.min(...leap.leapt)).toBeGreaterThan(leapt)
    expect(leap.events).toBeLessThan((1 - 0.8 * leapt) * full.events)
    compared += all.length
  })

  it('in no more comparisons than the levels are for', () => {
    expect(compared).toBeGreaterThan(comparisons / 2)
    expect(compared).toBeLessThanOrEqual(comparisons)
  })
})
