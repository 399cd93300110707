import { choice, type Description, type Fields, flag, group, oneOf, real, time, whole } from '../description.js'
import type {
  EnvoyBreakers,
  EnvoyConfig,
  EnvoyOutlierConfig,
  EnvoySlowStart,
  EnvoySubset,
  EnvoyZones,
} from './config.js'

const cluster = (field: string) => `envoy.config.cluster.v3.Cluster, ${field}`
const outlier = (field: string) => `envoy.config.cluster.v3.OutlierDetection, ${field}`

const outliers: Fields<EnvoyOutlierConfig> = {
  consecutive5xx: whole('1', [0, null], 5, 'failures in a row that eject; 0: none do', outlier('consecutive_5xx')),
  consecutiveGateway: whole(
    '1',
    [0, null],
    0,
    '502 to 504 in a row; 0: none do',
    outlier('consecutive_gateway_failure'),
  ),
  interval: time(10_000_000, 'between two looks', outlier('interval')),
  baseEjection: time(30_000_000, 'an ejection lasts so long times how often it was', outlier('base_ejection_time')),
  maxEjection: time(null, 'the longest ejection; 300 s, or the base', outlier('max_ejection_time')),
  maxEjected: whole('%', [0, 100], 10, 'of the hosts that may be out', outlier('max_ejection_percent')),
  alwaysEjectOne: flag(false, 'whether one may be out all the same', outlier('always_eject_one_host')),
  successRate: flag(true, 'whether those far below the mean are ejected', outlier('enforcing_success_rate')),
  successRateHosts: whole(
    'servers',
    [1, null],
    5,
    'with enough requests, for a mean',
    outlier('success_rate_minimum_hosts'),
  ),
  successRateRequests: whole('requests', [0, null], 100, 'in an interval', outlier('success_rate_request_volume')),
  successRateFactor: whole('‰', [0, null], 1900, 'of a deviation below the mean', outlier('success_rate_stdev_factor')),
  splitLocalOrigin: flag(
    false,
    'whether connections that fail count apart',
    outlier('split_external_local_origin_errors'),
  ),
  consecutiveLocalOrigin: whole('1', [0, null], 5, 'in a row, apart', outlier('consecutive_local_origin_failure')),
  localOriginSuccessRate: flag(
    true,
    'whether connections are compared',
    outlier('enforcing_local_origin_success_rate'),
  ),
  localOriginFailurePercentage: flag(
    false,
    'whether connections that fail eject beyond a share',
    outlier('enforcing_failure_percentage_local_origin'),
  ),
  unejectWhenHealthy: flag(
    true,
    'whether a check that is passed lets a host in again',
    outlier('successful_active_health_check_uneject_host'),
  ),
  failurePercentage: flag(false, 'whether failures beyond a share eject', outlier('enforcing_failure_percentage')),
  failureThreshold: whole('%', [0, 100], 85, 'of requests that fail', outlier('failure_percentage_threshold')),
  failureHosts: whole('servers', [0, null], 5, 'with enough requests', outlier('failure_percentage_minimum_hosts')),
  failureRequests: whole('requests', [0, null], 50, 'in an interval', outlier('failure_percentage_request_volume')),
}

const slowStart: Fields<EnvoySlowStart> = {
  window: time(60_000_000, 'after coming up', cluster('slow_start_config.slow_start_window')),
  aggression: real('1', [0.01, 100], 1, '1 for a linear rise', cluster('slow_start_config.aggression')),
  minimum: real('%', [0, 100], 10, 'least part of its weight', cluster('slow_start_config.min_weight_percent')),
}

const zones: Fields<EnvoyZones> = {
  here: { type: 'text', default: '', about: 'the zone of this Envoy', source: 'Node.locality' },
  clients: { type: 'counts', default: null, about: 'Envoys by zone', source: cluster('local_cluster_name') },
  minimumHosts: whole('servers', [0, null], 6, 'below which zones do not count', cluster('min_cluster_size')),
  enabled: real('%', [0, 100], 100, 'of requests that heed zones', cluster('routing_enabled')),
  direct: flag(false, 'whether all stay here while a host does', cluster('force_locality_direct_routing')),
}

