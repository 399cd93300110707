import type { BudgetWindow } from './calendar.js'
import { parseDuration } from './duration.js'
import { accept, type Parsed, type Refusal, refuse, tooLong } from './parsed.js'

/** So much downtime in each such window: of a calendar by name, or of a fixed length. */
export interface Allowance {
  /** Microseconds. */
  readonly downtime: number
  readonly per: BudgetWindow | { readonly duration: number }
}

const WINDOWS: Readonly<Record<string, BudgetWindow>> = {
  d: 'day',
  day: 'day',
  w: 'week',
  week: 'week',
  mo: 'month',
  month: 'month',
  q: 'quarter',
  quarter: 'quarter',
  y: 'year',
  yr: 'year',
  year: 'year',
}

/** A downtime per window: `4.38h/y`, `5m/month`, `30s/d`, `43m/30d`. `m` is a minute, never a month. */
export function parseAllowance(text: string): Parsed<Allowance> {
  const long = tooLong(text)
  if (long !== undefined) return long
  const slash = text.indexOf('/')
  if (slash < 0) return refuse('a downtime is allowed per window', text.length, 1, `${text.trim()}/y`)
  const downtime = parseDuration(text.slice(0, slash))
  if (!downtime.ok) return completed(downtime, text.slice(slash))
  const name = text.slice(slash + 1).trim()
  if (Object.hasOwn(WINDOWS, name)) return accept({ downtime: downtime.value, per: WINDOWS[name] })
  const at = slash + 1 + text.slice(slash + 1).indexOf(name)
  const before = text.slice(0, slash + 1)
  if (name === 'm' || name === 'M') {
    return refuse('`m` is a minute; a month is written out', at, 1, `${before}month`)
  }
  const length = parseDuration(name)
  if (!length.ok) {
    return refuse(
      'the window is day, week, month, quarter, year or a duration',
      at,
      Math.max(1, name.length),
      `${before}y`,
    )
  }
  if (length.value === 0) return refuse('the window has no length', at, name.length, `${before}y`)
  return accept({ downtime: downtime.value, per: { duration: length.value } })
}

/** A refusal of the part before the slash, its suggestion made whole. */
function completed(refusal: Refusal, rest: string): Refusal {
  return refusal.suggestion === undefined ? refusal : { ...refusal, suggestion: refusal.suggestion + rest }
}
