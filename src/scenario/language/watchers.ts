import { mapOf, oneOrMany } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { maybe, object, preset, required } from '../shape/object.js'
import { reference } from '../shape/reference.js'
import { count, duration, flag, positiveDuration, share } from '../shape/scalar.js'
import { located } from '../shape/shape.js'
import { arrivals } from './arrivals.js'
import { keys } from './keys.js'
import { flatWatch } from './monitor.js'

/** Nodes that watch each other, all to all. */
export const detectors = mapOf(
  'detector',
  flatWatch({ on: required(oneOrMany(reference('a node or a group of nodes')), 'the nodes that watch each other') }),
)

const requestClass = object({
  share: maybe(
    share,
    'of requests that are of this class; shares sum to 100%. Needed, unless arrivals are replayed from a file that says the class of each',
  ),
  service: maybe(time, 'the work in one of them; as the workload has it, unless said'),
})

export const workload = mapOf(
  'workload',
  object({
    to: required(reference('the name of a service'), 'the service it calls', {
      slips: ['service-name', 'target', 'on'],
    }),
    arrivals: required(arrivals, 'how requests come in', { slips: ['rate', 'load'] }),
    service: preset(time, '1ms', 'the work in one request', { slips: ['service-time', 'work'] }),
    classes: maybe(located(mapOf('class', requestClass)), 'kinds of requests, measured one by one'),
    keys: maybe(keys, 'what requests are about; each about something of its own, unless said'),
    timeout: preset(positiveDuration, '1s', 'after which an attempt is given up'),
    deadline: maybe(
      located(positiveDuration),
      'from the request to its answer, all attempts together; nobody waits any longer',
    ),
    cancel: preset(
      flag,
      false,
      'whether a member is told when an attempt is given up, and of the deadline; it works on for nobody, unless it is',
    ),
    retries: preset(count(0, 100), 0, 'further attempts, each at a member picked anew'),
    reads: maybe(
      located(share),
      'of a service that keeps a log: the share of requests that change nothing; none, unless said',
    ),
    pause: maybe(
      located(duration),
      'of a service that keeps a log: before a client that is turned away asks again; 50ms, unless said',
    ),
  }),
)
export type WorkloadEntry = ReturnType<typeof workload.read>[number]
