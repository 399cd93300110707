/**
 * Sums over ranges of levels: add to a range, then read each level once. A segment tree, in which a range is the sum of
 * few nodes: differences of running sums would be simpler, and would leave rounding where the truth is 0.
 */
export class LevelSums {
  readonly #levels: number
  readonly #tree: Float64Array

  constructor(levels: number) {
    this.#levels = levels
    this.#tree = new Float64Array(2 * levels)
  }

  /** Adds to levels `from` to `to - 1`. */
  add(from: number, to: number, amount: number): void {
    const tree = this.#tree
    let right = to + this.#levels
    for (let left = from + this.#levels; left < right; left >>= 1) {
      if ((left & 1) === 1) tree[left++] += amount
      if ((right & 1) === 1) tree[--right] += amount
      right >>= 1
    }
  }

  at(level: number): number {
    let sum = 0
    for (let node = level + this.#levels; node >= 1; node >>= 1) sum += this.#tree[node]
    return sum
  }
}
