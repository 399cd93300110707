import type { Ending } from '../../balancers/index.js'

/** What an answer says: a code in the event that carries it. */
export const OK = 0
/** Something the service needs is down. */
export const DEPENDENCY = 1
/** No room in the queue; said with an error, or as a connection refused. */
export const FULL = 2
/** It stands for what a process replies, which comes along. */
export const OF_PROCESS = 3
export const REFUSED = 4
/** Its deadline had passed before it was worked on. */
export const EXPIRED = 5
/** A call that was made for it failed, or was not answered in time: what failed comes along. */
export const CALL_FAILED = 6
export const CALL_LATE = 7

/** Why a request failed, by code, in a word. */
const errors: readonly string[] = ['', 'dependency', 'queue-full', '', 'refused', 'expired', 'call', 'call']
const statuses: readonly number[] = [200, 503, 503, 0, 0, 504, 502, 504]

export const errorOf = (code: number): string => errors[code]

/** How the balancer sees an answer that came after so many microseconds. */
export function endingOf(code: number, latency: number): Ending {
  return { outcome: code === REFUSED ? 'refused' : 'ok', status: statuses[code], latency }
}

/** Whoever asked has no use for an answer any more: no fault of the server, with the status that proxies log for it. */
export const cancelled = (latency: number): Ending => ({ outcome: 'ok', status: 499, latency })

/** Nothing came: before there was a connection, or after. */
export function silenceOf(connected: boolean, latency: number): Ending {
  return { outcome: 'timeout', status: connected ? 504 : 0, latency }
}
