/** The obvious queue: an array, sorted before every look. What the real one is held against. */
export interface OracleEvent {
  time: number
  priority: number
  sequence: number
  kind: number
  target: number
  a: number
  b: number
  background: boolean
}

export class SortedQueue {
  pending: OracleEvent[] = []
  now = 0
  #sequence = 0

  schedule(event: Omit<OracleEvent, 'sequence'>): OracleEvent {
    const entry = { ...event, sequence: this.#sequence++ }
    this.pending.push(entry)
    return entry
  }

  cancel(event: OracleEvent): boolean {
    const index = this.pending.indexOf(event)
    if (index >= 0) this.pending.splice(index, 1)
    return index >= 0
  }

  sorted(): OracleEvent[] {
    return this.pending.sort((x, y) => x.time - y.time || x.priority - y.priority || x.sequence - y.sequence)
  }

  shift(by: (event: OracleEvent) => number): number {
    const moved = this.pending.filter(event => by(event) !== 0)
    for (const event of moved) event.time += by(event)
    return moved.length
  }

  next(): OracleEvent | undefined {
    const event = this.sorted().shift()
    if (event !== undefined) this.now = event.time
    return event
  }
}
