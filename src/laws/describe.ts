import { exp } from '../numerics/index.js'
import { formatDuration } from '../units/index.js'
import { mean, quantile } from './distribution.js'
import type { Law } from './law.js'

/** A law of a duration in one line: `lognormal, median 5m, p99 1h`. */
export function describe(law: Law): string {
  switch (law.kind) {
    case 'constant':
      return `constant ${duration(law.value)}`
    case 'uniform':
      return `uniform, ${duration(law.low)} to ${duration(law.high)}`
    case 'exponential':
      return `exponential, mean ${duration(law.mean)}`
    case 'weibull':
      return `Weibull, shape ${plain(law.shape)}, mean ${duration(mean(law))}`
    case 'lognormal':
      return `lognormal, median ${duration(exp(law.mu))}, p99 ${duration(quantile(law, 0.99))}`
    case 'gamma':
      return `gamma, shape ${plain(law.shape)}, mean ${duration(mean(law))}`
    case 'pareto':
      return `Pareto, from ${duration(law.minimum)}, shape ${plain(law.shape)}`
    case 'mixture':
      return law.parts.map(part => `${plain(part.weight * 100)}% (${describe(part.law)})`).join(' + ')
    case 'truncated':
      return law.high === Infinity
        ? `(${describe(law.law)}), at least ${duration(law.low)}`
        : `(${describe(law.law)}), within ${duration(law.low)} to ${duration(law.high)}`
    case 'shifted':
      return `${duration(law.by)} + (${describe(law.law)})`
    case 'empirical':
      return `empirical, ${law.values.length} values, mean ${duration(mean(law))}`
  }
}

function duration(microseconds: number): string {
  return Number.isFinite(microseconds) ? formatDuration(Math.round(microseconds)) : 'infinite'
}

/** Four significant digits, without trailing zeros. */
function plain(value: number): string {
  return String(Number(value.toPrecision(4)))
}
