import { describe, expect, it } from 'vitest'
import { type Accrual, hearEnding, newAccrual, wake } from '../../src/balancers/finagle/accrual.js'
import { adjustLoad, indicesOf, newAperture, sliceOf, twoOf, weightIn } from '../../src/balancers/finagle/aperture.js'
import { countCall, newGrpcOutliers, passGrpcIntervals } from '../../src/balancers/grpc/outliers.js'
import { type FinagleConfig, finagle, type GrpcOutlierConfig, type Request } from '../../src/balancers/index.js'
import { hearResponse, letThrough, openGate, wake as wakeGate } from '../../src/balancers/linkerd/breaker.js'
import { SeedTree } from '../../src/random/index.js'

const ok = { outcome: 'ok', status: 200, latency: 5000 } as const
const bad = { outcome: 'ok', status: 503, latency: 5000 } as const
const servers = Array.from({ length: 5 }, (_, i) => ({ name: `s${i}`, weight: 1 }))

describe('Finagle', () => {
  const config: FinagleConfig = { servers, accrual: 'consecutive', failures: 3, leastDead: 5e6 }
  const hear = (accrual: Accrual, ending: typeof ok | typeof bad, now: number, luck = 0.5) =>
    hearEnding(config, accrual, ending, now, luck)

  // FailureAccrualPolicyTest.scala, "Consecutive failures policy": the nth failure, a success in between, the backoffs.
  it('marks dead by failures in a row, longer each time, and asks one request whether it is well', () => {
    const accrual = newAccrual()
    hear(accrual, bad, 0)
    hear(accrual, bad, 0)
    hear(accrual, ok, 0)
    hear(accrual, bad, 0)
    hear(accrual, bad, 0)
    expect(accrual.state).toBe('alive')
    hear(accrual, bad, 0)
    expect([accrual.state, accrual.until]).toEqual(['dead', 5e6])
    wake(accrual, 4.9e6)
    expect(accrual.state).toBe('dead')
    wake(accrual, 5e6)
    expect(accrual.state).toBe('probe-open')
    accrual.state = 'probe-closed'
    // Equal jitter: the least, and half of it by luck; then twice the least and half.
    hear(accrual, bad, 5e6)
    expect([accrual.state, accrual.until]).toEqual(['dead', 12.5e6])
    wake(accrual, 12.5e6)
    accrual.state = 'probe-closed'
    hear(accrual, bad, 12.5e6)
    expect(accrual.until).toBe(27.5e6)
    wake(accrual, 27.5e6)
    accrual.state = 'probe-closed'
    hear(accrual, ok, 27.5e6)
    expect([accrual.state, accrual.failures]).toEqual(['alive', 0])
  })

  // successRateWithinDuration: no verdict before a window is over, then by the moving average.
  it('marks dead by success rate once a window is full', () => {
    const byRate: FinagleConfig = { servers, accrual: 'success-rate', window: 30e6 }
    const accrual = newAccrual()
    for (let second = 0; second < 30; second++) hearEnding(byRate, accrual, second % 2 ? bad : ok, second * 1e6, 0)
    expect(accrual.state).toBe('alive')
    hearEnding(byRate, accrual, bad, 30e6, 0)
    expect(accrual.state).toBe('dead')
  })

  // Balancer.scala, pick: after so many draws of servers that are not open it takes what comes.
  it('panics when most are closed', () => {
    const luck = new SeedTree('finagle').stream('panic')
    const request = (id: number): Request => ({ id, now: 1e6, key: null, source: [], uri: '/', tried: [] })
    const shareOfClosed = (maxEffort: number) => {
      const state = finagle.init({ servers, maxEffort })
      for (const server of [0, 1, 2, 3]) finagle.tell({ servers }, state, { kind: 'down', server, now: 0 })
      const n = 20_000
      let closed = 0
      for (let i = 0; i < n; i++) if (finagle.pick({ servers, maxEffort }, state, request(i), luck).server < 4) closed++
      return closed / n
    }
    // Two of five hold the open one with probability 2/5; panic takes the fifth draw, healthy or not.
    expect(Math.abs(shareOfClosed(4) - 0.6 ** 5)).toBeLessThan(4 * Math.sqrt((0.6 ** 5 * (1 - 0.6 ** 5)) / 20_000))
    expect(shareOfClosed(0)).toBe(0)
  })

  // DeterministicAperture.scala and Ring.scala: every server bears the same part of all clients' slices.
  it('gives all servers the same part of the slices of all clients', () => {
    for (const [clients, size] of [
      [7, 10],
      [10, 7],
      [4, 30],
    ]) {
      const borne = new Array<number>(size).fill(0)
      for (let client = 0; client < clients; client++) {
        const slice = sliceOf({ by: 'deterministic', client, clients, least: 4 }, size)
        expect(slice.width * size).toBeGreaterThanOrEqual(Math.min(4, size) - 1e-9)
        for (const i of indicesOf(slice)) borne[i] += weightIn(slice, i)
      }
      for (const part of borne) expect(part).toBeCloseTo(borne[0], 6)
    }
  })

  it('draws two different servers of the slice, each by its part', () => {
    const slice = sliceOf({ by: 'deterministic', client: 1, clients: 4, least: 3 }, 10)
    const luck = new SeedTree('finagle').stream('slice')
    const inside = indicesOf(slice)
    const counts = new Map<number, number>(inside.map(i => [i, 0]))
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = twoOf(slice, luck)
      expect(a).not.toBe(b)
      expect(inside).toContain(b)
      counts.set(a, (counts.get(a) as number) + 1)
    }
    const total = inside.reduce((sum, i) => sum + weightIn(slice, i), 0)
    for (const i of inside) expect((counts.get(i) as number) / 20_000).toBeCloseTo(weightIn(slice, i) / total, 1)
  })

  // LoadBand.scala: the aperture opens at the high load and closes at the low one.
  it('opens and closes a random aperture with the load', () => {
    const band = { by: 'random', low: 0.5, high: 2, smooth: 5e6 } as const
    const aperture = newAperture(band)
    for (let i = 0; i < 3; i++) adjustLoad(band, aperture, 1, i * 60e6, 10)
    expect(aperture.size).toBe(2)
    for (let i = 0; i < 3; i++) adjustLoad(band, aperture, -1, 200e6 + i * 60e6, 10)
    expect(aperture.size).toBe(1)
  })
})

