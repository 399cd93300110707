/** What a metric is a property of. */
export type SubjectKind = 'service' | 'node' | 'domain' | 'workload' | 'detector'

/** How a metric's values are written and compared. `unavailability` is written as an availability. */
export type MetricUnit = 'unavailability' | 'duration' | 'share' | 'count' | 'nines'

export interface Metric {
  readonly name: string
  readonly subjects: readonly SubjectKind[]
  /** True when it is a quantile, asked for as `metric(subject, p99)` or `max`. */
  readonly quantile: boolean
  readonly unit: MetricUnit
  readonly about: string
  readonly example: string
}

function metric(
  name: string,
  subjects: readonly SubjectKind[],
  unit: MetricUnit,
  about: string,
  value: string,
  quantile = false,
): Metric {
  const argument = quantile ? ', p99' : ''
  const better = unit === 'unavailability' || unit === 'nines' || name === 'mean-up' || name === 'goodput' ? '>=' : '<='
  const subject = { service: 'shop', node: 'web-1', domain: 'a', workload: 'shoppers', detector: 'watch' }[subjects[0]]
  return { name, subjects, unit, about, quantile, example: `${name}(${subject}${argument}) ${better} ${value}` }
}

/** Everything that `expect` can speak of. */
export const metrics: readonly Metric[] = [
  metric('availability', ['service', 'node', 'domain'], 'unavailability', 'share of time in which it is up', '99.95%'),
  metric('nines', ['service', 'node', 'domain'], 'nines', '−log10 of the unavailability', '3.3'),
  metric('downtime', ['service'], 'duration', 'downtime in a year', '4h'),
  metric('outages', ['service'], 'count', 'outages that begin in a year', '12'),
  metric('longest-outage', ['service'], 'duration', 'longest outage of all trials', '15m'),
  metric('mean-outage', ['service'], 'duration', 'mean length of an outage', '5m'),
  metric('mean-up', ['service'], 'duration', 'mean time up between outages', '30d'),
  metric('outage-length', ['service'], 'duration', 'quantile of the length of outages', '15m', true),
  metric(
    'failover',
    ['service'],
    'duration',
    'quantile of the time from the loss of a leader or primary to the next one',
    '10s',
    true,
  ),
  metric(
    'months-broken',
    ['service'],
    'share',
    'share of months that broke the availability expected of the service',
    '10%',
  ),
  metric('degraded', ['service'], 'share', 'share of time in which it is up but lacks a soft dependency', '1%'),
  metric(
    'request-availability',
    ['workload'],
    'unavailability',
    'share of requests answered within their deadline',
    '99.9%',
  ),
  metric('goodput', ['workload'], 'count', 'requests answered in time, in a second', '150'),
  metric(
    'imbalance',
    ['service'],
    'count',
    'work of the busiest member over the mean of all, where the balancer is measured',
    '1.2',
  ),
  metric('latency', ['workload'], 'duration', 'quantile of the time from request to answer', '250ms', true),
  metric('detection', ['detector'], 'duration', 'quantile of the time from a crash to its suspicion', '6s', true),
  metric('false-suspicions', ['detector'], 'count', 'suspicions of the living, of all pairs, in a year', '1'),
  metric(
    'time-to-decide',
    ['service'],
    'duration',
    'quantile of the time from a first proposal to a decision (paxos)',
    '100ms',
    true,
  ),
]
