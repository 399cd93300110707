import { committedIndex } from '../../quorum/index.js'
import { leaseDuration, type VsrConfig } from './config.js'
import { type Out, quorumOf, type VsrState } from './state.js'

/**
 * Whether no later view can have begun (6.3): f others have heard this primary so lately that none of them takes part in a
 * view change, whatever their clocks do within the bound.
 */
export function holdsLease(config: VsrConfig, state: VsrState, out: Out): boolean {
  if (config.reads !== 'lease') return false
  const now = out.clock()
  const { epoch, progress, self } = state
  const since = committedIndex(quorumOf(epoch), member => (member === self ? now : progress[member].reading))
  return since >= 0 && now < since + leaseDuration(config)
}

/**
 * Quiet heartbeats have gone by and were answered: the readings of those that answer move on with the clock, none beyond the
 * oldest of them, since a process that fell silent just now looks like the others.
 */
export function advanceReadings({ epoch, self, progress }: VsrState, by: number): void {
  const answering = epoch.members
    .filter(member => member !== self)
    .map(member => progress[member])
    .filter(({ silent, reading }) => silent <= 1 && reading >= 0)
  let oldest = Number.MAX_SAFE_INTEGER
  for (const { reading } of answering) oldest = Math.min(oldest, reading)
  for (const one of answering) one.reading = Math.min(one.reading, oldest) + by
}