// linkerd2-proxy, outbound/src/http/breaker/consecutive_failures.rs, the test `transitions`.
it('Linkerd shuts its gate and asks one request whether to open it', () => {
  const config = { failures: 2, least: 1e6, most: 100e6, jitter: 0 }
  const gate = openGate()
  const hear = (ending: typeof ok | typeof bad, now: number) => hearResponse(config, gate, ending, now, 0)
  const at = (now: number) => {
    wakeGate(gate, now)
    return gate.state
  }
  hear(bad, 0)
  expect(at(0)).toBe('open')
  hear(bad, 0)
  expect(at(0.5e6)).toBe('shut')
  expect(at(1e6)).toBe('limited')
  letThrough(gate)
  expect(at(1e6)).toBe('probed')
  hear(bad, 1e6)
  expect(at(2e6)).toBe('shut')
  hear(ok, 2e6)
  expect(at(2e6)).toBe('shut')
  expect(at(3e6)).toBe('limited')
  letThrough(gate)
  hear(ok, 3e6)
  expect(at(3e6)).toBe('open')
})

// grpc-go, xds/internal/balancer/outlierdetection/balancer_test.go: TestEjectUnejectSuccessRate and TestEjectFailureRate.
describe('outlier detection of gRPC', () => {
  const calls = (config: GrpcOutlierConfig, results: [number, number][]) => {
    const state = newGrpcOutliers(results)
    passGrpcIntervals(config, state, 0)
    for (const [i, [good, failed]] of results.entries()) {
      for (let k = 0; k < good; k++) countCall(state, i, ok)
      for (let k = 0; k < failed; k++) countCall(state, i, bad)
    }
    return state
  }
  const out = ({ endpoints }: ReturnType<typeof newGrpcOutliers>) => endpoints.map(({ ejectedAt }) => ejectedAt >= 0)
  const rates = { successRate: true, successRateHosts: 3, successRateRequests: 3, successRateFactor: 500 }

  it('by success rate, and back again', () => {
    expect(
      out(
        calls(rates, [
          [5, 0],
          [5, 0],
          [5, 0],
        ]),
      ),
    ).toEqual([false, false, false])
    const state = calls(rates, [
      [5, 0],
      [5, 0],
      [0, 5],
    ])
    passGrpcIntervals(rates, state, 10e6)
    expect(out(state)).toEqual([false, false, true])
    passGrpcIntervals(rates, state, 30e6)
    expect(out(state)).toEqual([false, false, true])
    passGrpcIntervals(rates, state, 40e6)
    expect(out(state)).toEqual([false, false, false])
    // Forgiven an interval later.
    expect(state.endpoints[2].multiplier).toBe(1)
    passGrpcIntervals(rates, state, 50e6)
    expect(state.endpoints[2].multiplier).toBe(0)
  })

  it('by failures beyond a share, and no more than may be out', () => {
    const config = { failurePercentage: true, failureThreshold: 50, failureHosts: 3, failureRequests: 3 }
    const half = calls(config, [
      [5, 0],
      [5, 5],
      [0, 5],
    ])
    passGrpcIntervals(config, half, 10e6)
    expect(out(half)).toEqual([false, false, true])
    const most = calls(config, [
      [0, 5],
      [0, 5],
      [0, 5],
    ])
    passGrpcIntervals(config, most, 10e6)
    expect(out(most)).toEqual([true, false, false])
  })

  it('not without volume or hosts', () => {
    const few = calls(rates, [
      [5, 0],
      [5, 0],
      [0, 2],
    ])
    passGrpcIntervals(rates, few, 10e6)
    expect(out(few)).toEqual([false, false, false])
  })
})
