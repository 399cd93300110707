import { emptyHistogram, type Histogram, record } from '../statistics/index.js'
import { type ChargeSets, chargeOfKey, type Phase } from './charge.js'
import { splitDowntime } from './split.js'

/** What is true of a service from some instant on. */
export interface Condition {
  readonly up: boolean
  /** Up, but not as good as it should be. Means nothing while down. */
  readonly degraded: boolean
  /** Empty exactly when up. */
  readonly sets: ChargeSets
}

/** An outage as it is kept. Times count from the start of measuring; the charges sum to `length`. */
export interface OutageRecord {
  readonly start: number
  readonly length: number
  /** It was still open when measuring ended: the true length is at least `length`. */
  readonly censored: boolean
  /** Ascending by cause, then by phase. */
  readonly charges: readonly { readonly cause: number; readonly phase: Phase; readonly downtime: number }[]
}

/** What one cause spent in one phase. */
export interface CauseTally {
  downtime: number
  /** A fraction of a microsecond it is owed, or minus one it has had too much (see `splitDowntime`). */
  credit: number
}

/** How often a cause was behind an outage. */
export interface CauseOutages {
  /** Outages in which it has the largest share, the lowest cause among equals: these sum to all outages. */
  led: number
  /** Outages in which it has a share. */
  shared: number
}

/**
 * The availability ledger of one service: plain data, changed by the functions below. All times inside it count from
 * the start of measuring. A key of `tallies` is `chargeKey`, a key of `causes` is a cause: whole numbers, which
 * JavaScript iterates in ascending order whatever the order of insertion.
 */
export interface ServiceLedger {
  /** Absolute time at which measuring began. */
  readonly start: number
  /** Boundaries of the calendar windows, ascending, from the start of measuring; one window fewer than boundaries. */
  readonly boundaries: readonly number[]
  /** How many outage records are kept, the longest. */
  readonly keep: number
  /** Settled up to here; `condition` holds from here on. */
  since: number
  condition: Condition
  closed: boolean
  /** The outage in course, with what each charge spent so far by key, or null. */
  open: { readonly start: number; readonly spent: { [key: number]: number } } | null
  downtime: number
  degraded: number
  /** Outages of positive length, the open one not yet counted. */
  outages: number
  /** Of these, how many were open when measuring ended: 0 or 1; and their length. */
  censored: number
  censoredDowntime: number
  /** True when the first outage was there when measuring began: its true length is longer. */
  downAtStart: boolean
  firstStart: number
  lastStart: number
  longest: { readonly start: number; readonly length: number; readonly censored: boolean } | null
  readonly tallies: { [key: number]: CauseTally }
  readonly causes: { [cause: number]: CauseOutages }
  /** Downtime within each window. */
  readonly windows: number[]
  /** In order of start once closed; before, up to twice as many as are to be kept. */
  records: OutageRecord[]
  /** Lengths of the outages of which no record was kept, censored ones left out. */
  readonly dropped: Histogram
}

export interface LedgerOptions {
  /** Ascending, from the start of measuring, such as `[0, month, 2 * month]`. None by default. */
  readonly boundaries?: readonly number[]
  /** Outage records to keep: the longest ones. 1000 by default. Sums and counts are exact whatever it is. */
  readonly keep?: number
}

/** A ledger that measures from `start` (absolute, microseconds), up until told otherwise. */
export function openLedger(start: number, options: LedgerOptions = {}): ServiceLedger {
  const boundaries = options.boundaries ?? []
  return {
    start,
    boundaries,
    keep: options.keep ?? 1000,
    since: 0,
    condition: { up: true, degraded: false, sets: [] },
    closed: false,
    open: null,
    downtime: 0,
    degraded: 0,
    outages: 0,
    censored: 0,
    censoredDowntime: 0,
    downAtStart: false,
    firstStart: 0,
    lastStart: 0,
    longest: null,
    tallies: {},
    causes: {},
    windows: new Array(Math.max(0, boundaries.length - 1)).fill(0),
    records: [],
    dropped: emptyHistogram(),
  }
}

/**
 * From `now` (absolute) on, `condition` holds. Of several conditions at one instant the last one counts: an outage of no
 * length is no outage, and a service that is up for no time within an outage does not end it.
 *
 * @throws Error when time runs backwards, the ledger is closed, or sets and `up` contradict each other
 */
