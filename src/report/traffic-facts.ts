import type { CallResult, ServiceResult, TrafficResult, WorkloadResult } from '../results/index.js'
import type { Fact } from './facts.js'
import { availabilityInterval, counted, duration, grouped, percent } from './numbers.js'
import { quantileText } from './quantiles.js'

/** Members told one by one in text; the others are in the JSON, and in Markdown. */
const fewest = 3

const figures = (value: number): string => String(Number(value.toPrecision(3)))

/** What clients get for their requests beside the share of them. */
export function goodputFacts({ goodput, classes }: WorkloadResult): Fact[] {
  const facts: Fact[] = []
  if (goodput !== undefined) {
    const { value, low, high } = goodput
    facts.push({ label: 'goodput', value: `${figures(value)}/s  [${figures(low)} … ${figures(high)}]` })
  }
  for (const { id, requests, failed, unavailability: u, latency } of classes ?? []) {
    const share = u.value === 0 ? 'all in time' : `${availabilityInterval(u)} in time`
    const count = failed === 0 ? counted(requests, 'request') : `${grouped(failed)} of ${grouped(requests)} failed`
    const aside = latency === null ? {} : { aside: quantileText(latency) }
    facts.push({ label: 'class', value: `${id}: ${share} · ${count}`, ...aside })
  }
  return facts
}

/** Requests of one service to another that were called off. */
export function callFacts({ cancelled, requests }: CallResult): Fact[] {
  if (cancelled === 0) return []
  return [{ label: 'called off', value: `${grouped(cancelled)} of ${grouped(requests + cancelled)}` }]
}

/** What failed requests are charged to. */
export interface ChargeRow {
  readonly label: string
  readonly requests: number
  /** Of the failed requests. */
  readonly share: number
}

/** Largest first; those beyond `shown` together, so that all of them sum to the requests that failed. */
export function chargeRows({ charges = [], failed }: WorkloadResult, shown: number): ChargeRow[] {
  const rows = charges.map(({ label, requests }) => ({ label, requests, share: requests / failed }))
  const rest = rows.slice(shown)
  // A line for the last one says more than a line for one other.
  if (rest.length < 2) return rows
  const requests = rest.reduce((sum, row) => sum + row.requests, 0)
  return [...rows.slice(0, shown), { label: `${rest.length} others`, requests, share: requests / failed }]
}

/** What the balancer of a service did. */
export function trafficFacts({ traffic }: ServiceResult): Fact[] {
  if (traffic === undefined || traffic.attempts === 0) return []
  const { attempts, refused, repeated, waits, latency, members } = traffic
  const failed = members.reduce((all, member) => all + member.failed, 0)
  const parts = [
    counted(attempts, 'attempt'),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
    ...(refused > 0 ? [`${grouped(refused)} refused`] : []),
    ...(repeated > 0 ? [`${grouped(repeated)} repeated`] : []),
  ]
  const facts: Fact[] = [{ label: 'balancer', value: parts.join(' · ') }]
  if (latency !== undefined && latency !== null) facts.push({ label: 'answered in', value: quantileText(latency) })
  if (waits !== null) facts.push({ label: 'waited for', value: quantileText(waits) })
  if (members.length > 1) facts.push(...imbalanceFacts(traffic))
  facts.push(...keyFacts(traffic))
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

function imbalanceFacts({ imbalance, members }: TrafficResult): Fact[] {
  const { attempts, work, interval } = imbalance
  const range = interval === undefined ? '' : `  [${figures(interval.low)} … ${figures(interval.high)}]`
  const busiest = foremost(members, ({ utilization }) => utilization)
  const asked = foremost(members, member => member.attempts)
  return [
    { label: 'imbalance', value: `${busiest} works ${figures(work)} times the mean${range}` },
    { label: 'most asked', value: `${asked} gets ${figures(attempts)} times the mean of attempts` },
  ]
}

/** The first of those that have most. */
function foremost(members: TrafficResult['members'], of: (member: TrafficResult['members'][number]) => number): string {
  return members.reduce((most, member) => (of(member) > of(most) ? member : most)).id
}

/** How often members held what a request was about. */
function keyFacts({ members }: TrafficResult): Fact[] {
  const lookUps = members.reduce((sum, { keys }) => sum + (keys?.lookUps ?? 0), 0)
  const hits = members.reduce((sum, { keys }) => sum + (keys?.hits ?? 0), 0)
  if (lookUps === 0) return []
  return [{ label: 'keys', value: `${percent(hits, lookUps)} of ${counted(lookUps, 'look-up')} found theirs` }]
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
