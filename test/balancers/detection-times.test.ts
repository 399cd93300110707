import { describe, expect, it } from 'vitest'
import {
  envoy,
  envoyCheck,
  failOpen,
  type HealthCheck,
  haproxy,
  haproxyCheck,
  nginx,
  type Policy,
  plainRoundRobin,
  readinessProbe,
  targetGroupCheck,
} from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'

const second = 1e6
const ok = { outcome: 'ok', status: 200, latency: 1000 } as const
const refusal = { outcome: 'refused', status: 0, latency: 0 } as const

interface Play<P, S, C, H> {
  readonly policy: Policy<P, S>
  readonly config: P
  readonly servers: number
  readonly checks?: { readonly check: HealthCheck<C, H>; readonly config: C; readonly failOpen?: boolean }
  /** Who fails, when, and whether it refuses at once or never answers. */
  readonly dead: readonly number[]
  readonly fails: number
  readonly how: 'refuses' | 'hangs'
  readonly until: number
}

/** One server under its checks: when the next begins, or the one under way began and ends, and what it was held for. */
class Watched<C, H> {
  private readonly state: H
  private next: number
  private began = 0
  private ends = Infinity
  up = true

  private readonly check: HealthCheck<C, H>
  private readonly config: C
  private readonly luck: ReturnType<SeedTree['stream']>

  constructor(check: HealthCheck<C, H>, config: C, place: number, of: number, luck: ReturnType<SeedTree['stream']>) {
    this.check = check
    this.config = config
    this.luck = luck
    this.state = check.init(config)
    this.next = check.first(config, place, of, luck)
  }

  /** Lives through all that is due; `answers` tells whether the server does at a time. */
  live(now: number, answers: (at: number) => boolean, how: 'refuses' | 'hangs'): void {
    while (Math.min(this.next, this.ends) <= now) {
      if (this.next <= this.ends) {
        this.began = this.next
        const waits = !answers(this.began) && how === 'hangs'
        this.ends = this.began + (waits ? this.check.patience(this.config).connect : 0)
        this.next = Infinity
      } else {
        const result = { outcome: answers(this.began) ? 'ok' : 'failed', took: this.ends - this.began } as const
        const { change, wait } = this.check.hear(this.config, this.state, result, this.luck)
        if (change !== null) this.up = change === 'up'
        this.next = this.ends + wait
        this.ends = Infinity
      }
    }
  }
}

/** Requests every 10 ms: when, in seconds, each was sent to server 0 after it had failed. */
function sentAfter<P, S, C, H>(play: Play<P, S, C, H>): number[] {
  const { policy, config, servers, checks, dead, fails, how, until } = play
  const luck = new SeedTree('detection').stream(policy.name)
  const state = policy.init(config)
  const isDead = (i: number, now: number) => now >= fails && dead.includes(i)
  const all = Array.from({ length: servers }, (_, i) => i)
  const watched = checks === undefined ? [] : all.map(i => new Watched(checks.check, checks.config, i, servers, luck))
  const told = all.map(() => true)
  const sent: number[] = []
  for (let now = 0, id = 0; now < until; now += 10_000, id++) {
    for (const [i, one] of watched.entries()) one.live(now, at => !isDead(i, at), how)
    const up = watched.map(one => one.up)
    for (const [i, should] of (checks?.failOpen ? failOpen(up) : up).entries()) {
      if (should !== told[i]) policy.tell(config, state, { kind: should ? 'up' : 'down', server: i, now })
      told[i] = should
    }
    const tried: number[] = []
    for (let again = true; again; ) {
      const request = { id, now, key: null, source: [127, 0, 0, 1], uri: '/', tried: [...tried] }
      const { server } = policy.pick(config, state, request, luck)
      if (server === -1) {
        policy.tell(config, state, { kind: 'gone', id, now })
        break
      }
      policy.tell(config, state, { kind: 'sent', server, id, now })
      if (server === 0 && now >= fails) sent.push(now / second)
      tried.push(server)
      const ending = isDead(server, now) ? refusal : ok
      again = ending === refusal && (policy.retry?.(config, state, { ...request, tried }, ending).again ?? false)
      policy.tell(config, state, { kind: 'ended', server, id, now, ending, again })
    }
  }
  return sent
}

const named = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `10.0.0.${i}:80`, weight: 1 }))
const last = (times: readonly number[]) => times[times.length - 1]