const text = { type: 'text', default: null } as const
const subset: Fields<EnvoySubset> = {
  match: { type: 'list', of: text, default: [], about: 'labels asked for', source: 'RouteAction.metadata_match' },
  fallback: choice(['none', 'any', 'default'], 'none', 'who stands in', cluster('lb_subset_config.fallback_policy')),
  fallbackMatch: {
    ...{ type: 'list', of: text, default: [], about: 'labels of those who stand in' },
    source: cluster('lb_subset_config.default_subset'),
  },
}

const thresholds = (field: string) => `envoy.config.cluster.v3.CircuitBreakers, ${field}`
const breakers: Fields<EnvoyBreakers> = {
  connections: whole('1', [0, null], 1024, 'to all hosts together', thresholds('max_connections')),
  pending: whole('requests', [0, null], 1024, 'that wait for a connection', thresholds('max_pending_requests')),
  requests: whole('requests', [0, null], 1024, 'at once', thresholds('max_requests')),
}

const factor = whole('%', [0, null], 0, 'of its share that a host may hold; 0: any', cluster('hash_balance_factor'))

export const describedEnvoy: Description<EnvoyConfig> = {
  name: 'envoy',
  about: 'a cluster of Envoy on one worker',
  source: 'Envoy, source/extensions/load_balancing_policies and source/common/upstream',
  options: {
    policy: oneOf(
      'by',
      {
        'round-robin': { about: 'in turn, by weight', options: {} },
        random: { about: 'any, each as likely', options: {} },
        'least-request': {
          about: 'the fewest active requests of some drawn; by weight where weights differ',
          options: {
            choices: whole('servers', [1, null], 2, 'how many are drawn', cluster('choice_count')),
            scan: flag(false, 'whether all are looked at', cluster('selection_method')),
            bias: real('1', [0, null], 1, 'power of the active requests', cluster('active_request_bias')),
          },
        },
        'ring-hash': {
          about: 'a ring of hashes',
          options: {
            minimum: whole('points', [1, 8_388_608], 1024, 'at least', cluster('minimum_ring_size')),
            maximum: whole('points', [1, 8_388_608], 8_388_608, 'at most', cluster('maximum_ring_size')),
            balanceFactor: factor,
          },
        },
        maglev: {
          about: 'a table of Maglev',
          options: {
            size: whole('places', [2, 5_000_011], 65_537, 'a prime', cluster('table_size')),
            balanceFactor: factor,
          },
        },
      },
      'round-robin',
      'the policy',
      cluster('lb_policy'),
    ),
    panicThreshold: real(
      '%',
      [0, 100],
      50,
      'of hosts healthy below which all are used',
      cluster('healthy_panic_threshold'),
    ),
    failOnPanic: flag(false, 'whether panic refuses requests instead', cluster('fail_traffic_on_panic')),
    overprovisioning: whole('%', [1, null], 140, 'what health counts for', 'ClusterLoadAssignment.Policy'),
    seed: whole('1', [0, null], 0, 'where round robin begins, which Envoy draws', 'EdfLoadBalancerBase'),
    reselections: whole('1', [0, null], 0, 'choices again of a retry', 'RetryPolicy.host_selection_retry_max_attempts'),
    weightedHealth: flag(false, 'whether health goes by weight', 'ClusterLoadAssignment.Policy'),
    slowStart: group(slowStart, 'less weight after coming up', cluster('slow_start_config')),
    zoneAware: group(zones, 'zones count', cluster('zone_aware_lb_config')),
    localityWeights: {
      ...{ type: 'counts', default: null, about: 'weights of zones, in place of zone-aware routing' },
      source: cluster('locality_weighted_lb_config'),
    },
    subset: group(subset, 'only hosts with some labels', cluster('lb_subset_config')),
    breakers: group(breakers, 'circuit breakers', thresholds('thresholds')),
    outliers: group(outliers, 'hosts that fail are ejected', outlier('all of it')),
  },
  server: {
    priority: whole('1', [0, 128], 0, 'level: 0 first', 'LocalityLbEndpoints.priority'),
    zone: { type: 'text', default: null, about: 'the zone it stands in', source: 'LocalityLbEndpoints.locality' },
    degraded: flag(false, 'used only as far as healthy hosts do not suffice', 'LbEndpoint.health_status'),
    metadata: { type: 'list', of: text, default: null, about: 'labels, name=value', source: 'LbEndpoint.metadata' },
  },
}
