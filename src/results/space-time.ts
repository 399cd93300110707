import type { ScenarioSummary } from './result.js'

/**
 * What the members of a service did in a stretch of one trial, moment by moment: what `nines trace --from --to` prints.
 * Times are µs from the start of measuring; those of the warm-up are below zero. A lane is a place in `lanes`.
 */
export interface SpaceTime {
  readonly format: 'nines.space-time/1'
  readonly version: string
  readonly scenario: ScenarioSummary
  readonly trial: number
  readonly service: string
  /** In a reader's words: `raft of 3`. */
  readonly kind: string
  /** What the protocol calls its rounds: term, ballot, epoch, view; empty without a protocol. */
  readonly round: string
  readonly from: number
  readonly to: number
  /** Members in their order; behind them the clients, when one of them does something. */
  readonly lanes: readonly Lane[]
  /** What is true when the stretch begins. */
  readonly up: boolean
  readonly faults: readonly { readonly label: string; readonly since: number }[]
  /** In the order in which they happened. */
  readonly moments: readonly Moment[]
  /** All is told up to here: `to`, unless there was too much. */
  readonly told: number
  readonly reproduce: string
}

export interface Lane {
  readonly id: string
  readonly kind: 'member' | 'clients'
  /** What a member says of itself when the stretch begins; null while it does not run, and for clients. */
  readonly first: { readonly role: string; readonly round: number; readonly serving: boolean } | null
}

export type Moment = Sent | Arrived | Happened

/** A message leaves. Its fate is known while all is told; `under way` when it arrives later. */
export interface Sent {
  readonly kind: 'send'
  readonly at: number
  readonly lane: number
  readonly to: number
  /** By which its arrival is known. */
  readonly message: number
  readonly text: string
  readonly fate: 'arrives' | 'lost' | 'cut' | 'down' | 'held' | 'under way'
  /** Null unless it arrives in the time that is told. */
  readonly arrives: number | null
}

/** A message is taken (`receive`), waits while its receiver stands still (`held`), or finds nobody (`dropped`). */
export interface Arrived {
  readonly kind: 'receive' | 'held' | 'dropped'
  readonly at: number
  readonly lane: number
  readonly from: number
  /** Null when it was sent before anything is told. */
  readonly message: number | null
  readonly text: string
  /** Of one that was dropped: the receiver was down, or the way cut when it would have arrived. */
  readonly why: 'down' | 'cut' | null
}

/** Anything else: in a lane, or with -1 something that strikes or heals, or the service itself going down or up. */
export interface Happened {
  readonly kind: Happening
  readonly at: number
  readonly lane: number
  readonly text: string
}

export const happenings = [
  'timer',
  'status',
  'synced',
  'commit',
  'apply',
  'suspect',
  'trust',
  'note',
  'stop',
  'start',
  'fault',
  'repair',
  'down',
  'up',
] as const
export type Happening = (typeof happenings)[number]
