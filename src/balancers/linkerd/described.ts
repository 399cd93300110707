import { type Description, group, real, time, whole } from '../description.js'
import type { LinkerdConfig } from './linkerd.js'

const annotation = (name: string) => `Linkerd, balancer.linkerd.io/failure-accrual-consecutive-${name}`

export const describedLinkerd: Description<LinkerdConfig> = {
  name: 'linkerd',
  about: 'Linkerd’s power of two choices by latency',
  source: 'linkerd2-proxy, linkerd/proxy/balance/src/pool/p2c.rs; tower, load/peak_ewma.rs',
  options: {
    decay: time(10_000_000, 'of the average latency', 'linkerd2-proxy, linkerd/app/core'),
    defaultLatency: time(30_000, 'before the first answer', 'linkerd2-proxy, linkerd/app/core'),
    breaker: group(
      {
        failures: whole('1', [1, null], 7, 'in a row that shut the gate', annotation('max-failures')),
        least: time(1_000_000, 'shut at first', annotation('min-penalty')),
        most: time(60_000_000, 'shut at the most', annotation('max-penalty')),
        jitter: real('1', [0, 100], 0.5, 'up to so many times longer', annotation('jitter-ratio')),
      },
      'a server that fails again and again is left alone',
      'linkerd2-proxy, linkerd/app/outbound/src/http/breaker/consecutive_failures.rs',
    ),
  },
  server: {},
}
