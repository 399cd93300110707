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

/** Why a request failed, by code, in a word. */
const errors: readonly string[] = ['', 'dependency', 'queue-full', '', 'refused', 'expired']
const statuses: readonly number[] = [200, 503, 503, 0, 0, 504]

export const errorOf = (code: number): string => errors[code]

/** How the balancer sees an answer that came after so many microseconds. */
export function endingOf(code: number, latency: number): Ending {
  return { outcome: code === REFUSED ? 'refused' : 'ok', status: statuses[code], latency }
}

/** Nothing came: before there was a connection, or after. */
export function silenceOf(connected: boolean, latency: number): Ending {
  return { outcome: 'timeout', status: connected ? 504 : 0, latency }
}