export function observe(ledger: ServiceLedger, now: number, condition: Condition): void {
  const consistent = condition.up ? condition.sets.length === 0 : condition.sets.length > 0
  if (!consistent || condition.sets.some(set => set.length === 0)) {
    throw new Error(`a service is down exactly when sets of faults say why; up: ${condition.up}`)
  }
  settle(ledger, now)
  ledger.condition = condition
}

/**
 * Measuring ends at `end` (absolute). An outage open then is counted with the length it has and marked censored; its
 * downtime is downtime like any other.
 */
export function closeLedger(ledger: ServiceLedger, end: number): void {
  settle(ledger, end)
  if (ledger.open !== null) endOutage(ledger, ledger.since, true)
  keepLongest(ledger)
  ledger.records.sort((a, b) => a.start - b.start)
  ledger.closed = true
}

function settle(ledger: ServiceLedger, now: number): void {
  const from = ledger.since
  const to = now - ledger.start
  if (ledger.closed || to < from) throw new Error(`a ledger settled to ${from} cannot go to ${to}`)
  if (to === from) return
  ledger.since = to
  if (ledger.condition.up) {
    if (ledger.open !== null) endOutage(ledger, from, false)
    if (ledger.condition.degraded) ledger.degraded += to - from
  } else {
    spend(ledger, from, to)
  }
}

function spend(ledger: ServiceLedger, from: number, to: number): void {
  const open = (ledger.open ??= { start: from, spent: {} })
  const { tallies } = ledger
  for (const part of splitDowntime(to - from, ledger.condition.sets, key => tallies[key]?.credit ?? 0)) {
    const tally = (tallies[part.key] ??= { downtime: 0, credit: 0 })
    tally.downtime += part.downtime
    tally.credit = part.credit
    open.spent[part.key] = (open.spent[part.key] ?? 0) + part.downtime
  }
  ledger.downtime += to - from
  spendWindows(ledger, from, to)
}

function spendWindows(ledger: ServiceLedger, from: number, to: number): void {
  const { boundaries, windows } = ledger
  for (let w = firstWindowAfter(boundaries, from); w < windows.length && boundaries[w] < to; w++) {
    windows[w] += Math.max(0, Math.min(to, boundaries[w + 1]) - Math.max(from, boundaries[w]))
  }
}

/** The first window that ends after `time`, by bisection. */
function firstWindowAfter(boundaries: readonly number[], time: number): number {
  let low = 0
  let high = Math.max(0, boundaries.length - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (boundaries[middle + 1] <= time) low = middle + 1
    else high = middle
  }
  return low
}

function endOutage(ledger: ServiceLedger, end: number, censored: boolean): void {
  const { start, spent } = ledger.open!
  const length = end - start
  ledger.open = null
  if (ledger.outages === 0) {
    ledger.firstStart = start
    ledger.downAtStart = start === 0
  }
  ledger.lastStart = start
  ledger.outages++
  if (censored) {
    ledger.censored++
    ledger.censoredDowntime += length
  }
  if (ledger.longest === null || length > ledger.longest.length) ledger.longest = { start, length, censored }
  const charges = Object.entries(spent).map(([key, downtime]) => ({ ...chargeOfKey(Number(key)), downtime }))
  countCauses(ledger, charges)
  ledger.records.push({ start, length, censored, charges })
  if (ledger.records.length >= 2 * ledger.keep) keepLongest(ledger)
}

/** A share too small for a whole microsecond is a share all the same. */
function countCauses(ledger: ServiceLedger, charges: OutageRecord['charges']): void {
  let led = -1
  let most = -1
  for (let i = 0; i < charges.length; ) {
    const cause = charges[i].cause
    let downtime = 0
    for (; i < charges.length && charges[i].cause === cause; i++) downtime += charges[i].downtime
    ;(ledger.causes[cause] ??= { led: 0, shared: 0 }).shared++
    if (downtime > most) {
      most = downtime
      led = cause
    }
  }
  ledger.causes[led].led++
}

/** Among equals the earlier ones. */
function keepLongest(ledger: ServiceLedger): void {
  const { records, keep, dropped } = ledger
  if (records.length <= keep) return
  records.sort((a, b) => b.length - a.length || a.start - b.start)
  for (const { length, censored } of records.splice(keep)) if (!censored) record(dropped, length)
}
