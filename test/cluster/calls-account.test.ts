import { describe, expect, it } from 'vitest'
import { compile } from '../../src/cluster/index.js'
import { World } from '../../src/cluster/world.js'
import { SeedTree } from '../../src/random/index.js'
import type { BalancerUse, Fault, Scenario } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { type CallerSaid, type CallSaid, calling } from '../support/calls.js'
import { exponential, link } from '../support/scenarios.js'
import { scheduled } from '../support/worlds.js'

const made = 150

/** Four services that call those behind them, with policies, faults and patience put together by chance. */
function system(seed: string): Scenario {
  const stream = new SeedTree(seed).stream('system')
  const int = (low: number, high: number): number => low + stream.below(high - low + 1)
  const flip = (share = 0.5): boolean => stream.unit() < share
  const sizes = [int(1, 2), int(1, 3), int(2, 4), int(1, 3)]
  const nodes = sizes.reduce((sum, size) => sum + size, 0)
  const balancer = (s: number): BalancerUse => {
    const servers = Array.from({ length: sizes[s] }, (_, i) => ({ name: `${s}-${i}:80`, weight: 1 }))
    const rest = { monitor: null, ...(flip(0.3) && { connectTimeout: 10 * MS }) }
    const limited = servers.map(server => ({ ...server, maxconn: int(1, 3) }))
    const policies: BalancerUse['config'][] = [
      { policy: 'round-robin' },
      {
        name: 'haproxy',
        config: { balance: { by: 'roundrobin' }, retries: int(0, 2), redispatch: 1, servers: limited },
      },
      { name: 'prequal', config: { servers } },
      { name: 'envoy', config: { policy: { by: 'least-request' }, outliers: {}, servers } },
    ]
    return { config: policies[int(0, 3)], ...rest }
  }
  const call = (s: number): CallSaid => {
    const to = int(s + 1, 3)
    const each = flip(0.3)
    const requests = each ? sizes[to] : int(1, 4)
    const patience = { timeout: int(5, 60) * MS, retries: int(0, 2), ...(flip(0.3) && { deadline: int(10, 80) * MS }) }
    const more = { ...patience, ...(flip() && { cancel: true as const }) }
    const often = { share: flip() ? 1 : 0.6, optional: flip(0.3) }
    return { to, each, requests, needs: int(1, requests), ...often, work: exponential(int(1, 8) * MS), more }
  }
  const one = (s: number, leaf: boolean): CallerSaid => {
    const stages = Array.from({ length: int(1, 2) }, () =>
      Array.from({ length: int(1, 2) }, () => call(Math.min(s, 2))),
    )
    const room = { concurrency: int(1, 3), queue: int(0, 5), ...(flip() && { whenFull: 'refuse' as const }) }
    const calls = leaf ? {} : { asks: stages, blocking: flip(), ...(flip() && { after: exponential(2 * MS) }) }
    return { size: sizes[s], balancer: balancer(s), ...room, ...calls }
  }
  const fault = (i: number): Fault => {
    const effects = [
      { kind: 'crash', nodes: [int(0, nodes - 1)] },
      { kind: 'pause', nodes: [int(0, nodes - 1)] },
      { kind: 'partition', groups: [[int(0, sizes[0] - 1)], [nodes - 1]] },
    ] as const
    return scheduled(`f${i}`, [int(0, 900) * MS, int(1200, 1400) * MS], int(20, 250) * MS, effects[int(0, 2)])
  }
  const network = link(exponential(300), { loss: flip(0.3) ? 0.02 : 0, duplicate: flip(0.5) ? 0.02 : 0 })
  const times = Array.from({ length: made }, (_, i) => i * 10 * MS)
  return calling([one(0, false), one(1, flip(0.2)), one(2, flip()), one(3, true)], {
    ...{ rate: 100, work: exponential(3 * MS) },
    workload: {
      arrivals: { kind: 'replay', times, work: null, keys: null, every: 0 },
      ...{ timeout: int(20, 200) * MS, retries: int(0, 1) },
      ...(flip() && { cancel: true as const }),
      ...(flip() && { deadline: int(50, 300) * MS }),
    },
    more: {
      ...{ seed, horizon: 8 * SECOND, network: { classes: [network], between: 0, clients: 0 } },
      faults: Array.from({ length: int(0, 4) }, (_, i) => fault(i)),
    },
  })
}

describe('when all has come to rest in systems that call each other', () => {
  it('every request has one end, and nothing is left of any', () => {
    const seen = { answered: 0, failed: 0, cancelled: 0 }
    for (let i = 1; i <= 12; i++) {
      const what = system(`system ${i}`)
      const world = World.start(compile(what), what.seed, 1)
      world.run()
      const { workloads, services, callings, requests } = world.state
      const members = services.flatMap(service => service.members)
      expect({
        seed: what.seed,
        open: workloads.reduce((sum, { open }) => sum + open, 0),
        requests: requests.filter(({ serial }) => serial > 0).length,
        callings: callings?.all.filter(({ serial }) => serial > 0).length,
        inFlight: members.map(({ inFlight }) => inFlight).filter(count => count !== 0),
        work: members.reduce((sum, { working, waiting }) => sum + working.length + waiting.length, 0),
        waiting: services.flatMap(({ balancing }) => Object.keys(balancing.waiting)),
      }).toEqual({ seed: what.seed, open: 0, requests: 0, callings: 0, inFlight: [], work: 0, waiting: [] })
      expect(workloads[0].tally.answered + workloads[0].tally.failed).toBe(made)
      for (const { tally } of workloads) {
        seen.answered += tally.answered
        seen.failed += tally.failed
        seen.cancelled += tally.cancelled ?? 0
      }
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(500)
  })
})

describe('an answer that the network doubles', () => {
  it('ends an attempt once, though its balancer lets time pass before the next', () => {
    // HAProxy waits a second before it tries the same server again, or as long as a connection may take.
    const servers = [{ name: 's:80', weight: 1 }]
    const config = { balance: { by: 'roundrobin' }, retries: 3, redispatch: 0, servers }
    const balancer = { config: { name: 'haproxy', config }, monitor: null, connectTimeout: 10 * MS }
    const what = calling([{ balancer, queue: 0, whenFull: 'refuse' }], {
      ...{ rate: 100, work: exponential(15 * MS), workload: { timeout: 500 * MS } },
      more: { network: { classes: [link(exponential(300), { duplicate: 1 })], between: 0, clients: 0 } },
    })
    const world = World.start(compile(what), 'double', 1)
    world.run(2 * SECOND)
    const { attempts, members } = world.state.services[0]
    expect(attempts?.repeated).toBeGreaterThan(20)
    expect(members[0].inFlight).toBeGreaterThanOrEqual(0)
  })
})
