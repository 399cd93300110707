import { forMarkdown, forTerminal } from './escape.js'
import { wrap } from './layout.js'

/** An answer of the calculator: facts, tables and remarks for people, and one document for programs. */
export interface Answer {
  readonly facts: readonly Fact[]
  readonly tables: readonly Table[]
  readonly notes: readonly string[]
  /** Plain data; times in microseconds, null for what has no finite value. */
  readonly document: { readonly [key: string]: unknown }
}

export type Fact = readonly [label: string, value: string]

export interface Table {
  readonly title: string
  /** Shown in text unless the table is `bare`. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly bare?: boolean
}

const LABEL = 16
const WIDTH = 80

/** For a terminal: within 80 columns where the parts are, readable without colour. */
function renderAnswerText({ facts, tables, notes }: Answer): string {
  const blocks = [
    facts.map(([label, value]) => `${label.padEnd(LABEL)}${forTerminal(value)}`),
    ...tables.map(tableLines),
    notes.flatMap(note => wrap(note, WIDTH)),
  ]
  return `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

function tableLines({ title, columns, rows, bare = false }: Table): string[] {
  const cells = (bare ? rows : [columns, ...rows]).map(row => row.map(forTerminal))
  const widths = columns.map((_, i) => Math.max(...cells.map(row => row[i].length)))
  const lines = cells.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd())
  return [...(title === '' ? [] : [title]), ...lines]
}

function renderAnswerMarkdown({ facts, tables, notes }: Answer): string {
  const list = facts.map(([label, value]) => `- **${label}**: ${forMarkdown(value)}`)
  const blocks = [list.join('\n'), ...tables.flatMap(markdownTable), ...notes.map(forMarkdown)]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}

function markdownTable({ title, columns, rows }: Table): string[] {
  const row = (cells: readonly string[]) => `| ${cells.map(cell => forMarkdown(cell.trim())).join(' | ')} |`
  const table = [row(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(row)].join('\n')
  return title === '' ? [table] : [`${title}:`, table]
}

/** One document; numbers that JSON does not know become null. */
function renderAnswerJson({ document }: Answer): string {
  const finite = (_: string, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value)
  return `${JSON.stringify({ version: 1, ...document }, finite, 2)}\n`
}

export type AnswerFormat = 'text' | 'json' | 'markdown'

const RENDERERS = { text: renderAnswerText, json: renderAnswerJson, markdown: renderAnswerMarkdown }

export function renderAnswer(answer: Answer, format: AnswerFormat): string {
  return RENDERERS[format](answer)
}
