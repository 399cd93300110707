import { describe, expect, it } from 'vitest'
import { type PrequalConfig, type PrequalState, prequal } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'

// Counted by hand after Wydrowski et al., "Load is not what you should balance: Introducing Prequal", NSDI 2024, section 4.

const stream = new SeedTree('prequal').stream('picks')
const asked = new SeedTree('prequal').stream('probes')

/** A balancer of so many servers, none of whose probes is removed or used up unless said. */
class Told {
  readonly config: PrequalConfig
  readonly state: PrequalState
  now = 0
  id = 0

  constructor(servers: number, options: Partial<PrequalConfig> = {}) {
    const named = Array.from({ length: servers }, (_, i) => ({ name: `n-${i + 1}:80`, weight: 1 }))
    this.config = { remove: 0, uses: 1000, ...options, servers: named }
    this.state = prequal.init(this.config)
  }

  load(server: number, inFlight: number, latency: number): void {
    const report = { inFlight, latency, utilization: 0, rate: 0, errors: 0 }
    prequal.tell(this.config, this.state, { kind: 'load', server, now: this.now, report })
  }

  pick(tried: readonly number[] = []): number {
    const request = { id: this.id++, now: this.now, key: null, source: [10, 0, 0, 1], uri: '/', tried }
    return prequal.pick(this.config, this.state, request, stream).server
  }

  probes = (): readonly number[] => prequal.probes!(this.config, this.state, asked)
  kept = (): number[] => this.state.pool.probes.map(({ server }) => server)
}

describe('Prequal chooses by the hot-cold lexicographic rule', () => {
  it('takes the least latency of the cold, whatever the hot ones say', () => {
    const one = new Told(5, { hotQuantile: 0.5 })
    // In order 1 2 3 8 9: the median is 3, and above it two are hot.
    for (const [server, inFlight, latency] of [
      [0, 1, 50 * MS],
      [1, 8, MS],
      [2, 3, 20 * MS],
      [3, 2, 30 * MS],
      [4, 9, 2 * MS],
    ])
      one.load(server, inFlight, latency)
    expect(one.pick()).toBe(2)
    // It counts one more now, 4, and is hot: the next best of the cold.
    expect(one.pick()).toBe(3)
  })

  it('takes the fewest in flight where all are hot', () => {
    const one = new Told(4, { hotQuantile: 0 })
    one.load(3, 0, MS)
    one.load(0, 7, MS)
    one.load(1, 5, 90 * MS)
    one.load(2, 6, MS)
    prequal.tell(one.config, one.state, { kind: 'down', server: 3, now: 0 })
    expect(one.pick()).toBe(1)
  })

  it('estimates the distribution from answers, also of those that have left the pool', () => {
    const one = new Told(4, { hotQuantile: 0.5, pool: 2 })
    for (const inFlight of [9, 9, 9]) one.load(3, inFlight, MS)
    one.load(0, 8, 10 * MS)
    one.load(1, 7, 20 * MS)
    // The median of 7 8 9 9 9 is 9, and both are cold; of the pool alone it would be 7.
    expect(one.kept()).toEqual([0, 1])
    expect(one.pick()).toBe(0)
  })

  it('draws any server while it has fewer than two answers', () => {
    const one = new Told(10)
    one.load(4, 0, MS)
    const picked = new Set(Array.from({ length: 200 }, () => one.pick()))
    expect(picked.size).toBe(10)
  })
})

