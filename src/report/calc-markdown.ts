import { describeCalendar, formatDuration } from '../units/index.js'
import {
  availabilityText,
  bothForms,
  type Calculation,
  inOneUnit,
  ninesText,
  shortNumber,
  windowText,
} from './calc-facts.js'

/** The answer as a section of Markdown with one table. */
export function renderCalcMarkdown(calculation: Calculation): string {
  const { unavailability, calendar, start, budgets, cycle } = calculation
  const aside = `${ninesText(unavailability)}, unavailability ${shortNumber(unavailability)}`
  const head = [
    `**Availability ${availabilityText(calculation)}** (${aside})`,
    ...(cycle === null ? [] : [`Mean up time ${bothForms(cycle.meanUp)}, mean outage ${bothForms(cycle.meanDown)}.`]),
  ]
  const table = [
    `| window | downtime ${cycle?.derived === 'availability' ? 'expected' : 'allowed'} | in one unit |`,
    '|---|---|---|',
    ...budgets.map(b => `| ${windowText(b)} | ${formatDuration(b.downtime)} | ${inOneUnit(b.downtime)} |`),
  ]
  const calendarLine = `Calendar ${describeCalendar(calendar, start ?? undefined)}.`
  return `${[...head, table.join('\n'), calendarLine].join('\n\n')}\n`
}
