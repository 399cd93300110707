import type { RawStorage } from '../../../src/protocols/raft/raw-node/index.js'
import { emptySnapshot, type HardState, type WireEntry, type WireSnapshot } from './words.js'

const compacted = 'requested index is unavailable due to compaction'
const unavailable = 'requested entry at index is unavailable'
const outOfDate = 'requested index is older than the existing snapshot'

/** What a node has on its disk, as etcd's `MemoryStorage` keeps it: the entries behind a snapshot, and the hard state. */
export class MemoryStorage implements RawStorage {
  /** What `snapshot()` gives, and the configuration a node comes up with; by itself the last one that was applied. */
  latest: () => WireSnapshot
  #hardState: HardState = { term: 0, vote: 0, commit: 0 }
  #snapshot: WireSnapshot = emptySnapshot
  /** Index and term of the entry before the first. */
  #before = { index: 0, term: 0 }
  #entries: WireEntry[] = []

  constructor() {
    this.latest = () => this.#snapshot
  }

  initialState(): { hardState: HardState; confState: WireSnapshot['metadata']['confState'] } {
    return { hardState: this.#hardState, confState: this.latest().metadata.confState }
  }

  setHardState(state: HardState): void {
    this.#hardState = state
  }

  firstIndex(): number {
    return this.#before.index + 1
  }

  lastIndex(): number {
    return this.#before.index + this.#entries.length
  }

  term(index: number): number {
    if (index < this.#before.index) throw new Error(compacted)
    if (index > this.lastIndex()) throw new Error(unavailable)
    return index === this.#before.index ? this.#before.term : this.#entries[index - this.firstIndex()].term
  }

  /** The entries from `low` up to and without `high`, as many as `maxSize` bytes hold but one at least. */
  entries(low: number, high: number, maxSize: number): WireEntry[] {
    if (low <= this.#before.index) throw new Error(compacted)
    if (high > this.lastIndex() + 1) {
      throw new Error(`entries' hi(${high}) is out of bound lastindex(${this.lastIndex()})`)
    }
    if (this.#entries.length === 0) throw new Error(unavailable)
    const found = this.#entries.slice(low - this.firstIndex(), high - this.firstIndex())
    let size = 0
    const fitting = found.findIndex((entry, place) => {
      size += sizeOf(entry)
      return place > 0 && size > maxSize
    })
    return fitting === -1 ? found : found.slice(0, fitting)
  }

  snapshot(): WireSnapshot {
    return this.latest()
  }

  applySnapshot(snapshot: WireSnapshot): void {
    const { index, term } = snapshot.metadata
    if (index <= this.#snapshot.metadata.index) throw new Error(outOfDate)
    this.#snapshot = snapshot
    this.#before = { index, term }
    this.#entries = []
  }

  /** Drops the entries up to and with `index`. */
  compact(index: number): void {
    if (index <= this.#before.index) throw new Error(compacted)
    if (index > this.lastIndex()) throw new Error(`compact ${index} is out of bound lastindex(${this.lastIndex()})`)
    const term = this.term(index)
    this.#entries = this.#entries.slice(index - this.#before.index)
    this.#before = { index, term }
  }

  /** Writes `entries`, whose indices follow each other, over whatever stood from the first of them on. */
  append(entries: readonly WireEntry[]): void {
    const fresh = entries.filter(({ index }) => index >= this.firstIndex())
    if (fresh.length === 0) return
    const kept = fresh[0].index - this.firstIndex()
    if (kept > this.#entries.length) {
      throw new Error(`missing log entry [last: ${this.lastIndex()}, append at: ${fresh[0].index}]`)
    }
    this.#entries = [...this.#entries.slice(0, kept), ...fresh]
  }
}

/** Bytes of an entry as `raftpb` would send it, near enough to share out messages by. */
function sizeOf({ data, change }: WireEntry): number {
  return 12 + Buffer.byteLength(data, 'utf8') + (change === null ? 0 : 2 + 4 * change.changes.length)
}
