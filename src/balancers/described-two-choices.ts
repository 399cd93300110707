import { choice, type Description, time } from './description.js'
import type { FinagleConfig, LinkerdConfig } from './two-choices.js'

export const describedFinagle: Description<FinagleConfig> = {
  name: 'finagle',
  about: 'Finagle’s power of two choices',
  source: 'Finagle, finagle-core/src/main/scala/com/twitter/finagle/loadbalancer',
  options: {
    load: choice(['least-loaded', 'peak-ewma'], 'least-loaded', 'what is compared', 'Finagle, LoadBalancerFactory'),
    decay: time(10_000_000, 'of the average latency', 'Finagle, Balancers.p2cPeakEwma'),
  },
  server: {},
}

export const describedLinkerd: Description<LinkerdConfig> = {
  name: 'linkerd',
  about: 'Linkerd’s power of two choices by latency',
  source: 'linkerd2-proxy, linkerd/proxy/balance/src/pool/p2c.rs; tower, load/peak_ewma.rs',
  options: {
    decay: time(10_000_000, 'of the average latency', 'linkerd2-proxy, linkerd/app/core'),
    defaultLatency: time(30_000, 'before the first answer', 'linkerd2-proxy, linkerd/app/core'),
  },
  server: {},
}
