import { checkServers, checkTraffic, UnstableQueueError } from './load.js'

/**
 * Erlang's loss formula: the share of arrivals that find all servers busy and are lost (M/G/c/c; the law of service does
 * not matter). By the recursion B(n) = aB(n−1) / (n + aB(n−1)), in which nothing cancels; one step for each server.
 * Erlang 1917; Jagerman, "Some properties of the Erlang loss function", Bell System Technical Journal 53 (1974).
 *
 * @param servers 1 to ten million
 * @param traffic offered, in erlangs
 * @throws RangeError for other arguments
 */
export function erlangB(servers: number, traffic: number): number {
  checkServers(servers)
  checkTraffic(traffic)
  let blocking = 1
  for (let n = 1; n <= servers; n++) blocking = (traffic * blocking) / (n + traffic * blocking)
  return blocking
}

/**
 * Erlang's delay formula: the share of arrivals that have to wait when nobody is turned away (M/M/c). From the loss
 * formula B as cB / ((c − a) + aB), where nothing cancels but c − a, which is what makes the queue.
 *
 * @param servers 1 to ten million
 * @param traffic offered, in erlangs
 * @throws RangeError for other arguments, UnstableQueueError when traffic is not below the number of servers
 */
export function erlangC(servers: number, traffic: number): number {
  const blocking = erlangB(servers, traffic)
  if (traffic >= servers) throw new UnstableQueueError(traffic, servers)
  return (servers * blocking) / (servers - traffic + traffic * blocking)
}

/**
 * The least number of servers that loses no more than this share of arrivals.
 *
 * @param blocking above 0, at most 1
 * @throws RangeError for other arguments, and when ten million servers are not enough
 */
export function serversForLoss(traffic: number, blocking: number): number {
  checkTraffic(traffic)
  checkShare(blocking)
  let lost = 1
  for (let servers = 1; ; servers++) {
    checkServers(servers)
    lost = (traffic * lost) / (servers + traffic * lost)
    if (lost <= blocking) return servers
  }
}

/**
 * The least number of servers with which no more than this share of arrivals has to wait.
 *
 * @param waiting above 0, at most 1
 * @throws RangeError for other arguments, and when ten million servers are not enough
 */
export function serversForDelay(traffic: number, waiting: number): number {
  checkTraffic(traffic)
  checkShare(waiting)
  let lost = 1
  for (let servers = 1; ; servers++) {
    checkServers(servers)
    lost = (traffic * lost) / (servers + traffic * lost)
    if (servers > traffic && (servers * lost) / (servers - traffic + traffic * lost) <= waiting) return servers
  }
}

function checkShare(share: number): void {
  if (!(share > 0 && share <= 1)) throw new RangeError(`a share to stay below is above 0 and at most 1, not ${share}`)
}
