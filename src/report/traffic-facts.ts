import type { ServiceResult, TrafficResult, WorkloadResult } from '../results/index.js'
import { formatNines } from '../units/index.js'
import type { Fact } from './facts.js'
import { availabilityInterval, counted, duration, grouped, percent } from './numbers.js'
import { quantileText } from './quantiles.js'

/** Members told one by one in text; the others are in the JSON, and in Markdown. */
const fewest = 3

const figures = (value: number): string => String(Number(value.toPrecision(3)))

/** What clients get for their requests beside the share of them. */
export function goodputFacts({ goodput, charges, classes, failed }: WorkloadResult): Fact[] {
  const facts: Fact[] = []
  if (goodput !== undefined) {
    const { value, low, high } = goodput
    facts.push({ label: 'goodput', value: `${figures(value)}/s  [${figures(low)} … ${figures(high)}]` })
  }
  for (const { id, requests, unavailability: u, latency } of classes ?? []) {
    const share = u.value === 0 ? 'all in time' : `${availabilityInterval(u)}  ${formatNines(u.value)} nines`
    const quantiles = latency === null ? '' : ` · p50 ${duration(latency.p50)} · p99 ${duration(latency.p99)}`
    facts.push({ label: 'class', value: `${id}: ${counted(requests, 'request')}: ${share}${quantiles}` })
  }
  if (charges !== undefined && charges.length > 0) {
    const parts = charges.slice(0, 5).map(({ label, requests }) => `${label} ${percent(requests, failed)}`)
    facts.push({ label: 'failed of', value: parts.join(' · ') })
  }
  return facts
}

/** What the balancer of a service did. */
export function trafficFacts({ traffic }: ServiceResult): Fact[] {
  if (traffic === undefined || traffic.attempts === 0) return []
  const { attempts, refused, repeated, waits, imbalance } = traffic
  const parts = [
    counted(attempts, 'attempt'),
    ...(refused > 0 ? [`${grouped(refused)} refused`] : []),
    ...(repeated > 0 ? [`${grouped(repeated)} repeated`] : []),
  ]
  const facts: Fact[] = [{ label: 'balancer', value: parts.join(' · ') }]
  if (waits !== null) facts.push({ label: 'waited for', value: quantileText(waits) })
  if (traffic.members.length > 1) {
    const { attempts: sent, work, interval } = imbalance
    const range = interval === undefined ? '' : `  [${figures(interval.low)} … ${figures(interval.high)}]`
    const value = `the busiest member has ${figures(sent)} times the mean of attempts, ${figures(work)} times the mean of work${range}`
    facts.push({ label: 'imbalance', value })
  }
  for (const member of slowest(traffic)) {
    const { id, utilization, latency } = member
    const quantiles = latency === null ? 'no answer' : `p50 ${duration(latency.p50)} · p99 ${duration(latency.p99)}`
    facts.push({
      label: 'slowest',
      value: `${id}: ${percent(member.attempts, attempts)} of attempts · ${percent(utilization, 1)} busy · ${quantiles}`,
    })
  }
  return facts
}

/** The members whose answers take longest in the tail, and those without one. */
function slowest({ members }: TrafficResult): TrafficResult['members'] {
  const tail = ({ latency }: TrafficResult['members'][number]): number => latency?.p99 ?? Number.POSITIVE_INFINITY
  return [...members].sort((a, b) => (tail(a) === tail(b) ? 0 : tail(b) - tail(a))).slice(0, fewest)
}

/** Rows of a table of members: name, share of attempts, share of failures, time busy, quantiles. */
export function memberRows({ traffic }: ServiceResult): string[][] {
  if (traffic === undefined || traffic.attempts === 0) return []
  return traffic.members.map(({ id, attempts, failed, utilization, latency }) => [
    id,
    percent(attempts, traffic.attempts),
    percent(failed, Math.max(1, attempts)),
    percent(utilization, 1),
    latency === null ? '' : duration(latency.p50),
    latency === null ? '' : duration(latency.p99),
  ])
}
