import type { Estimate, ExpectationResult } from '../results/index.js'
import {
  atLeast,
  availabilityInterval,
  counted,
  durationInterval,
  grouped,
  numberInterval,
  shareInterval,
} from './numbers.js'

/** What was observed, in the unit of the expectation: `[99.981% 99.984% 99.987%]`. */
export function observed(e: ExpectationResult): string {
  return e.observed === null ? 'no data' : inUnit(e.observed, e)
}

function inUnit(value: Estimate, e: ExpectationResult): string {
  switch (e.unit) {
    case 'unavailability':
      if (value.value === 0) return value.high > 0 ? `≥ ${atLeast(value.high)}` : '100%'
      return availabilityInterval(value, e.threshold)
    case 'duration':
      return durationInterval(value)
    case 'share':
      return shareInterval(value)
    case 'nines':
    case 'count':
      return numberInterval(value)
  }
}

/** Why an expectation did not pass and what would settle it. */
export function shortfall(e: ExpectationResult): string {
  if (e.verdict === 'pass') return ''
  if (e.verdict === 'fail') return excess(e)
  const more = e.moreTrials === null ? '' : `; about ${counted(e.moreTrials, 'more trial')} would settle it`
  return `inconclusive: ${e.why}${more}`
}

/** How far a failed expectation is from holding. */
function excess(e: ExpectationResult): string {
  if (e.observed === null || e.threshold === 0) return e.why
  const ratio = e.observed.value / e.threshold
  if (e.unit === 'unavailability') return `${factor(ratio)} times the downtime allowed`
  return e.op.startsWith('<') && e.unit !== 'nines' ? `${factor(ratio)} times what is allowed` : e.why
}

function factor(ratio: number): string {
  return ratio >= 10 ? grouped(Math.round(ratio)) : ratio.toPrecision(ratio < 2 ? 3 : 2)
}
