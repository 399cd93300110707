import type { Note, Verdict } from '../results/index.js'
import { forMarkdown } from './escape.js'
import type { Fact } from './facts.js'

export const SIGN: Readonly<Record<Verdict, string>> = { pass: '✓ pass', fail: '✗ **fail**', unknown: '? unknown' }

export function notesList(all: readonly Note[]): string {
  return all
    .map(n => `- **${n.severity}** ${forMarkdown(n.code)} ${forMarkdown(n.message)}`.replace(/ {2}/, ' '))
    .join('\n')
}

export function factTable(facts: readonly Fact[]): string {
  return table(
    ['', ''],
    facts.map(({ label, value, aside }) => [label, forMarkdown(aside === undefined ? value : `${value} (${aside})`)]),
  )
}

/** Cells are Markdown already. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ')
  return [line(titles), `|${titles.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}
