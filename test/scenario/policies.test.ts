import { describe, expect, it } from 'vitest'
import { policies } from '../../src/balancers/index.js'
import { messageOf } from '../../src/diagnostics/index.js'
import { loadScenario, printResolved } from '../../src/scenario/index.js'

const around = (policy: string) => `version: 1
name: x
horizon: 10y
zones: { a: {}, b: {} }
nodes: { web: { count: 3, spread: zones, mtbf: 60d, mttr: 5m }, old: { mtbf: 60d, mttr: 5m }, db: { mtbf: 60d, mttr: 5m } }
services: { shop: { on: [web, old], balancer: { policy: ${policy} } } }
workload: { users: { to: shop, arrivals: { poisson: 5/s } } }
`

const read = (policy: string) => loadScenario(around(policy), 'x.yaml')
const configOf = (policy: string) => read(policy).scenario?.services[0].balancer?.config
const told = (policy: string) =>
  read(policy)
    .problems.filter(({ severity }) => severity === 'error')
    .map(problem => `${problem.code} ${messageOf(problem)}`)

describe('the policy of a balancer', () => {
  it('is one word where its defaults will do; the plain words mean what they always meant', () => {
    expect(configOf('round-robin')).toEqual({ policy: 'round-robin' })
    expect(configOf('hash')).toEqual({ policy: 'hash' })
    expect(configOf('peak-ewma')).toMatchObject({ name: 'peak-ewma', config: { decay: 10_000_000 } })
    expect(configOf('haproxy')).toEqual(configOf('{ haproxy: {} }'))
  })

  it('takes every policy there is, with the options that its room describes and their defaults', () => {
    for (const { description } of policies) {
      const config = configOf(`{ ${description.name}: {} }`)
      expect(config, description.name).toMatchObject({ name: description.name })
    }
  })

  it('has its options in the language, under the names and in the units of the room', () => {
    expect(
      configOf(
        '{ haproxy: { balance: { random: { draws: 3 } }, retries: 2, redispatch: 1, servers: { web: { maxconn: 4, slowstart: 10s }, web-2: { weight: 5 }, old: { backup: true, address: "10.0.0.9:80" } } } }',
      ),
    ).toMatchObject({
      config: {
        balance: { by: 'random', draws: 3 },
        retries: 2,
        redispatch: 1,
        servers: [
          { name: 'web-1:80', weight: 1, maxconn: 4, slowstart: 10_000_000 },
          // What is said of a node goes before what is said of its group.
          { name: 'web-2:80', weight: 5, maxconn: 0 },
          { name: 'web-3:80', weight: 1, maxconn: 4 },
          { name: '10.0.0.9:80', weight: 1, backup: true },
        ],
      },
    })
    expect(
      configOf('{ nginx: { method: hash, next-on: [error, 503], servers: { web: { fail-timeout: 30s } } } }'),
    ).toMatchObject({
      config: { method: 'hash', nextOn: ['error', 503], servers: [{ failTimeout: 30, maxFails: 1 }, {}, {}, {}] },
    })
    expect(
      configOf(
        '{ envoy: { policy: { least-request: { choices: 4 } }, panic-threshold: 10%, outliers: { consecutive-5xx: 3 } } }',
      ),
    ).toMatchObject({
      config: {
        policy: { by: 'least-request', choices: 4, bias: 1 },
        panicThreshold: 10,
        outliers: { consecutive5xx: 3, interval: 10_000_000 },
        servers: [{ zone: 'a' }, { zone: 'b' }, { zone: 'a' }, { name: 'old:80' }],
      },
    })
  })

  it('is printed with nothing left to default, and means the same', () => {
    const loaded = read('{ envoy: { policy: maglev, servers: { web-2: { weight: 3 } } } }')
    const printed = printResolved(loaded)
    expect(printed).toMatch(/maglev: \{ size: 65537, balance-factor: 0% \}/)
    expect(loadScenario(printed, 'x.yaml').scenario).toEqual(loaded.scenario)
  })

  it('is told what is wrong, where', () => {
    expect(told('least-conn')).toEqual(['S108 unknown word `least-conn` in `policy` of `balancer` of service `shop`'])
    expect(told('{ haproxy: { maxconn: 3 } }')).toEqual([
      'S101 unknown key `maxconn` in `haproxy` of `policy` of `balancer` of service `shop`',
    ])
    expect(told('{ haproxy: { servers: { db: { weight: 2 } } } }')).toEqual([
      'S216 `db` is no member of the service that this is said of',
    ])
    expect(told('{ haproxy: { servers: { web: { weight: 257 } } } }')).toEqual([
      'S107 expected a whole number from 0 to 256, found `257` in `weight` of server `web`',
    ])
    expect(told('{ maglev: { size: 65536 } }')).toEqual(['S107 `65536` is not a prime, but `2` times `32768`'])
    expect(told('{ nginx: { servers: { web: { fail-timeout: 1500ms } } } }')).toEqual([
      'S107 whole seconds are counted here in `fail-timeout` of server `web`',
    ])
    expect(told('{ envoy: { panic-threshold: 0.5 } }')).toEqual([
      'S106 a percentage is a number and `%`: `0.5` in `panic-threshold` of `envoy` of `policy` of `balancer` of service `shop`',
    ])
  })
})
