import type { RawLogger } from './words.js'

/**
 * Which entries, and which snapshot, the application has been given to store and has stored: etcd's `unstable`. The entries
 * themselves stand in the core's log; those from `offset` on are not known to be on disk.
 */
export class Unstable {
  offset: number
  /** Entries before it are being written. */
  offsetInProgress: number
  /** Index and term of a snapshot that came from the leader. */
  snapshot: { readonly index: number; readonly term: number } | null = null
  snapshotInProgress = false
  readonly #logger: RawLogger | undefined

  constructor(next: number, logger: RawLogger | undefined) {
    this.offset = next
    this.offsetInProgress = next
    this.#logger = logger
  }

  /** Entries from `from` on come in the place of those that stood there; `end` is one past the last that did. */
  truncateAndAppend(from: number, end: number): void {
    if (from === end) return
    if (from <= this.offset) {
      this.#logger?.info(`replace the unstable entries from index ${from}`)
      this.offset = from
      this.offsetInProgress = from
    } else {
      this.#logger?.info(`truncate the unstable entries before index ${from}`)
      this.offsetInProgress = Math.min(this.offsetInProgress, from)
    }
  }

  restore(index: number, term: number): void {
    this.offset = index + 1
    this.offsetInProgress = this.offset
    this.snapshot = { index, term }
    this.snapshotInProgress = false
  }

  acceptInProgress(last: number): void {
    if (last >= this.offset) this.offsetInProgress = last + 1
    if (this.snapshot !== null) this.snapshotInProgress = true
  }

  /**
   * Entries up to `index`, the last with term `term`, are stored, and no write under way can overwrite them. `own` is the term
   * that stands there now, -1 for none.
   */
  stableTo(index: number, term: number, own: number): void {
    if (index < this.offset) {
      const what = this.snapshot?.index === index ? 'matched unstable snapshot' : 'missing from unstable log'
      this.#logger?.info(`entry at index ${index} ${what}; ignoring`)
    } else if (own === -1) {
      this.#logger?.info(`entry at index ${index} missing from unstable log; ignoring`)
    } else if (own !== term) {
      const mismatch = `(index,term)=(${index},${term}) mismatched with entry at (${index},${own})`
      this.#logger?.info(`entry at ${mismatch} in unstable log; ignoring`)
    } else {
      this.offset = index + 1
      this.offsetInProgress = Math.max(this.offsetInProgress, this.offset)
    }
  }

  stableSnapTo(index: number): void {
    if (this.snapshot?.index !== index) return
    this.snapshot = null
    this.snapshotInProgress = false
  }
}
