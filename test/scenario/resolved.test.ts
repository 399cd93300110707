import { describe, expect, it } from 'vitest'
import { exponential, gamma, lognormal, mean, variance, weibull } from '../../src/laws/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'
import { DAY, HOUR, MINUTE, SECOND, YEAR } from '../../src/units/index.js'
import { scenarios } from './samples.js'

const head = 'version: 1\nname: x\nhorizon: 10y\ntrials: 1000\n'
const ms = 1000

function load(text: string): Scenario {
  const { scenario, problems } = loadScenario(text.includes('version: 1') ? text : head + text, 'x.yaml')
  expect(problems.filter(p => p.severity === 'error')).toEqual([])
  return scenario!
}

function lawOf(written: string) {
  return load(`nodes: { web: { mtbf: 60d, mttr: 5m, boot: ${written} } }`).nodes[0].boot
}

describe('the example of the design', () => {
  const shop = load(scenarios['a web shop in three zones'])

  it('has its times in microseconds and its defaults filled in', () => {
    expect(shop).toMatchObject({
      seed: 'web-shop',
      horizon: YEAR,
      trials: 200,
      precision: 0,
      fidelity: 'leap',
      start: 'new',
      calendar: 'plain',
      startDate: '',
    })
    expect(shop.limits).toEqual({ eventsPerTrial: 200_000_000, outagesKept: 10_000 })
  })

  it('spreads groups over zones round robin', () => {
    expect(shop.nodes.map(n => `${n.id}@${shop.domains[n.domain].id}`)).toEqual([
      'web-1@a',
      'web-2@b',
      'web-3@c',
      'web-4@a',
      'web-5@b',
      'web-6@c',
      'db-1@a',
      'db-2@b',
      'db-3@c',
    ])
  })

  it('takes mtbf and mttr for a failure mode with exponential laws, or those written', () => {
    const [zone] = shop.domains
    expect(zone.failures).toEqual([
      {
        name: 'power',
        lifetime: exponential(2 * YEAR),
        repair: { detect: zero, diagnose: zero, repair: exponential(45 * MINUTE), restore: zero },
        effect: 'power',
        factor: 1,
        aging: 'while-up',
      },
    ])
    const web = shop.nodes[0].failures[0]
    expect(web).toMatchObject({ name: 'crash', effect: 'crash', lifetime: exponential(60 * DAY) })
    expect(web.repair.repair).toEqual(lognormal({ median: 5 * MINUTE, p99: HOUR }))
  })

  it('resolves services to members and their redundancy', () => {
    expect(shop.services[0]).toMatchObject({
      id: 'orders',
      members: [6, 7, 8],
      balancer: null,
      redundancy: {
        kind: 'raft',
        config: { members: 3, heartbeat: 50 * ms, electionTimeout: { kind: 'uniform', low: 150 * ms, high: 300 * ms } },
      },
    })
    expect(shop.services[1]).toMatchObject({
      members: [0, 1, 2, 3, 4, 5],
      redundancy: { kind: 'k-of-n', needs: 4 },
      dependsOn: [{ service: 0, kind: 'hard' }],
      balancer: {
        config: { policy: 'least-connections' },
        monitor: { heartbeat: 2 * SECOND, detector: { kind: 'missed', beats: 3, grace: 0 } },
      },
    })
  })

  it('warms up for ten times the longest wait: three missed heartbeats of 2s', () => {
    expect(shop.warmup).toBe(60 * SECOND)
  })

  it('carries thresholds of availability as unavailability, rounded once', () => {
    expect(shop.expectations).toMatchObject([
      { metric: 'availability', subject: 'shop', op: '>=', threshold: 0.0005, level: 0.95, quantile: 0 },
      { metric: 'longest-outage', op: '<=', threshold: 15 * MINUTE },
    ])
  })

  it('resolves workload and faults', () => {
    expect(shop.workloads).toEqual([
      { id: 'shoppers', service: 1, rate: 200, serviceTime: exponential(8 * ms), timeout: SECOND, retries: 1 },
    ])
    expect(shop.faults).toEqual([
      {
        id: 'fault-1',
        when: { kind: 'at', times: [30 * DAY] },
        duration: { kind: 'constant', value: 2 * MINUTE },
        effect: { kind: 'partition', groups: [[6], [7, 8]] },
      },
    ])
  })
})

const zero = { kind: 'constant', value: 0 }

