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
  /** Moves every time in the state by `by` whole microseconds: what follows, moved likewise, is the same. */
  shift(state: S, by: number): void
  /** How many past intervals between arrivals the deadline depends on. */
  memory(options: O): number
  /**
   * The least silence it bears from a peer that beats as it should, in microseconds: no deadline is sooner after the
   * last arrival, as long as the detector has not suspected since the state was `settled`, and each heartbeat heard
   * from then on was sent one or more whole periods after the one heard before it (that is, some may be lost), to
   * arrive after a delay that differs by at most `spread` between any two of them and the last one heard by then.
   */
  leastSilence(options: O, period: number, spread: number): number
  /** Whether `leastSilence` holds from here on. */
  settled(options: O, state: S, period: number, spread: number): boolean
  /**
   * Adds these intervals between arrivals to the remembered ones, oldest first, as if each had ended with a heartbeat
   * while nothing was suspected; the last arrival stays. Nothing for a detector without memory.
   */
  remember(options: O, state: S, intervals: ArrayLike<number>): void
}
