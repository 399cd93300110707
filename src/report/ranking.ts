import type { CauseShare, ComponentResult, ServiceResult } from '../results/index.js'
import { grouped } from './numbers.js'

/** Most unavailable first, those that never failed left out; equals stay in the order of the file. */
export function worstParts(parts: readonly ComponentResult[], limit: number): ComponentResult[] {
  return parts
    .filter(part => part.failures > 0 || part.unavailability.value > 0)
    .sort((a, b) => b.unavailability.value - a.unavailability.value)
    .slice(0, limit)
}

/** The first causes, and all the others in one; a single other is named instead. */
export function mainCauses({ causes }: ServiceResult, limit: number): CauseShare[] {
  const shown = causes.slice(0, causes.length === limit + 1 ? limit + 1 : limit)
  const rest = causes.slice(shown.length)
  if (rest.length === 0) return shown
  const total = (pick: (cause: CauseShare) => number): number => rest.reduce((sum, cause) => sum + pick(cause), 0)
  const others = { id: '', label: `${grouped(rest.length)} others` }
  return [...shown, { ...others, downtime: total(c => c.downtime), outages: total(c => c.outages) }]
}
