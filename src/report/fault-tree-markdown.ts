import type { FaultTreeResult, SolvedTop } from '../results/index.js'
import { countText } from './cut-set-text.js'
import { fenced, forMarkdown } from './escape.js'
import { topFacts } from './fault-tree-text.js'
import { factTable, table } from './markdown-blocks.js'
import { percent } from './numbers.js'
import { probabilityText, worth } from './solve-facts.js'

/** A solved fault tree as GitHub-flavoured Markdown. */
export function renderFaultTreeMarkdown(result: FaultTreeResult): string {
  const blocks = [...result.tops.flatMap(topBlocks), '## Reproduce', fenced(result.reproduce, 'sh')]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}

function topBlocks(top: SolvedTop): string[] {
  const events = top.importance
    .slice(0, 20)
    .map(e => [
      forMarkdown(e.id),
      probabilityText(e.probability),
      percent(e.criticality, 1),
      worth(e.raw),
      worth(e.rrw),
    ])
  const { cutSets } = top
  return [
    `# ${forMarkdown(top.gate)}: ${probabilityText(top.probability)}`,
    top.tree === '' ? '' : `Fault tree ${forMarkdown(top.tree)}.`,
    factTable(topFacts(top)),
    cutSets === null ? '' : `${cutSets.kind[0].toUpperCase()}${cutSets.kind.slice(1)}: ${countText(cutSets)}.`,
    cutSets === null || cutSets.sets.length === 0
      ? ''
      : table(
          ['events', 'probability', 'share'],
          cutSets.sets.map(s => [
            forMarkdown(s.events.join(' + ')),
            probabilityText(s.probability),
            percent(s.probability, top.probability),
          ]),
        ),
    events.length === 0 ? '' : table(['event', 'probability', 'critical', 'if true ×', 'if never 1/'], events),
  ]
}