describe('from a failure to the last request sent to the dead server', () => {
  // start_checks: server 0 of 2 is checked at 0, 2, 4 ...; srv_getinter, server.c; fall 3.
  it.each([
    ['refuses', { inter: 2e6 }, 12],
    ['refuses', { inter: 2e6, fastinter: 5e5 }, 9],
    // Each check takes `inter` to fail, and the next waits from there on: 8 to 10, 12 to 14, 16 to 18.
    ['hangs', { inter: 2e6 }, 18],
    ['hangs', { inter: 2e6, timeout: 1e6, connectTimeout: 5e5 }, 13.5],
  ] as const)('HAProxy, when it %s, with %j: until %d s', (how, config, until) => {
    const times = sentAfter({
      ...{ policy: haproxy, config: { servers: named(2), balance: { by: 'roundrobin' }, retries: 0 }, servers: 2 },
      ...{ checks: { check: haproxyCheck, config }, dead: [0], fails: 7.3e6, how, until: 25e6 },
    })
    expect(last(times)).toBeGreaterThan(until - 0.05)
    expect(last(times)).toBeLessThan(until)
  })

  // health_checker_impl.cc: the wait for the next check begins when one ends; 10 to 11, 16 to 17, 22 to 23.
  it('Envoy, which pays the time-out each time: until 23 s', () => {
    const check = { interval: 5e6, timeout: 1e6, unhealthyThreshold: 3, healthyThreshold: 2 }
    const times = sentAfter({
      ...{ policy: envoy, config: { servers: named(4), policy: { by: 'round-robin' } as const }, servers: 4 },
      ...{ checks: { check: envoyCheck, config: check }, dead: [0], fails: 7.3e6, how: 'hangs', until: 40e6 },
    })
    expect(last(times)).toBeGreaterThan(22.95)
    expect(last(times)).toBeLessThan(23)
  })

  // load_balancer_impl.cc, isHostSetInPanic: with three of four dead, all are used again.
  it('Envoy, which panics: never', () => {
    const check = { interval: 5e6, timeout: 1e6, unhealthyThreshold: 3, healthyThreshold: 2 }
    const times = sentAfter({
      ...{ policy: envoy, config: { servers: named(4), policy: { by: 'round-robin' } as const }, servers: 4 },
      ...{ checks: { check: envoyCheck, config: check }, dead: [0, 1, 2], fails: 7.3e6, how: 'hangs', until: 40e6 },
    })
    expect(last(times)).toBeGreaterThan(39.9)
  })

  // outlier_detection.proto: five failures in a row, and then one of every base ejection time that is over.
  it('Envoy by outlier detection: five requests, and five more when it is let in', () => {
    const config = { servers: named(4), policy: { by: 'round-robin' } as const, outliers: { maxEjected: 25 } }
    const rest = { servers: 4, dead: [0], fails: 7.3e6, how: 'refuses', until: 60e6 } as const
    const times = sentAfter({ policy: envoy, config, ...rest })
    expect(times.length).toBe(10)
    expect(times[4] - 7.3).toBeLessThan(0.21)
    // Ejected at 7.5, for 30 s, let in at the end of an interval of ten.
    expect(times[5]).toBeGreaterThanOrEqual(40)
    expect(last(times)).toBeLessThan(40.3)
  })

  // ngx_http_upstream_get_peer: out while now - checked <= fail_timeout, in whole seconds.
  it('nginx, which has no checks: one request, and one again after fail_timeout, for ever', () => {
    const config = { servers: named(2).map(s => ({ ...s, failTimeout: 3 })), method: 'round-robin' } as const
    const rest = { servers: 2, dead: [0], fails: 7.3e6, how: 'refuses', until: 20e6 } as const
    const times = sentAfter({ policy: nginx, config, ...rest })
    expect(times.map(time => Math.floor(time))).toEqual([7, 11, 15, 19])
    expect(times[0] - 7.3).toBeLessThan(0.03)
  })

  // kubelet's prober: a tick of `period`, three failures, the last of which takes its time-out.
  it('Kubernetes: up to a period, two periods and a time-out', () => {
    const times = sentAfter({
      ...{ policy: plainRoundRobin, config: { servers: named(2) }, servers: 2 },
      ...{ checks: { check: readinessProbe, config: {} }, dead: [0], fails: 47.3e6, how: 'hangs', until: 90e6 },
    })
    expect(last(times) - 47.3).toBeGreaterThan(21 - 0.05)
    expect(last(times) - 47.3).toBeLessThan(31)
  })

  // User guide of Elastic Load Balancing: two failures 30 s apart; fail-open when all targets are unhealthy.
  it('AWS: up to an interval, one more and a time-out; never when all fail', () => {
    const play = {
      ...{ policy: plainRoundRobin, config: { servers: named(2) }, servers: 2 },
      ...{ checks: { check: targetGroupCheck, config: {}, failOpen: true } },
      ...({ fails: 100e6, how: 'hangs', until: 200e6 } as const),
    }
    const times = sentAfter({ ...play, dead: [0] })
    expect(last(times) - 100).toBeGreaterThan(35 - 0.05)
    expect(last(times) - 100).toBeLessThan(65)
    expect(last(sentAfter({ ...play, dead: [0, 1] }))).toBeGreaterThan(199.9)
  })
})
