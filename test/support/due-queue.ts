/** What is due at a time; of two at the same time, the one that was put in first goes first. */
export interface Due {
  readonly at: number
  readonly order: number
  readonly act: () => void
}

/** A binary heap of what is due. */
export class DueQueue {
  private readonly heap: Due[] = []
  private order = 0

  /** When the first is due; never, if there is none. */
  get next(): number {
    return this.heap.length === 0 ? Number.POSITIVE_INFINITY : this.heap[0].at
  }

  put(at: number, act: () => void): void {
    const { heap } = this
    const due: Due = { at, order: this.order++, act }
    let place = heap.length
    while (place > 0) {
      const above = (place - 1) >> 1
      if (!isBefore(due, heap[above])) break
      heap[place] = heap[above]
      place = above
    }
    heap[place] = due
  }

  take(): Due {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop() as Due
    if (heap.length > 0) this.sink(last)
    return first
  }

  private sink(due: Due): void {
    const { heap } = this
    const { length } = heap
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      if (below >= length) break
      if (below + 1 < length && isBefore(heap[below + 1], heap[below])) below += 1
      if (!isBefore(heap[below], due)) break
      heap[place] = heap[below]
      place = below
    }
    heap[place] = due
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at !== b.at ? a.at < b.at : a.order < b.order
}
