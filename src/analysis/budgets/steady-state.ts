/**
 * One unit that fails and is repaired, in the long run. By the renewal theorem its availability depends on the means
 * alone, whatever the laws: A = mean up / (mean up + mean down).
 *
 * `meanUp` is the mean time from the end of an outage to the start of the next: what a data sheet calls MTBF, and some
 * books MTTF. `meanDown` is the mean outage (MTTR, with detection in it). Both in microseconds.
 */
export interface Cycle {
  readonly meanUp: number
  readonly meanDown: number
}

/** The steady-state unavailability of a cycle. */
export function cycleUnavailability({ meanUp, meanDown }: Cycle): number {
  return meanDown / (meanUp + meanDown)
}

/** The mean up time that reaches an unavailability with outages of this mean; Infinity when nothing may fail. */
export function meanUpNeeded(unavailability: number, meanDown: number): number {
  return meanDown === 0 ? 0 : (meanDown * (1 - unavailability)) / unavailability
}

/** The mean outage that an unavailability allows with up times of this mean; Infinity when nothing is promised. */
export function meanDownAllowed(unavailability: number, meanUp: number): number {
  return (meanUp * unavailability) / (1 - unavailability)
}
