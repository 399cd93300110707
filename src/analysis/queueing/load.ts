/** Work that comes to a queue: Poisson arrivals, independent service times. */
export interface Load {
  /** Arrivals per second. */
  readonly arrivals: number
  /** Mean service time in microseconds. */
  readonly service: number
}

/** Traffic offered in erlangs: the mean number of servers that the load would keep busy. */
export function offeredTraffic({ arrivals, service }: Load): number {
  return (arrivals * service) / 1e6
}

/** Raised for a queue that grows without bound: its utilisation is 1 or more. */
export class UnstableQueueError extends RangeError {
  readonly offered: number
  readonly servers: number

  constructor(offered: number, servers: number) {
    super(`${offered} erlangs are too much for ${servers} servers: the queue grows without bound`)
    this.name = 'UnstableQueueError'
    this.offered = offered
    this.servers = servers
  }
}

export function checkTraffic(traffic: number): void {
  if (!(traffic >= 0 && traffic < Infinity))
    throw new RangeError(`offered traffic is 0 or more erlangs, not ${traffic}`)
}

/** The recursions take one step for each server. */
export const MOST_SERVERS = 10_000_000

export function checkServers(servers: number): void {
  if (!Number.isInteger(servers) || servers < 1 || servers > MOST_SERVERS) {
    throw new RangeError(`servers are a whole number from 1 to ${MOST_SERVERS}, not ${servers}`)
  }
}
