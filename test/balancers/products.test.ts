import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nextStride, strideWeights } from '../../src/balancers/grpc/static-stride.js'
import { type GrpcConfig, grpc, ketama, linkerd, type Request, rendezvous } from '../../src/balancers/index.js'
import { ketamaHash, ketamaPoint } from '../../src/balancers/ketama/ketama.js'
import { SeedTree } from '../../src/random/index.js'

const luck = new SeedTree('products').stream('luck')
const ask = (id: number, now: number, key: string | null = null): Request => ({
  ...{ id, now, key, source: [], uri: '/', tried: [] },
})
const ok = (latency: number) => ({ outcome: 'ok', status: 200, latency }) as const

describe('ketama', () => {
  // libketama/test.sh: the MD5 of what ketama_test.c prints for a million keys over ketama.servers.
  it('puts a million keys where libketama puts them', () => {
    const memory = [600, 300, 200, 350, 1000, 800, 950, 100]
    const servers = memory.map((weight, i) => ({ name: `10.0.1.${i + 1}:11211`, weight }))
    const state = ketama.init({ servers })
    const digest = createHash('md5').update('\n')
    for (let i = 0; i < 1_000_000; i++) {
      const { server } = ketama.pick({ servers }, state, ask(i, 0, `${i}`), luck)
      const hash = ketamaHash(`${i}`)
      digest.update(`${hash} ${ketamaPoint({ servers }, state.roster, hash)} ${servers[server].name}\n`)
    }
    expect(digest.digest('hex')).toBe('5672b131391f5aa2b280936aec1eea74')
  })
})

// pymemcache/test/test_rendezvous.py, which python-clandestined began: names, keys and numbers are those of the tests there.
describe('rendezvous hashing of Python clients of memcached', () => {
  const owners = (names: readonly string[], keys: readonly string[]) => {
    const config = { servers: names.map(name => ({ name, weight: 1 })), lots: 'pymemcache' } as const
    const state = rendezvous.init(config)
    return keys.map((key, i) => names[rendezvous.pick(config, state, ask(i, 0, key), luck).server])
  }
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => `${i}`)

  it('test_get_node, after removal and after addition', () => {
    const keys = ['ok', 'mykey', 'wat', 'lol']
    expect(owners(['0', '1', '2'], keys)).toEqual(['0', '1', '2', '2'])
    expect(owners(['0', '2'], keys.slice(0, 3))).toEqual(['0', '0', '2'])
    expect(owners(['0', '1', '2', '3'], keys)).toEqual(['0', '1', '2', '3'])
  })

  it('test_grow and test_shrink: of a thousand keys 531 move to ten new nodes, 101 from the one that goes', () => {
    const ten = owners(upTo(10), upTo(1000))
    const twenty = owners(upTo(20), upTo(1000))
    expect(ten.filter((owner, i) => owner !== twenty[i]).length).toBe(1062 / 2)
    const nine = owners(upTo(9), upTo(1000))
    expect(ten.filter((owner, i) => owner !== nine[i]).length).toBe(202 / 2)
  })
})

describe('gRPC', () => {
  // scheduler.go, newScheduler: scaled to 65535, unknown weights as the mean; round robin where that would do.
  it('scales weights as grpc-go does', () => {
    expect(strideWeights([10, 30, 20])).toEqual([21845, 65535, 43690])
    expect(strideWeights([10, 30, 0])).toEqual([21845, 65535, 43690])
    expect(strideWeights([0, 7, 0])).toBeNull()
    expect(strideWeights([5, 5, 5])).toBeNull()
    expect(strideWeights([5])).toBeNull()
  })

  // nextIndex: a server is picked as often as it weighs in 65535 generations.
  it('picks each exactly as often as it weighs', () => {
    const weights = [21845, 65535, 43690]
    const counts = [0, 0, 0]
    let sequence = 0
    for (;;) {
      const next = nextStride(weights, sequence)
      if (next.sequence > 65535 * 3) break
      counts[next.index]++
      sequence = next.sequence
    }
    expect(counts).toEqual(weights)
  })

  // Proposal A58: nothing counts in the blackout, and nothing after it has expired.
  it('trusts reports after the blackout and until they expire', () => {
    const servers = [1, 2].map(i => ({ name: `s${i}`, weight: 1 }))
    const config: GrpcConfig = { servers, policy: { by: 'weighted_round_robin' } }
    const state = grpc.init(config)
    const share = (now: number) => {
      let first = 0
      for (let i = 0; i < 400; i++) if (grpc.pick(config, state, ask(i, now), luck).server === 0) first++
      return first / 400
    }
    const report = (server: number, rate: number, now: number) =>
      grpc.tell(config, state, {
        ...{ kind: 'load', server, now },
        report: { inFlight: 0, latency: 0, utilization: 0.5, rate, errors: 0 },
      })
    report(0, 300, 1e6)
    report(1, 100, 1e6)
    expect(share(10.9e6)).toBe(0.5)
    expect(share(12e6)).toBeCloseTo(0.75, 2)
    expect(share(180e6)).toBeCloseTo(0.75, 2)
    expect(share(182e6)).toBe(0.5)
  })
})

describe('Linkerd', () => {
  // tower, load/peak_ewma.rs, the test compound_decay: 400 ms with one pending after 200 ms, 200 ms after the other.
  it('costs what tower says', () => {
    const config = { servers: [{ name: 'a', weight: 1 }], decay: 1e6, defaultLatency: 20_000 }
    const state = linkerd.init(config)
    const load = (now: number) => {
      linkerd.pick(config, state, ask(9, now), luck)
      return state.own.cost[0] * (state.roster.inFlight[0] + 1)
    }
    expect(load(0)).toBe(20_000)
    linkerd.tell(config, state, { kind: 'sent', server: 0, id: 0, now: 100_000 })
    expect(load(100_000)).toBeGreaterThan(20_000)
    linkerd.tell(config, state, { kind: 'sent', server: 0, id: 1, now: 200_000 })
    expect(load(200_000)).toBeGreaterThan(40_000)
    const end = (id: number, now: number) =>
      linkerd.tell(config, state, { kind: 'ended', server: 0, id, now, ending: ok(200_000), again: false })
    end(0, 300_000)
    expect(load(300_000)).toBe(400_000)
    end(1, 400_000)
    expect(load(400_000)).toBe(200_000)
    expect(load(1_400_000)).toBeLessThan(100_000)
    expect(load(11_400_000)).toBeLessThan(100)
  })
})
