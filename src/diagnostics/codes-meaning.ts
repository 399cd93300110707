import { type Page, errorPage as page } from './page.js'

const three = 'nodes: { db: { count: 3, mtbf: 90d, mttr: 20m } }'

/** S2xx: what a scenario says, taken together. */
export const meaningPages: readonly Page[] = [
  page(
    'S201',
    'a name that nothing has',
    'Services name nodes, faults name nodes and domains, expectations name what they are about. A group `web` with `count: 6` has the nodes `web-1` to `web-6`; a domain inside another is `eu/a`.',
    'services: { shop: { on: wbe } }',
    'services: { shop: { on: web } }',
  ),
  page(
    'S202',
    'services depend on each other in a circle',
    'A service that needs itself, by way of others, could never come up.',
    'services:\n  shop: { on: web, depends-on: [login] }\n  login: { on: web, depends-on: [shop] }',
    'services:\n  shop: { on: web, depends-on: [login] }\n  login: { on: web }',
  ),
  page(
    'S203',
    'longer than time can be counted',
    'Time is counted in whole microseconds, exactly, which reaches 285 years. Longer studies are more trials.',
    'horizon: 500y\ntrials: 10',
    'horizon: 50y\ntrials: 100',
  ),
  page(
    'S204',
    'too many parts',
    'A scenario may have 100,000 nodes and as many domains, a million memberships and 1,000 expectations. What matters is what fails together: a large fleet is usually well described by one of its cells.',
    'nodes: { web: { count: 1000000, mtbf: 60d, mttr: 5m } }',
    'nodes: { web: { count: 1000, mtbf: 60d, mttr: 5m } }',
  ),
  page(
    'S205',
    'a service needs more members than it has',
    '`needs: 4 of 6` states how many members there are, so that it is noticed when their number changes. A standby needs two members.',
    `${three}\nservices: { store: { on: db, needs: 4 of 6 } }`,
    `${three}\nservices: { store: { on: db, needs: 2 of 3 } }`,
  ),
  page(
    'S206',
    'two things with one name',
    'A group `web` with `count: 2` makes the nodes `web-1` and `web-2`, which another group cannot be called.',
    'nodes:\n  web: { count: 2, mtbf: 60d, mttr: 5m }\n  web-1: { mtbf: 60d, mttr: 5m }',
    'nodes:\n  web: { count: 2, mtbf: 60d, mttr: 5m }\n  web-big: { mtbf: 60d, mttr: 5m }',
  ),
  page(
    'S207',
    'a group that is too large',
    'A consensus group or standby has 31 members at most, and 1,000 nodes may watch each other. Every commit waits for a majority, so that real ones have three to seven; larger systems run many groups.',
    'nodes: { db: { count: 33, mtbf: 90d, mttr: 20m } }\nservices: { store: { on: db, protocol: { raft: {} } } }',
    'nodes: { db: { count: 5, mtbf: 90d, mttr: 20m } }\nservices: { store: { on: db, protocol: { raft: {} } } }',
  ),
  page(
    'S208',
    'unknown metric',
    'The help names the one that is closest, or lists them all.',
    'services: { shop: { on: web } }\nexpect: [uptime(shop) >= 99.95%]',
    'services: { shop: { on: web } }\nexpect: [availability(shop) >= 99.95%]',
  ),
  page(
    'S209',
    'a metric that its subject does not have',
    'Requests belong to a workload, outages to a service, detection to a detector. Quantile metrics need a quantile: `latency(users, p99)`. `months-broken` needs an expected `availability` of the same service.',
    'services: { shop: { on: web } }\nexpect: ["latency(shop, p99) <= 250ms"]',
    'services: { shop: { on: web } }\nworkload: { users: { to: shop, arrivals: { poisson: 5/s } } }\nexpect: ["latency(users, p99) <= 250ms"]',
  ),
  page(
    'S211',
    'no domains of this kind',
    '`spread` names a kind of domain: `regions`, `zones`, `racks`, or the `kind` of your own under `domains`.',
    'zones: { a: {}, b: {} }\nnodes: { web: { count: 4, spread: racks, mtbf: 60d, mttr: 5m } }',
    'zones: { a: {}, b: {} }\nnodes: { web: { count: 4, spread: zones, mtbf: 60d, mttr: 5m } }',
  ),
  page(
    'S212',
    'named twice',
    'A node is a member once, and on one side of a partition; a dependency is named once.',
    `${three}\nfaults: { split: { at: 30d, for: 5m, partition: [[db-1, db-2], [db-2, db-3]] } }`,
    `${three}\nfaults: { split: { at: 30d, for: 5m, partition: [[db-1], [db-2, db-3]] } }`,
  ),
  page(
    'S213',
    'a name with two meanings',
    'A fault may strike a node, a group or a domain; the name it gives must not be both.',
    'zones: { db: {} }\nnodes: { db: { count: 3, in: db, mtbf: 90d, mttr: 20m } }\nfaults: { f: { at: 30d, for: 5m, crash: db } }',
    'zones: { a: {} }\nnodes: { db: { count: 3, in: a, mtbf: 90d, mttr: 20m } }\nfaults: { f: { at: 30d, for: 5m, crash: db } }',
  ),
  page(
    'S214',
    'a calendar and a start date that do not fit',
    'Months of the gregorian calendar have different lengths, so that it has to be said where they begin. The other calendars have no dates.',
    'calendar: gregorian',
    'calendar: gregorian\nstart-date: 2026-01-01',
  ),
  page(
    'S216',
    'not a member, or nobody who votes',
    'Learners, witnesses, weights and the new members of an operation name nodes that the service runs on, all members it may ever have; and somebody has to vote.',
    `${three}\nservices: { store: { on: [db-1, db-2], protocol: { raft: { learners: db-3 } } } }`,
    `nodes: { db: { count: 4, mtbf: 90d, mttr: 20m } }\nservices: { store: { on: db, protocol: { raft: { learners: db-4 } } } }`,
  ),
  page(
    'S217',
    'heartbeats that come too late',
    'Whoever hears from no leader for an election timeout stands for election. When heartbeats are no more frequent than the longest timeout, every leader is replaced before it is heard.',
    `${three}\nservices: { store: { on: db, protocol: { raft: { heartbeat: 1s, election-timeout: 150ms..300ms } } } }`,
    `${three}\nservices: { store: { on: db, protocol: { raft: { heartbeat: 50ms, election-timeout: 150ms..300ms } } } }`,
  ),
  page(
    'S219',
    'a service that keeps no log',
    'Clients of a service with a replicated log look for its leader, follow where they are sent, and write or read. A service of `needs: 2 of 3`, a standby or a lock has no log: any request is work, and a balancer picks who does it. Nor can an operation be ordered there.',
    'services: { shop: { on: web } }\nworkload: { users: { to: shop, arrivals: { poisson: 5/s }, reads: 90% } }',
    `${three}\nservices: { store: { on: db, protocol: { raft: {} } } }\nworkload: { users: { to: store, arrivals: { poisson: 5/s }, reads: 90% } }`,
  ),
]
