/** The language of the calculator: parts in series and in parallel, k of n, names, repair, failover; and backwards. */
export { AnalysisLimitError } from '../limit-error.js'
export { evaluate, FrequencyUnknownError } from './evaluate.js'
export { childrenOf, type Expression, type Unknown } from './expression.js'
export { type ParsedExpression, parseExpression } from './parse.js'
export type { Reliability } from './redundancy.js'
export {
  MOST_REPLICAS,
  type Needed,
  type Replicas,
  replicaSeries,
  replicasFor,
  replicasUnavailability,
} from './replicas.js'
export { type Requirement, requirement } from './unknown.js'
