/** What ran out: diagram nodes, steps of an algorithm, sets listed, or the depth or size of an input. */
export type AnalysisLimit = 'nodes' | 'steps' | 'sets' | 'depth' | 'size'

/**
 * An exact answer would have taken more than the caller allowed. Nothing is wrong with the question, and what was built
 * before stays usable: allow more, order the variables otherwise, or ask for less.
 */
export class AnalysisLimitError extends Error {
  override readonly name = 'AnalysisLimitError'
  readonly limit: AnalysisLimit
  readonly allowed: number

  constructor(limit: AnalysisLimit, allowed: number, message: string) {
    super(message)
    this.limit = limit
    this.allowed = allowed
  }
}
