import type { Entry } from './messages.js'

/** Term of the entry at `index`; 0 before the first one. `index` must not lie beyond the log. */
export function termAt(log: readonly Entry[], index: number): number {
  return index === 0 ? 0 : log[index - 1].term
}

export function lastTerm(log: readonly Entry[]): number {
  return termAt(log, log.length)
}

/** The first index whose term is at least `term`, or one past the end. Terms never decrease along a log. */
export function firstIndexFrom(log: readonly Entry[], term: number): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (log[middle].term < term) low = middle + 1
    else high = middle
  }
  return low + 1
}

/** Section 5.4.1: the log with the later last term is more up-to-date; with equal last terms, the longer. */
export function atLeastAsUpToDate(log: readonly Entry[], lastLogIndex: number, lastLogTerm: number): boolean {
  const ownTerm = lastTerm(log)
  return lastLogTerm > ownTerm || (lastLogTerm === ownTerm && lastLogIndex >= log.length)
}
