import type { Balancer } from './contract.js'
import { leastConnections } from './least-connections.js'
import { randomChoice } from './random-choice.js'
import { rendezvousHash } from './rendezvous-hash.js'
import { roundRobin } from './round-robin.js'
import type { SmoothState } from './smooth-round-robin.js'

export type BalancerPolicy = 'round-robin' | 'least-connections' | 'random' | 'hash'

export interface BalancerConfig {
  readonly policy: BalancerPolicy
}

export type BalancerState = SmoothState | Record<string, never>

const balancers = {
  'round-robin': roundRobin,
  'least-connections': leastConnections,
  random: randomChoice,
  hash: rendezvousHash,
}

/** Every policy there is. */
export const balancerPolicies: readonly BalancerPolicy[] = ['round-robin', 'least-connections', 'random', 'hash']

/** The picking rule a configuration asks for. */
export function balancerFor(config: BalancerConfig): Balancer<BalancerState> {
  return balancers[config.policy] as Balancer<BalancerState>
}
