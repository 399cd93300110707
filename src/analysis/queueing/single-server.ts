import { type Law, mean, variance } from '../../laws/index.js'
import { checkTraffic, type Load, offeredTraffic, UnstableQueueError } from './load.js'

/** The steady state of a single server. Times in microseconds. */
export interface SingleServer {
  readonly utilisation: number
  readonly meanWait: number
  readonly meanResponse: number
  readonly meanQueue: number
  readonly meanPresent: number
}

/**
 * M/G/1 by the formula of Pollaczek and Khinchine: the mean wait is ρs(1 + v)/(2(1 − ρ)), where v is the squared
 * coefficient of variation of the service time: 0 when it is constant (M/D/1), 1 when it is exponential (M/M/1).
 *
 * @param variation 0 or more; Infinity gives an endless wait
 * @throws RangeError for impossible arguments, UnstableQueueError for a utilisation of 1 or more
 */
export function singleServer(load: Load, variation: number): SingleServer {
  const utilisation = offeredTraffic(load)
  checkTraffic(utilisation)
  if (!(variation >= 0)) throw new RangeError(`a squared coefficient of variation is 0 or more, not ${variation}`)
  if (utilisation >= 1) throw new UnstableQueueError(utilisation, 1)
  const inService = utilisation === 0 ? 0 : (1 + variation) / 2
  const meanWait = (utilisation * load.service * inService) / (1 - utilisation)
  const meanQueue = (utilisation * utilisation * inService) / (1 - utilisation)
  return {
    utilisation,
    meanWait,
    meanResponse: meanWait + load.service,
    meanQueue,
    meanPresent: meanQueue + utilisation,
  }
}

/** M/G/1 with service times of a law, in microseconds; as `singleServer`. */
export function singleServerOf(arrivals: number, service: Law): SingleServer {
  const load = { arrivals, service: mean(service) }
  return singleServer(load, variance(service) / (load.service * load.service))
}

/** M/D/1: every service takes the same time; as `singleServer`. */
export function constantService(load: Load): SingleServer {
  return singleServer(load, 0)
}
