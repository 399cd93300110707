import type { BudgetWindow, Calendar, CivilDate } from '../units/index.js'
import { describeCalendar, formatDuration, printDate } from '../units/index.js'
import type { Answer, Fact } from './answer.js'
import { bothForms, inOneUnit, shortNumber, windowText } from './calc-facts.js'
import { availabilityFields, calculatedText, shareText, withNines } from './calc-numbers.js'
import { cut } from './layout.js'

/** What `nines calc` made of an expression; times in microseconds. */
export interface ExpressionFacts {
  readonly expression: string
  readonly unavailability: number
  /** Failures per microsecond; null where that is not known. */
  readonly frequency: number | null
  /** Every part, with the unavailability of the whole if it never failed. */
  readonly parts: readonly { readonly label: string; readonly unavailability: number; readonly without: number }[]
  readonly calendar: Calendar
  readonly start: CivilDate | null
  readonly budgets: readonly { readonly window: BudgetWindow; readonly length: number; readonly downtime: number }[]
}

const MOST_PARTS = 10
/** Columns of the name of a part. */
const LABEL = 28

export function expressionAnswer(facts: ExpressionFacts): Answer {
  const { unavailability, calendar, start, budgets } = facts
  const saved = (without: number) => (unavailability === 0 ? 0 : (unavailability - without) / unavailability)
  const parts = facts.parts
    .map((part, i) => ({ ...part, i, saved: saved(part.without) }))
    .sort((a, b) => b.saved - a.saved || a.i - b.i)
  const shown = parts.slice(0, MOST_PARTS)
  const calendarText = describeCalendar(calendar, start ?? undefined)
  const cycle = cycleOf(facts)
  return {
    facts: [
      ['availability', withNines(unavailability)],
      ['unavailability', shortNumber(unavailability)],
      ...cycleFacts(cycle),
    ],
    tables: [
      {
        title: 'downtime expected',
        columns: ['window', 'downtime', 'in one unit'],
        rows: budgets.map(b => [
          windowText(b).padEnd(28),
          formatDuration(b.downtime).padEnd(10),
          inOneUnit(b.downtime),
        ]),
        bare: true,
      },
      {
        title: 'what each part costs',
        columns: ['part', 'availability', 'if it never failed', 'downtime saved'],
        rows: shown.map(part => [
          cut(part.label, LABEL, '…'),
          calculatedText(part.unavailability),
          calculatedText(part.without),
          shareText(part.saved),
        ]),
      },
    ],
    notes: [
      ...(parts.length > shown.length ? [`${parts.length - shown.length} more parts cost less.`] : []),
      `Parts fail and are repaired independently. Calendar ${calendarText}.`,
    ],
    document: {
      form: 'expression',
      expression: facts.expression,
      ...availabilityFields(unavailability),
      meanUp: cycle?.meanUp ?? null,
      meanOutage: cycle?.meanDown ?? null,
      outagesPerYear: cycle === null ? null : cycle.perYear,
      calendar,
      calendarMeaning: calendarText,
      start: start === null ? null : printDate(start),
      budgets,
      parts: parts.map(part => ({
        part: part.label,
        unavailability: part.unavailability,
        unavailabilityIfPerfect: part.without,
        downtimeSaved: part.saved,
      })),
    },
  }
}

interface CycleFacts {
  readonly meanUp: number
  readonly meanDown: number
  readonly perYear: number
}

function cycleOf({ unavailability, frequency, budgets }: ExpressionFacts): CycleFacts | null {
  if (frequency === null || frequency === 0) return null
  const year = budgets[budgets.length - 1].length
  return { meanUp: (1 - unavailability) / frequency, meanDown: unavailability / frequency, perYear: frequency * year }
}

function cycleFacts(cycle: CycleFacts | null): Fact[] {
  if (cycle === null) return []
  return [
    ['mean up time', bothForms(cycle.meanUp)],
    ['mean outage', bothForms(cycle.meanDown)],
    ['outages', `${shortNumber(cycle.perYear)} a year`],
  ]
}

/** What every `?` of an expression has to be. */
export interface RequirementFacts {
  readonly expression: string
  readonly unknown: 'availability' | 'mtbf' | 'mttr' | 'takes'
  readonly target: number
  readonly found:
    | { readonly kind: 'value'; readonly value: number }
    | { readonly kind: 'impossible'; readonly best: number }
    | { readonly kind: 'anything'; readonly worst: number }
}

const MEANING = { availability: 'availability', mtbf: 'mean up time', mttr: 'mean outage', takes: 'time to fail over' }

export function requirementAnswer({ expression, unknown, target, found }: RequirementFacts): Answer {
  const facts: Fact[] = [['target', withNines(target)]]
  if (found.kind === 'value') facts.push([`each ?`, `${valueText(unknown, found.value)} (${MEANING[unknown]})`])
  if (found.kind === 'impossible') {
    facts.push(['each ?', 'no value is good enough'], ['at best', withNines(found.best)])
  }
  if (found.kind === 'anything')
    facts.push(['each ?', 'any value is good enough'], ['at worst', withNines(found.worst)])
  const value = found.kind === 'value' ? found.value : null
  return {
    facts,
    tables: [],
    notes: found.kind === 'impossible' ? ['The other parts alone use up more than the target allows.'] : [],
    document: {
      form: 'requirement',
      expression,
      target: availabilityFields(target),
      unknown,
      outcome: found.kind,
      ...(unknown === 'availability' ? { unavailability: value } : { duration: value }),
      ...(found.kind === 'impossible' ? { best: availabilityFields(found.best) } : {}),
      ...(found.kind === 'anything' ? { worst: availabilityFields(found.worst) } : {}),
    },
  }
}

function valueText(unknown: RequirementFacts['unknown'], value: number): string {
  // Rounded to the safe side, so that what is printed meets the target.
  if (unknown === 'availability') return `${calculatedText(roundedDown(value))} or better`
  return unknown === 'mtbf' ? `${bothForms(value)} or more` : `${bothForms(value)} or less`
}

/** Four digits, never more than x. */
function roundedDown(x: number): number {
  const near = Number(x.toPrecision(4))
  return near <= x ? near : Number((x - (near - x) * 2).toPrecision(4))
}
