import { moreTrialsNeeded } from '../statistics/index.js'
import type { Estimate, ExpectationResult, Verdict } from './result.js'

/** What was promised: an expectation of a scenario has these fields. */
export interface Threshold {
  readonly text: string
  readonly name: string
  readonly metric: string
  readonly subject: string
  readonly op: '>=' | '<=' | '>' | '<'
  /** In the unit of the metric; for `unavailability` that of the availability named. */
  readonly threshold: number
}

export interface JudgeContext {
  readonly unit: ExpectationResult['unit']
  /** Trials the estimate rests on. */
  readonly trials: number
  /** Why there is no estimate, when there is none. */
  readonly why?: string
}

/**
 * Holds an estimate against what was promised. The promise passes when the whole interval keeps it, fails when no
 * point of the interval does, and is unknown between and without data. With the unit `unavailability` the operator
 * speaks of the availability, so `>=` asks for an unavailability that is at most the threshold.
 */
export function judge(promise: Threshold, estimate: Estimate | null, context: JudgeContext): ExpectationResult {
  const { text, name, metric, subject, op, threshold } = promise
  const { unit } = context
  const base = { text, name, metric, subject, op, threshold, unit }
  if (estimate === null) {
    const why = context.why ?? 'nothing was measured'
    return verdictOf('unknown', null, why)
  }
  const holds = comparison(unit === 'unavailability' ? MIRROR[op] : op)
  const low = holds(estimate.low, threshold)
  const high = holds(estimate.high, threshold)
  if (low && high) return verdictOf('pass', null, 'the whole interval keeps it')
  if (!low && !high) return verdictOf('fail', null, 'no point of the interval keeps it')
  const more = moreTrialsNeeded(estimate, threshold, context.trials) || null
  return verdictOf('unknown', more, 'the interval straddles the threshold')

  function verdictOf(verdict: Verdict, moreTrials: number | null, why: string): ExpectationResult {
    return { ...base, verdict, observed: estimate, moreTrials, why }
  }
}

const MIRROR = { '>=': '<=', '<=': '>=', '>': '<', '<': '>' } as const

function comparison(op: Threshold['op']): (value: number, threshold: number) => boolean {
  if (op === '>=') return (value, threshold) => value >= threshold
  if (op === '<=') return (value, threshold) => value <= threshold
  if (op === '>') return (value, threshold) => value > threshold
  return (value, threshold) => value < threshold
}
