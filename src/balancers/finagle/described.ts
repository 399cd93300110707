import { choice, type Description, oneOf, real, time, whole } from '../description.js'
import type { FinagleConfig } from './config.js'

const accrual = 'Finagle, liveness/FailureAccrualPolicy.scala'
const band = 'Finagle, loadbalancer/aperture/LoadBand.scala'
const slice = 'Finagle, loadbalancer/aperture/DeterministicAperture.scala'

export const describedFinagle: Description<FinagleConfig> = {
  name: 'finagle',
  about: 'Finagle’s power of two choices',
  source: 'Finagle, finagle-core/src/main/scala/com/twitter/finagle/loadbalancer',
  options: {
    load: choice(['least-loaded', 'peak-ewma'], 'least-loaded', 'what is compared', 'Finagle, LoadBalancerFactory'),
    decay: time(10_000_000, 'of the average latency', 'Finagle, Balancers.p2cPeakEwma'),
    maxEffort: whole('1', [0, 1000], 4, 'draws before it takes whom it gets; 0: never', 'Finagle, PanicMode.scala'),
    accrual: choice(['hybrid', 'consecutive', 'success-rate', 'none'], 'hybrid', 'what marks a server dead', accrual),
    failures: whole('1', [1, null], 5, 'in a row', accrual),
    successRate: real('1', [0, 1], 0.8, 'below which one is dead', accrual),
    window: time(30_000_000, 'over which the rate is taken', accrual),
    minimumRequests: whole('requests', [0, null], 5, 'without which the rate does not count', accrual),
    leastDead: time(5_000_000, 'for which one is dead at the least', accrual),
    mostDead: time(300_000_000, 'and at the most', accrual),
    aperture: oneOf(
      'by',
      {
        none: { about: 'all servers', options: {} },
        deterministic: {
          about: 'a slice of the ring of servers',
          options: {
            client: whole('1', [0, null], 0, 'which of the clients this is', slice),
            clients: whole('1', [1, null], 1, 'how many there are', slice),
            least: whole('servers', [2, null], 12, 'at least', slice),
          },
        },
        random: {
          about: 'as many servers as the load needs',
          options: {
            least: whole('servers', [1, null], 1, 'at least', band),
            low: real('requests', [0, null], 0.5, 'at each, below which one less will do', band),
            high: real('requests', [0, null], 2, 'at each, above which one more is needed', band),
            smooth: time(5_000_000, 'over which load is smoothed', band),
          },
        },
      },
      'none',
      'which part of the servers is used',
      slice,
    ),
  },
  server: {},
}
