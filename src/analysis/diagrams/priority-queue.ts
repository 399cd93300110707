/** A binary heap that gives the item of the greatest key first, and of equal keys the one that came first. */
export class PriorityQueue<Item> {
  readonly #heap: { readonly key: number; readonly order: number; readonly item: Item }[] = []
  #pushed = 0

  push(key: number, item: Item): void {
    const heap = this.#heap
    const entry = { key, order: this.#pushed++, item }
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!precedes(entry, heap[parent])) break
      heap[at] = heap[parent]
      at = parent
    }
    heap[at] = entry
  }

  pop(): Item | undefined {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined) return undefined
    if (heap.length === 0) return last.item
    const first = heap[0]
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && precedes(heap[child + 1], heap[child])) child++
      if (!precedes(heap[child], last)) break
      heap[at] = heap[child]
      at = child
    }
    heap[at] = last
    return first.item
  }

  /** All items, in an order that their history decides. */
  items(): Item[] {
    return this.#heap.map(entry => entry.item)
  }
}

function precedes(a: { key: number; order: number }, b: { key: number; order: number }): boolean {
  return a.key > b.key || (a.key === b.key && a.order < b.order)
}
