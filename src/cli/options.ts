import { InvalidArgumentError } from 'commander'
import { parseRatio, parseSignedDuration } from '../units/index.js'

/** Options as people write them, read strictly: what is not understood is an error and never a guess. */

const MOST_TRIALS = 1e9
const MOST_WORKERS = 1024
const MOST_LISTED = 1e6
const MOST_DRAWS = 1e7

export function positiveInteger(most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.')
    if (value > most) throw new InvalidArgumentError(`It is at most ${most}.`)
    return value
  }
}

/** A whole number from 0. */
export function listLength(text: string): number {
  return text === '0' ? 0 : positiveInteger(MOST_LISTED)(text)
}

/** Draws of an uncertainty analysis: fewer than 2 have no spread. */
export function drawCount(text: string): number {
  const count = positiveInteger(MOST_DRAWS)(text)
  if (count < 2) throw new InvalidArgumentError('It is a whole number from 2.')
  return count
}

/** Hours, as Open-PSA files count time. */
export function hours(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It is a number of hours, for example 8760.')
  return value
}

export const trialCount = positiveInteger(MOST_TRIALS)
export const workerCount = positiveInteger(MOST_WORKERS)

/** Relative half-width: `5%` or `0.05`. */
export function precision(text: string): number {
  const ratio = parseRatio(text)
  if (!ratio.ok) throw new InvalidArgumentError(`${ratio.reason}.`)
  if (ratio.value.value <= 0 || ratio.value.value >= 1) {
    throw new InvalidArgumentError('It is a share above 0% and below 100%, for example 5%.')
  }
  return ratio.value.value
}

/** Microseconds from the start of measuring: `10s`, or `-2s` in the warm-up. */
export function moment(text: string): number {
  const parsed = parseSignedDuration(text)
  if (parsed.ok) return parsed.value
  const meant = parsed.suggestion === undefined ? '' : ` Did you mean ${parsed.suggestion}?`
  throw new InvalidArgumentError(`${parsed.reason}.${meant}`)
}

/** `worst`, or the place of an outage in its trial, from 1. */
export function outageChoice(text: string): 'worst' | number {
  if (text === 'worst') return 'worst'
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is "worst" or a number from 1.')
  return Number(text)
}
