export type { BalancerConfig, BalancerPolicy, BalancerState } from './balancer-for.js'
export { balancerFor, balancerPolicies } from './balancer-for.js'
export type {
  Backend,
  Balancer,
  Choice,
  Ending,
  Happening,
  LoadReport,
  Policy,
  Release,
  Request,
  Retry,
  ServerConfig,
} from './contract.js'
export type { HaproxyBalance, HaproxyConfig, HaproxyHashing, HaproxyServerConfig } from './haproxy/config.js'
export { haproxy } from './haproxy/haproxy.js'
export type { HaproxyState } from './haproxy/state.js'
export type { NginxConfig, NginxNextOn, NginxServerConfig } from './nginx/config.js'
export { nginx } from './nginx/nginx.js'
export type { NginxState } from './nginx/state.js'
