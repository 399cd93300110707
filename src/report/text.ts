import { displayWidth } from '../diagnostics/index.js'
import type { ExpectationResult, RunResult } from '../results/index.js'
import { formatDuration } from '../units/index.js'
import { observed, shortfall } from './expectation.js'
import { detectorFacts, workloadFacts } from './facts.js'
import { fidelityLine } from './fidelity.js'
import { headline, shade } from './headline.js'
import { padEnd, wrap } from './layout.js'
import { noteLines } from './notes-text.js'
import { counted, grouped } from './numbers.js'
import { COLUMNS, Page, type TextOptions } from './page.js'
import { sampledFacts } from './sampled-facts.js'
import { chargeBars, factFields, partsSection, serviceSection } from './text-service.js'
import { callFacts, goodputFacts } from './traffic-facts.js'

/** A result for people at a terminal: the verdict first, then what it rests on, last the command that repeats it. */
export function renderText(result: RunResult, options: TextOptions = {}): string {
  const page = new Page(options)
  opening(page, result)
  const fidelity = fidelityLine(result)
  if (fidelity !== '') page.text(fidelity, 6, page.paint.faint)
  if (result.scenario.description !== '') page.text(result.scenario.description, 6, page.paint.faint)
  incomplete(page, result)
  expectations(page, result.expectations)
  for (const service of result.services) serviceSection(page, service, result)
  partsSection(page, 'worst nodes', result.nodes)
  partsSection(page, 'worst domains', result.domains)
  for (const detector of result.detectors) {
    page.title(detector.id, `detector · ${counted(detector.pairs, 'pair')}`)
    factFields(page, detectorFacts(detector))
  }
  for (const workload of result.workloads) {
    page.title(workload.id, `workload on ${workload.service}`)
    factFields(page, [...workloadFacts(workload), ...goodputFacts(workload)])
    chargeBars(page, workload)
  }
  for (const call of result.calls ?? []) {
    page.title(call.id, `calls of ${call.caller} to ${call.service}`)
    factFields(page, [...workloadFacts(call), ...callFacts(call), ...goodputFacts(call)])
    chargeBars(page, call)
  }
  if (result.sampled !== undefined) {
    page.title('traffic', 'sampled, and weighed by time')
    factFields(page, sampledFacts(result))
  }
  noteLines(page, result.notes)
  tail(page, result)
  return page.toString()
}

/** The verdict line alone, for `--quiet`. */
export function renderVerdict(result: RunResult, options: TextOptions = {}): string {
  const page = new Page(options)
  opening(page, result)
  return page.toString()
}

/** Verdict, name and study. */
function opening(page: Page, { scenario, trials, expectations, verdict }: RunResult): void {
  const study = `seed ${page.safe(scenario.seed)} · ${counted(trials.done, 'trial')} × ${formatDuration(scenario.horizon)}`
  headline(page, expectations.length === 0 ? null : verdict, scenario.name, study)
}

function incomplete(page: Page, { trials }: RunResult): void {
  if (!trials.incomplete) return
  page.gap()
  const rest = `${grouped(trials.done)} of ${counted(trials.asked, 'trial')}. Everything below rests on those alone`
  const when = trials.done === 0 ? 'before the first trial was finished' : `after ${rest}`
  page.text(`INCOMPLETE: interrupted ${when}.`, 2, page.paint.warn)
}

function expectations(page: Page, all: readonly ExpectationResult[]): void {
  if (all.length === 0) return
  page.gap()
  const width = Math.min(40, Math.max(...all.map(e => displayWidth(page.safe(e.text)))))
  for (const e of all) expectationLines(page, e, width)
}

function expectationLines(page: Page, e: ExpectationResult, width: number): void {
  const style = shade(page, e.verdict)
  const mark = style(page.glyphs.verdict[e.verdict])
  const value = page.safe(observed(e))
  const text = page.safe(e.text)
  const fits = displayWidth(text) <= width && 4 + width + 2 + displayWidth(value) <= COLUMNS
  if (fits) {
    page.line(`  ${mark} ${padEnd(text, width)}  ${value}`)
  } else {
    wrap(text, COLUMNS - 4).forEach((line, i) => {
      page.line(i === 0 ? `  ${mark} ${line}` : `    ${line}`)
    })
    page.text(value, 6)
  }
  if (e.name !== '' && e.name !== e.text) page.text(e.name, 6, page.paint.faint)
  if (e.verdict !== 'pass') page.text(shortfall(e), 6, style)
}

function tail(page: Page, result: RunResult): void {
  page.gap()
  const made = `nines ${result.version} · ${counted(result.events, 'event')} · ${result.fingerprint}`
  page.field('fingerprint', made, page.paint.faint)
  page.command('reproduce', result.reproduce)
}
