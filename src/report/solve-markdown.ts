import type { SolvedService, SolveResult } from '../results/index.js'
import { formatNines } from '../units/index.js'
import { countText } from './cut-set-text.js'
import { fenced, forMarkdown } from './escape.js'
import { factTable, notesList, SIGN, table } from './markdown-blocks.js'
import { percent } from './numbers.js'
import {
  groupName,
  judgedText,
  nextNineFacts,
  probabilityText,
  serviceFacts,
  solvedShortfall,
  solvedText,
  worth,
} from './solve-facts.js'

/** What formulas say as GitHub-flavoured Markdown. */
export function renderSolveMarkdown(result: SolveResult): string {
  const blocks = [
    head(result),
    expectationTable(result),
    ...result.services.flatMap(service => serviceBlocks(service, result)),
    notesList(result.notes),
    '## Reproduce',
    fenced(result.reproduce, 'sh'),
  ]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}

function head(result: SolveResult): string {
  const { scenario, verdict, expectations } = result
  const word = expectations.length === 0 ? '' : `${verdict.toUpperCase()}: `
  const lines = [
    `# ${word}${forMarkdown(scenario.name)}`,
    forMarkdown(scenario.description),
    `${forMarkdown(judgedText(result))}.`,
  ]
  return lines.filter(line => line !== '').join('\n\n')
}

function expectationTable({ expectations }: SolveResult): string {
  if (expectations.length === 0) return ''
  const rows = expectations.map(e => [
    e.verdict === 'not-solved' ? '· not solved' : SIGN[e.verdict],
    forMarkdown(e.text),
    forMarkdown(e.verdict === 'not-solved' ? '' : solvedText(e)),
    forMarkdown(solvedShortfall(e)),
  ])
  return table(['verdict', 'expectation', 'by formula', ''], rows)
}

function serviceBlocks(service: SolvedService, result: SolveResult): string[] {
  const { components, domains, families, changes, cutSets, total } = service
  const parts = components
    .slice(0, 20)
    .map(c => [forMarkdown(c.label), percent(c.criticality, 1), worth(c.raw), worth(c.rrw)])
  const groups = [...families, ...domains].map(g => [
    forMarkdown(groupName(g)),
    percent(g.fussellVesely, 1),
    worth(g.raw),
    worth(g.rrw),
  ])
  const helps = changes
    .slice(0, 10)
    .map(({ what, unavailability: u }) => [
      forMarkdown(what),
      u === 0 ? '100%' : `${formatNines(u)} nines`,
      u === 0 ? '' : worth(total / u),
    ])
  return [
    `## ${forMarkdown(service.id)}`,
    forMarkdown(service.kind),
    factTable([...serviceFacts(service, result), ...nextNineFacts(service)]),
    groups.length === 0 ? '' : table(['taken together', 'takes part', 'if down ×', 'if never 1/'], groups),
    parts.length === 0 ? '' : table(['component', 'critical', 'if down ×', 'if never 1/'], parts),
    cutSets === null ? '' : `Cut sets: ${countText(cutSets)}.`,
    cutSets === null || cutSets.sets.length === 0
      ? ''
      : table(
          ['fail together', 'probability'],
          cutSets.sets.map(s => [forMarkdown(s.events.join(' + ')), probabilityText(s.probability)]),
        ),
    helps.length === 0 ? '' : table(['would help', 'then', 'downtime 1/'], helps),
  ]
}
