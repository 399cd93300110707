import type { ComponentResult, RunResult, ServiceResult, WorkloadResult } from '../results/index.js'
import { formatDuration } from '../units/index.js'
import { fenced, forMarkdown } from './escape.js'
import { observed, shortfall } from './expectation.js'
import { availabilityFacts, detectorFacts, outageFacts, workloadFacts } from './facts.js'
import { fidelityLine } from './fidelity.js'
import { healthFacts } from './health-facts.js'
import { factTable, notesList, SIGN, table } from './markdown-blocks.js'
import { availabilityInterval, counted, grouped, percent } from './numbers.js'
import { mainCauses, worstParts } from './ranking.js'
import { sampledFacts } from './sampled-facts.js'
import { callFacts, chargeRows, goodputFacts, memberRows, trafficFacts } from './traffic-facts.js'

/** The result as GitHub-flavoured Markdown, for a pull request, a job summary or a report kept in the repository. */
export function renderMarkdown(result: RunResult): string {
  const blocks = [
    head(result),
    expectationTable(result),
    ...result.services.flatMap(service => serviceBlocks(service, result)),
    ...parts('Worst nodes', result.nodes),
    ...parts('Worst domains', result.domains),
    ...result.detectors.flatMap(d => [`## Detector ${forMarkdown(d.id)}`, factTable(detectorFacts(d))]),
    ...result.workloads.flatMap(w => [
      `## Workload ${forMarkdown(w.id)}`,
      factTable([...workloadFacts(w), ...goodputFacts(w)]),
      chargeTable(w),
    ]),
    ...(result.sampled === undefined ? [] : ['## Traffic', factTable(sampledFacts(result))]),
    ...(result.calls ?? []).flatMap(c => [
      `## Calls ${forMarkdown(c.id)}`,
      factTable([...workloadFacts(c), ...callFacts(c), ...goodputFacts(c)]),
      chargeTable(c),
    ]),
    notesList(result.notes),
    '## Reproduce',
    fenced(result.reproduce, 'sh'),
    `nines ${forMarkdown(result.version)}, ${counted(result.events, 'event')}, fingerprint \`${forMarkdown(result.fingerprint)}\``,
  ]
  return blocks.filter(block => block !== '').join('\n\n') + '\n'
}

function head(result: RunResult): string {
  const { scenario, trials, verdict, expectations } = result
  const fidelity = fidelityLine(result)
  const word = expectations.length === 0 ? '' : `${verdict.toUpperCase()}: `
  const study = `Seed ${forMarkdown(scenario.seed)}, ${counted(trials.done, 'trial')} × ${formatDuration(scenario.horizon)}.${fidelity === '' ? '' : ` ${fidelity}.`}`
  const partial = `**Incomplete**: interrupted after ${grouped(trials.done)} of ${counted(trials.asked, 'trial')}.`
  const lines = [`# ${word}${forMarkdown(scenario.name)}`, forMarkdown(scenario.description), study]
  return [...lines, trials.incomplete ? partial : ''].filter(line => line !== '').join('\n\n')
}

function expectationTable({ expectations }: RunResult): string {
  if (expectations.length === 0) return ''
  const rows = expectations.map(e => [
    SIGN[e.verdict],
    forMarkdown(e.text),
    forMarkdown(observed(e)),
    forMarkdown(shortfall(e)),
  ])
  return table(['verdict', 'expectation', 'observed', ''], rows)
}

function serviceBlocks(service: ServiceResult, result: RunResult): string[] {
  const facts = [
    ...availabilityFacts(service, result.scenario),
    ...outageFacts(service, result),
    ...trafficFacts(service).filter(({ label }) => label !== 'slowest'),
    ...healthFacts(service),
  ]
  const causes = mainCauses(service, 10).map(cause => [
    forMarkdown(cause.label),
    percent(cause.downtime, service.downtime),
    grouped(cause.outages),
  ])
  return [
    `## ${forMarkdown(service.id)}`,
    forMarkdown(service.kind),
    factTable(facts),
    ...facts.flatMap(fact => (fact.command === undefined ? [] : [fenced(fact.command, 'sh')])),
    causes.length === 0 ? '' : table(['downtime spent by', 'share', 'outages'], causes),
    worstTable(service),
    memberTable(service),
  ]
}

function memberTable(service: ServiceResult): string {
  const rows = memberRows(service).map(row => row.map(forMarkdown))
  return rows.length === 0 ? '' : table(['member', 'attempts', 'failed', 'busy', 'p50', 'p99'], rows)
}

function chargeTable(workload: WorkloadResult): string {
  const rows = chargeRows(workload, 10).map(({ label, requests }) => {
    return [forMarkdown(label), grouped(requests), percent(requests, workload.failed)]
  })
  return rows.length === 0 ? '' : table(['failed requests charged to', 'requests', 'share'], rows)
}

function worstTable({ outages }: ServiceResult): string {
  const rows = outages.worst.map(({ trial, start, length, censored, phases, causes }) => [
    `${trial}`,
    formatDuration(start),
    `${formatDuration(length)}${censored ? ', still open' : ''}`,
    (['detect', 'decide', 'restore', 'repair'] as const)
      .filter(phase => phases[phase] > 0)
      .map(phase => `${phase} ${formatDuration(phases[phase])}`)
      .join(' · '),
    forMarkdown(causes.map(cause => `${cause.label} ${percent(cause.downtime, length)}`).join(' · ')),
  ])
  return rows.length === 0 ? '' : table(['trial', 'after', 'longest outages', 'waiting to', 'charged to'], rows)
}

function parts(title: string, all: readonly ComponentResult[]): string[] {
  const rows = worstParts(all, 5).map(part => [
    forMarkdown(part.id),
    forMarkdown(part.kind),
    forMarkdown(availabilityInterval(part.unavailability)),
    grouped(part.failures),
  ])
  return rows.length === 0 ? [] : [`## ${title}`, table(['', 'kind', 'availability', 'failures'], rows)]
}
