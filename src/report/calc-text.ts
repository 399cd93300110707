import { describeCalendar, formatDuration } from '../units/index.js'
import {
  availabilityText,
  bothForms,
  type CalculatedCycle,
  type Calculation,
  inOneUnit,
  ninesText,
  shortNumber,
  windowText,
} from './calc-facts.js'

const LABEL = 16
const WINDOW = 30
const WORDS = 12

function field(label: string, value: string): string {
  return `${label.padEnd(LABEL)}${value}`
}

function cycleLines({ meanUp, meanDown, derived }: CalculatedCycle): string[] {
  return [
    field('mean up time', bothForms(meanUp) + (derived === 'mean-up' && meanUp < Infinity ? ' or more' : '')),
    field('mean outage', bothForms(meanDown) + (derived === 'mean-down' && meanDown < Infinity ? ' or less' : '')),
    field('between starts', bothForms(meanUp + meanDown)),
  ]
}

/** The answer for a terminal: within 80 columns, readable without colour. */
export function renderCalcText(calculation: Calculation): string {
  const { unavailability, calendar, start, budgets, cycle } = calculation
  const lines = [
    field('availability', `${availabilityText(calculation)}  (${ninesText(unavailability)})`),
    field('unavailability', shortNumber(unavailability)),
    ...(cycle === null ? [] : cycleLines(cycle)),
    '',
    `downtime ${cycle?.derived === 'availability' ? 'expected' : 'allowed'}`,
    ...budgets.map(budget => {
      const words = formatDuration(budget.downtime).padEnd(WORDS)
      return `  ${windowText(budget).padEnd(WINDOW)}${words}${inOneUnit(budget.downtime)}`
    }),
    '',
    field('calendar', describeCalendar(calendar, start ?? undefined)),
  ]
  return `${lines.join('\n')}\n`
}
