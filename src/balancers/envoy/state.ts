import type { Roster } from '../generic/roster.js'
import type { Pools } from './breakers.js'
import type { Schedule } from './deadlines.js'
import type { OutlierState } from './outliers.js'

export interface EnvoyState {
  readonly roster: Roster
  readonly outliers: OutlierState
  readonly pools: Pools
  /** µs at which each host came up last; -1 for those there from the start. */
  readonly upSince: number[]
  /** µs of the last change of who is in the sets of hosts, or of weights. */
  changedAt: number
  /** By set of hosts (level, health, zone): where plain round robin is. */
  readonly turns: Record<string, number>
  /** By set of hosts: the schedule, null where none is needed, and the change of membership it was made for. */
  readonly schedules: Record<string, { readonly changes: number; readonly schedule: Schedule | null }>
}
