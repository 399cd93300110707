import { displayWidth } from '../diagnostics/index.js'
import type { EventImportance, FaultTreeResult, SolvedTop } from '../results/index.js'
import { cutSetLines } from './cut-set-text.js'
import type { Fact } from './facts.js'
import { bar } from './glyphs.js'
import { cut, padEnd, padStart } from './layout.js'
import { counted, percent } from './numbers.js'
import { LABEL, Page, type TextOptions } from './page.js'
import { probabilityText, worth } from './solve-facts.js'
import { factFields } from './text-service.js'

const EVENTS_SHOWN = 10
const BAR_CELLS = 14

/** A solved fault tree for people at a terminal. */
export function renderFaultTreeText(result: FaultTreeResult, options: TextOptions = {}): string {
  const page = new Page(options)
  for (const top of result.tops) section(page, top)
  page.gap()
  page.command('reproduce', result.reproduce)
  return page.toString()
}

function section(page: Page, top: SolvedTop): void {
  page.title(`${probabilityText(top.probability)}  ${top.gate}`, top.tree === '' ? '' : `fault tree ${top.tree}`)
  factFields(page, topFacts(top))
  if (top.cutSets !== null) cutSetLines(page, top.cutSets, top.probability, top.cutSets.kind.split(' ').slice(-1)[0])
  eventLines(page, top.importance)
}

/** What is known of a top; text and Markdown show the same. */
export function topFacts({
  probability,
  coherent,
  events,
  gates,
  diagramNodes,
  cutSets,
  uncertainty,
}: SolvedTop): Fact[] {
  const facts: Fact[] = [
    { label: 'probability', value: `${probability} · exact` },
    {
      label: 'size',
      value: `${counted(events, 'event')}, ${counted(gates, 'gate')}, ${counted(diagramNodes, 'diagram node')}${coherent ? '' : '; not coherent'}`,
    },
  ]
  if (cutSets !== null) {
    const upper = cutSets.upperBound === null ? '' : `, upper bound ${probabilityText(cutSets.upperBound)}`
    facts.push({ label: 'for comparison', value: `rare-event sum ${probabilityText(cutSets.rareEvent)}${upper}` })
  }
  if (uncertainty !== null) {
    const { trials, mean, standardError, quantiles, errorFactor, seed } = uncertainty
    const levels = quantiles.map(({ level, value }) => `${Math.round(level * 100)}% ${probabilityText(value)}`)
    facts.push({
      label: 'uncertain',
      value: `mean ${probabilityText(mean)}, standard error ${probabilityText(standardError)}, ${counted(trials, 'trial')}`,
      aside: `seed ${seed}${errorFactor === null ? '' : ` · error factor ${worth(errorFactor)}`}`,
    })
    facts.push({ label: '', value: levels.join(' · ') })
  }
  return facts
}

function eventLines(page: Page, importance: readonly EventImportance[]): void {
  const rows = importance.slice(0, EVENTS_SHOWN)
  if (rows.length === 0) return
  const names = rows.map(row => cut(page.safe(row.id), 18, page.glyphs.ellipsis))
  const width = Math.max(...names.map(displayWidth), 10)
  const of = importance.length > rows.length ? `${rows.length} of ${importance.length}` : ''
  const titles = ['if true ×', 'if never 1/'].map(title => padStart(page.safe(title), 11)).join('')
  page.line(
    page.paint.faint(`  ${padEnd('critical', LABEL)} ${padEnd(of, width)}${' '.repeat(BAR_CELLS + 8)}${titles}`),
  )
  rows.forEach(({ criticality, raw, rrw }, i) => {
    const drawn = padEnd(bar(Math.max(0, criticality), BAR_CELLS, page.glyphs), BAR_CELLS)
    const share = padStart(percent(criticality, 1), 4)
    const worths = padStart(worth(raw), 11) + padStart(worth(rrw), 11)
    page.line(`  ${' '.repeat(LABEL)} ${padEnd(names[i], width)}  ${share}  ${page.paint.accent(drawn)}${worths}`)
  })
}
