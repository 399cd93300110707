/** Pending events in columns, in the order in which they would run. */
export interface PendingColumns {
  time: number[]
  priority: number[]
  sequence: number[]
  slot: number[]
  kind: number[]
  target: number[]
  a: number[]
  b: number[]
  /** 0 foreground, 1 background. */
  background: number[]
  payload: unknown[]
}

export function emptyColumns(): PendingColumns {
  return {
    time: [],
    priority: [],
    sequence: [],
    slot: [],
    kind: [],
    target: [],
    a: [],
    b: [],
    background: [],
    payload: [],
  }
}
