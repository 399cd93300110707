import {
  allowedUnavailability,
  type Cycle,
  cycleUnavailability,
  downtimeBudgets,
  meanDownAllowed,
  meanUpNeeded,
} from '../analysis/index.js'
import { type Calculation, renderCalcJson, renderCalcMarkdown, renderCalcText } from '../report/index.js'
import {
  type CivilDate,
  type Parsed,
  parseAllowance,
  parseDate,
  parseMeanDuration,
  parseNines,
  parseRatio,
} from '../units/index.js'
import { refuseArgument } from './argument-error.js'
import type { CalcOptions } from './commands/calc.js'
import { usageError } from './failure.js'
import type { CliIo } from './io.js'

const RENDERERS = { text: renderCalcText, json: renderCalcJson, markdown: renderCalcMarkdown }

/** Carries out `nines calc`. */
export function calc(promise: string | undefined, options: CalcOptions, io: CliIo): void {
  const start = startDate(options, io)
  const promised = promise === undefined ? null : unavailabilityOf(promise, options, start, io)
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

/** Whether a promise is an availability in so many digits: neither a downtime nor 3.5 nines, a power. */
const isDecimal = (promise: string): boolean => !promise.includes('/') && !/\.\d*[1-9]\d*\s*nines?\s*$/.test(promise)

/** The value, or the end of the command with a caret under what could not be read. */
function readOr<T>(parsed: Parsed<T>, before: string, text: string, io: CliIo): T {
  if (parsed.ok) return parsed.value
  throw refuseArgument(io, { before: `nines calc${before}`, text }, parsed)
}

function startDate({ start, calendar }: CalcOptions, io: CliIo): CivilDate | undefined {
  if (start === undefined) return undefined
  if (calendar !== 'gregorian') {
    throw usageError(io, `the ${calendar} calendar has no start date`, 'add --calendar gregorian')
  }
  return readOr(parseDate(start), ' --start', start, io)
}

function unavailabilityOf(promise: string, { calendar }: CalcOptions, start: CivilDate | undefined, io: CliIo): number {
  if (/nines?\s*$/.test(promise)) return readOr(parseNines(promise), '', promise, io).complement
  if (!promise.includes('/')) return readOr(parseRatio(promise), '', promise, io).complement
  const unavailability = allowedUnavailability(readOr(parseAllowance(promise), '', promise, io), calendar, start)
  if (unavailability <= 1) return unavailability
  const reason = 'more downtime than the window is long'
  throw refuseArgument(
    io,
    { before: 'nines calc', text: promise },
    { ok: false, reason, at: 0, length: promise.length },
  )
}

type Answer = Pick<Calculation, 'cycle' | 'unavailability'>

/** Of promise, mean up time and mean outage two make the third; a promise alone is enough. */
function withCycle(promised: number | null, options: CalcOptions, io: CliIo): Answer {
  const meanUp =
    options.mtbf === undefined ? null : readOr(parseMeanDuration(options.mtbf), ' --mtbf', options.mtbf, io)
  const meanDown =
    options.mttr === undefined ? null : readOr(parseMeanDuration(options.mttr), ' --mttr', options.mttr, io)
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
