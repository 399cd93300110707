import { afterAll, describe, expect, it } from 'vitest'
import { normalQuantile } from '../../src/numerics/index.js'
import { poissonRateInterval } from '../../src/statistics/index.js'
import { measuredPage } from '../support/measured-page.js'
import {
  type FailoverRow,
  failoverCells,
  failoverHead,
  failoverHeadings,
  failovers,
  lossCells,
  losses,
  lossHead,
  lossHeading,
  ran,
} from '../support/protocol-pages.js'

/** Settings whose failover is counted without what duels of proposers add. */
const withoutDuels = ['eager-lock']
/** All rows together go wrong once in a thousand choices of seeds. */
const alpha = 0.001 / 38
const critical = normalQuantile(1 - alpha / 2)

const page = measuredPage(
  'What settings of consensus protocols cost when a leader crashes',
  [
    'Written by `npm run test:long`, from `docs/protocols/<protocol>-failover.yaml`: five members a millisecond apart one way, disks',
    'that sync in 2 ms unless said; whoever leads crashes in silence every half a minute and is back after some seconds. _By count_',
    'is the sum of the timeout, of the ways between members and of the syncs that the protocol takes',
    `(\`test/support/failover-formulas.ts\`), and all rows together are held to it with an error of 0.001 (|z| < ${critical.toFixed(2)}).`,
    'It leaves out duels of proposers, which the eager lock has, and a lease longer than the timeout.',
  ].join('\n'),
)

const shown: { readonly heading: string; readonly rows: string[][] }[] = []
const lost: string[][] = []

const standardErrors = ({ mean, low, high, counted }: FailoverRow): number =>
  ((mean - (counted ?? mean)) / (high - low)) * 2 * normalQuantile(0.975)

describe.each(Object.entries(failoverHeadings))('%s', (name, heading) => {
  it('takes as long as counted', async () => {
    const run = await ran(`${name}-failover`)
    shown.push({ heading, rows: failoverCells(run) })
    for (const row of failovers(run)) {
      if (!withoutDuels.includes(row.service)) expect(Math.abs(standardErrors(row)), row.service).toBeLessThan(critical)
    }
  })
})

describe('lost heartbeats', () => {
  it('bring about as many elections as counted', async () => {
    const run = await ran('raft-loss')
    lost.push(...lossCells(run))
    for (const { service, elections, counted, measured, heartbeat } of losses(run)) {
      // To first order: an election puts all timers back, which counts where elections take a good part of the time.
      if (counted === null || counted * heartbeat > 0.01 * measured) continue
      // Exact bounds of a Poisson count at this level.
      const { low, high } = poissonRateInterval(elections, 1, 1 - alpha)
      expect(low, service).toBeLessThan(counted)
      expect(high, service).toBeGreaterThan(counted)
    }
  })
})

afterAll(() => {
  for (const { heading, rows } of shown) page.table(heading, 'Means with their 95 % intervals.', failoverHead, rows)
  page.table(
    lossHeading,
    [
      'From `docs/protocols/raft-loss.yaml`: nobody fails, and every outage is an election, ten milliseconds or some more. _By count_: after k',
      'heartbeats lost in a row a follower stands if its timeout ends before the next; where it asks first, others who hear the',
      'leader refuse, and two have to be deaf at once. The count is to first order; an election puts all timers back.',
    ].join('\n'),
    lossHead,
    lost,
  )
  page.write('protocol-failovers')
})
