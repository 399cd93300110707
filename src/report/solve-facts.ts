import type { GroupImportance, SolvedExpectation, SolvedService, SolveResult } from '../results/index.js'
import { type Calendar, describeCalendar, formatAvailability, formatNines, nines, yearLength } from '../units/index.js'
import type { Fact } from './facts.js'
import { availabilityInterval, counted, duration, grouped, numberInterval, shareInterval } from './numbers.js'

/** Figures of formulas as people read them; text and Markdown show the same. */

/** An exact figure as an estimate without width. */
const exactly = (value: number) => ({ value, low: value, high: value, level: 1, method: 'exact' })

/** `99.9634%  3.44 nines`, an exact one with more digits of what is missing. */
export function availabilityOf(unavailability: number, exact = false): string {
  if (unavailability === 0) return '100%'
  const text = exact ? inFull(unavailability) : availabilityInterval(exactly(unavailability))
  return `${text}  ${formatNines(unavailability)} nines`
}

/** With four digits of what is missing, or five. */
function inFull(unavailability: number): string {
  return formatAvailability(unavailability, Math.max(2, Math.floor(nines(unavailability)) + 2))
}

export function serviceFacts(service: SolvedService, { scenario }: SolveResult): Fact[] {
  const year = yearLength(scenario.calendar as Calendar)
  const facts = [...availabilityFacts(service)]
  if (service.total > 0) {
    const about = service.total > service.unavailability ? 'about ' : ''
    const atLeast = service.leftOut.length > 0 ? `at least ${about}` : ''
    const aside = describeCalendar(scenario.calendar as Calendar)
    facts.push({ label: 'downtime', value: `${atLeast}${duration(service.total * year)} a year`, aside })
  }
  if (service.outages !== null) {
    const { perYear, meanOutage } = service.outages
    facts.push({ label: 'outages', value: `${often(perYear)}, ${duration(meanOutage)} each on average` })
  }
  if (service.failover !== null && service.failover.perYear > 0) {
    const { perYear, length } = service.failover
    facts.push({ label: 'failovers', value: `${often(perYear)}, about ${duration(length)} each` })
  }
  if (service.degraded !== null)
    facts.push({ label: 'degraded', value: `${shareInterval(exactly(service.degraded))} of the time` })
  if (service.leftOut.length > 0) facts.push({ label: 'left out', value: service.leftOut.join('; ') })
  return facts
}

function availabilityFacts({ unavailability, total, leftOut }: SolvedService): Fact[] {
  const label = 'availability'
  if (leftOut.length > 0) {
    const about = total > unavailability ? 'about ' : ''
    const bound = `at most ${about}${availabilityOf(total)}`
    const value = total === 0 ? 'no bound: all that can take it down is left out' : bound
    return [{ label, value }]
  }
  if (total === 0) return [{ label, value: '100%: nothing in this scenario can take it down' }]
  if (total === unavailability) return [{ label, value: `${availabilityOf(total, true)} · exact` }]
  return [
    { label, value: `${availabilityOf(total)} · with failovers, to first order` },
    { label: '', value: `${availabilityOf(unavailability, true)} · exact, without them` },
  ]
}

/** `3.03 a year`, `one in 97 years`. */
export function often(perYear: number): string {
  if (perYear >= 1) return `${grouped(perYear >= 1000 ? Math.round(perYear) : perYear.toPrecision(3))} a year`
  const years = 1 / perYear
  return `one in ${years >= 1e6 ? years.toExponential(1) : grouped(years < 10 ? years.toFixed(1) : Math.round(years))} years`
}

/** How many times as much: `2,736`, `1.03`, `inf`. */
export function worth(ratio: number | null): string {
  if (ratio === null) return 'inf'
  if (ratio >= 1e7) return ratio.toExponential(1).replace('e+', 'e')
  if (ratio >= 1000) return grouped(Math.round(ratio))
  return ratio < 10 ? ratio.toFixed(2) : ratio < 100 ? ratio.toFixed(1) : ratio.toFixed(0)
}

/** Three significant digits, as a decimal where it is short. */
export function probabilityText(p: number): string {
  if (p === 0 || p >= 0.001) return String(Number(p.toPrecision(4)))
  return p.toExponential(3)
}

/** `zone: power`, and how many of them there are. */
export function groupName({ id, components }: GroupImportance): string {
  return components === 1 ? id : `${id} × ${components}`
}

/** What was promised, in its own unit. */
export function solvedText(e: SolvedExpectation): string {
  if (e.verdict === 'not-solved' || e.observed === null) return 'not solved'
  const nines = e.unit === 'nines'
  if (nines ? e.low !== 0 : e.high !== null) return inUnit(e.observed, e)
  const bound = e.unit === 'unavailability' || nines ? 'at most' : 'at least'
  return `${bound} ${e.observed === (nines ? e.high : e.low) ? '' : 'about '}${inUnit(e.observed, e)}`
}

function inUnit(value: number, { unit, threshold, low, high }: SolvedExpectation): string {
  const full = low === high
  switch (unit) {
    case 'unavailability':
      return value === 0 ? '100%' : full ? inFull(value) : availabilityInterval(exactly(value), threshold)
    case 'duration':
      return duration(value)
    case 'share':
      return shareInterval(exactly(value))
    default:
      return numberInterval(exactly(value))
  }
}

/** Why an expectation did not pass; empty when it did. */
export function solvedShortfall(e: SolvedExpectation): string {
  if (e.verdict === 'pass') return ''
  if (e.verdict === 'not-solved') return e.why
  return e.verdict === 'fail' ? `does not hold: ${e.why}` : `undecided: ${e.why}`
}

/** How many of the promises were judged. */
export function judgedText({ expectations }: SolveResult): string {
  const judged = expectations.filter(e => e.verdict !== 'not-solved').length
  if (expectations.length === 0) return 'solved by formula'
  if (judged === expectations.length) return `solved by formula · ${counted(judged, 'promise')}`
  return `solved by formula · ${judged} of ${counted(expectations.length, 'promise')}`
}

/** The next nine and the way there, in words. */
export function nextNineFacts({ nextNine, total, leftOut }: SolvedService): Fact[] {
  const { target, reached, steps } = nextNine
  if (total === 0 || steps.length === 0 || leftOut.length > 0) return []
  const way = steps.map(({ what }) => what)
  const end = steps[steps.length - 1].unavailability
  const goal = formatAvailability(target)
  const value = reached
    ? `${goal} by ${way.join('; then ')}: ${availabilityOf(end)}`
    : `${goal} is not reached in ${steps.length} steps: ${way.join('; then ')} leave ${availabilityOf(end)}`
  return [{ label: 'next nine', value, aside: 'no costs are known: the change that gains most comes first' }]
}
