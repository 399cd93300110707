import { healthCheckNamed, type Options, policyNamed } from '../../balancers/index.js'
import { mean } from '../../laws/index.js'
import {
  type BalancerUse,
  type CheckUse,
  horizonOf,
  type Scenario,
  type Service,
  type Workload,
} from '../../scenario/index.js'

/** How long a service and those who call it remember. Microseconds. */
export interface Timing {
  /** Until a balancer has noticed what its members are like. */
  readonly detect: number
  /** Until nothing is left of requests that were under way, and passive memories of the balancer are over. */
  readonly traffic: number
  /** Without a change for so long, all is as it will be. */
  readonly quiet: number
}

/** Latency on the way there and back, and what else is short. */
const slack = 100_000

/**
 * One after the other, though they overlap: noticing twice, as a member may come back at the worst moment; all attempts of a
 * client; a full queue; what the balancer remembers; the warm-up of a member.
 */
export function timingOf(scenario: Scenario, s: number): Timing {
  const service = scenario.services[s]
  const { balancer, warmUp } = service
  const callers = scenario.workloads.filter(workload => workload.service === s)
  const detect = balancer === null ? 0 : noticing(balancer)
  const attempts = greatest(callers.map(patience))
  const memory = balancer === null ? 0 : (balancer.connectTimeout ?? 0) + memoryOf(balancer)
  const traffic = Math.ceil(attempts + queueOf(service, callers) + memory + slack)
  const quiet = scenario.traffic?.quiet ?? Math.ceil(2 * detect + traffic + (warmUp?.window ?? 0))
  return { detect: Math.ceil(2 * detect), traffic, quiet }
}

const greatest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0)

function patience({ timeout, retries, deadline }: Workload): number {
  return Math.min((retries + 1) * timeout, deadline ?? Number.POSITIVE_INFINITY)
}

/** Work in a full queue. */
function queueOf({ queue, concurrency }: Service, callers: readonly Workload[]): number {
  const work = greatest(
    callers.map(({ serviceTime, classes = [] }) =>
      greatest([serviceTime, ...classes.flatMap(c => (c.serviceTime === null ? [] : [c.serviceTime]))].map(mean)),
    ),
  )
  return Number.isFinite(work) ? (work * (queue + concurrency)) / concurrency : 0
}

function noticing({ monitor, check }: BalancerUse): number {
  const beats = monitor === null ? 0 : horizonOf(monitor) + monitor.heartbeat
  return beats + (check === undefined ? 0 : checking(check))
}

/** An active check is told times, and how often in a row: the longest it can take is their sum so many times. */
function checking({ name, config }: CheckUse): number {
  const described = healthCheckNamed(name)
  if (described === null) return 0
  const { options } = described.description
  const counts = Object.entries(options).map(([of, option]) => {
    const value = config[of]
    return 'unit' in option && option.unit === '1' && typeof value === 'number' ? value : 1
  })
  return timesIn(options, config) * greatest(counts)
}

/** All times that a policy is told, but for ceilings; some of them it remembers things for. */
function memoryOf({ config }: BalancerUse): number {
  if ('policy' in config) return 0
  const described = policyNamed(config.name)
  return described === null ? 0 : timesIn(described.description.options, config.config)
}

function timesIn(options: Options, values: { readonly [name: string]: unknown }): number {
  let sum = 0
  for (const [name, option] of Object.entries(options)) {
    const value = values[name]
    if (value === undefined || value === null || /^max/i.test(name)) continue
    if (typeof value === 'number' && 'unit' in option) {
      if (option.unit === 'µs') sum += value
      else if (option.unit === 's') sum += value * 1e6
    } else if (typeof value === 'object') {
      const inside = value as { readonly [name: string]: unknown }
      if (option.type === 'group') sum += timesIn(option.options, inside)
      else if (option.type === 'one-of') {
        const chosen = option.cases[String(inside[option.tag])]
        if (chosen !== undefined) sum += timesIn(chosen.options, inside)
      }
    }
  }
  return sum
}
