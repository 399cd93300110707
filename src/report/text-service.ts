import { displayWidth } from '../diagnostics/index.js'
import type { ComponentResult, RunResult, ServiceResult, WorkloadResult } from '../results/index.js'
import { availabilityFacts, type Fact, outageFacts } from './facts.js'
import { bar } from './glyphs.js'
import { healthFacts } from './health-facts.js'
import { cut, padEnd, padStart } from './layout.js'
import { availabilityInterval, counted, grouped, percent } from './numbers.js'
import { COLUMNS, LABEL, type Page } from './page.js'
import { mainCauses, worstParts } from './ranking.js'
import { chargeRows, trafficFacts } from './traffic-facts.js'

const CAUSES_SHOWN = 6
const PARTS_SHOWN = 5
const BAR_CELLS = 24

/** One service: availability, what the downtime cost and who spent it, then its outages. */
export function serviceSection(page: Page, service: ServiceResult, result: RunResult): void {
  page.title(service.id, service.kind)
  factFields(page, availabilityFacts(service, result.scenario))
  causeBars(page, service)
  factFields(page, [...outageFacts(service, result), ...trafficFacts(service), ...healthFacts(service)])
}

export function factFields(page: Page, facts: readonly Fact[]): void {
  for (const { label, value, aside, command } of facts) {
    page.field(label, value)
    if (aside !== undefined) page.field('', aside, page.paint.faint)
    if (command !== undefined) page.command('', command)
  }
}

function causeBars(page: Page, service: ServiceResult): void {
  const rows = mainCauses(service, CAUSES_SHOWN).map(({ label, downtime }) => {
    return { label, share: downtime / service.downtime, figures: padStart(percent(downtime, service.downtime), 4) }
  })
  bars(page, 'spent by', rows)
}

/** What failed requests are charged to, as downtime is. */
export function chargeBars(page: Page, workload: WorkloadResult): void {
  const rows = chargeRows(workload, CAUSES_SHOWN)
  const width = Math.max(0, ...rows.map(({ requests }) => grouped(requests).length))
  const figuresOf = (requests: number): string =>
    `${padStart(grouped(requests), width)} ${padStart(percent(requests, workload.failed), 4)}`
  bars(
    page,
    'charged to',
    rows.map(({ label, requests, share }) => ({ label, share, figures: figuresOf(requests) })),
  )
}

function bars(
  page: Page,
  title: string,
  rows: readonly { readonly label: string; readonly share: number; readonly figures: string }[],
): void {
  const labels = rows.map(row => cut(page.safe(row.label), 28, page.glyphs.ellipsis))
  const width = Math.max(0, ...labels.map(displayWidth))
  rows.forEach(({ share, figures }, i) => {
    const head = page.paint.faint(`  ${padEnd(i === 0 ? title : '', LABEL)} `)
    const told = `${padEnd(labels[i], width)}  ${figures}  `
    const cells = Math.min(BAR_CELLS, COLUMNS - LABEL - 3 - displayWidth(told))
    page.line(`${head}${told}${page.paint.accent(bar(share, cells, page.glyphs))}`)
  })
}

/** The nodes or domains that were down most. */
export function partsSection(page: Page, title: string, parts: readonly ComponentResult[]): void {
  const rows = worstParts(parts, PARTS_SHOWN)
  if (rows.length === 0) return
  page.title(title, parts.length > rows.length ? `${rows.length} of ${grouped(parts.length)}` : '')
  const ids = rows.map(row => cut(page.safe(row.id), 24, page.glyphs.ellipsis))
  const width = Math.max(LABEL, ...ids.map(displayWidth))
  const values = rows.map(row => page.safe(availabilityInterval(row.unavailability)))
  const valueWidth = Math.max(...values.map(displayWidth))
  rows.forEach((row, i) => {
    const failures = counted(row.failures, 'failure')
    const line = `  ${padEnd(ids[i], width)} ${padEnd(values[i], valueWidth)}  ${failures}`
    if (displayWidth(line) <= COLUMNS) page.line(line)
    else page.text(`${ids[i]} ${values[i]} ${failures}`)
  })
}
