import {
  type Cycle,
  cycleUnavailability,
  downtimeBudgets,
  meanDownAllowed,
  meanUpNeeded,
} from '../analysis/budgets/index.js'
import { type Calculation, renderAnswer, renderCalcJson, renderCalcMarkdown, renderCalcText } from '../report/index.js'
import { type CivilDate, parseDate, parseMeanDuration } from '../units/index.js'
import { refuseArgument } from './argument-error.js'
import { readOr, readPromise } from './calc/reading.js'
import type { CalcOptions } from './commands/calc.js'
import { usageError } from './failure.js'
import type { CliIo } from './io.js'

const RENDERERS = { text: renderCalcText, json: renderCalcJson, markdown: renderCalcMarkdown }

/** Carries out `nines calc`. */
export async function calc(promise: string | undefined, options: CalcOptions, io: CliIo): Promise<void> {
  const start = startDate(options, io)
  if (promise !== undefined && isExpression(promise)) {
    const { calcExpression } = await import('./calc/expression.js')
    io.stdout.write(renderAnswer(calcExpression(promise, options, start, io), options.format))
    return
  }
  if (options.target !== undefined) {
    throw usageError(io, 'there is nothing to find for --target', "nines calc '2 of 3 (?)' --target 99.95%")
  }
  const promised =
    promise === undefined ? null : readPromise({ before: '', text: promise }, io, options.calendar, start)
  const { cycle, unavailability } = withCycle(promised, options, io)
  const calculation: Calculation = {
    unavailability,
    given: promise !== undefined && isDecimal(promise),
    calendar: options.calendar,
    start: start ?? null,
    budgets: downtimeBudgets(unavailability, options.calendar, start),
    cycle,
  }
  io.stdout.write(RENDERERS[options.format](calculation))
}

/** Whether a promise is meant as an expression and not as one number: it has parentheses, names or words between. */
function isExpression(text: string): boolean {
  return (
    /[()&|*:?]/.test(text) ||
    /(^|\s)(and|or|of|mtbf|mttr|failover)(\s|$)/i.test(text) ||
    /\S\s+[^\s\d/%][^\s]*\s+\S/.test(text)
  )
}

/** Whether a promise is an availability in so many digits: neither a downtime nor 3.5 nines, a power. */
const isDecimal = (promise: string): boolean => !promise.includes('/') && !/\.\d*[1-9]\d*\s*nines?\s*$/.test(promise)

function startDate({ start, calendar }: CalcOptions, io: CliIo): CivilDate | undefined {
  if (start === undefined) return undefined
  if (calendar !== 'gregorian') {
    throw usageError(io, `the ${calendar} calendar has no start date`, 'add --calendar gregorian')
  }
  return readOr(parseDate(start), { before: ' --start', text: start }, io)
}

type Answer = Pick<Calculation, 'cycle' | 'unavailability'>

/** Of promise, mean up time and mean outage two make the third; a promise alone is enough. */
function withCycle(promised: number | null, options: CalcOptions, io: CliIo): Answer {
  const meanUp =
    options.mtbf === undefined
      ? null
      : readOr(parseMeanDuration(options.mtbf), { before: ' --mtbf', text: options.mtbf }, io)
  const meanDown =
    options.mttr === undefined
      ? null
      : readOr(parseMeanDuration(options.mttr), { before: ' --mttr', text: options.mttr }, io)
  if (meanUp === 0) {
    const refusal = { ok: false, reason: 'a mean up time is longer than zero', at: 0 } as const
    throw refuseArgument(io, { before: 'nines calc --mtbf', text: options.mtbf as string }, refusal)
  }
  if (promised === null) return { ...fromCycle(meanUp, meanDown, io) }
  if (meanUp !== null && meanDown !== null) {
    throw usageError(
      io,
      'the availability follows from --mtbf and --mttr, but is given too',
      'leave one of the three out',
    )
  }
  return { unavailability: promised, cycle: completedCycle(promised, meanUp, meanDown) }
}

function fromCycle(meanUp: number | null, meanDown: number | null, io: CliIo): Answer {
  if (meanUp === null && meanDown === null) {
    throw usageError(io, 'there is nothing to calculate', 'nines calc 99.95%, or nines calc --mtbf 60d --mttr 10m')
  }
  if (meanUp === null) throw usageError(io, '--mttr alone makes no availability', 'add --mtbf, for example --mtbf 60d')
  if (meanDown === null)
    throw usageError(io, '--mtbf alone makes no availability', 'add --mttr, for example --mttr 10m')
  const cycle: Cycle = { meanUp, meanDown }
  return { unavailability: cycleUnavailability(cycle), cycle: { ...cycle, derived: 'availability' } }
}

function completedCycle(unavailability: number, meanUp: number | null, meanDown: number | null): Calculation['cycle'] {
  if (meanUp !== null) return { meanUp, meanDown: meanDownAllowed(unavailability, meanUp), derived: 'mean-down' }
  if (meanDown !== null) return { meanUp: meanUpNeeded(unavailability, meanDown), meanDown, derived: 'mean-up' }
  return null
}
