import { describe, expect, it } from 'vitest'
import { messageOf } from '../../src/diagnostics/index.js'
import { loadScenario, printResolved } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'

const around = (services: string) => `version: 1
name: x
horizon: 1h
nodes: { web: { count: 2, mtbf: 60d, mttr: 5m }, db: { count: 3, mtbf: 90d, mttr: 20m } }
services: ${services}
workload: { users: { to: shop, arrivals: { poisson: 10/s } } }
expect: ["latency(users, p99) <= 250ms"]
`
const read = (services: string) => loadScenario(around(services), 'x.yaml')
const told = (services: string) =>
  read(services)
    .problems.filter(({ severity }) => severity === 'error')
    .map(problem => `${problem.code} ${messageOf(problem)}`)

describe('calls of a service', () => {
  const whole = `{
    shop: { on: web, calling: asynchronous, after-calls: 2ms, calls: [
      login,
      [ { to: ads, count: 4, needs: 2 of 4, timeout: 50ms, cancel: true, retries: 1, service: 3ms, share: 25% },
        { to: store, reads: 90%, optional: true, deadline: 300ms } ],
      { to: ads, each: true, needs: majority, keys: { uniform: 5 } } ] },
    login: { on: web, calls: ads }, ads: { on: db }, store: { on: db, protocol: { raft: {} } } }`

  it('stand one after the other, those in a list at once, each with a workload behind those of clients', () => {
    const { scenario, problems } = read(whole)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const { services = [], workloads = [] } = scenario ?? {}
    expect(workloads.map(({ id, caller, service, rate }) => [id, caller, service, rate])).toEqual([
      ['users', undefined, 0, 10],
      ['shop/login', 0, 1, 10],
      ['shop/ads', 0, 2, 10],
      ['shop/store', 0, 3, 10],
      ['shop/ads/2', 0, 2, 30],
      ['login/ads', 1, 2, 10],
    ])
    const plain = { requests: 1, each: false, needs: 1, share: 1, optional: false, ownKeys: false }
    expect(services[0].calls).toEqual({
      blocking: false,
      after: { kind: 'constant', value: 2 * MS },
      stages: [
        [{ ...plain, workload: 1 }],
        [
          { ...plain, workload: 2, requests: 4, needs: 2, share: 0.25, ownKeys: true },
          { ...plain, workload: 3, optional: true },
        ],
        [{ ...plain, workload: 4, requests: 3, each: true, needs: 2, ownKeys: true }],
      ],
    })
    expect(services[1].calls).toEqual({ blocking: true, stages: [[{ ...plain, workload: 5 }]] })
    expect(workloads[2]).toMatchObject({ timeout: 50 * MS, retries: 1, cancel: true, serviceTime: { value: 3 * MS } })
    expect(workloads[3]).toMatchObject({ timeout: SECOND, deadline: 300 * MS, orders: { reads: 0.9, pause: 50 * MS } })
    expect(workloads[4].keys).toEqual({ kind: 'uniform', count: 5 })
    // Whoever is only called has a balancer too.
    expect(services.map(({ balancer }) => balancer !== null)).toEqual([true, true, true, false])
  })

  it('are printed as they are read, and may be promised', () => {
    const loaded = read(whole)
    const again = loadScenario(printResolved(loaded), 'x.yaml').scenario
    expect([again?.services, again?.workloads]).toEqual([loaded.scenario?.services, loaded.scenario?.workloads])
    const promised = around(whole).replace('latency(users, p99)', 'latency(shop/ads/2, p99)')
    expect(loadScenario(promised, 'x.yaml').scenario?.expectations[0].subject).toBe('shop/ads/2')
  })

  it.each([
    ['shop: { on: web, calls: [logn] }, login: { on: web }', /^S201 there is no service `logn`/],
    [
      'shop: { on: web, calls: [login] }, login: { on: web, calls: [ads] }, ads: { on: db, calls: [login] }',
      /^S223 services call each other in a circle: `login` calls `ads`, which calls `login`/,
    ],
    ['shop: { on: web, calls: [shop] }', /^S223 services call each other in a circle: `shop` calls `shop`/],
    ['shop: { on: web, calls: [{ to: ads, count: 3, needs: 4 }] }, ads: { on: db }', /^S205 `shop` makes `3` requests/],
    [
      'shop: { on: web, calls: [{ to: ads, needs: 2 of 3 }] }, ads: { on: db }',
      /^S205 `shop` makes `1` request of `ads`, not `3`/,
    ],
    [
      'shop: { on: web, calls: [{ to: ads, each: true, needs: 4 }] }, ads: { on: db }',
      /^S205 `shop` makes `3` requests/,
    ],
    [
      'shop: { on: web, calls: [{ to: ads, each: true, count: 3 }] }, ads: { on: db }',
      /^S110 `count` cannot stand beside `each`/,
    ],
    [
      'shop: { on: web, calls: [{ to: store, each: true }] }, store: { on: db, protocol: { raft: {} } }',
      /^S224 `store` keeps a log/,
    ],
    ['shop: { on: db, protocol: { raft: {} }, calls: [ads] }, ads: { on: db }', /^S224 `shop` keeps a log/],
    [
      'shop: { on: web, calls: [{ to: ads, reads: 50% }] }, ads: { on: db }',
      /^S219 `reads` is for services that keep a log/,
    ],
    ['shop: { on: web, calling: blocking }', /^S102 `calling` needs `calls` beside it/],
    ['shop: { on: web, calls: [[]] }', /^S107 the list needs `1` or more/],
    [
      'shop: { on: web, calls: [{ to: a, count: 1000 }] }, a: { on: web, calls: [{ to: b, count: 100 }] }, b: { on: db }',
      /^S225 a request of `shop` may bring about `101000` attempts/,
    ],
  ])('are refused where they cannot be: %s', (services, message) => {
    expect(told(`{ ${services} }`)[0]).toMatch(message)
  })

  it('may go a hundred deep', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, i) => (i < length - 1 ? `s${i}: { on: web, calls: s${i + 1} }` : `s${i}: { on: web }`))
    expect(told(`{ shop: { on: web, calls: s0 }, ${chain(100).join(', ')} }`)).toEqual([])
    expect(told(`{ shop: { on: web, calls: s0 }, ${chain(101).join(', ')} }`)[0]).toMatch(
      /^S225 a request of `shop` goes more than `100` calls deep/,
    )
  })
})
