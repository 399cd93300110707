import type { Law } from '../../src/laws/index.js'
import type { BalancerUse, Scenario, Service } from '../../src/scenario/index.js'
import { HOUR, SECOND } from '../../src/units/index.js'
import { link, nodes, nothing, scenario, service } from './scenarios.js'

/** Servers behind a balancer with no time lost on the network. Rates per second. */
export function station(
  what: {
    readonly rate: number
    readonly serviceTime: Law
    readonly servers?: number
    readonly balancer?: BalancerUse
    readonly service?: Partial<Service>
    readonly seconds: number
    readonly warmup?: number
  },
  seed: string,
): Scenario {
  const servers = what.servers ?? 1
  const plain: BalancerUse = { config: { policy: 'random' }, monitor: null }
  const all = Array.from({ length: servers }, (_, i) => i)
  return scenario({
    seed,
    horizon: what.seconds * SECOND,
    warmup: (what.warmup ?? 5) * SECOND,
    network: { classes: [link(nothing)], between: 0, clients: 0 },
    nodes: nodes(servers),
    services: [service('s', all, { balancer: what.balancer ?? plain, queue: 100_000, ...what.service })],
    workloads: [{ id: 'w', service: 0, rate: what.rate, serviceTime: what.serviceTime, timeout: HOUR, retries: 0 }],
  })
}

/** The best of so many, drawn by chance. */
export function bestOf(choices: number, servers: number): BalancerUse {
  const all = Array.from({ length: servers }, (_, i) => ({ name: `n-${i + 1}:80`, weight: 1 }))
  return { config: { name: 'least-request', config: { choices, servers: all } }, monitor: null }
}
