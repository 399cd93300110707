/** Scenarios that between them use every key of the language. */
export const scenarios: { readonly [name: string]: string } = {
  'the smallest': `version: 1
name: one machine
horizon: 1y
nodes: { web: { mtbf: 60d, mttr: 5m } }
`,

  'a web shop in three zones': `# the example of the design page
version: 1
name: Web shop in three zones
seed: web-shop
horizon: 1y
trials: 200
zones:
  a: { mtbf: 2y, mttr: 45m }
  b: { mtbf: 2y, mttr: 45m }
  c: { mtbf: 2y, mttr: 45m }
network:
  within-zone:   { latency: { lognormal: { median: 250us, p99: 2ms } }, loss: 0.001% }
  between-zones: { latency: { lognormal: { median: 1.2ms, p99: 6ms } }, loss: 0.01% }
nodes:
  web: { count: 6, spread: zones, mtbf: 60d, mttr: { lognormal: { median: 5m, p99: 1h } } }
  db:  { count: 3, spread: zones, mtbf: 90d, mttr: 20m, disk: { fsync: 2ms } }
services:
  orders:
    on: db
    protocol: { raft: { election-timeout: 150ms..300ms, heartbeat: 50ms } }
  shop:
    on: web
    needs: 4 of 6
    depends-on: [orders]
    balancer: { policy: least-connections, health-check: { heartbeat: 2s, detector: { missed: 3 } } }
workload:
  shoppers: { to: shop, arrivals: { poisson: 200/s }, service: { exponential: 8ms }, timeout: 1s, retries: 1 }
faults:
  - { at: 30d, partition: [[db-1], [db-2, db-3]], for: 2m }
expect:
  - availability(shop) >= 99.95%
  - longest-outage(shop) <= 15m
`,

  'nested domains and all ways to fail': `version: 1
name: nested
description: |
  Two regions, one with racks.
horizon: 2y
warmup: 10s
trials: 50
precision: 5%
fidelity: full
start: steady
calendar: gregorian
start-date: 2026-01-01
limits: { events-per-trial: 1000000, outages-kept: 100 }
regions:
  eu:
    mtbf: 10y
    mttr: 4h
    effect: network
    zones:
      a:
        racks: { r: { count: 4, mtbf: 3y, mttr: 2h } }
      b:
        mtbf: 5y
        repair: { detect: 1m, diagnose: 5m..10m, repair: { exponential: 30m }, restore: 5m }
        failures:
          uplink: { mtbf: 1y, mttr: 10m, effect: network, aging: always }
  us: { zones: { c: {} } }
domains:
  feed: { kind: power-feed, mtbf: 8y, mttr: 3h }
network:
  default: { latency: 40ms, loss: 0.1% }
  clients: { latency: 20ms..60ms, duplicate: 0.01%, reorder: 1%, overtaking: true }
  within-rack: { latency: 100us }
  within-zone: { latency: { shifted: { law: { gamma: { shape: 2, mean: 300us } }, by: 50us } } }
nodes:
  db:
    count: 5
    spread: racks
    mtbf: { weibull: { shape: 0.7, mean: 200d } }
    repair: { detect: 30s, repair: { mixture: [{ weight: 90%, law: 10m }, { weight: 10%, law: { pareto: { minimum: 1h, shape: 2.5 } } }] } }
    aging: always
    failures:
      hiccup: { mtbf: 10d, mttr: 5s, effect: pause }
      tired: { mtbf: 30d, mttr: { hyperexponential: { mean: 1h, cv: 2 } }, effect: slow, factor: 20 }
    boot: 45s
    speed: 1.5
    disk: { sync: { truncated: { law: { lognormal: { mean: 2ms, cv: 1 } }, high: 1s } }, stall-every: { exponential: 7d }, stall: 3s }
    clock: { drift: 20ppm }
  one: { in: feed, mtbf: { erlang: { stages: 3, mean: 100d } }, mttr: { empirical: [5m, 7m, 1h] } }
services:
  store: { on: [db-1, db-2, db-3], protocol: { paxos: { heartbeat: 200ms, detector: { phi: { threshold: 8 } }, backoff: 0ms..50ms } } }
  pair: { on: [db-4, db-5], standby: { heartbeat: 1s, detector: { timeout: 5s }, promotion: 10s..30s, resync: 1m, failback: true } }
  front: { on: one, depends-on: { store: hard, pair: soft }, concurrency: 4, queue: 10 }
  colour: { on: db, protocol: { single-paxos: { backoff: 10ms..30ms, quorums: { elect: 4, commit: 2 } } } }
  held: { on: db, protocol: { multi-paxos: { quorums: { witnesses: [db-5] } } } }
  back: { on: db, needs: majority, depends-on: [{ service: store, soft: true }] }
detectors:
  watch: { on: db, heartbeat: 1s, phi: { threshold: 8, window: 100, min-std-dev: 50ms, pause: 1s, tail: exponential } }
  plain: { on: [db-1, one], heartbeat: 1s, missed: 3, grace: 100ms }
workload:
  users: { to: front, arrivals: { poisson: 3/s } }
faults:
  deploy: { every: 7d, for: 30s..2m, crash: [db-1, eu/b] }
  slow-disk: { mtbf: 60d, for: { exponential: 10m }, disk-stall: db }
  swamp: { at: [1d, 2d], for: 5m, slow: db, factor: 10 }
  gray: { at: 3d, for: 5m, loss: { between: [[db-1], [db-2, clients]], probability: 30% } }
  detour: { at: 4d, for: 5m, delay: { from: clients, to: one, by: { constant: 200ms } } }
  half-open: { at: 5d, for: 5m, one-way: { from: [db-1], to: [db-2] } }
  alone: { at: 6d, for: 5m, partition: [[db-1, db-2]] }
  dark: { at: 7d, for: 1h, power: eu/a }
  cut: { at: 8d, for: 1h, network: us }
  frozen: { at: 9d, for: 10s, pause: one, meant: true }
  leap: { at: 10d, clock-step: { node: db-1, by: -2s } }
operations:
  red: { at: 1s, service: colour, propose: red, by: db-1 }
  blue: { at: [1s, 2s], service: colour, propose: blue, by: db-4 }
expect:
  - availability(store) >= 99.9% at 99%
  - { name: few outages, that: outages(store) <= 12 }
  - nines(eu/b) >= 2
  - failover(pair, p99) <= 2m
  - months-broken(store) <= 25%
  - latency(users, p99.9) < 5s
  - detection(watch, max) <= 1m
  - downtime(front) <= 30d/y
`,
}
