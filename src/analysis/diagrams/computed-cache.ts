/** What `get` says where nothing is known; results are never negative. */
export const UNKNOWN = -1

const ENTRY_WORDS = 4
const FIRST_ENTRIES = 1 << 12
const MOST_ENTRIES = 1 << 22

/**
 * Results of operations by three operands, in one array: direct mapped, so that a newer result simply takes the place
 * of an older one (Brace, Rudell and Bryant 1990, section 3.3). It doubles when as many results were lost as it holds.
 */
export class ComputedCache {
  #entries: Int32Array
  #mask: number
  #lost = 0
  readonly #mostEntries: number

  constructor(mostEntries = MOST_ENTRIES) {
    this.#mostEntries = mostEntries
    this.#entries = emptyEntries(Math.min(FIRST_ENTRIES, mostEntries))
    this.#mask = this.#entries.length / ENTRY_WORDS - 1
  }

  get(f: number, g: number, h: number): number {
    const entries = this.#entries
    const at = ENTRY_WORDS * (hash(f, g, h) & this.#mask)
    return entries[at] === f && entries[at + 1] === g && entries[at + 2] === h ? entries[at + 3] : UNKNOWN
  }

  put(f: number, g: number, h: number, result: number): void {
    const entries = this.#entries
    const at = ENTRY_WORDS * (hash(f, g, h) & this.#mask)
    const lost = entries[at] !== UNKNOWN
    entries[at] = f
    entries[at + 1] = g
    entries[at + 2] = h
    entries[at + 3] = result
    if (lost && ++this.#lost > this.#mask) this.#grow()
  }

  clear(): void {
    this.#entries.fill(UNKNOWN)
    this.#lost = 0
  }

  #grow(): void {
    this.#lost = 0
    const old = this.#entries
    if (old.length / ENTRY_WORDS >= this.#mostEntries) return
    this.#entries = emptyEntries((2 * old.length) / ENTRY_WORDS)
    this.#mask = this.#entries.length / ENTRY_WORDS - 1
    for (let at = 0; at < old.length; at += ENTRY_WORDS) {
      if (old[at] !== UNKNOWN) this.put(old[at], old[at + 1], old[at + 2], old[at + 3])
    }
  }
}

function emptyEntries(count: number): Int32Array {
  return new Int32Array(ENTRY_WORDS * count).fill(UNKNOWN)
}

function hash(f: number, g: number, h: number): number {
  const mixed = Math.imul(f, 0x9e3779b1) + Math.imul(g, 0x85ebca6b) + Math.imul(h, 0x27d4eb2f)
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 7
}
