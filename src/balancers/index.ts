export type { BalancerConfig, BalancerPolicy, BalancerState } from './balancer-for.js'
export { balancerFor, balancerPolicies } from './balancer-for.js'
export type { Backend, Balancer } from './contract.js'
