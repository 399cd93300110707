import type { Roster } from '../generic/roster.js'
import type { Schedule } from './deadlines.js'
import type { OutlierState } from './outliers.js'

export interface EnvoyState {
  readonly roster: Roster
  readonly outliers: OutlierState
  /** µs at which each host came up last; -1 for those there from the start. */
  readonly upSince: number[]
  /** By set of hosts (level, health, zone): where plain round robin is. */
  readonly turns: Record<string, number>
  /** By set of hosts: the schedule where weights differ, and the change of membership it was made for. */
  readonly schedules: Record<string, { changes: number; readonly schedule: Schedule }>
}
