import { afterAll, describe, expect, it } from 'vitest'
import { runStudy } from '../../src/experiments/index.js'
import { normalQuantile } from '../../src/numerics/index.js'
import type { Estimate, RunResult } from '../../src/results/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'
import { measuredPage } from '../support/measured-page.js'
import { mmck } from '../support/queues.js'

const page = measuredPage(
  'Sampled traffic',
  'Made by `test/long/sampled-traffic.test.ts`. Sampled traffic is held against the simulation of every request, where that can be afforded, and against closed forms, where there are some.',
)

function scenarioOf(text: string): Scenario {
  const { scenario, problems } = loadScenario(`version: 1\n${text}`, 'test.yaml')
  if (scenario === null) throw new Error(problems.map(p => p.code).join(' '))
  return scenario
}

function full(scenario: Scenario): Scenario {
  const { traffic: _, ...rest } = scenario
  return rest
}

const study = (scenario: Scenario): Promise<RunResult> => runStudy(scenario, { workers: 1, file: 'test.yaml' })
const deviation = ({ low, high }: Estimate): number => Math.log(high / low) / 2 / normalQuantile(0.975)
const share = ({ value, low, high }: Estimate): string => [value, low, high].map(u => u.toPrecision(3)).join(' / ')
const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',')

const users = (of: string) => `workload: { users: { to: shop, ${of} } }`
const checked = 'health-check: { heartbeat: 500ms, detector: { timeout: 1500ms } }'

/** An hour or two in which much goes wrong. */
const compressed = [
  {
    name: 'crashes, checks, retries, two loads',
    text: `
name: crashes
horizon: 1h
trials: 12
start: steady
nodes: { web: { count: 4, mtbf: 6m, mttr: 1m } }
services: { shop: { on: web, concurrency: 2, queue: 20, balancer: { policy: random, ${checked} } } }
${users('arrivals: { flash: { rate: 20/s, peak: 60/s, at: 20m, for: 20m } }, service: { exponential: 40ms }, timeout: 500ms, retries: 1')}
traffic: { sampled: { precision: 5%, floor: 0.01% } }`,
  },
  {
    name: 'crashes that HAProxy’s own checks find',
    text: `
name: checks
horizon: 1h
trials: 12
start: steady
nodes: { web: { count: 4, mtbf: 6m, mttr: 1m } }
services: { shop: { on: web, concurrency: 2, queue: 20, balancer: { policy: random, health-check: { haproxy: { inter: 1s, fall: 2, rise: 2 } } } } }
${users('arrivals: { poisson: 30/s }, service: { exponential: 40ms }, timeout: 500ms, retries: 1')}
traffic: { sampled: { precision: 5%, floor: 0.01% } }`,
  },
  {
    name: 'a slow node that passes its checks, in turn',
    text: `
name: grey
horizon: 1h
trials: 10
start: steady
nodes: { web: { count: 3, failures: { grey: { mtbf: 10m, mttr: 1m, effect: slow, factor: 12 } } } }
services: { shop: { on: web, concurrency: 4, queue: 20, balancer: { ${checked} } } }
${users('arrivals: { poisson: 60/s }, service: { exponential: 30ms }, timeout: 800ms')}
traffic: { sampled: { precision: 5%, floor: 0.05% } }`,
  },
  {
    name: 'the loss of a zone',
    text: `
name: zones
horizon: 1h
trials: 12
start: steady
zones: { a: { mtbf: 20m, mttr: 2m }, b: { mtbf: 20m, mttr: 2m } }
nodes: { web: { count: 6, spread: zones, boot: { uniform: 5s..30s } } }
services: { shop: { on: web, concurrency: 2, queue: 10, balancer: { policy: { least-request: {} }, ${checked} } } }
${users('arrivals: { poisson: 70/s }, service: { exponential: 50ms }, timeout: 1s, retries: 1')}
traffic: { sampled: { precision: 5%, floor: 0.05% } }`,
  },
  {
    name: 'overload that retries keep up (metastable)',
    text: `
name: metastable
horizon: 10m
trials: 15
nodes: { web: { count: 2, failures: { hang: { mtbf: 12m, mttr: { constant: 10s }, effect: pause } } } }
services: { shop: { on: web, concurrency: 1, queue: 200, balancer: { policy: random } } }
${users('arrivals: { poisson: 70/s }, service: { exponential: 20ms }, timeout: 400ms, retries: 3')}
traffic: { sampled: { precision: 5%, floor: 0.1% } }`,
  },
]

