import { displayWidth } from '../diagnostics/index.js'
import type { SolvedExpectation, SolvedService, SolveResult, Verdict } from '../results/index.js'
import { formatNines } from '../units/index.js'
import { cutSetLines } from './cut-set-text.js'
import { bar } from './glyphs.js'
import { headline, shade } from './headline.js'
import { cut, padEnd, padStart, wrap } from './layout.js'
import { noteLines } from './notes-text.js'
import { percent } from './numbers.js'
import { COLUMNS, LABEL, Page, type TextOptions } from './page.js'
import {
  groupName,
  judgedText,
  nextNineFacts,
  serviceFacts,
  solvedShortfall,
  solvedText,
  worth,
} from './solve-facts.js'
import { factFields } from './text-service.js'

const FAMILIES_SHOWN = 6
const COMPONENTS_SHOWN = 6
const DOMAINS_SHOWN = 5
const CHANGES_SHOWN = 5
const BAR_CELLS = 24

/** What formulas say, for people at a terminal: the verdict first, then each service, last what was supposed. */
export function renderSolveText(result: SolveResult, options: TextOptions = {}): string {
  const page = new Page(options)
  headline(page, verdictOf(result), result.scenario.name, judgedText(result))
  if (result.scenario.description !== '') page.text(result.scenario.description, 6, page.paint.faint)
  expectations(page, result.expectations)
  for (const service of result.services) section(page, service, result)
  noteLines(page, result.notes)
  page.gap()
  page.command('reproduce', result.reproduce)
  return page.toString()
}

/** The verdict line alone, for `--quiet`. */
export function renderSolveVerdict(result: SolveResult, options: TextOptions = {}): string {
  const page = new Page(options)
  headline(page, verdictOf(result), result.scenario.name, judgedText(result))
  return page.toString()
}

const verdictOf = ({ expectations, verdict }: SolveResult): Verdict | null =>
  expectations.length === 0 ? null : verdict

function expectations(page: Page, all: readonly SolvedExpectation[]): void {
  if (all.length === 0) return
  page.gap()
  const width = Math.min(40, Math.max(...all.map(e => displayWidth(page.safe(e.text)))))
  for (const e of all) {
    const style = e.verdict === 'not-solved' ? page.paint.faint : shade(page, e.verdict)
    const mark = style(e.verdict === 'not-solved' ? page.glyphs.dot : page.glyphs.verdict[e.verdict])
    const text = page.safe(e.text)
    const value = page.safe(e.verdict === 'not-solved' ? `not solved: ${e.why}` : solvedText(e))
    if (displayWidth(text) <= width && 4 + width + 2 + displayWidth(value) <= COLUMNS) {
      page.line(`  ${mark} ${padEnd(text, width)}  ${value}`)
    } else {
      wrap(text, COLUMNS - 4).forEach((line, i) => {
        page.line(i === 0 ? `  ${mark} ${line}` : `    ${line}`)
      })
      page.text(value, 6)
    }
    if (e.name !== '' && e.name !== e.text) page.text(e.name, 6, page.paint.faint)
    if (e.verdict !== 'pass' && e.verdict !== 'not-solved') page.text(solvedShortfall(e), 6, style)
  }
}

function section(page: Page, service: SolvedService, result: SolveResult): void {
  page.title(service.id, service.kind)
  factFields(page, serviceFacts(service, result))
  familyBars(page, service)
  componentLines(page, service)
  domainLines(page, service)
  if (service.cutSets !== null) cutSetLines(page, service.cutSets, service.unavailability)
  changeLines(page, service)
  factFields(page, nextNineFacts(service))
}

/** The share of the downtime that would go with each kind of failure; shares overlap, since it takes several to fail. */
function familyBars(page: Page, { families }: SolvedService): void {
  const rows = families.slice(0, FAMILIES_SHOWN)
  const labels = rows.map(row => cut(page.safe(groupName(row)), 28, page.glyphs.ellipsis))
  const width = Math.max(0, ...labels.map(displayWidth))
  rows.forEach((row, i) => {
    const head = page.paint.faint(`  ${padEnd(i === 0 ? 'takes part' : '', LABEL)} `)
    const share = padStart(percent(row.fussellVesely, 1), 4)
    const drawn = page.paint.accent(bar(row.fussellVesely, BAR_CELLS, page.glyphs))
    page.line(`${head}${padEnd(labels[i], width)}  ${share}  ${drawn}`)
  })
}

/** A table of what matters: a part of the downtime, and how many times more or less of it there could be. */
function componentLines(page: Page, { components }: SolvedService): void {
  const rows = components.slice(0, COMPONENTS_SHOWN).map(c => ({ ...c, name: c.label, share: c.criticality }))
  table(page, 'components', rows, components.length)
}

function domainLines(page: Page, { domains }: SolvedService): void {
  const rows = domains.slice(0, DOMAINS_SHOWN).map(d => ({ ...d, name: d.id, share: d.fussellVesely }))
  table(page, 'domains', rows, domains.length)
}

interface Row {
  readonly name: string
  readonly share: number
  readonly raw: number
  readonly rrw: number | null
}

function table(page: Page, label: string, rows: readonly Row[], all: number): void {
  if (rows.length === 0) return
  const names = rows.map(row => cut(page.safe(row.name), 26, page.glyphs.ellipsis))
  const width = Math.max(...names.map(displayWidth), 10)
  const of = all > rows.length ? `${rows.length} of ${all}` : ''
  const line = (first: string, name: string, cells: readonly string[]): string =>
    `  ${padEnd(first, LABEL)} ${padEnd(name, width)}${cells.map(cell => padStart(cell, 12)).join('')}`
  page.line(
    page.paint.faint(
      line(
        label,
        of,
        ['critical', 'if down ×', 'if never 1/'].map(t => page.safe(t)),
      ),
    ),
  )
  rows.forEach(({ share, raw, rrw }, i) => {
    page.line(line('', names[i], [percent(share, 1), worth(raw), worth(rrw)]))
  })
}

function changeLines(page: Page, { changes, total, leftOut }: SolvedService): void {
  const rows = changes.slice(0, CHANGES_SHOWN)
  if (rows.length === 0) return
  const names = rows.map(row => cut(page.safe(row.what), 40, page.glyphs.ellipsis))
  const width = Math.max(...names.map(displayWidth))
  rows.forEach(({ unavailability }, i) => {
    const head = page.paint.faint(`  ${padEnd(i === 0 ? 'would help' : '', LABEL)} `)
    const nines = unavailability === 0 ? '100%' : `${formatNines(unavailability)} nines`
    const less = unavailability === 0 ? '' : `  1/${worth(total / unavailability)}`
    page.line(`${head}${padEnd(names[i], width)}  ${nines}${less}`)
  })
  if (leftOut.length > 0) page.field('', 'counting only what is not left out', page.paint.faint)
}
