import { describeCalendar, nines, printDate } from '../units/index.js'
import { availabilityText, type Calculation } from './calc-facts.js'

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null)

/**
 * The answer as one JSON document. Times are microseconds; null stands for what has no finite value (the nines of
 * 100 %, the mean up time that no outage needs).
 */
export function renderCalcJson(calculation: Calculation): string {
  const { unavailability, calendar, start, budgets, cycle } = calculation
  const document = {
    version: 1,
    availability: 1 - unavailability,
    unavailability,
    text: availabilityText(calculation),
    nines: finite(nines(unavailability)),
    calendar,
    calendarMeaning: describeCalendar(calendar, start ?? undefined),
    start: start === null ? null : printDate(start),
    budgets: budgets.map(({ window, length, downtime }) => ({ window, length, downtime })),
    meanUp: cycle === null ? null : finite(cycle.meanUp),
    meanOutage: cycle === null ? null : finite(cycle.meanDown),
    meanBetweenOutageStarts: cycle === null ? null : finite(cycle.meanUp + cycle.meanDown),
    derived: cycle?.derived ?? null,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
