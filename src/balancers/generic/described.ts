import { choice, type Description, type Fields, real, time, whole } from '../description.js'
import type { GenericConfig } from './generic-policy.js'
import type { RendezvousConfig } from './hash-rules.js'
import type { HashConfig } from './hashed-text.js'
import type { LatencyConfig } from './latencies.js'
import type { LeastRequestConfig } from './loads.js'
import type { MaglevConfig } from './maglev.js'
import type { PrequalConfig } from './prequal.js'
import type { ReportedLoadConfig } from './reported-load.js'
import type { BoundedConfig, RingConfig } from './ring-rules.js'
import type { SubsetConfig } from './subsets.js'
import type { ZoneConfig } from './zones.js'

const plain = (name: string, about: string, source: string): Description<GenericConfig> => ({
  ...{ name, about, source },
  options: {},
  server: {},
})

const textbook = 'textbook'
const of: Fields<Omit<HashConfig, 'servers'>> = {
  of: choice(['key', 'source', 'uri'], 'key', 'what is hashed: the key, the client’s address, the path', textbook),
}
const points = whole('points', [1, 10_000], 100, 'points on the ring for each unit of weight', 'Karger et al. 1997')
const decay = time(10_000_000, 'time in which what was seen loses all but 1/e of its weight', 'Finagle, PeakEwma.scala')

export const describedPlainRoundRobin = plain('round-robin', 'each in turn, whatever it weighs', textbook)
export const describedSmoothWeighted = plain('smooth-weighted', 'in turn by weight, evenly spread', 'nginx 52327e062')
export const describedUniformRandom = plain('random', 'any, each as likely', textbook)
export const describedWeightedRandom = plain('weighted-random', 'any, as likely as it weighs', textbook)
export const describedFewestConnections = plain(
  'least-connections',
  'the one with the fewest requests for its weight, the tied in turn',
  textbook,
)
export const describedJoinShortestQueue = plain(
  'join-shortest-queue',
  'the one with the fewest requests for its weight, the tied by lot',
  textbook,
)
export const describedJoinIdleQueue = plain(
  'join-idle-queue',
  'one that has reported idle; else any',
  'Lu et al., Performance Evaluation 2011',
)
export const describedKetama = plain('ketama', 'consistent hashing as memcached clients do it', 'libketama, ketama.c')

export const describedLeastRequest: Description<LeastRequestConfig> = {
  name: 'least-request',
  about: 'of some drawn by weight, the one with the fewest requests for its weight',
  source: 'Mitzenmacher 2001',
  options: { choices: whole('servers', [1, 100], 2, 'how many are drawn, with replacement', 'Mitzenmacher 2001') },
  server: {},
}

const byLatency = (name: string, about: string, source: string): Description<LatencyConfig> => ({
  ...{ name, about, source },
  options: { decay },
  server: {},
})
export const describedEwma = byLatency('ewma', 'of two, the lower average latency times requests', 'Finagle, loads')
export const describedPeakEwma = byLatency(
  'peak-ewma',
  'the same of an average that follows a rise at once',
  'Finagle, PeakEwma.scala',
)

export const describedReportedLoad: Description<ReportedLoadConfig> = {
  name: 'reported-load',
  about: 'by the weights that the servers’ own reports of load give',
  source: 'gRPC proposal A58',
  options: { errorPenalty: real('1', [0, null], 1, 'what an error costs in capacity', 'gRPC proposal A58') },
  server: {},
}

const byHash = (name: string, about: string, source: string): Description<HashConfig> => ({
  ...{ name, about, source },
  options: of,
  server: {},
})
export const describedHashModulo = byHash('hash-modulo', 'a hash modulo the weights', textbook)
export const describedRendezvous: Description<RendezvousConfig> = {
  name: 'rendezvous',
  about: 'the highest random weight',
  source: 'Thaler and Ravishankar 1998',
  options: {
    ...of,
    lots: choice(
      ['by-weight', 'pymemcache'],
      'by-weight',
      'how servers draw lots: by weight, or as Python clients of memcached do, who know none',
      'pymemcache, client/rendezvous.py',
    ),
  },
  server: {},
}
export const describedJump = byHash('jump', 'jump consistent hashing', 'Lamping and Veach 2014')

export const describedRing: Description<RingConfig> = {
  name: 'ring',
  about: 'consistent hashing on a ring',
  source: 'Karger et al. 1997',
  options: { ...of, points },
  server: {},
}
export const describedBoundedLoads: Description<BoundedConfig> = {
  name: 'bounded-loads',
  about: 'consistent hashing, past every server that holds its bound',
  source: 'Mirrokni, Thorup and Zadimoghaddam 2016',
  options: {
    ...{ ...of, points },
    bound: real('1', [1, 100], 1.25, 'how many times its fair share a server may hold', 'Mirrokni et al. 2016'),
  },
  server: {},
}
export const describedMaglev: Description<MaglevConfig> = {
  name: 'maglev',
  about: 'Maglev hashing',
  source: 'Eisenbud et al., NSDI 2016',
  options: {
    ...of,
    size: whole('places', [7, 5_000_011], 65_537, 'places in the table, a prime', 'Envoy, maglev.proto'),
  },
  server: {},
}

export const describedPrequal: Description<PrequalConfig> = {
  name: 'prequal',
  about: 'the best of a pool of answers to probes of load and latency',
  source: 'Wydrowski et al., NSDI 2024',
  options: {
    probes: real('1', [0, 100], 3, 'probes sent for each request', 'Wydrowski et al., section 5'),
    remove: real('1', [0, 100], 1, 'probe results that leave with each request', 'Wydrowski et al., section 5'),
    pool: whole('1', [2, 1000], 16, 'probe results kept', 'Wydrowski et al., section 5'),
    age: time(1_000_000, 'how long a result is good for', 'Wydrowski et al., section 5'),
    hotQuantile: real('1', [0, 1], 0.84, 'quantile of requests in flight above which one is hot', 'Wydrowski et al.'),
    delta: real('1', [0, 100], 1, 'δ in how often a result may serve', 'Wydrowski et al., section 5'),
    uses: whole('1', [1, 1000], null, 'how often a result may serve, if not by δ', 'Wydrowski et al., section 4'),
    idle: time(
      500_000,
      'time without probes after which some are sent',
      'ours; probes for idle times are in Wydrowski et al., section 4',
    ),
  },
  server: {},
}

const zone = { type: 'text', default: null, about: 'the zone it stands in', source: textbook } as const
export const describedZoneAware: Description<ZoneConfig> = {
  name: 'zone-aware',
  about: 'in its own zone as far as that can carry it, by weight',
  source: 'Envoy, zone aware routing',
  options: {
    here: { ...zone, default: '', about: 'the zone of the client' },
    clientsHere: real('1', [0, 1], 1, 'share of all clients that is in this zone', 'Envoy, zone aware routing'),
  },
  server: { zone },
}

export const describedSubset: Description<SubsetConfig> = {
  name: 'subset',
  about: 'round robin over a subset of servers of this client’s own',
  source: 'Site Reliability Engineering, chapter 20',
  options: {
    client: whole('1', [0, null], 0, 'which of the clients this is', 'Site Reliability Engineering, chapter 20'),
    size: whole('servers', [1, null], 20, 'servers in the subset', 'Site Reliability Engineering, chapter 20'),
  },
  server: {},
}
