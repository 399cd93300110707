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
export type { Cases, Description, Fields, Kind, Option, Options, Unit } from './description.js'
export { filled } from './description.js'
export type {
  EnvoyBreakers,
  EnvoyConfig,
  EnvoyOutlierConfig,
  EnvoyPolicy,
  EnvoyServerConfig,
  EnvoySlowStart,
  EnvoySubset,
  EnvoyZones,
} from './envoy/config.js'
export { envoy } from './envoy/envoy.js'
export type { EnvoyState } from './envoy/state.js'
export type { ApertureConfig, FinagleConfig } from './finagle/config.js'
export type { FinagleState } from './finagle/finagle.js'
export { finagle } from './finagle/finagle.js'
export { uniformRandom, weightedRandom } from './generic/draws.js'
export type { GenericConfig, GenericState } from './generic/generic-policy.js'
export { hashModulo, jump, rendezvous } from './generic/hash-rules.js'
export type { HashConfig } from './generic/hashed-text.js'
export type { LatencyConfig } from './generic/latencies.js'
export { ewma, peakEwma } from './generic/latencies.js'
export type { LeastRequestConfig } from './generic/loads.js'
export { fewestConnections, joinIdleQueue, joinShortestQueue, leastRequest } from './generic/loads.js'
export type { MaglevConfig } from './generic/maglev.js'
export { maglev } from './generic/maglev.js'
export type { PrequalConfig, PrequalState } from './generic/prequal.js'
export { prequal } from './generic/prequal.js'
export type { ReportedLoadConfig } from './generic/reported-load.js'
export { reportedLoad } from './generic/reported-load.js'
export type { BoundedConfig, RingConfig } from './generic/ring-rules.js'
export { boundedLoads, ringHash } from './generic/ring-rules.js'
export { plainRoundRobin, smoothWeighted } from './generic/rotations.js'
export type { SubsetConfig } from './generic/subsets.js'
export { deterministicSubset, subset } from './generic/subsets.js'
export type { ZoneConfig, ZoneServerConfig } from './generic/zones.js'
export { zoneAware } from './generic/zones.js'
export type { GrpcConfig, GrpcPolicy, GrpcState } from './grpc/grpc.js'
export { grpc } from './grpc/grpc.js'
export type { GrpcOutlierConfig } from './grpc/outliers.js'
export type {
  HaproxyBalance,
  HaproxyConfig,
  HaproxyHashing,
  HaproxyRetryOn,
  HaproxyServerConfig,
} from './haproxy/config.js'
export { haproxyConfig } from './haproxy/config-text.js'
export { haproxy } from './haproxy/haproxy.js'
export type { HaproxyState } from './haproxy/state.js'
export type { CheckResult, HealthCheck, Patience, Verdict } from './health/contract.js'
export type { DescribedCheck } from './health/described.js'
export { healthCheckNamed, healthChecks } from './health/described.js'
export type { EnvoyCheckConfig, EnvoyCheckState } from './health/envoy-check.js'
export { envoyCheck } from './health/envoy-check.js'
export type { HaproxyCheckConfig, HaproxyCheckState, OnError } from './health/haproxy-check.js'
export { haproxyCheck, observeRequest } from './health/haproxy-check.js'
export type { CountState, ReadinessProbeConfig, TargetGroupConfig } from './health/thresholds.js'
export { failOpen, readinessProbe, targetGroupCheck } from './health/thresholds.js'
export { ketama } from './ketama/ketama.js'
export type { LinkerdBreakerConfig } from './linkerd/breaker.js'
export type { LinkerdConfig, LinkerdState } from './linkerd/linkerd.js'
export { linkerd } from './linkerd/linkerd.js'
export type { NginxConfig, NginxNextOn, NginxServerConfig } from './nginx/config.js'
export { nginxConfig } from './nginx/config-text.js'
export { nginx } from './nginx/nginx.js'
export type { NginxState } from './nginx/state.js'
export type { Played, PlayedPick } from './playing.js'
export { playPicks } from './playing.js'
export type { DescribedPolicy, PlainDescription } from './policies.js'
export { policies, policyNamed } from './policies.js'
export { type RunTimeWeights, runTimeWeights } from './run-time-weights.js'
