/** Up and down times of one node or domain: plain data. Times count from the start of measuring, in microseconds. */
export interface ComponentLedger {
  /** Absolute time at which measuring began. */
  readonly start: number
  since: number
  up: boolean
  /** True while the present down time has a positive length already counted as a failure. */
  failed: boolean
  downtime: number
  /** Down times of positive length that began while measuring. */
  failures: number
}

/** A ledger that measures from `start` (absolute). What is down then did not fail within the measured time. */
export function openComponent(start: number, up: boolean): ComponentLedger {
  return { start, since: 0, up, failed: !up, downtime: 0, failures: 0 }
}

/** From `now` (absolute) on it is up or down. Of several changes at one instant the last one counts. */
export function observeComponent(ledger: ComponentLedger, now: number, up: boolean): void {
  const to = now - ledger.start
  if (to < ledger.since) throw new Error(`a ledger settled to ${ledger.since} cannot go to ${to}`)
  if (to > ledger.since) {
    if (ledger.up) {
      ledger.failed = false
    } else {
      ledger.downtime += to - ledger.since
      if (!ledger.failed) ledger.failures++
      ledger.failed = true
    }
    ledger.since = to
  }
  ledger.up = up
}

/** Measuring ends at `end` (absolute). */
export function closeComponent(ledger: ComponentLedger, end: number): void {
  observeComponent(ledger, end, ledger.up)
}
