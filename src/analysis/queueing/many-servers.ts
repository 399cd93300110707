import { exp, expm1, log } from '../../numerics/index.js'
import { erlangC } from './erlang.js'
import { checkServers, checkTraffic, type Load, offeredTraffic } from './load.js'

/** The steady state of M/M/c: Poisson arrivals, exponential service, first come first served, nobody turned away. */
export interface ManyServers {
  readonly servers: number
  readonly load: Load
  /** Offered traffic in erlangs. */
  readonly offered: number
  /** Share of the time that a server is busy. */
  readonly utilisation: number
  /** Share of arrivals that have to wait: Erlang C. */
  readonly waiting: number
  /** Microseconds from arrival to the beginning of service. */
  readonly meanWait: number
  /** Microseconds from arrival to the end of service. */
  readonly meanResponse: number
  /** How many wait. */
  readonly meanQueue: number
  /** How many wait or are served. */
  readonly meanPresent: number
}

/**
 * Waits in M/M/c (Kleinrock, Queueing Systems I, section 3.5).
 *
 * @throws RangeError for impossible arguments, UnstableQueueError for a load that the servers cannot carry
 */
export function manyServers(servers: number, load: Load): ManyServers {
  const offered = offeredTraffic(load)
  const waiting = erlangC(servers, offered)
  const meanWait = (waiting * load.service) / (servers - offered)
  const meanQueue = (waiting * offered) / (servers - offered)
  return {
    servers,
    load,
    offered,
    utilisation: offered / servers,
    waiting,
    meanWait,
    meanResponse: meanWait + load.service,
    meanQueue,
    meanPresent: meanQueue + offered,
  }
}

/**
 * The wait in microseconds that a share `p` of arrivals does not exceed: P(wait > t) = C·exp(−(c − a)t/s).
 *
 * @param p from 0 to below 1
 */
export function waitQuantile({ servers, offered, waiting, load }: ManyServers, p: number): number {
  checkProbability(p)
  return waiting <= 1 - p ? 0 : (load.service / (servers - offered)) * log(waiting / (1 - p))
}

/** The share of arrivals that wait longer than `t` microseconds. */
export function waitSurvival({ servers, offered, waiting, load }: ManyServers, t: number): number {
  return t < 0 ? 1 : waiting * exp((-(servers - offered) * t) / load.service)
}

/**
 * The share of arrivals whose wait and service take longer than `t` microseconds: with τ = t/s and x = c − 1 − a,
 * e^−τ (1 + C (1 − e^−xτ)/x), and e^−τ (1 + Cτ) where x is zero.
 */
export function responseSurvival({ servers, offered, waiting, load }: ManyServers, t: number): number {
  if (t <= 0) return 1
  const ticks = t / load.service
  const slack = servers - 1 - offered
  // For negative slack the factors would overflow apart; multiplied out they do not.
  if (slack < 0) return exp(-ticks) + (waiting * (exp(-(slack + 1) * ticks) - exp(-ticks))) / -slack
  return exp(-ticks) * (1 + waiting * (slack === 0 ? ticks : -expm1(-slack * ticks) / slack))
}

/**
 * The time from arrival to the end of service, in microseconds, that a share `p` of arrivals does not exceed.
 *
 * @param p from 0 to below 1
 */
export function responseQuantile(queue: ManyServers, p: number): number {
  checkProbability(p)
  let low = 0
  let high = queue.meanResponse
  while (responseSurvival(queue, high) > 1 - p) high *= 2
  // Halving a double's range ends: 1,100 halvings pass from the largest to the smallest.
  for (let middle = high / 2; middle > low && middle < high; middle = low + (high - low) / 2) {
    if (responseSurvival(queue, middle) > 1 - p) low = middle
    else high = middle
  }
  return high
}

/** The steady state of M/M/c/K: as M/M/c, but an arrival that finds K present is turned away. */
export interface LimitedRoom {
  readonly offered: number
  /** Share of the time that a server is busy. */
  readonly utilisation: number
  /** Share of arrivals that are turned away. */
  readonly lost: number
  /** Of the arrivals let in, the share that have to wait. */
  readonly waiting: number
  /** Microseconds, of the arrivals let in. */
  readonly meanWait: number
  readonly meanResponse: number
  readonly meanQueue: number
  readonly meanPresent: number
}

/**
 * M/M/c/K. With room for n, the last arrival let in finds the system as it would be with room for n − 1; so all follows
 * from lost(n) = r·lost(n−1) / (1 + r·lost(n−1)), r = a/min(n, c), and means are mixtures with this weight. Nothing
 * cancels, at any load.
 *
 * @param room those in service included; at least `servers`, at most ten million
 * @throws RangeError for other arguments
 */
export function limitedRoom(servers: number, room: number, load: Load): LimitedRoom {
  checkServers(servers)
  checkServers(room)
  if (room < servers) throw new RangeError(`room for ${room} is less than the ${servers} in service`)
  const offered = offeredTraffic(load)
  checkTraffic(offered)
  let lost = 1
  let queue = 0
  let allBusy = 0
  let waiting = 0
  for (let n = 1; n <= room; n++) {
    const ratio = (offered / Math.min(n, servers)) * lost
    lost = ratio / (1 + ratio)
    queue = queue / (1 + ratio) + Math.max(0, n - servers) * lost
    waiting = allBusy
    allBusy = n < servers ? 0 : allBusy / (1 + ratio) + lost
  }
  const carried = offered * (1 - lost)
  const meanWait = carried === 0 ? 0 : (queue * load.service) / carried
  return {
    offered,
    utilisation: carried / servers,
    lost,
    waiting,
    meanWait,
    meanResponse: meanWait + load.service,
    meanQueue: queue,
    meanPresent: queue + carried,
  }
}

function checkProbability(p: number): void {
  if (!(p >= 0 && p < 1)) throw new RangeError(`a quantile is asked for a share from 0 to below 1, not ${p}`)
}
