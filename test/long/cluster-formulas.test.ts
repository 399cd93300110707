import { expect, it } from 'vitest'
import {
  erlang,
  exponential,
  hyperexponential,
  type Law,
  lognormal,
  mean,
  uniform,
  weibull,
} from '../../src/laws/index.js'
import { DAY, HOUR } from '../../src/units/index.js'
import { measuredPage, percent } from '../support/measured-page.js'
import { mode, nodes, scenario, service } from '../support/scenarios.js'
import { ofService, trialsOf, unavailability } from '../support/trials.js'

const page = measuredPage(
  'The simulated world beside formulas',
  'Made by `npx vitest run -c vitest.long.config.ts test/long/cluster-formulas.test.ts`. Steady state, exact value beside the\nestimate, its relative half-width at 95 % and its distance from the truth in standard errors.',
)

const lives: [string, Law][] = [
  ['exponential', exponential(60 * DAY)],
  ['Weibull 0.5', weibull({ shape: 0.5, mean: 60 * DAY })],
  ['Weibull 0.7', weibull({ shape: 0.7, mean: 60 * DAY })],
  ['Weibull 1.5', weibull({ shape: 1.5, mean: 60 * DAY })],
  ['lognormal, cv 2', lognormal({ mean: 60 * DAY, cv: 2 })],
  ['Erlang 4', erlang({ stages: 4, mean: 60 * DAY })],
]

const repairs: [string, Law][] = [
  ['exponential', exponential(10 * HOUR)],
  ['lognormal, cv 2', lognormal({ mean: 10 * HOUR, cv: 2 })],
  ['uniform', uniform(5 * HOUR, 15 * HOUR)],
  [
    'hyperexponential',
    hyperexponential([
      { weight: 0.9, mean: 5 * HOUR },
      { weight: 0.1, mean: 55 * HOUR },
    ]),
  ],
]

/** P(fewer than k of n up), each down with probability u. */
function binomialTail(k: number, n: number, u: number): number {
  let term = u ** n
  let sum = 0
  for (let up = 0; up < k; up++) {
    sum += term
    term *= ((n - up) / (up + 1)) * ((1 - u) / u)
  }
  return sum
}

it('one repairable unit and k of n, whatever the laws', () => {
  const scores: number[] = []
  const rows: string[][] = []
  for (const [life, up] of lives) {
    for (const [repair, down] of repairs) {
      const unit = (n: number, perTrial: number, seed: string) =>
        scenario({
          seed,
          start: 'steady',
          horizon: Math.round(perTrial * (mean(up) + mean(down))),
          nodes: nodes(n, { failures: [mode(up, down)] }),
          services: [1, 2, 3].slice(0, n === 1 ? 1 : 3).map(k =>
            service(
              `${k} of ${n}`,
              Array.from({ length: n }, (_, i) => i),
              { redundancy: { kind: 'k-of-n', needs: k } },
            ),
          ),
        })
      const u = mean(down) / (mean(up) + mean(down))
      const one = unavailability(ofService(trialsOf(unit(1, 250, `long/1/${life}/${repair}`), 400)))
      const three = trialsOf(unit(3, 500, `long/3/${life}/${repair}`), 400)
      const results = [
        { name: 'one', truth: u, estimate: one },
        { name: '2 of 3', truth: binomialTail(2, 3, u), estimate: unavailability(ofService(three, 1)) },
        { name: '3 of 3', truth: binomialTail(3, 3, u), estimate: unavailability(ofService(three, 2)) },
      ]
      for (const { name, truth, estimate } of results) {
        scores.push(estimate.z(truth))
        const figures = [truth.toExponential(4), estimate.value.toExponential(4)]
        rows.push([name, life, repair, ...figures, percent(estimate.relativeHalfWidth), estimate.z(truth).toFixed(2)])
      }
    }
  }
  page.table(
    'Unavailability',
    'Lives of 60 days, repairs of 10 hours in the mean.',
    ['system', 'lives', 'repairs', 'truth', 'estimate', '± at 95 %', 'z'],
    rows,
  )
  page.write('world-formulas')
  // 72 scores, two of every three from the same runs: the largest is below 4.2 with probability 99.8 % or more, and at most
  // twelve lie beyond 1.96 with probability 99.99 % if they were independent.
  expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4.2)
  expect(scores.filter(z => Math.abs(z) > 1.96).length).toBeLessThanOrEqual(12)
})
