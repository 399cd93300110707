import type { RunResult } from '../results/index.js'
import { formatAvailability } from '../units/index.js'
import { simulatedTime } from './numbers.js'

/**
 * How much of the simulated time was leapt over: `200 years, 99.9985% leapt, 41m 12s message by message`. Empty when
 * there is nothing that could be leapt over. All of it is said only when all of it was.
 */
export function fidelityLine({ fidelity, scenario }: RunResult): string {
  const { simulated, byMessage, groups } = fidelity
  if (byMessage === null || simulated === 0) return ''
  const all = simulatedTime(simulated, scenario.calendar)
  if (byMessage === simulated) return `${all}, all message by message`
  const leapt = `${formatAvailability(byMessage / simulated)} leapt`
  const rest = `${simulatedTime(byMessage, scenario.calendar)} message by message`
  const mean = groups.length > 1 ? `, mean of ${groups.length} groups` : ''
  return `${all}, ${leapt}, ${rest}${mean}`
}

/** Of a forecast: about as many nines as the share has. */
export const leaptShare = (leapt: number): string => (leapt === 0 ? 'nothing' : formatAvailability(1 - leapt))
