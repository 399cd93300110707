import { DAY, HOUR, MINUTE } from '../../units/index.js'

/**
 * An alert on the rate at which an error budget is spent: it fires while the burn rate, averaged over a long window and
 * over a short one, is at or above a threshold. The long window makes sure that the incident matters, the short one that
 * it still goes on.
 */
export interface BurnAlert {
  readonly severity: 'page' | 'ticket'
  /** Per cent of the budget that is spent in the long window at the threshold. */
  readonly percent: number
  /** Microseconds. */
  readonly long: number
  /** Microseconds. */
  readonly short: number
  /** The threshold. */
  readonly burn: number
}

/**
 * The windows of the Site Reliability Workbook, chapter 5 (table 5-8), with a ticket for a day between its second and
 * third row as in common use: sloth's google-30d.yaml and google-28d.yaml.
 */
const WINDOWS = [
  { severity: 'page', percent: 2, long: HOUR, short: 5 * MINUTE },
  { severity: 'page', percent: 5, long: 6 * HOUR, short: 30 * MINUTE },
  { severity: 'ticket', percent: 10, long: DAY, short: 2 * HOUR },
  { severity: 'ticket', percent: 10, long: 3 * DAY, short: 6 * HOUR },
] as const

/**
 * The alerts for a budget over this window: a share of the budget spent within the long window is a burn rate of
 * share · window / long. Over 30 days these are 14.4, 6, 3 and 1; over 28 days 13.44, 5.6, 2.8 and 0.933.
 *
 * @param window microseconds, of the budget; longer than 3 days
 * @throws RangeError for a shorter window
 */
export function burnAlerts(window: number): BurnAlert[] {
  if (!(window > 3 * DAY)) throw new RangeError(`a budget over ${window} µs is too short for windows of 3 days`)
  return WINDOWS.map(row => ({ ...row, burn: (row.percent * window) / (100 * row.long) }))
}

/**
 * How long after its beginning a steady burn makes an alert fire, in microseconds: the long window fills up last. Infinity
 * for a burn below the threshold.
 */
export function detectionTime({ long, burn: threshold }: BurnAlert, burn: number): number {
  return burn < threshold ? Infinity : (long * threshold) / burn
}

/**
 * How long after the end of an incident an alert goes on firing, in microseconds, when the incident filled the short
 * window: until what is left of it there averages below the threshold.
 */
export function resetTime({ short, burn: threshold }: BurnAlert, burn: number): number {
  return burn < threshold ? 0 : short * (1 - threshold / burn)
}

/** The first alert of a severity that a steady burn makes fire, and after how many microseconds; null for none. */
export function firstAlert(
  alerts: readonly BurnAlert[],
  severity: BurnAlert['severity'],
  burn: number,
): { readonly alert: BurnAlert; readonly after: number } | null {
  let first: { readonly alert: BurnAlert; readonly after: number } | null = null
  for (const alert of alerts) {
    if (alert.severity !== severity) continue
    const after = detectionTime(alert, burn)
    if (after < (first?.after ?? Infinity)) first = { alert, after }
  }
  return first
}

/**
 * How many failed requests within the long window make an alert fire: where this is one or less, a single failure does.
 *
 * @param allowed the share of requests that may fail, 1 − SLO
 * @param requests per second
 */
export function failuresToFire({ long, burn }: BurnAlert, allowed: number, requests: number): number {
  return burn * allowed * requests * (long / 1e6)
}
