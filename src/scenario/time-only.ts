import { metrics } from './metrics.js'
import type { Expectation, Scenario } from './scenario.js'

const ofRequests = new Set(metrics.filter(metric => metric.subjects.includes('workload')).map(metric => metric.name))

/** What a scenario expects of requests: nothing is left to judge it by when no request is made. */
export function requestExpectations({ expectations }: Scenario): readonly Expectation[] {
  return expectations.filter(({ metric }) => ofRequests.has(metric))
}

/**
 * The scenario without its traffic, which changes the state of no service: no workloads, and no balancers, whose health
 * checks and operators decide on nothing but where requests go. Outages are the same to the microsecond, as every purpose has a stream
 * of its own; but for services that keep a log, whose requests share disks and timers with their elections.
 *
 * @throws RangeError when the scenario expects something of requests
 */
export function timeOnly(scenario: Scenario): Scenario {
  const [judged] = requestExpectations(scenario)
  if (judged !== undefined) throw new RangeError(`there are no requests to judge ${judged.text} by`)
  const services = scenario.services.map(({ calls: _, ...service }) => ({ ...service, balancer: null }))
  const { operations = [], ...rest } = scenario
  const left = operations.filter(({ order }) => !forBalancers.has(order.kind))
  return { ...rest, services, workloads: [], ...(left.length > 0 && { operations: left }) }
}

const forBalancers: ReadonlySet<string> = new Set(['drain', 'maintenance', 'ready', 'weight'])
