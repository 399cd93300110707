import { describe, expect, it } from 'vitest'
import { studentQuantile } from '../../src/numerics/index.js'
import { kolmogorovCritical } from '../support/ks.js'
import { agreement, agreementHead as head } from '../support/leap-agreement.js'
import { casesOfFaults, casesOfLoss, type LeapCase } from '../support/leap-cases.js'
import { measuredPage, percent } from '../support/measured-page.js'
import { pairAgainstChain, suspicionsAgainstRuns } from '../support/rare-faults.js'

/**
 * Every protocol and detector in both fidelities, from seeds of their own, over thousands of outages or suspicions. All
 * comparisons together at a level of 0.001, each at 0.001 over their number, by Bonferroni.
 */
const comparisons = 1000
const alpha = 0.001 / comparisons
const trials = 200
const deviate = studentQuantile(1 - alpha / 2, trials - 1)
const factor = kolmogorovCritical(alpha)

const page = measuredPage(
  'Leap against full fidelity',
  `Made by \`npx vitest run -c vitest.long.config.ts test/long/leap-against-full.test.ts\`. The same systems, with faults
made frequent, leapt and simulated message by message, from seeds of their own. What happens (outages, failovers,
decisions, detections, false suspicions, the times between them) is compared by two-sample Kolmogorov–Smirnov tests,
what is counted in a trial (downtime by phase, outages, terms, time with two that serve, time watched) by Welch's test
on the mean. The family has at most ${comparisons} comparisons and a level of 0.001 in all, each ${alpha}: the critical
Kolmogorov distance is ${factor.toFixed(3)} over the root of n m / (n + m), the critical deviate ${deviate.toFixed(2)}
(Student's with ${trials - 1} degrees of freedom). Ratios are of a statistic to its critical value, the
greatest of each case: agreement is below 1. Heartbeats are a second apart unless the case says otherwise.`,
)

let compared = 0

function run(one: LeapCase): string[] {
  const { row, comparisons } = agreement(one, { trials, alpha, deviate })
  compared += comparisons
  return row
}

describe('leap and full fidelity', () => {
  const rows: { faults: string[][]; loss: string[][] } = { faults: [], loss: [] }

  it.each(casesOfFaults())('agree: $name', one => {
    rows.faults.push(run(one))
  })

  it.each(casesOfLoss())('agree where false suspicions dominate: $name', one => {
    rows.loss.push(run(one))
  })

  it('agree in as many comparisons as the level is for', () => {
    expect(compared).toBeLessThanOrEqual(comparisons)
    const faults = `${trials} trials of an hour or more each; nodes fail every 3 minutes in the mean, or every 20 for detectors with a long memory.`
    const loss = `${trials} trials of two hours each; nodes fail every 20 minutes, and suspicions without a fault are far more frequent than that in most.`
    page.table('Frequent faults', faults, head, rows.faults)
    page.table('False suspicions', `${loss} ${compared} comparisons in both tables.`, head, rows.loss)
  })
})

describe('leap and mathematics', () => {
  it('agree on rare faults', () => {
    const held = [...pairAgainstChain(40, 500), suspicionsAgainstRuns(40, 500)]
    // Student's critical value at 1e-4 with 499 degrees of freedom.
    for (const { z } of held) expect(Math.abs(z)).toBeLessThan(3.93)
    const text = `500 trials of 40 years. A primary and its backup that fail every 30 days and are repaired in 4 hours, both
exponential, suspect after 30 s without a heartbeat, sent every 5 s, and take 60 s to promote: unavailability and outages
against a Markov chain. Two nodes that lose a tenth of each other's heartbeats and suspect after six missed: false
suspicions against the law of runs. The deviate's critical value is 3.93 at a level of 1e-4.`
    page.table(
      'Rare faults',
      text,
      ['measure', 'by mathematics', 'by leap', 'standard error', 'deviate', 'leapt'],
      held.map(({ what, truth, mean, error, z, leapt }) => [
        what,
        truth.toPrecision(5),
        mean.toPrecision(5),
        error.toPrecision(2),
        z.toFixed(2),
        percent(leapt, 3),
      ]),
    )
    page.write('leap-against-full')
  })
})
