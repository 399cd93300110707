import { expect, it } from 'vitest'
import { YEAR } from '../../src/units/index.js'
import { agreements, type Case } from '../models/agreement.js'
import { measuredPage } from '../support/measured-page.js'

const DAY = 86_400e6

const cases: readonly Case[] = [
  { name: 'single-server', trials: 400 },
  { name: 'slow-repair-fast-detection', trials: 400 },
  { name: 'lanl-cluster', trials: 600, spread: 7 },
  { name: 'rack-power', trials: 400 },
  { name: 'rack-power', trials: 100, hotter: 200, horizon: YEAR },
  { name: 'two-zones-or-three', trials: 100 },
  { name: 'two-zones-or-three', trials: 20, hotter: 100, horizon: 200 * DAY },
  { name: 'web-shop', trials: 1000 },
  { name: 'web-shop', trials: 100, hotter: 50, horizon: YEAR },
  { name: 'balancers', trials: 40, horizon: 10 * DAY },
  { name: 'raft-three-or-five', trials: 20 },
  { name: 'raft-three-or-five', trials: 30, hotter: 100, horizon: 100 * DAY },
  { name: 'raft-election-timeouts', trials: 20 },
  { name: 'lock-service', trials: 50 },
  { name: 'active-standby', trials: 20, hotter: 300, horizon: 60 * DAY, spread: 7 },
  { name: 'packet-loss-or-outages', trials: 4, hotter: 50, horizon: 100 * DAY, spread: 7 },
]

/** Too few outages expected for a standard error to mean anything. */
const FEWEST = 10

it('agrees with simulation in every shipped scenario', async () => {
  const shares: string[][] = []
  const failovers: string[][] = []
  for (const one of cases) {
    const label = one.hotter === undefined ? one.name : `${one.name}, lives ÷ ${one.hotter}`
    for (const a of await agreements(one)) {
      if (a.expectedOutages >= FEWEST) {
        shares.push([
          ...[label, a.service.id, a.service.unavailability.toExponential(4), a.structural.toExponential(4)],
          ...[a.z.toFixed(2), Math.round(a.expectedOutages).toString(), `${a.outages}`, a.zOfOutages.toFixed(2)],
        ])
        expect(Math.abs(a.z), `${label} ${a.service.id}`).toBeLessThan(4)
        expect(Math.abs(a.zOfOutages), `${label} ${a.service.id}`).toBeLessThan(4)
      }
      if (a.service.failover !== null && a.expectedFailovers >= FEWEST) {
        const { length } = a.service.failover
        failovers.push([
          ...[label, a.service.id, Math.round(a.expectedFailovers).toString(), `${a.failovers}`],
          ...[`${(length / 1e3).toFixed(0)} ms`, `${(a.failoverLength / 1e3).toFixed(0)} ms`],
          ((100 * a.failoverLength) / length - 100).toFixed(1),
        ])
        expect(a.failoverLength / length).toBeGreaterThan(0.8)
        expect(a.failoverLength / length).toBeLessThan(1.25)
      }
    }
  }
  const page = measuredPage(
    'Formula against simulation',
    'Made by `npx vitest run -c vitest.long.config.ts test/long/models-agreement.test.ts`: `nines solve` against `nines run` on every shipped scenario, from the steady state, seed `agreement`. Where a structure fails too rarely to be seen, all lives but those that end in pauses are also made shorter by a factor, which changes the numbers and not the structure.',
  )
  page.table(
    'Structures',
    'Share of time without anybody who could serve; by simulation without failovers. `z` supposes a squared coefficient of variation of 3 of outage lengths, 7 for repairs as at Los Alamos, and Poisson counts. Rows with fewer than 10 outages expected are left out.',
    ['scenario', 'service', 'formula', 'simulation', 'z', 'outages by formula', 'seen', 'z'],
    shares,
  )
  page.table(
    'Failovers to first order',
    'Where an estimate is made. The simulation knows split votes, and followers that kept a long timeout because a shorter one once won.',
    ['scenario', 'service', 'failovers by formula', 'seen', 'mean length by formula', 'seen', 'off by %'],
    failovers,
  )
  page.write('solve-agreement')
})
