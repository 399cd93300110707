import { formatAvailability, nines } from '../units/index.js'
import { availabilityText, inOneUnit, ninesText } from './calc-facts.js'

/** A share as a percentage of four digits; more where it would read as the whole. */
export function shareText(share: number): string {
  if (share > 0.999 && share < 1) return formatAvailability(1 - share)
  return `${plainNumber(share * 100)}%`
}

/** Four digits without an exponent where that is readable. */
export function plainNumber(x: number): string {
  return String(Number(x.toPrecision(4)))
}

/** An availability that came out of a calculation: four digits of what is missing. */
export function calculatedText(unavailability: number): string {
  return availabilityText({ unavailability, given: false })
}

/** `99.95%  (3.30 nines)` */
export function withNines(unavailability: number): string {
  return `${calculatedText(unavailability)}  (${ninesText(unavailability)})`
}

/** A duration in one unit of the reader's choice of words: `52.56 min`; `never` for Infinity. */
export function spanText(us: number): string {
  return us === Infinity ? 'never' : inOneUnit(us)
}

/** Of an unavailability, for documents. */
export function availabilityFields(unavailability: number) {
  return {
    availability: 1 - unavailability,
    unavailability,
    text: calculatedText(unavailability),
    nines: nines(unavailability),
  }
}