describe('sampled traffic and every request', () => {
  const rows: string[][] = []

  it.each(compressed)(
    'agree: two-sample z on the logarithm of the failed share, at 0.1 %: $name',
    async ({ name, text }) => {
      const scenario = scenarioOf(text)
      const [sampled, every] = [await study(scenario), await study(full(scenario))]
      const [a, b] = [sampled.workloads[0].unavailability, every.workloads[0].unavailability]
      const z = Math.log(a.value / b.value) / Math.hypot(deviation(a), deviation(b))
      const { simulated, represented } = sampled.sampled!
      rows.push([name, share(a), share(b), z.toFixed(2), count(simulated), count(represented)])
      expect(Math.abs(z)).toBeLessThan(normalQuantile(0.9995))
      expect(sampled.services[0].unavailability).toEqual(every.services[0].unavailability)
    },
  )

  afterAll(() => {
    page.table(
      'Against every request',
      'Failed share of requests with its 95 % interval (value / low / high), and z on its logarithm, which has to stay within ±3.29. Both sides live through the same faults, and their intervals know of the luck in these; so z is smaller than two independent studies would make it, and it is the values that show how close they are.',
      ['scenario', 'sampled', 'every request', 'z', 'simulated', 'for'],
      rows,
    )
  })
})

describe('a year in closed form', () => {
  const [rate, work, servers, room, members] = [30, 0.1, 2, 4, 3]
  const [up, down, timeout, beat] = [30 * 86400, 8 * 3600, 3, 1]

  /**
   * Members fail on their own and exponentially, so that k are up with a binomial probability. Lots split the Poisson stream, so
   * that each of k is an M/M/2/4 queue, whose loss is Erlang's. And each crash loses what is sent there until it is noticed, a
   * time-out less half a period after it in the mean, and what was there.
   */
  function truth(): number {
    const a = up / (up + down)
    let failed = 0
    for (let k = 0; k <= members; k++) {
      const ways = [1, 3, 3, 1][k]
      const probability = ways * a ** k * (1 - a) ** (members - k)
      if (k === 0) {
        failed += probability
        continue
      }
      const { loss, time } = mmck(rate / k, 1 / work, servers, room)
      const noticed = timeout - beat / 2
      const there = (rate / k) * (1 - loss) * time
      // Of what is sent to the dead, the share that would have been lost in any case is counted above.
      const each = (rate / k) * noticed * (1 - loss) + there
      failed += probability * (loss + (k * each) / up / rate)
    }
    return failed
  }

  it('holds to it: z at 0.1 %', async () => {
    const scenario = scenarioOf(`
name: Erlang
horizon: 1y
trials: 300
start: steady
nodes: { web: { count: 3, mtbf: 30d, mttr: 8h } }
services:
  shop: { on: web, concurrency: 2, queue: 2, balancer: { policy: random, health-check: { heartbeat: 1s, detector: { timeout: 3s } } } }
${users('arrivals: { poisson: 30/s }, service: { exponential: 100ms }, timeout: 10s')}
traffic: { sampled: { precision: 2%, floor: 0.005%, requests: 2000000 } }`)
    const result = await study(scenario)
    const { unavailability: u } = result.workloads[0]
    const exact = truth()
    const z = Math.log(u.value / exact) / deviation(u)
    const { simulated, represented, workloads } = result.sampled!
    const { variance } = workloads[0]
    page.table(
      'Against a closed form',
      'Three members of two slots and room for two more, 30 requests a second of 100 ms, lots; a year, 300 times. Failed share of requests: Σ P(k up) · loss of M/M/2/4, and what crashes lose.',
      ['closed form', 'sampled', 'z', 'simulated', 'for', 'variance: trials / configurations / changes'],
      [
        [
          exact.toPrecision(4),
          share(u),
          z.toFixed(2),
          count(simulated),
          count(represented),
          [variance.trials, variance.settled, variance.changes].map(part => part.toFixed(2)).join(' / '),
        ],
      ],
    )
    expect(Math.abs(z)).toBeLessThan(normalQuantile(0.9995))
  })

  afterAll(() => page.write('sampled-traffic'))
})
