import { allowedUnavailability } from '../../analysis/budgets/index.js'
import {
  type Calendar,
  type CivilDate,
  type Parsed,
  parseAllowance,
  parseMeanDuration,
  parseNines,
  parseRate,
  parseRatio,
} from '../../units/index.js'
import { refuseArgument } from '../argument-error.js'
import type { CliIo } from '../io.js'

/** Arguments of `nines calc`, read or refused with a caret; `before` is what stands before them on the command line. */
export interface Written {
  readonly before: string
  readonly text: string
}

export function readOr<T>(parsed: Parsed<T>, written: Written, io: CliIo): T {
  if (parsed.ok) return parsed.value
  throw refuseArgument(io, { before: `nines calc${written.before}`, text: written.text }, parsed)
}

/** Ends the command: the argument is understood and cannot be. */
export function refuse(reason: string, { before, text }: Written, io: CliIo): never {
  const refusal = { ok: false, reason, at: 0, length: Math.max(1, text.length) } as const
  throw refuseArgument(io, { before: `nines calc${before}`, text }, refusal)
}

/** `99.95%`, `0.9995`, `4 nines` or `4.38h/y`: the unavailability. */
export function readPromise(written: Written, io: CliIo, calendar: Calendar = 'plain', start?: CivilDate): number {
  const { text } = written
  if (/nines?\s*$/.test(text)) return readOr(parseNines(text), written, io).complement
  if (!text.includes('/')) return readOr(parseRatio(text), written, io).complement
  const unavailability = allowedUnavailability(readOr(parseAllowance(text), written, io), calendar, start)
  return unavailability <= 1 ? unavailability : refuse('more downtime than the window is long', written, io)
}

/** A promise that allows something, since nothing can be spent of nothing. */
export function readBudget(written: Written, io: CliIo): number {
  const allowed = readPromise(written, io)
  return allowed > 0 ? allowed : refuse('a promise of 100% leaves no budget', written, io)
}

export function readShare(written: Written, io: CliIo): number {
  return readOr(parseRatio(written.text), written, io).value
}

/** Microseconds, more than none. */
export function readDuration(written: Written, io: CliIo): number {
  const us = readOr(parseMeanDuration(written.text), written, io)
  return us > 0 ? us : refuse('a duration above zero is needed here', written, io)
}

/** Per second, more than none. */
export function readRate(written: Written, io: CliIo): number {
  const rate = readOr(parseRate(written.text), written, io)
  return rate > 0 ? rate : refuse('a rate above zero is needed here', written, io)
}

export function readNumber(written: Written, io: CliIo, least = 0): number {
  const { text } = written
  const value = Number(text)
  if (!/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value))
    return refuse('this is not a number', written, io)
  return value >= least ? value : refuse(`it is at least ${least}`, written, io)
}

export function readCount(written: Written, io: CliIo, least: number, most: number): number {
  const value = Number(written.text)
  if (!/^\d+$/.test(written.text)) return refuse('a whole number is needed here', written, io)
  return value >= least && value <= most ? value : refuse(`it is from ${least} to ${most}`, written, io)
}
