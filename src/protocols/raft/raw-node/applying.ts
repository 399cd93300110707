/** How far the application is with applying, and how much it has been given to apply: the lower part of etcd's `raftLog`. */
export class Applying {
  /** Index up to which it was given entries. */
  given: number
  paused = false
  #size = 0
  readonly #most: number

  /** @param most bytes of entries given and not yet applied, at most */
  constructor(applied: number, most: number) {
    this.given = applied
    this.#most = most
  }

  /** Bytes that may still be given. */
  get room(): number {
    return this.#most - this.#size
  }

  /** Entries up to `index` are given; it is paused when there are more than fit. */
  accept(index: number, size: number, available: number): void {
    this.given = index
    this.#size += size
    this.paused = this.#size >= this.#most || index < available
  }

  applied(index: number, size: number): void {
    this.given = Math.max(this.given, index)
    this.#size = Math.max(0, this.#size - size)
    this.paused = this.#size >= this.#most
  }
}
