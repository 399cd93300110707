import {
  erlangB,
  erlangC,
  limitedRoom,
  manyServers,
  offeredTraffic,
  responseQuantile,
  serversForDelay,
  serversForLoss,
  singleServer,
  supermarketResponse,
  supermarketTail,
  waitQuantile,
} from '../../analysis/queueing/index.js'
import { type Answer, erlangAnswer, queueAnswer, supermarketAnswer } from '../../report/index.js'
import { usageError } from '../failure.js'
import type { CliIo } from '../io.js'
import { readCount, readDuration, readNumber, readRate, readShare, refuse, type Written } from './reading.js'

/** One step of a recursion for each. */
const MOST_SERVERS = 10_000_000
const AROUND = [-2, -1, 0, 1, 2]

/** `nines calc erlang-b 14 10`, or the number of servers with `?` and `--target 1%`. */
export function calcErlang(
  form: 'erlang-b' | 'erlang-c',
  servers: string,
  erlangs: string,
  { target }: { readonly target?: string },
  io: CliIo,
): Answer {
  const traffic = readNumber({ before: ` ${form} ${servers}`, text: erlangs }, io)
  const share = target === undefined ? null : readTarget({ before: ` ${form} --target`, text: target }, io)
  if ((servers === '?') !== (share !== null)) {
    throw usageError(
      io,
      'a number of servers is looked for with `?` and --target',
      `nines calc ${form} '?' 10 --target 1%`,
    )
  }
  const probability = form === 'erlang-b' ? erlangB : erlangC
  const fewest = form === 'erlang-b' ? serversForLoss : serversForDelay
  const written = { before: ` ${form}`, text: servers }
  if (share !== null && traffic > MOST_SERVERS / 2)
    refuse(`at most ${MOST_SERVERS / 2} erlangs`, { before: ` ${form} ?`, text: erlangs }, io)
  const count = share === null ? readCount(written, io, 1, MOST_SERVERS) : fewest(traffic, share)
  if (form === 'erlang-c') refuseOverload(count, traffic, io)
  const least = form === 'erlang-c' ? Math.floor(traffic) + 1 : 1
  const near = AROUND.map(step => count + step).filter(n => n >= least && n <= MOST_SERVERS)
  const around = near.map(n => ({ servers: n, probability: probability(n, traffic) }))
  return erlangAnswer({
    form,
    servers: count,
    traffic,
    probability: probability(count, traffic),
    target: share,
    around,
  })
}

function readTarget(written: Written, io: CliIo): number {
  const share = readShare(written, io)
  return share > 0 ? share : refuse('no number of servers makes it zero', written, io)
}

function refuseOverload(servers: number, traffic: number, io: CliIo): void {
  if (traffic < servers) return
  const help = `${Math.floor(traffic) + 1} servers or more carry this load`
  throw usageError(io, `${traffic} erlangs are too much for ${servers} servers: the queue grows without bound`, help)
}

export interface QueueOptions {
  readonly arrivals: string
  readonly service: string
  readonly servers: string
  readonly room?: string
  readonly variation?: string
}

const QUANTILES = [0.5, 0.9, 0.99, 0.999]

/** `nines calc queue --arrivals 200/s --service 8ms --servers 3` */
export function calcQueue(options: QueueOptions, io: CliIo): Answer {
  const arrivals = readRate({ before: ' queue --arrivals', text: options.arrivals }, io)
  const service = readDuration({ before: ' queue --service', text: options.service }, io)
  const servers = readCount({ before: ' queue --servers', text: options.servers }, io, 1, MOST_SERVERS)
  const load = { arrivals, service }
  const offered = offeredTraffic(load)
  const common = { servers, arrivals, service, offered, room: null, lost: null, waiting: null, quantiles: [] }
  if (options.room !== undefined && options.variation !== undefined) {
    throw usageError(
      io,
      'there is no formula for limited room and any law of service',
      'leave out --room or --variation',
    )
  }
  if (options.room !== undefined) {
    const room = readCount({ before: ' queue --room', text: options.room }, io, servers, MOST_SERVERS)
    return queueAnswer({ ...common, model: `M/M/${servers}/${room}`, room, ...limitedRoom(servers, room, load) })
  }
  refuseOverload(servers, offered, io)
  if (options.variation !== undefined) {
    const written = { before: ' queue --variation', text: options.variation }
    const variation = readNumber(written, io)
    if (servers > 1) refuse('waits with any law of service are known for one server', written, io)
    return queueAnswer({ ...common, model: variation === 0 ? 'M/D/1' : 'M/G/1', ...singleServer(load, variation) })
  }
  const queue = manyServers(servers, load)
  const quantiles = QUANTILES.map(p => ({ p, wait: waitQuantile(queue, p), response: responseQuantile(queue, p) }))
  const { load: _, ...found } = queue
  return queueAnswer({ ...common, model: `M/M/${servers}`, ...found, quantiles })
}

const CHOICES = [1, 2, 3, 5]
const TAIL = [2, 3, 4, 5]

/** `nines calc supermarket 90% 2` */
export function calcSupermarket(utilisation: string, choices: string, io: CliIo): Answer {
  const written = { before: ' supermarket', text: utilisation }
  const share = readShare(written, io)
  if (share === 1) refuse('at 100% the queues grow without bound', written, io)
  const asked = readCount({ before: ` supermarket ${utilisation}`, text: choices }, io, 1, 1000)
  const shown = [...new Set([...CHOICES, asked])].sort((a, b) => a - b)
  const rows = shown.map(d => ({
    choices: d,
    response: supermarketResponse(share, d),
    tail: TAIL.map(present => supermarketTail(share, d, present)),
  }))
  return supermarketAnswer({ utilisation: share, choices: asked, rows })
}
