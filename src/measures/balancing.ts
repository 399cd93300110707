import { emptyHistogram, type Histogram, record } from '../statistics/index.js'

/** What a balancer and its members did with attempts: plain data. Times are microseconds. */
export interface BalancerTally {
  /** Attempts that asked for a member and were refused one. */
  refused: number
  /** Attempts that the balancer itself repeated. */
  repeated: number
  /** From asking to being sent, of those who had to wait. */
  readonly waits: Histogram
  readonly members: MemberTally[]
}

export interface MemberTally {
  /** Attempts sent to it, and those without a good answer. */
  sent: number
  failed: number
  /** From sending to a good answer. */
  readonly latency: Histogram
  /** Time for which its slots worked; filled in when measuring ends. */
  busy: number
  /** Look-ups of keys that were there, and of those that were not; absent before the first. */
  hits?: number
  misses?: number
}

export function openBalancer(members: number): BalancerTally {
  return {
    refused: 0,
    repeated: 0,
    waits: emptyHistogram(),
    members: Array.from({ length: members }, () => ({ sent: 0, failed: 0, latency: emptyHistogram(), busy: 0 })),
  }
}

/** An attempt at a member is over; `latency` from its sending. */
export function attemptOver(tally: BalancerTally, member: number, good: boolean, latency: number): void {
  const of = tally.members[member]
  if (good) record(of.latency, latency)
  else of.failed++
}

export function waited(tally: BalancerTally, time: number): void {
  record(tally.waits, time)
}

/** A member looked up the key of a request. */
export function lookedUp({ members }: BalancerTally, member: number, there: boolean): void {
  const of = members[member]
  of.hits = (of.hits ?? 0) + (there ? 1 : 0)
  of.misses = (of.misses ?? 0) + (there ? 0 : 1)
}