describe('the pool of Prequal', () => {
  it('holds sixteen at most, of each server the latest, and loses the oldest', () => {
    const one = new Told(20)
    for (let server = 0; server < 18; server++) one.load(server, 0, MS)
    expect(one.kept()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17])
    one.load(5, 1, MS)
    expect(one.kept()).toEqual([2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 5])
  })

  it('forgets answers after a second', () => {
    const one = new Told(3)
    one.load(0, 0, MS)
    one.now = 0.5 * SECOND
    one.load(1, 0, 9 * MS)
    one.load(2, 0, 8 * MS)
    one.now = SECOND
    expect(one.pick()).toBe(0)
    one.now = SECOND + 1
    expect(one.pick()).toBe(2)
    expect(one.kept()).toEqual([1, 2])
  })

  it('loses one with each request, the worst and the oldest in turn', () => {
    const one = new Told(6, { remove: 1, hotQuantile: 0.8 })
    // In order 0 0 0 0 4 9: at 0.8 × 5 stands 4, and server 1 is hot.
    one.load(0, 0, 20 * MS)
    one.load(1, 9, MS)
    one.load(2, 0, 10 * MS)
    one.load(3, 4, 70 * MS)
    one.load(4, 0, 30 * MS)
    one.load(5, 0, 40 * MS)
    one.pick()
    expect(one.kept()).toEqual([0, 2, 3, 4, 5])
    one.pick()
    expect(one.kept()).toEqual([2, 3, 4, 5])
    // None is hot any more: the worst is the slowest.
    one.pick()
    expect(one.kept()).toEqual([2, 4, 5])
    one.pick()
    expect(one.kept()).toEqual([4, 5])
  })

  it('removes by parts where the rate is not whole', () => {
    const one = new Told(9, { remove: 0.25 })
    for (let server = 0; server < 9; server++) one.load(server, 0, MS)
    const sizes = Array.from({ length: 8 }, () => {
      one.pick()
      return one.kept().length
    })
    expect(sizes).toEqual([9, 9, 9, 8, 8, 8, 8, 7])
  })

  // (1 + δ) / ((1 − m/n) r_probe − r_remove) with m 16, r_probe 3, r_remove 1, δ 1.
  it.each([
    { servers: 100, uses: 2 / 1.52 },
    { servers: 48, uses: 2 },
    { servers: 32, uses: 4 },
    // 2 / 1.952 is more than one, 1.5 / 1.952 less.
    { servers: 1000, uses: 2 / 1.952 },
    { servers: 1000, delta: 0.5, uses: 1 },
    // The divisor is 0, and then below it.
    { servers: 24, uses: null },
    { servers: 3, uses: null },
  ])('lets an answer of $servers servers serve $uses times', ({ servers, uses, delta }) => {
    const one = new Told(servers, { remove: 1, uses: undefined, ...(delta !== undefined && { delta }) })
    one.load(0, 0, MS)
    const { left } = one.state.pool.probes[0]
    if (uses === null) expect(left).toBeNull()
    else expect(left).toBeCloseTo(uses, 12)
  })

  it('rounds uses by lot, and keeps their mean', () => {
    const runs = 4000
    let used = 0
    for (let run = 0; run < runs; run++) {
      // 2 / ((1 − 1/2) 3 − 0.1) = 10/7, so that 3 of 7 answers serve twice. The other server is never chosen.
      const one = new Told(32, { remove: 0.1, uses: undefined, hotQuantile: 1 })
      one.state.removalsDue = -1000
      one.load(1, 9, 90 * MS)
      one.load(0, 0, MS)
      while (one.kept().includes(0)) {
        expect(one.pick()).toBe(0)
        used++
      }
    }
    const mean = 10 / 7
    const deviation = Math.sqrt(((mean - 1) * (2 - mean)) / runs)
    expect(Math.abs(used / runs - mean) / deviation).toBeLessThan(4)
  })
})

describe('the probes of Prequal', () => {
  it('are three with each request, of different servers', () => {
    const one = new Told(5)
    expect(one.probes()).toEqual([])
    for (let i = 0; i < 50; i++) {
      one.pick()
      const probed = one.probes()
      expect(new Set(probed).size).toBe(3)
      expect(one.probes()).toEqual([])
    }
  })

  it('are as many as there are servers, where these are fewer, and none of one that is away', () => {
    const one = new Told(3)
    prequal.tell(one.config, one.state, { kind: 'drain', server: 1, now: 0 })
    one.pick()
    expect([...one.probes()].sort()).toEqual([0, 2])
  })

  it('need not be whole', () => {
    const one = new Told(5, { probes: 0.4 })
    const sent = Array.from({ length: 5 }, () => {
      one.pick()
      return one.probes().length
    })
    expect(sent).toEqual([0, 0, 1, 0, 1])
  })

  it('go to all alike', () => {
    const one = new Told(4, { probes: 1 })
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < 4000; i++) {
      one.pick()
      for (const server of one.probes()) counts[server]++
    }
    // Each is binomial of 4000 and a quarter, with a deviation of 27.4.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4 * 27.4)
  })

  it('are sent without requests too, after a while', () => {
    const one = new Told(5, { idle: 200 * MS })
    expect(prequal.due!(one.state)).toBe(Number.POSITIVE_INFINITY)
    one.pick()
    one.probes()
    expect(prequal.due!(one.state)).toBe(200 * MS)
    prequal.tell(one.config, one.state, { kind: 'clock', now: 199 * MS })
    expect(one.probes()).toEqual([])
    prequal.tell(one.config, one.state, { kind: 'clock', now: 200 * MS })
    expect(one.probes()).toHaveLength(3)
    expect(prequal.due!(one.state)).toBe(400 * MS)
  })
})
