import type { DetectionResult, RunResult, ScenarioSummary, ServiceResult, WorkloadResult } from '../results/index.js'
import {
  type Calendar,
  describeCalendar,
  formatDuration,
  formatNines,
  printAvailability,
  yearLength,
} from '../units/index.js'
import {
  atLeast,
  availabilityInterval,
  counted,
  duration,
  durationInterval,
  durationValue,
  grouped,
  percent,
  shareInterval,
  simulatedTime,
} from './numbers.js'
import { quantileText } from './quantiles.js'
import { traceCommand } from './trace-command.js'

/** One line of what is known of a service, detector or workload; text and Markdown show the same. */
export interface Fact {
  readonly label: string
  readonly value: string
  /** What the value must be read with. */
  readonly aside?: string
  /** A command that leads on from here. */
  readonly command?: string
}

/** Availability and what of the budget went. */
export function availabilityFacts(service: ServiceResult, scenario: ScenarioSummary): Fact[] {
  return [availabilityFact(service, scenario), ...budgetFacts(service, scenario)]
}

function availabilityFact(service: ServiceResult, scenario: ScenarioSummary): Fact {
  const label = 'availability'
  const u = service.unavailability
  const level = `${Math.round(u.level * 1000) / 10}%`
  if (u.value > 0) {
    const interval = u.low === u.high ? '' : ` · ${level} interval`
    return { label, value: `${availabilityInterval(u)}  ${formatNines(u.value)} nines${interval}` }
  }
  if (u.high === 0) return { label, value: '100%: nothing in this scenario can take it down' }
  const time = simulatedTime(service.measured, scenario.calendar)
  return { label, value: `no outage in ${time}; at least ${atLeast(u.high)} (${level} bound)` }
}

function budgetFacts(service: ServiceResult, scenario: ScenarioSummary): Fact[] {
  const u = service.unavailability
  const aside = describeCalendar(scenario.calendar as Calendar)
  if (service.budget !== null) {
    const { allowed, expected, window, objective } = service.budget
    const allows = `${formatDuration(allowed)} a ${window} that ${printAvailability(objective)} allows`
    const spent =
      expected.value === 0 ? 'none' : `${percent(expected.value, allowed)} spent: ${durationValue(expected)}`
    return [{ label: 'budget', value: `${spent} of the ${allows}`, aside }]
  }
  if (u.value === 0) return []
  const year = yearLength(scenario.calendar as Calendar)
  const perYear = { ...u, value: u.value * year, low: u.low * year, high: u.high * year }
  return [{ label: 'downtime', value: `${durationInterval(perYear)} a year`, aside }]
}

/** What outages waited for, how many there were and how long they took. */
export function outageFacts(service: ServiceResult, { scenario, services }: RunResult): Fact[] {
  const only = services.length === 1
  const facts = [...phaseFacts(service), ...countFacts(service, scenario), ...longestFact(service, scenario, only)]
  if (service.months !== null) {
    const { broken, total, objective: promised, share } = service.months
    const value = `${grouped(broken)} of ${counted(total, 'month')} below ${printAvailability(promised)}  ${shareInterval(share)}`
    facts.push({ label: 'months', value })
  }
  if (service.failover !== null) facts.push({ label: 'failover', value: quantileText(service.failover) })
  if (service.decision !== null) facts.push({ label: 'decided in', value: quantileText(service.decision) })
  if (service.dual > 0)
    facts.push({ label: 'two at once', value: `${duration(service.dual)} in which two members served` })
  if (service.degraded !== null)
    facts.push({ label: 'degraded', value: `${shareInterval(service.degraded)} of the time` })
  return facts
}

function phaseFacts({ phases, downtime }: ServiceResult): Fact[] {
  const parts = (['detect', 'decide', 'restore', 'repair'] as const)
    .filter(phase => phases[phase] > 0)
    .map(phase => `${phase} ${percent(phases[phase], downtime)}`)
  return parts.length === 0 ? [] : [{ label: 'waiting to', value: parts.join(' · ') }]
}

function countFacts({ outages, measured }: ServiceResult, scenario: ScenarioSummary): Fact[] {
  const { count, censored, meanUp, meanOutage, meanBetweenStarts, lengths } = outages
  if (count === 0) return []
  const open = censored === 0 ? '' : `; ${grouped(censored)} still open at the end`
  const facts = [
    { label: 'outages', value: `${grouped(count)} in ${simulatedTime(measured, scenario.calendar)}${open}` },
  ]
  if (meanUp !== null) facts.push({ label: 'mean up', value: durationInterval(meanUp) })
  if (meanOutage !== null) facts.push({ label: 'mean outage', value: durationInterval(meanOutage) })
  if (meanBetweenStarts !== null) facts.push({ label: 'start to start', value: durationInterval(meanBetweenStarts) })
  if (lengths !== null && lengths.count > 1) facts.push({ label: 'lengths', value: quantileText(lengths) })
  return facts
}

function longestFact({ id, outages }: ServiceResult, scenario: ScenarioSummary, only: boolean): Fact[] {
  const { longest } = outages
  if (longest === null) return []
  const when = longest.start === 0 ? 'from the start' : `after ${formatDuration(longest.start)}`
  const value = `${duration(longest.length)} in trial ${longest.trial}, ${when}`
  return [{ label: 'longest', value, command: traceCommand(scenario, longest, 'worst', only ? null : id) }]
}

export function detectorFacts(detector: DetectionResult): Fact[] {
  const { detection, undetected, falseSuspicions, falseSuspicionTime } = detector
  const facts = [{ label: 'detected in', value: detection === null ? 'nothing to detect' : quantileText(detection) }]
  if (undetected > 0) facts.push({ label: 'undetected', value: counted(undetected, 'failure') })
  const cost = `${grouped(falseSuspicions)}, for ${duration(falseSuspicionTime)} in all`
  return [...facts, { label: 'false alarms', value: falseSuspicions === 0 ? 'none' : cost }]
}

export function workloadFacts(workload: WorkloadResult): Fact[] {
  const { requests, failed, unavailability: u, latency, errors } = workload
  if (requests === 0) return [{ label: 'in time', value: 'no request was made' }]
  const facts: Fact[] = []
  if (u.value === 0) {
    facts.push({ label: 'in time', value: `all ${counted(requests, 'request')}; at least ${atLeast(u.high)}` })
  } else {
    facts.push({ label: 'in time', value: `${availabilityInterval(u)}  ${formatNines(u.value)} nines` })
    facts.push({ label: 'failed', value: `${grouped(failed)} of ${counted(requests, 'request')}` })
  }
  if (latency !== null) facts.push({ label: 'latency', value: quantileText(latency) })
  const sorted = [...errors].sort((a, b) => b.count - a.count)
  const kinds = sorted.filter(e => e.count > 0).map(e => `${e.kind} ${percent(e.count, failed)}`)
  return kinds.length === 0 ? facts : [...facts, { label: 'errors', value: kinds.join(' · ') }]
}
