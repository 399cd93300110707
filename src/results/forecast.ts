import type { Note } from './result.js'

/**
 * What a study will cost and how sharp its answer will be, said before anything runs. Free of the wall clock: the
 * command line turns events into time by a short measured probe.
 */
export interface Forecast {
  readonly trials: number
  readonly horizon: number
  /** Expected in one trial. */
  readonly eventsPerTrial: number
  readonly outagesPerTrial: number
  /** Expected events of the whole study. */
  readonly events: number
  /** Share of the simulated time that is leapt over, the mean over groups; null when there are none. */
  readonly leapt: number | null
  /** Expected relative half-width of the lead service's unavailability at 95 %, null when it cannot be said. */
  readonly relativeHalfWidth: number | null
  /** Trials for the precision asked for, null when none was asked or it cannot be said. */
  readonly trialsForPrecision: number | null
  /** How the figures were come by, and what they leave out. */
  readonly method: string
  /** What is left out, and what cannot be leapt over. */
  readonly notes: readonly Note[]
}
