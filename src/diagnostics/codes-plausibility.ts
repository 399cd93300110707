import { type Page, warningPage as page } from './page.js'

const db = (count: number) => `nodes: { db: { count: ${count}, mtbf: 90d, mttr: 20m } }`

/** S3xx: what can be run but is hardly meant. */
export const plausibilityPages: readonly Page[] = [
  page(
    'S301',
    'a very long latency',
    'A mean latency of a second or more is longer than any path on Earth. `5m` is five minutes; milliseconds are `5ms`.',
    'network: { default: { latency: 5m } }',
    'network: { default: { latency: 5ms } }',
  ),
  page(
    'S302',
    'a repair takes longer than the part lasts',
    'The mean time to repair is above the mean time up, so that the part is down more than half of the time. Perhaps the two are swapped.',
    'nodes: { web: { mtbf: 5m, mttr: 60d } }',
    'nodes: { web: { mtbf: 60d, mttr: 5m } }',
  ),
  page(
    'S303',
    'a time-out shorter than the wait for the next heartbeat',
    'Heartbeats come once per interval, and later by the latency. A detector that waits for less than two intervals and the latency takes one lost or late heartbeat for a crash.',
    `${db(3)}\ndetectors: { watch: { on: db, heartbeat: 5s, timeout: 1s } }`,
    `${db(3)}\ndetectors: { watch: { on: db, heartbeat: 1s, timeout: 5s } }`,
  ),
  page(
    'S304',
    'an even number of members',
    'A majority of four is three: four members survive the loss of one, as three do, and have one more that can fail.',
    `${db(4)}\nservices: { store: { on: db, protocol: { raft: {} } } }`,
    `${db(3)}\nservices: { store: { on: db, protocol: { raft: {} } } }`,
  ),
  page(
    'S305',
    'too few failures to say much',
    'The relative half-width of an interval on unavailability is about 1.96 √(2/outages) for exponential laws: half with 30 outages, and an interval on fewer is hardly worth its name.',
    'horizon: 30d\ntrials: 10\nservices: { shop: { on: web } }',
    'horizon: 1y\ntrials: 100\nservices: { shop: { on: web } }',
  ),
  page(
    'S306',
    'an election timeout below the round trip',
    'A candidate waits for votes from the others, which take a round trip. If the election timeout is shorter, the next election begins before the votes are in, and no one may ever be elected.',
    `${db(3)}\nnetwork: { default: { latency: 200ms } }\nservices: { store: { on: db, protocol: { raft: {} } } }`,
    `${db(3)}\nnetwork: { default: { latency: 2ms } }\nservices: { store: { on: db, protocol: { raft: {} } } }`,
  ),
  page(
    'S307',
    'a fault after the horizon',
    'The fault is due when the trial has ended already. Times count from the start of measuring.',
    'horizon: 30d\nfaults: { f: { at: 40d, for: 5m, crash: web } }',
    'horizon: 30d\nfaults: { f: { at: 20d, for: 5m, crash: web } }',
  ),
  page(
    'S308',
    'a link class that is never used',
    'Link classes are named after kinds of domains: `within-zone`, `between-zones`. No domain is of the kind this one is named after.',
    'zones: { a: {}, b: {} }\nnetwork: { between-zons: { latency: 2ms } }',
    'zones: { a: {}, b: {} }\nnetwork: { between-zones: { latency: 2ms } }',
  ),
  page(
    'S309',
    'leases that nothing guards',
    'A leader that answers reads by its lease counts on clocks that are no more wrong than `drift-bound`, and on members that refuse their votes while they hear it. Without either, two leaders may answer at once, one of them with what is old.',
    `nodes: { db: { count: 3, mtbf: 90d, mttr: 20m, clock: { drift: 5000ppm } } }\nservices: { store: { on: db, protocol: { raft: { reads: lease, drift-bound: 1000ppm } } } }`,
    `nodes: { db: { count: 3, mtbf: 90d, mttr: 20m, clock: { drift: 200ppm } } }\nservices: { store: { on: db, protocol: { raft: { reads: lease, drift-bound: 1000ppm } } } }`,
  ),
]
