/**
 * A probability law as plain data. Values that stand for time are in microseconds (not rounded: only absolute
 * times are rounded, by whoever turns a draw into an event).
 *
 * Every law is of a non-negative quantity.
 */
export type Law =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** Survival exp(-(x/scale)^shape). */
  | { readonly kind: 'weibull'; readonly shape: number; readonly scale: number }
  /** The logarithm is normal with mean `mu` and standard deviation `sigma`. */
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  /** Mean shape * scale; an Erlang law is one with a whole shape. */
  | { readonly kind: 'gamma'; readonly shape: number; readonly scale: number }
  /** Survival (minimum/x)^shape for x >= minimum. */
  | { readonly kind: 'pareto'; readonly minimum: number; readonly shape: number }
  /** With probability weight (the weights sum to one) a draw of that part; a hyperexponential is one of these. */
  | { readonly kind: 'mixture'; readonly parts: readonly { readonly weight: number; readonly law: Law }[] }
  /** The law given that it falls in [low, high]; `high` may be Infinity, kept out of files as an absent bound. */
  | { readonly kind: 'truncated'; readonly law: Law; readonly low: number; readonly high: number }
  | { readonly kind: 'shifted'; readonly law: Law; readonly by: number }
  /** Equally likely values, in ascending order; a draw is one of them. */
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
