export type KernelLimit =
  | 'max-events'
  | 'max-pending'
  | 'max-time'
  | 'max-sequence'
  | 'max-depth'
  | 'time-in-past'
  | 'time-not-integer'
  | 'priority-range'
  | 'not-int32'
  | 'not-finite'
  | 'bad-option'

/** A hard limit was met. The run's state is as it was before the call that threw. */
export class KernelLimitError extends Error {
  override readonly name = 'KernelLimitError'
  readonly limit: KernelLimit
  /** What was asked for, what is allowed, and the simulated time (µs) when there is one. */
  readonly fields: Readonly<Record<string, number | string>>

  constructor(limit: KernelLimit, message: string, fields: Record<string, number | string>) {
    super(message)
    this.limit = limit
    this.fields = fields
  }
}

/** An invariant of the kernel does not hold: a misuse (run inside run), a damaged snapshot, or a bug. */
export class KernelAssertionError extends Error {
  override readonly name = 'KernelAssertionError'
}

/** Checks an invariant; always on. `what` states what should have been true. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new KernelAssertionError(`kernel invariant broken: ${what}`)
}
