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
    "A leader that answers reads by its lease counts on members that refuse their votes while they hear it: if they do not, two leaders may answer at once, one of them with what is old. etcd's lease counts on `check-quorum` besides, and without it reads ask a quorum.",
    `${db(3)}\nservices: { store: { on: db, protocol: { raft: { reads: lease, sticky: false } } } }`,
    `${db(3)}\nservices: { store: { on: db, protocol: { raft: { reads: lease } } } }`,
  ),
  page(
    'S310',
    'a fault beyond what a protocol bears',
    'Every protocol declares how many members may be down at once, whether one that crashes comes back with what it had, how wrong clocks may be, and whether pauses can harm it. What goes beyond costs liveness alone (nobody serves until it is over) or safety (what was acknowledged may be lost, or a read answered with what is old); the warning says which. Where that is what a scenario asks, `meant: true` in the fault says so.',
    `nodes: { db: { count: 3, mtbf: 90d, mttr: 20m, clock: { drift: 5000ppm } } }\nservices: { store: { on: db, protocol: { raft: { reads: lease, drift-bound: 1000ppm } } } }\nfaults: { two: { at: 30d, for: 5m, crash: [db-1, db-2] } }`,
    `nodes: { db: { count: 3, mtbf: 90d, mttr: 20m, clock: { drift: 200ppm } } }\nservices: { store: { on: db, protocol: { raft: { reads: lease, drift-bound: 1000ppm } } } }\nfaults: { two: { at: 30d, for: 5m, crash: [db-1, db-2], meant: true } }`,
  ),
  page(
    'S311',
    'members that count when they are applied',
    'The thesis lets new members of Raft count as soon as they are in the log; etcd, when they are applied. Then the member with the longest log may have applied its own removal while the others, who do not know of it, vote for nobody with a shorter log: after a crash the group can be left without a leader.',
    `${db(5)}\nservices: { store: { on: db, protocol: { raft: { configuration-when: applied } } } }\noperations: { less: { at: 30d, service: store, members: [db-1, db-2, db-3] } }`,
    `${db(5)}\nservices: { store: { on: db, protocol: { raft: { configuration-when: appended } } } }\noperations: { less: { at: 30d, service: store, members: [db-1, db-2, db-3] } }`,
  ),
  page(
    'S312',
    'elections that need not end',
    'With `redraw: each-term` every new term makes all wait anew. A member that stands for election with an old log cannot win, but raises the term; when the longest it waits is no more than the least that a slower member waits, the slow one never stands, though its log may be the only one that can win. Without `pre-vote` nothing ends that.',
    `nodes: { db: { count: 3, mtbf: 90d, mttr: 20m, clock: { drift: 50000ppm } } }\nservices: { store: { on: db, protocol: { raft: { redraw: each-term, election-timeout: 200ms..210ms } } } }`,
    `nodes: { db: { count: 3, mtbf: 90d, mttr: 20m, clock: { drift: 50000ppm } } }\nservices: { store: { on: db, protocol: { raft: { redraw: each-term, election-timeout: 200ms..210ms, pre-vote: true } } } }`,
  ),
  page(
    'S313',
    'a lease that outlasts the election timeout',
    'After a heartbeat a member of Multi-Paxos promises nothing to others for the length of the lease. If it stands for election sooner, nobody promises it anything yet: every failover lasts as long as the lease.',
    `${db(3)}\nservices: { store: { on: db, protocol: { multi-paxos: { reads: lease, lease: 1s, election-timeout: 150ms..300ms } } } }`,
    `${db(3)}\nservices: { store: { on: db, protocol: { multi-paxos: { reads: lease, lease: 150ms, election-timeout: 150ms..300ms } } } }`,
  ),
  page(
    'S314',
    'a recovery that can forget',
    'A replica that keeps nothing asks the others when it comes back. In the recovery of 2012 a message it sent before it crashed may still count when it arrives late, though the replica no longer knows of it, and what was acknowledged can be lost; crash vectors tell its lives apart (Michael et al. 2017). The older rule is there so that this can be seen.',
    `${db(3)}\nservices: { store: { on: db, protocol: { vsr: { recovery: liskov } } } }`,
    `${db(3)}\nservices: { store: { on: db, protocol: { vsr: { recovery: crash-vector } } } }`,
  ),
  page(
    'S315',
    'a decision without a proposal',
    'Single-decree Paxos decides what somebody proposes: an operation at a given time, or the requests of a workload. Without any nothing is decided, and the members ask each other for the decision to the end of the trial. `nines solve` needs no proposals.',
    `${db(3)}\nservices: { colour: { on: db, protocol: { single-paxos: {} } } }`,
    `${db(3)}\nservices: { colour: { on: db, protocol: { single-paxos: {} } } }\noperations: { red: { at: 1s, service: colour, propose: red, by: db-1 } }`,
  ),
  page(
    'S316',
    'checks that wait for less than an answer takes',
    'A health check fails when no answer has come in time: there and back over the network, and the work of an answer where it takes some. One in a hundred takes as long as the message says, or longer. Members that are well fail such checks by themselves.',
    `${db(3)}\nservices: { shop: { on: db, balancer: { health-check: { kubernetes: { timeout: 100ms }, work: 200ms } } } }\nworkload: { users: { to: shop, arrivals: { poisson: 5/s } } }`,
    `${db(3)}\nservices: { shop: { on: db, balancer: { health-check: { kubernetes: { timeout: 1s }, work: 200ms } } } }\nworkload: { users: { to: shop, arrivals: { poisson: 5/s } } }`,
  ),
]
