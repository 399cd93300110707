/** What a member is doing. `promoting`: on its way to be primary; `backup`: anything else. */
export type Part = 'primary' | 'promoting' | 'backup'

/**
 * How good a member's copy is among those of the same epoch: 2 the primary's own, 1 caught up with it, 0 behind. Kept on
 * disk, for it still says whose copy is best when all went down together.
 */
export type Copy = 0 | 1 | 2

/** Sent by every member to all others; a step up or down is told at once. */
export interface PrimaryBackupMessage {
  readonly type: 'heartbeat'
  /** The highest epoch that the sender knows and has on its disk. */
  readonly epoch: number
  /** The epoch that the sender's copy was of before it led in this one: a copy of that epoch is in step with it. */
  readonly base: number
  readonly part: Part
  readonly copy: Copy
  /** A backup that has caught up and has not been away since: it may be promoted. */
  readonly ready: boolean
}

/** What a client hears. */
export type PrimaryBackupReply =
  | { readonly kind: 'done'; readonly epoch: number }
  | { readonly kind: 'redirect'; readonly redirect: number }

export function describe(message: PrimaryBackupMessage): string {
  return `heartbeat e${message.epoch} ${message.part}${message.ready ? ' ready' : ''} copy ${message.copy}`
}
