/**
 * How much a trace tells. `story`: what a reader of an outage needs (faults, suspicions, leaders). `detail`: messages,
 * timers, disk. `event`: every event the kernel dispatches.
 */
export type TraceLevel = 'off' | 'story' | 'detail' | 'event'

/** One thing that happened: plain data. */
export interface TraceRecord {
  /** Simulated time in µs. */
  time: number
  level: TraceLevel
  /** Who tells it: `kernel`, a node, a service. */
  source: string
  /** What happened, as a word: `crash`, `suspect`, `elected`. */
  what: string
  fields: Record<string, string | number | boolean | null>
}

/**
 * Where records go. The flags are plain fields to be read before a record is built, so that a trace that is off costs one
 * test: `if (trace.detail) trace.record(now, 'detail', 'db-1', 'send', { to: 2 })`.
 */
export class Trace {
  readonly story: boolean
  readonly detail: boolean
  readonly event: boolean
  readonly #sink: (record: TraceRecord) => void

  constructor(level: TraceLevel, sink: (record: TraceRecord) => void) {
    this.story = level !== 'off'
    this.detail = level === 'detail' || level === 'event'
    this.event = level === 'event'
    this.#sink = sink
  }

  /** Passes a record on when its level is wanted. */
  record(time: number, level: TraceLevel, source: string, what: string, fields: TraceRecord['fields'] = {}): void {
    if (level === 'off' || !this[level]) return
    this.#sink({ time, level, source, what, fields })
  }
}

/** A trace that is off. */
export const NO_TRACE = new Trace('off', () => {})
