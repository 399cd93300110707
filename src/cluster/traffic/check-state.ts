import type { HealthTally, HealthWatch } from '../../measures/index.js'

/** What the checks of a balancer have come to. */
export interface HealthState {
  readonly tally: HealthTally
  readonly members: CheckState[]
}

export interface CheckState {
  /** Of the machine that judges the member. */
  readonly machine: object
  /** Number of the check under way or the last one; when it began, or -1 between two; and whether it found its member. */
  serial: number
  began: number
  connected: boolean
  /** What ends its patience. */
  handle: number
  /** An operator has the member out of service, and it is not checked. */
  paused: boolean
  readonly watch: HealthWatch
}
