import { type Description, time, whole } from '../description.js'
import type { PlainDescription } from '../policies.js'
import type { HealthCheck } from './contract.js'
import { type EnvoyCheckConfig, envoyCheck } from './envoy-check.js'
import { type HaproxyCheckConfig, haproxyCheck } from './haproxy-check.js'
import { type ReadinessProbeConfig, readinessProbe, type TargetGroupConfig, targetGroupCheck } from './thresholds.js'

const server = (keyword: string) => `HAProxy 2.6, configuration.txt, ${keyword}`
const envoy = (field: string) => `envoy.config.core.v3.HealthCheck, ${field}`
const probe = (field: string) => `Kubernetes, Probe v1 core, ${field}`
const guide = 'Elastic Load Balancing, health checks for target groups'

const describedHaproxyCheck: Description<HaproxyCheckConfig> = {
  name: 'haproxy',
  about: 'the checks of HAProxy',
  source: 'HAProxy 2.6, src/check.c',
  options: {
    inter: time(2_000_000, 'between checks', server('inter')),
    fastinter: time(null, 'while neither quite up nor quite down; as `inter`', server('fastinter')),
    downinter: time(null, 'while down; as `inter`', server('downinter')),
    fall: whole('1', [1, null], 3, 'failures in a row that take it down', server('fall')),
    rise: whole('1', [1, null], 2, 'passes in a row that bring it up', server('rise')),
    spread: whole('%', [0, 50], 0, 'by which intervals vary', server('spread-checks')),
    timeout: time(null, 'for an answer, once connected; `inter` for all of it', server('timeout check')),
    connectTimeout: time(null, 'for a connection, beside `timeout`', server('timeout connect')),
  },
  server: null,
}

const describedEnvoyCheck: Description<EnvoyCheckConfig> = {
  name: 'envoy',
  about: 'active health checks of Envoy',
  source: 'Envoy, source/extensions/health_checkers',
  options: {
    interval: time(5_000_000, 'between checks; Envoy has no default', envoy('interval')),
    timeout: time(1_000_000, 'of a check; Envoy has no default', envoy('timeout')),
    unhealthyThreshold: whole(
      '1',
      [1, null],
      3,
      'failures in a row; Envoy has no default',
      envoy('unhealthy_threshold'),
    ),
    healthyThreshold: whole('1', [1, null], 2, 'passes in a row; Envoy has no default', envoy('healthy_threshold')),
    unhealthyInterval: time(null, 'while unhealthy; as `interval`', envoy('unhealthy_interval')),
    unhealthyEdgeInterval: time(
      null,
      'right after turning unhealthy; as while it is',
      envoy('unhealthy_edge_interval'),
    ),
    healthyEdgeInterval: time(null, 'right after turning healthy; as `interval`', envoy('healthy_edge_interval')),
    jitter: whole('µs', [0, null], 0, 'by which an interval may be longer', envoy('interval_jitter')),
    initialJitter: whole('µs', [0, null], 0, 'before the first check', envoy('initial_jitter')),
  },
  server: null,
}

const describedReadinessProbe: Description<ReadinessProbeConfig> = {
  name: 'kubernetes',
  about: 'a readiness probe of the kubelet',
  source: 'Kubernetes, pkg/kubelet/prober/worker.go',
  options: {
    initialDelay: whole('µs', [0, null], 0, 'before the first probe', probe('initialDelaySeconds')),
    period: time(10_000_000, 'between probes', probe('periodSeconds')),
    timeout: time(1_000_000, 'of a probe', probe('timeoutSeconds')),
    successThreshold: whole('1', [1, null], 1, 'passes in a row', probe('successThreshold')),
    failureThreshold: whole('1', [1, null], 3, 'failures in a row', probe('failureThreshold')),
  },
  server: null,
}

const describedTargetGroup: Description<TargetGroupConfig> = {
  name: 'aws-alb',
  about: 'a target group of an AWS application load balancer; all targets are used while none is healthy',
  source: guide,
  options: {
    interval: time(30_000_000, 'between checks', guide),
    timeout: time(5_000_000, 'of a check', guide),
    healthyThreshold: whole('1', [2, 10], 5, 'passes in a row', guide),
    unhealthyThreshold: whole('1', [2, 10], 2, 'failures in a row', guide),
  },
  server: null,
}

/** A health check with what it can be told. */
export interface DescribedCheck {
  readonly description: Omit<PlainDescription, 'server'>
  readonly check: HealthCheck<object, object>
}

/** Every health check there is, by the name it has in a scenario. */
export const healthChecks: readonly DescribedCheck[] = [
  of(haproxyCheck, describedHaproxyCheck),
  of(envoyCheck, describedEnvoyCheck),
  of(readinessProbe, describedReadinessProbe),
  of(targetGroupCheck, describedTargetGroup),
]

/** The health check of that name, or null. */
export function healthCheckNamed(name: string): DescribedCheck | null {
  return healthChecks.find(({ description }) => description.name === name) ?? null
}

function of<C extends object, S>(check: HealthCheck<C, S>, description: Description<C>): DescribedCheck {
  // Who made a configuration by the description may hand it over as what it is.
  return {
    check: check as unknown as HealthCheck<object, object>,
    description: description as unknown as PlainDescription,
  }
}
