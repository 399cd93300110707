import { byForm, isListTree, isMapTree, isScalarTree, mapOf, oneOrMany, refine } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { maybe, object, preset, required } from '../shape/object.js'
import { type Reference, reference } from '../shape/reference.js'
import { atMostOne, needs as goesWith } from '../shape/rule.js'
import { choice, count, flag, numberBetween, positiveDuration } from '../shape/scalar.js'
import { located, type Shape } from '../shape/shape.js'
import { tagged } from '../shape/tagged.js'
import { entryOf, treeOf, withEntry } from '../text/tree.js'
import { balancer } from './balancer.js'
import { calling, calls } from './calls.js'
import { needs } from './needs.js'
import { ownBody } from './own-protocol.js'
import { type ProtocolBody, paxos, singlePaxos, standby } from './protocols.js'
import { raft } from './raft.js'
import { multiPaxos, vsr, zab } from './replicated-logs.js'

/** One line of `depends-on`. */
export interface Dependency {
  readonly service: Reference
  readonly kind: 'hard' | 'soft'
}

const aService = reference('the name of a service')

const longDependency = refine(
  object({
    service: required(aService, 'the service'),
    soft: preset(flag, false, 'without it this one is degraded, not down'),
  }),
  (value): Dependency => ({ service: value.service, kind: value.soft ? 'soft' : 'hard' }),
)

const shortDependency = refine(aService, (service): Dependency => ({ service, kind: 'hard' }))

const dependencyList = oneOrMany(
  byForm<Dependency>([
    { when: isScalarTree, shape: shortDependency },
    { when: isMapTree, shape: longDependency },
  ]),
)

const dependencyMap: Shape<readonly Dependency[]> = refine(mapOf('dependency', choice(['hard', 'soft'])), entries =>
  entries.map(({ name, namePlace, value }) => ({ service: { value: name, place: namePlace }, kind: value })),
)

const dependencies = byForm<readonly Dependency[]>([
  { when: tree => isListTree(tree) || isScalarTree(tree), shape: dependencyList },
  { when: isMapTree, shape: dependencyMap },
])

const protocol = tagged<ProtocolBody>('protocol', {
  raft: { shape: raft, about: 'Raft: leader election and log replication' },
  'multi-paxos': { shape: multiPaxos, about: 'Multi-Paxos: a replicated log, with quorums of any shape' },
  zab: { shape: zab, about: 'ZAB, as Apache ZooKeeper runs it' },
  vsr: { shape: vsr, about: 'Viewstamped Replication: a log that needs no disk' },
  paxos: { shape: paxos, about: 'a lock whose holders are chosen by single-decree Paxos' },
  'single-paxos': { shape: singlePaxos, about: 'single-decree Paxos: one value is chosen, once' },
  own: { shape: ownBody, about: 'a protocol of your own, loaded with `--protocol`' },
})

const warmUp = object({
  for: required(positiveDuration, 'how long, until all is as usual'),
  factor: preset(
    numberBetween(1, 1_000),
    3,
    'how many times longer work takes at first; less and less in a straight line',
  ),
})

const cache = object({
  entries: required(count(1, 1_000_000), 'keys it holds; the one not asked for the longest makes room', {
    slips: ['size', 'keys', 'capacity'],
  }),
  miss: preset(time, '0s', 'work besides in a request about a key that it does not hold', { slips: ['cost'] }),
})

const service = object(
  {
    on: required(oneOrMany(reference('a node or a group of nodes')), 'the nodes it runs on', {
      slips: ['nodes', 'members', 'hosts'],
    }),
    needs: maybe(
      located(needs),
      'how many members have to be up: `2`, `2 of 3`, `any` (the default), `all`, `majority`',
      {
        slips: ['quorum', 'require', 'requires', 'min'],
      },
    ),
    standby: maybe(standby, 'one serves, the others stand by'),
    protocol: maybe(
      located(protocol),
      'it is up while this protocol has a leader that can commit; single-decree Paxos, while it can choose',
    ),
    'depends-on': preset(dependencies, [], 'services without which this one is down, or degraded', {
      slips: ['depends', 'uses'],
    }),
    balancer: maybe(balancer, 'how requests find a member'),
    concurrency: preset(count(1, 1_000_000), 1, 'requests a member works on at once'),
    queue: preset(count(0, 1_000_000), 100, 'requests that may wait at a member'),
    'when-full': preset(
      choice(['error', 'refuse']),
      'error',
      'what a member does with a request beyond its queue: answers with an error, or refuses the connection',
    ),
    'service-time': preset(
      mapOf('law', time),
      {},
      'by node or group: the work in a request there, in place of what workloads say',
    ),
    'warm-up': maybe(warmUp, 'after a boot work takes longer'),
    cache: maybe(cache, 'what each member holds of the keys of requests; lost when it crashes'),
    calls: maybe(
      calls,
      'what a request asks of other services when its own work is done: one call after the other, those in a list of their own at once',
    ),
    calling: maybe(
      calling,
      'whether a request keeps its slot while its calls are under way, as with a thread for each, or gives it back; `blocking`, unless said',
    ),
    'after-calls': maybe(time, 'further work in a request once its calls are answered; none, unless said'),
  },
  [atMostOne(['needs', 'standby', 'protocol']), goesWith('calling', ['calls']), goesWith('after-calls', ['calls'])],
)

/** A service without a say needs any one member. */
const withNeeds: typeof service = {
  ...service,
  complete(tree) {
    const whole = service.complete(tree)
    if (whole.kind !== 'map' || ['needs', 'standby', 'protocol'].some(key => entryOf(whole, key) !== undefined))
      return whole
    return withEntry(whole, 'needs', treeOf('any', whole.place))
  },
}

export const services = mapOf('service', withNeeds)
export type ServiceEntry = ReturnType<typeof services.read>[number]
