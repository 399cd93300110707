import { describe, expect, it } from 'vitest'
import { studentQuantile } from '../../src/numerics/index.js'
import { kolmogorovCritical } from '../support/ks.js'
import { agreement, agreementHead } from '../support/leap-agreement.js'
import { casesOfLogs } from '../support/leap-cases.js'
import { measuredPage } from '../support/measured-page.js'

/** As `leap-against-full.test.ts`, for the protocols that keep logs: a family of comparisons of its own, at a level of 0.001. */
const comparisons = 150
const alpha = 0.001 / comparisons
const trials = 100
const deviate = studentQuantile(1 - alpha / 2, trials - 1)

const page = measuredPage(
  'Leap against full fidelity: protocols that keep logs',
  `Made by \`npx vitest run -c vitest.long.config.ts test/long/leap-of-logs.test.ts\`. What
[leap-against-full](leap-against-full.md) does with plain Raft, locks, backups and detectors, done with Raft and its options, with
Multi-Paxos, Viewstamped Replication and ZAB: the same systems leapt and simulated message by message, from seeds of their
own. The family has at most ${comparisons} comparisons and a level of 0.001 in all, each ${alpha.toExponential(2)}: the critical
Kolmogorov distance is ${kolmogorovCritical(alpha).toFixed(3)} over the root of n m / (n + m), the critical deviate ${deviate.toFixed(2)}
(Student's with ${trials - 1} degrees of freedom). Ratios are of a statistic to its critical value, the greatest of each case:
agreement is below 1. Heartbeats, and ZAB's ticks, are a second apart.`,
)

describe('leap and full fidelity', () => {
  const rows: string[][] = []
  let compared = 0

  it.each(casesOfLogs())('agree: $name', one => {
    const { row, comparisons: own } = agreement(one, { trials, alpha, deviate })
    rows.push(row)
    compared += own
  })

  it('agree in no more comparisons than the level is for', () => {
    expect(compared).toBeLessThanOrEqual(comparisons)
    const text = `${trials} trials of an hour each; nodes fail every 3 minutes in the mean, or, where it says disturbed, not at all while
partitions, one-way cuts, pauses, stalled disks, losses, delays and crashes of the leader come every few minutes.
${compared} comparisons.`
    page.table('Frequent faults', text, agreementHead, rows)
    page.write('leap-of-logs')
  })
})
