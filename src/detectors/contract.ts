/**
 * A failure detector watches one peer. It is fed arrivals and asked for the moment at which, if nothing more arrives,
 * it will begin to suspect; so that its host keeps one standing timer instead of polling. Times are microseconds of
 * the observer's own clock. The state is plain data (JSON-safe) and belongs to the host.
 *
 * @typeParam O options, plain data
 * @typeParam S state
 */
export interface Detector<O, S> {
  readonly name: string
  /** Watching begins at `now`, as if a heartbeat had just arrived; `period` is the sender's heartbeat interval. */
  init(options: O, period: number, now: number): S
  /** A heartbeat arrived at `now` (not before any earlier one). */
  heard(options: O, state: S, now: number): void
  /** The first moment (a whole number of microseconds) at which it suspects if nothing more arrives. */
  deadline(options: O, state: S): number
}
