import * as room from '../../src/balancers/index.js'

/** What the laws need to know of a policy. */
export interface Subject {
  readonly name: string
  // The laws treat configuration and state as opaque.
  readonly policy: room.Policy<object, object>
  config(weights: readonly number[]): object
  /** Whether long runs of requests, each ended before the next, are shared out by weight; or evenly. */
  readonly shares?: 'by weight' | 'evenly'
  /** Where shares are those of a ring: how many points a server has there, by its weight, its share and how many there are. */
  readonly points?: (weight: number, share: number, servers: number) => number
  /** Whether shares are by weight only while all are there. */
  readonly whole?: true
  /** Whether weights are what they are for good. */
  readonly fixedWeights?: true
  /** Whether a key stays with its server while others come and go; nearly: all but this share of keys. */
  readonly keeps?: number
}

const servers = (weights: readonly number[]) => weights.map((weight, i) => ({ name: `10.0.0.${i + 1}:8080`, weight }))

export function subject<C extends object, S extends object>(
  policy: room.Policy<C, S>,
  rest: Omit<C, 'servers'>,
  laws: Pick<Subject, 'shares' | 'keeps' | 'points' | 'whole' | 'fixedWeights'> = {},
  perServer: (i: number) => object = () => ({}),
): Subject {
  const options = JSON.stringify(rest)
  return {
    name: options === '{}' ? policy.name : `${policy.name} ${options}`,
    policy: policy as unknown as room.Policy<object, object>,
    config: weights => ({ ...rest, servers: servers(weights).map((server, i) => ({ ...server, ...perServer(i) })) }),
    ...laws,
  }
}

const byWeight = { shares: 'by weight' } as const
/** By the weights of the configuration file. */
const byFixedWeight = { ...byWeight, fixedWeights: true } as const
const evenly = { shares: 'evenly' } as const

export const subjects: readonly Subject[] = [
  subject(room.plainRoundRobin, {}, evenly),
  subject(room.smoothWeighted, {}, byWeight),
  subject(room.uniformRandom, {}, evenly),
  subject(room.weightedRandom, {}, byWeight),
  subject(room.fewestConnections, {}, byWeight),
  subject(room.leastRequest, { choices: 3 }, byWeight),
  subject(room.joinShortestQueue, {}, byWeight),
  subject(room.joinIdleQueue, {}),
  subject(room.ewma, {}),
  subject(room.peakEwma, { decay: 1e6 }),
  subject(room.reportedLoad, {}, byWeight),
  subject(room.hashModulo, {}, byWeight),
  subject(room.ringHash, {}, { ...byWeight, points: weight => 100 * weight, keeps: 1 }),
  subject(room.rendezvous, {}, { ...byWeight, keeps: 1 }),
  subject(room.rendezvous, { lots: 'pymemcache' }, { ...evenly, keeps: 1 }),
  subject(room.jump, {}, { ...byFixedWeight, keeps: 1 }),
  subject(room.maglev, { size: 1009 }, { ...byWeight, keeps: 0.95 }),
  subject(room.boundedLoads, { bound: 1.5 }),
  subject(room.prequal, {}, evenly),
  subject(room.zoneAware, { here: 'a', clientsHere: 0.3 }, {}, i => ({ zone: 'abacb'[i] })),
  subject(room.subset, { client: 3, size: 2 }),
  subject(room.haproxy, { balance: { by: 'roundrobin' } }, byWeight),
  subject(room.haproxy, { balance: { by: 'static-rr' } }, byFixedWeight),
  subject(room.haproxy, { balance: { by: 'leastconn' } }, evenly),
  subject(room.haproxy, { balance: { by: 'first' } }),
  subject(room.haproxy, { balance: { by: 'random' } }),
  subject(room.haproxy, { balance: { by: 'key' } }),
  subject(
    room.haproxy,
    { balance: { by: 'key', type: 'consistent' } },
    { ...byWeight, points: weight => 16 * weight, keeps: 1 },
  ),
  subject(room.haproxy, { balance: { by: 'source' } }),
  subject(room.haproxy, { balance: { by: 'uri', type: 'consistent', balanceFactor: 150 } }),
  subject(room.nginx, { method: 'round-robin' }, byWeight),
  subject(room.nginx, { method: 'least-conn' }, byWeight),
  subject(room.nginx, { method: 'random' }, byFixedWeight),
  subject(room.nginx, { method: 'random-two' }),
  subject(room.nginx, { method: 'ip-hash' }),
  // It hashes again by CRC-32, which is linear: keys of one that is away go on by the same few bits, all to one other.
  subject(room.nginx, { method: 'hash' }, { ...byFixedWeight, whole: true }),
  subject(room.nginx, { method: 'hash-consistent' }, { ...byFixedWeight, points: weight => 160 * weight, keeps: 1 }),
  // Panic sends to hosts that are down; the laws are for what is left without it.
  subject(room.envoy, { policy: { by: 'round-robin' }, panicThreshold: 0 }, byWeight),
  subject(room.envoy, { policy: { by: 'random' }, panicThreshold: 0 }, evenly),
  subject(room.envoy, { policy: { by: 'least-request' }, panicThreshold: 0 }, byWeight),
  subject(room.envoy, { policy: { by: 'least-request', scan: true }, panicThreshold: 0, slowStart: { window: 3e6 } }),
  // Envoy's ring keeps its size, so the hosts that stay get more points and take keys from each other.
  subject(
    room.envoy,
    { policy: { by: 'ring-hash', minimum: 256 }, panicThreshold: 0 },
    { ...byWeight, points: (_, share) => 256 * share, keeps: 0.7 },
  ),
  subject(room.envoy, { policy: { by: 'maglev', size: 1009 }, panicThreshold: 0 }, { ...byWeight, keeps: 0.95 }),
  subject(
    room.envoy,
    {
      ...{ policy: { by: 'round-robin' }, panicThreshold: 0 },
      zoneAware: { here: 'a', clients: { a: 2, b: 3 }, minimumHosts: 2 },
    },
    {},
    i => ({ zone: 'ababa'[i] }),
  ),
  subject(
    room.envoy,
    { policy: { by: 'least-request' }, panicThreshold: 0, localityWeights: { a: 2, b: 1 }, breakers: {} },
    {},
    i => ({ zone: 'ababa'[i], priority: i === 4 ? 1 : 0, degraded: i === 1 }),
  ),
  subject(room.grpc, { policy: { by: 'pick_first' } }),
  subject(room.grpc, { policy: { by: 'round_robin' } }, evenly),
  subject(room.grpc, { policy: { by: 'least_request' } }, evenly),
  subject(room.grpc, { policy: { by: 'weighted_round_robin' } }, evenly),
  subject(room.grpc, { policy: { by: 'ring_hash', minimum: 256 } }, { keeps: 1 }),
  // Panic sends to servers that are down; the laws are for what is left without it.
  subject(room.finagle, { maxEffort: 0 }, evenly),
  subject(room.finagle, { load: 'peak-ewma', maxEffort: 0 }),
  subject(room.finagle, { aperture: { by: 'deterministic', client: 1, clients: 3, least: 2 }, maxEffort: 0 }),
  subject(room.finagle, { aperture: { by: 'random' }, maxEffort: 0 }),
  subject(room.linkerd, { breaker: {} }),
  // Shares of points go by the number of servers, so that a few keys change hands among those that stay.
  subject(room.ketama, {}, { ...byWeight, points: (_, share, servers) => 160 * servers * share, keeps: 0.8 }),
]
