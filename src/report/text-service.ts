import { displayWidth } from '../diagnostics/index.js'
import type { ComponentResult, RunResult, ServiceResult } from '../results/index.js'
import { availabilityFacts, type Fact, outageFacts } from './facts.js'
import { bar } from './glyphs.js'
import { healthFacts } from './health-facts.js'
import { cut, padEnd, padStart } from './layout.js'
import { availabilityInterval, counted, grouped, percent } from './numbers.js'
import { COLUMNS, LABEL, type Page } from './page.js'
import { mainCauses, worstParts } from './ranking.js'
import { trafficFacts } from './traffic-facts.js'

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
  const rows = mainCauses(service, CAUSES_SHOWN)
  const labels = rows.map(row => cut(page.safe(row.label), 28, page.glyphs.ellipsis))
  const width = Math.max(0, ...labels.map(displayWidth))
  rows.forEach((row, i) => {
    const head = page.paint.faint(`  ${padEnd(i === 0 ? 'spent by' : '', LABEL)} `)
    const share = padStart(percent(row.downtime, service.downtime), 4)
    const drawn = page.paint.accent(bar(row.downtime / service.downtime, BAR_CELLS, page.glyphs))
    page.line(`${head}${padEnd(labels[i], width)}  ${share}  ${drawn}`)
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