describe('domains', () => {
  it('are named by their path, parents before children, counted ones numbered', () => {
    const { domains } = load(scenarios['nested domains and all ways to fail'])
    expect(domains.map(d => `${d.kind} ${d.id} in ${d.parent}`)).toEqual([
      'region eu in -1',
      'zone eu/a in 0',
      'rack eu/a/r-1 in 1',
      'rack eu/a/r-2 in 1',
      'rack eu/a/r-3 in 1',
      'rack eu/a/r-4 in 1',
      'zone eu/b in 0',
      'region us in -1',
      'zone us/c in 7',
      'power-feed feed in -1',
    ])
  })

  it('are spread over so that the first nodes stand as far apart as they can', () => {
    const { nodes, domains } = load(
      'zones: { a: { racks: { r: { count: 2 } } }, b: { racks: { r: { count: 3 } } } }\nnodes: { n: { count: 6, spread: racks, mtbf: 60d, mttr: 5m } }',
    )
    expect(nodes.map(n => domains[n.domain].id)).toEqual(['a/r-1', 'b/r-1', 'a/r-2', 'b/r-2', 'b/r-3', 'a/r-1'])
  })

  it('of a kind of one’s own are spread over by that kind', () => {
    const { nodes } = load(
      'domains: { p: { kind: feed }, q: { kind: feed } }\nnodes: { n: { count: 2, spread: feeds, mtbf: 60d, mttr: 5m } }',
    )
    expect(nodes.map(n => n.domain)).toEqual([0, 1])
  })
})

describe('link classes', () => {
  const nested =
    'regions: { eu: { zones: { a: { racks: { r: { count: 2 } } }, b: {} } }, us: {} }\nnodes: { n: { mtbf: 60d, mttr: 5m } }\n'
  const classOf = (network: string) => {
    const { domains, network: resolved } = load(nested + network)
    const name = (i: number) => resolved.classes[i].name
    return {
      between: name(resolved.between),
      clients: name(resolved.clients),
      ...Object.fromEntries(domains.map(d => [d.id, name(d.linkClass)])),
    }
  }

  it('are decided at the innermost common domain: within it, or between its children', () => {
    expect(
      classOf('network: { within-rack: {}, between-racks: {}, between-zones: {}, between-regions: {}, clients: {} }'),
    ).toEqual({
      between: 'between-regions',
      clients: 'clients',
      eu: 'between-zones',
      'eu/a': 'between-racks',
      'eu/a/r-1': 'within-rack',
      'eu/a/r-2': 'within-rack',
      'eu/b': 'default',
      us: 'default',
    })
  })

  it('of a kind further out hold inside where nothing closer is said', () => {
    expect(classOf('network: { within-zone: {}, within-region: {} }')).toMatchObject({
      between: 'default',
      eu: 'within-region',
      'eu/a': 'within-zone',
      'eu/a/r-1': 'within-zone',
      us: 'within-region',
    })
  })

  it('have from `default` what they do not say, and half a millisecond where nothing is said', () => {
    const { classes } = load(
      `${nested}network: { default: { latency: 3ms, loss: 1% }, within-rack: { loss: 2% } }`,
    ).network
    expect(classes).toEqual([
      {
        name: 'default',
        latency: { kind: 'constant', value: 3 * ms },
        loss: 0.01,
        duplicate: 0,
        reorder: 0,
        overtaking: false,
      },
      {
        name: 'within-rack',
        latency: { kind: 'constant', value: 3 * ms },
        loss: 0.02,
        duplicate: 0,
        reorder: 0,
        overtaking: false,
      },
    ])
    expect(load(nested).network.classes).toMatchObject([{ name: 'default', latency: { kind: 'constant', value: 500 } }])
  })
})

describe('laws', () => {
  it.each([
    ['5m', { kind: 'constant', value: 5 * MINUTE }],
    ['150ms..300ms', { kind: 'uniform', low: 150 * ms, high: 300 * ms }],
    ['{ exponential: 60d }', exponential(60 * DAY)],
    ['{ uniform: 1m..5m }', { kind: 'uniform', low: MINUTE, high: 5 * MINUTE }],
    ['{ weibull: { shape: 0.7, mean: 60d } }', weibull({ shape: 0.7, mean: 60 * DAY })],
    ['{ weibull: { shape: 2, scale: 60d } }', { kind: 'weibull', shape: 2, scale: 60 * DAY }],
    ['{ gamma: { shape: 2, mean: 10s } }', gamma({ shape: 2, mean: 10 * SECOND })],
    ['{ erlang: { stages: 3, mean: 30s } }', { kind: 'gamma', shape: 3, scale: 10 * SECOND }],
    ['{ pareto: { minimum: 1m, shape: 2.5 } }', { kind: 'pareto', minimum: MINUTE, shape: 2.5 }],
    ['{ empirical: [7m, 5m] }', { kind: 'empirical', values: [5 * MINUTE, 7 * MINUTE] }],
    [
      '{ shifted: { law: { exponential: 1s }, by: 2s } }',
      { kind: 'shifted', law: exponential(SECOND), by: 2 * SECOND },
    ],
    [
      '{ truncated: { law: { exponential: 1s }, high: 5s } }',
      { kind: 'truncated', law: exponential(SECOND), low: 0, high: 5 * SECOND },
    ],
    [
      '{ mixture: [{ weight: 90%, law: 1m }, { weight: 10%, law: { exponential: 1h } }] }',
      {
        kind: 'mixture',
        parts: [
          { weight: 0.9, law: { kind: 'constant', value: MINUTE } },
          { weight: 0.1, law: exponential(HOUR) },
        ],
      },
    ],
  ])('%s', (written, law) => {
    expect(lawOf(written)).toEqual(law)
  })

  it('a hyperexponential by mean and cv has that mean and cv', () => {
    const law = lawOf('{ hyperexponential: { mean: 1h, cv: 2.5 } }')
    expect(mean(law) / HOUR).toBeCloseTo(1, 12)
    expect(Math.sqrt(variance(law)) / HOUR).toBeCloseTo(2.5, 10)
  })

  it('measured values come from a column of a CSV file, in its unit', () => {
    const text = `${head}nodes: { web: { mtbf: 60d, mttr: { empirical: { csv: ./r.csv, column: "time, all", unit: m } } } }`
    const csv = 'ticket,"time, all"\r\n1,5\r\n2,7.5\r\n"3",\r\n4,1e1\r\n'
    const { scenario } = loadScenario(text, 'dir/x.yaml', {
      readFile: (path, from) =>
        path === './r.csv' && from === 'dir/x.yaml' ? { file: 'dir/r.csv', text: csv } : { reason: 'no' },
    })
    expect(scenario?.nodes[0].failures[0].repair.repair).toEqual({
      kind: 'empirical',
      values: [5 * MINUTE, 7.5 * MINUTE, 10 * MINUTE],
    })
  })
})

