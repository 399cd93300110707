export {
  constant,
  empirical,
  erlang,
  exponential,
  gamma,
  hyperexponential,
  lognormal,
  mixture,
  pareto,
  shifted,
  truncated,
  uniform,
  weibull,
} from './constructors.js'
export { describe } from './describe.js'
export { cdf, coefficientOfVariation, mean, quantile, survival, survivalQuantile, variance } from './distribution.js'
export { equilibriumCdf, equilibriumQuantile, equilibriumSurvival } from './equilibrium.js'
export type { Law } from './law.js'
export { LawError } from './law-error.js'
