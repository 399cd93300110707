import { describe, expect, it } from 'vitest'
import { hearEnding, newOutliers, type OutlierState, passIntervals } from '../../src/balancers/envoy/outliers.js'
import type { Ending, EnvoyOutlierConfig } from '../../src/balancers/index.js'

const second = 1e6
const status = (code: number): Ending => ({ outcome: 'ok', status: code, latency: 5000 })
const connectFailed: Ending = { outcome: 'refused', status: 0, latency: 10 }

/** Hosts under a detector; the clock moves from interval to interval. */
function detector(hosts: number, config: EnvoyOutlierConfig) {
  const state: OutlierState = newOutliers(hosts)
  let now = 0
  passIntervals(config, state, now)
  return {
    state,
    load(host: number, count: number, ending: Ending) {
      for (let i = 0; i < count; i++) hearEnding(config, state, host, ending, now)
    },
    at(time: number) {
      now = time * second
      passIntervals(config, state, now)
    },
    out: () => state.hosts.map(({ ejected }) => ejected),
  }
}

// test/common/upstream/outlier_detection_impl_test.cc: names are those of the tests there.
describe('outlier detection, by the unit tests of Envoy', () => {
  const alone = { maxEjected: 100 }

  it('BasicFlow5xxViaHttpCodes', () => {
    const { load, at, out } = detector(2, { maxEjected: 50 })
    load(0, 1, status(500))
    load(0, 1, status(200))
    load(0, 4, status(500))
    expect(out()).toEqual([false, false])
    load(0, 1, status(500))
    expect(out()).toEqual([true, false])
    at(9.999)
    expect(out()).toEqual([true, false])
    at(30.001)
    expect(out()).toEqual([false, false])
    load(0, 5, status(500))
    expect(out()).toEqual([true, false])
  })

  it('BasicFlowGatewayFailure', () => {
    const { load, out } = detector(1, { ...alone, consecutive5xx: 0, consecutiveGateway: 5 })
    load(0, 1, status(503))
    load(0, 1, status(500))
    load(0, 4, status(503))
    expect(out()).toEqual([false])
    load(0, 1, status(503))
    expect(out()).toEqual([true])
  })

  it('BasicFlow5xxViaNonHttpCodes, and that a success between them cancels', () => {
    const { load, out } = detector(1, alone)
    for (let i = 0; i < 100; i++) {
      load(0, 1, connectFailed)
      load(0, 1, status(200))
    }
    expect(out()).toEqual([false])
    load(0, 5, connectFailed)
    expect(out()).toEqual([true])
  })

  it('BasicFlowLocalOriginFailure: counted for themselves when split', () => {
    const { load, out } = detector(2, { ...alone, splitLocalOrigin: true })
    load(0, 4, connectFailed)
    load(0, 1, status(500))
    load(0, 4, connectFailed)
    expect(out()).toEqual([false, false])
    load(0, 1, connectFailed)
    expect(out()).toEqual([true, false])
    load(1, 5, status(500))
    expect(out()).toEqual([true, true])
  })

  it.each<[string, EnvoyOutlierConfig, Ending]>([
    ['BasicFlowSuccessRateExternalOrigin', { consecutive5xx: 0 }, status(503)],
    ['BasicFlowSuccessRateLocalOrigin', { splitLocalOrigin: true, consecutiveLocalOrigin: 0 }, connectFailed],
  ])('%s', (_name, rest, failure) => {
    const { load, at, out } = detector(5, { ...rest, maxEjected: 20 })
    for (let i = 0; i < 5; i++) load(i, 200, status(200))
    load(4, 200, failure)
    at(10)
    expect(out()).toEqual([false, false, false, false, true])
    at(19.999)
    expect(out()[4]).toBe(true)
    at(50.001)
    expect(out()[4]).toBe(false)
    // 25 of each: not enough requests.
    for (let i = 0; i < 4; i++) load(i, 25, status(200))
    load(4, 25, status(200))
    load(4, 25, failure)
    at(60.001)
    expect(out()[4]).toBe(false)
  })

  it('BasicFlowFailurePercentageExternalOrigin', () => {
    const config = { maxEjected: 40, consecutive5xx: 0, successRate: false, failurePercentage: true }
    const { load, at, out } = detector(5, { ...config, failureThreshold: 40 })
    for (let i = 0; i < 5; i++) load(i, 50, status(200))
    load(3, 25, status(503))
    load(4, 50, status(503))
    at(10)
    // A third fails at host 3, half at host 4.
    expect(out()).toEqual([false, false, false, false, true])
  })

  it('Overflow: no more than the share of hosts', () => {
    const { load, out } = detector(2, { maxEjected: 1, alwaysEjectOne: true })
    load(0, 5, status(500))
    load(1, 5, status(500))
    expect(out()).toEqual([true, false])
    const none = detector(2, { maxEjected: 1 })
    none.load(0, 5, status(500))
    expect(none.out()).toEqual([false, false])
  })

  it('EjectTimeBackoff: longer each time, shorter after intervals of health', () => {
    const { load, at, out } = detector(1, { ...alone, baseEjection: 10 * second })
    const fail = () => load(0, 5, status(500))
    const seen: [number, boolean][] = []
    const look = (time: number) => {
      at(time)
      seen.push([time, out()[0]])
    }
    fail()
    look(10)
    fail()
    look(20)
    look(30)
    fail()
    for (const time of [40, 50, 60]) look(time)
    look(70)
    look(80)
    fail()
    look(90)
    look(100)
    for (let i = 1; i <= 50; i++) at(100 + 10 * i)
    at(610)
    fail()
    look(620)
    expect(seen).toEqual([
      [10, false],
      [20, true],
      [30, false],
      [40, true],
      [50, true],
      [60, false],
      [70, false],
      [80, false],
      [90, true],
      [100, false],
      [620, false],
    ])
  })

  it.each([
    ['MaxEjectTime', 300, 30],
    ['MaxEjectTimeNotAlligned', 305, 31],
  ])('%s', (_name, most, ticks) => {
    const { load, at, out } = detector(1, { ...alone, baseEjection: 10 * second, maxEjection: most * second })
    let tick = 0
    const ejectFor = (periods: number) => {
      load(0, 5, status(500))
      for (let j = 1; j < periods; j++) {
        at(++tick * 10)
        expect(out()[0]).toBe(true)
      }
      at(++tick * 10)
      expect(out()[0]).toBe(false)
    }
    for (let i = 1; i <= ticks; i++) ejectFor(i)
    for (let i = 1; i < 10; i++) ejectFor(ticks)
  })
})
