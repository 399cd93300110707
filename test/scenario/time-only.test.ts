import { describe, expect, it } from 'vitest'
import { loadScenario, requestExpectations, type Scenario, timeOnly } from '../../src/scenario/index.js'

const text = (more: string): string => `version: 1
name: shop
horizon: 1y
nodes: { web: { count: 3, mtbf: 60d, mttr: 10m } }
services:
  shop: { on: web, needs: 2, balancer: { policy: round-robin, health-check: { heartbeat: 2s, detector: { missed: 3 } } } }
detectors: { watch: { on: web, heartbeat: 1s, timeout: 5s } }
workload: { buyers: { to: shop, arrivals: { poisson: 2/s }, service: 5ms, timeout: 1s } }
${more}`

function load(more: string): Scenario {
  const { scenario, problems } = loadScenario(text(more), 'shop.yaml')
  expect(problems).toEqual([])
  return scenario!
}

describe('a scenario for time availability only', () => {
  const whole = load('expect: [availability(shop) >= 99%]')

  it('has no workloads and no balancers, and is otherwise as it was', () => {
    const { services, workloads, ...rest } = timeOnly(whole)
    const { services: before, workloads: _, ...others } = whole
    expect(workloads).toEqual([])
    expect(before[0].balancer).not.toBeNull()
    expect(services).toEqual(before.map(service => ({ ...service, balancer: null })))
    expect(rest).toEqual(others)
  })

  it('leaves the scenario it is given as it is', () => {
    const copy = structuredClone(whole)
    timeOnly(whole)
    expect(whole).toEqual(copy)
  })

  it.each(['request-availability(buyers) >= 99%', 'latency(buyers, p99) <= 100ms'])(
    'cannot be had of one that expects %s',
    expected => {
      const scenario = load(`expect: [availability(shop) >= 99%, "${expected}"]`)
      expect(requestExpectations(scenario).map(expectation => expectation.text)).toEqual([expected])
      expect(() => timeOnly(scenario)).toThrow(expected)
    },
  )

  it('may be judged by all that is said of services, nodes and detectors', () => {
    const scenario = load('expect: [nines(shop) >= 2, availability(web-1) >= 99%, "detection(watch, p99) <= 10s"]')
    expect(requestExpectations(scenario)).toEqual([])
    expect(timeOnly(scenario).expectations).toEqual(scenario.expectations)
  })
})
