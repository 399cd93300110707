import { DURATION_UNITS, WEEK } from './duration.js'

/** The units a reader is shown: weeks are left to those who write them. */
const SHOWN = DURATION_UNITS.filter(([, length]) => length !== WEEK)

/**
 * A duration for a reader, rounded to its two largest units: `6m 12s`, `1d 4h`, `250ms`. Less than a microsecond is
 * shown with three digits.
 *
 * @param us microseconds, not necessarily whole
 */
export function formatDuration(us: number): string {
  if (Number.isNaN(us)) return 'unknown'
  if (us < 0) return `-${formatDuration(-us)}`
  if (us === Infinity) return 'forever'
  if (us === 0) return '0s'
  if (us < 1) return `${Number(us.toPrecision(3))}us`
  const first = SHOWN.findIndex(([, length]) => length <= us)
  const fine = Math.min(first + 1, SHOWN.length - 1)
  const [, fineLength] = SHOWN[fine]
  const rounded = Math.round(us / fineLength) * fineLength
  // Rounding may have filled the next larger unit: 59m 59.7s is 1h.
  const top = first > 0 && rounded >= SHOWN[first - 1][1] ? first - 1 : first
  const [topName, topLength] = SHOWN[top]
  const whole = Math.floor(rounded / topLength)
  const rest = rounded - whole * topLength
  const [nextName, nextLength] = SHOWN[Math.min(top + 1, SHOWN.length - 1)]
  return rest === 0 ? `${whole}${topName}` : `${whole}${topName} ${Math.round(rest / nextLength)}${nextName}`
}

/** A duration in full, in the form that `parseDuration` reads back to the same number: `1h30m`, `2w`, `1s500ms`. */
export function printDuration(us: number): string {
  if (!Number.isSafeInteger(us)) throw new RangeError(`${us} is not a whole number of microseconds`)
  if (us < 0) return `-${printDuration(-us)}`
  let rest = us
  let text = ''
  for (const [name, length] of DURATION_UNITS) {
    const count = Math.floor(rest / length)
    if (count > 0) text += `${count}${name}`
    rest -= count * length
  }
  return text === '' ? '0s' : text
}
