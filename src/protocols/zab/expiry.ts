import type { Effects } from '../contract.js'
import type { ZabConfig } from './config.js'
import type { ZabMessage } from './messages.js'
import type { Leading, ZabState } from './state.js'

type Out = Effects<ZabMessage>

/**
 * `SessionTrackerImpl` and `ExpiryQueue`: sessions expire in buckets of a tick, always rounded up, on the leader's clock
 * alone. A new leader gives each its full time-out anew.
 */
export function trackSessions(config: ZabConfig, { sessions }: ZabState, leading: Leading, out: Out): void {
  const { timeouts } = sessions
  // Both are in the order of opening, so that any change shows in the number of sessions or in the last one.
  const same = timeouts.length === leading.expiries.length
  if (same && timeouts.at(-1)?.client === leading.expiries.at(-1)?.client) return
  const before = leading.expiries
  leading.expiries = timeouts.map(({ client, timeout }) => {
    const known = before.find(one => one.client === client)
    return known ?? { client, timeout, at: bucketEnd(config, out.clock() + timeout), closing: false }
  })
}

/** Its client was heard of, by the leader or by a follower that says so with its pong. */
export function touch(config: ZabConfig, leading: Leading, out: Out, client: number): void {
  const expiry = leading.expiries.find(one => one.client === client)
  if (expiry !== undefined) expiry.at = bucketEnd(config, out.clock() + expiry.timeout)
}

export function isClosing(leading: Leading, client: number): boolean {
  return leading.expiries.some(one => one.client === client && one.closing)
}

/** Sessions whose bucket is over, ascending; from now on they count as closing. */
export function expired(leading: Leading, out: Out): number[] {
  if (leading.expiries.length === 0) return []
  const now = out.clock()
  const over = leading.expiries.filter(({ at, closing }) => at <= now && !closing)
  for (const expiry of over) expiry.closing = true
  return over.map(({ client }) => client).sort((a, b) => a - b)
}

function bucketEnd({ tickTime }: ZabConfig, at: number): number {
  return (Math.floor(at / tickTime) + 1) * tickTime
}