describe('how many members a service needs', () => {
  it.each([
    ['any', 1],
    ['all', 5],
    ['majority', 3],
    ['2', 2],
    ['4 of 5', 4],
  ])('%s of five', (needs, least) => {
    const { services } = load(
      `nodes: { n: { count: 5, mtbf: 60d, mttr: 5m } }\nservices: { s: { on: n, needs: ${needs} } }`,
    )
    expect(services[0].redundancy).toEqual({ kind: 'k-of-n', needs: least })
  })

  it('is any one, unless said', () => {
    expect(
      load('nodes: { n: { count: 5, mtbf: 60d, mttr: 5m } }\nservices: { s: { on: n } }').services[0].redundancy,
    ).toEqual({ kind: 'k-of-n', needs: 1 })
  })
})

describe('faults', () => {
  const { faults, nodes } = load(scenarios['nested domains and all ways to fail'])
  const effect = (id: string) => faults.find(f => f.id === id)?.effect
  const index = (id: string) => nodes.findIndex(n => n.id === id)

  it('strike nodes, groups, domains and clients by name', () => {
    expect(effect('frozen')).toEqual({ kind: 'pause', nodes: [index('one')] })
    expect(effect('slow-disk')).toEqual({ kind: 'disk-stall', nodes: [0, 1, 2, 3, 4] })
    expect(effect('detour')).toMatchObject({ kind: 'delay', from: [-1], to: [index('one')] })
    expect(effect('gray')).toEqual({ kind: 'loss', from: [0], to: [-1, 1], both: true, loss: 0.3 })
    expect(effect('dark')).toEqual({ kind: 'power', domain: 1 })
    expect(effect('leap')).toEqual({ kind: 'clock-step', nodes: [0], by: -2 * SECOND })
  })

  it('cut one group off from everyone else, clients too', () => {
    expect(effect('alone')).toEqual({
      kind: 'partition',
      groups: [
        [0, 1],
        [-1, 2, 3, 4, 5],
      ],
    })
  })

  it('come by schedule, in order, or by law', () => {
    const { faults } = load(
      'nodes: { n: { mtbf: 60d, mttr: 5m } }\nfaults: { a: { at: [3d, 1d], for: 1m..2m, crash: n }, b: { mtbf: 5d, for: 1m, crash: n }, c: { every: 5d, for: 1m, crash: n } }',
    )
    expect(faults.map(f => f.when)).toEqual([
      { kind: 'at', times: [DAY, 3 * DAY] },
      { kind: 'law', law: exponential(5 * DAY) },
      { kind: 'law', law: { kind: 'constant', value: 5 * DAY } },
    ])
  })
})

describe('expectations', () => {
  it.each([
    ['availability(s) >= 99.9999999999%', { metric: 'availability', threshold: 1e-12, op: '>=' }],
    ['availability( s )≥0.9995 at 99%', { threshold: 0.0005, op: '>=', level: 0.99 }],
    ['availability(n-2) > 99%', { subject: 'n-2', threshold: 0.01, op: '>' }],
    ['availability(a/r) >= 99%', { subject: 'a/r' }],
    ['nines(s) >= 3.5', { threshold: 3.5 }],
    ['downtime(s) <= 4h 30m/y', { threshold: 4.5 * HOUR }],
    ['outages(s) < 12.5', { threshold: 12.5, op: '<' }],
    ['outage-length(s, p99.9) <= 15m', { quantile: 0.999, threshold: 15 * MINUTE }],
    ['outage-length(s, max) <= 15m', { quantile: 1 }],
    ['degraded(s) <= 1%', { threshold: 0.01 }],
  ])('%s', (line, expected) => {
    const { expectations } = load(
      `zones: { a: { racks: { r: {} } } }\nnodes: { n: { count: 2, mtbf: 60d, mttr: 5m } }\nservices: { s: { on: n } }\nexpect: ["${line}"]`,
    )
    expect(expectations).toMatchObject([{ text: line, name: line, ...expected }])
  })
})
