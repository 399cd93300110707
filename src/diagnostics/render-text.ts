import { displayWidth } from './display-width.js'
import { escapeControls } from './escape.js'
import { codeFrame, type Mark, type Paint } from './frame.js'
import { plain } from './phrase.js'
import { helpOf, messageOf, type Problem } from './problem.js'
import type { Source, Span } from './source.js'

/** Where renderers find the text of a file named in a span. */
export type Sources = (file: string) => Source | undefined

export interface TextOptions {
  readonly sources?: Sources
  /** Columns; 80 unless stated. */
  readonly width?: number
  /** No colour unless given. */
  readonly paint?: Paint
  /** How many problems are written out; 20 unless stated. */
  readonly limit?: number
}

/** Problems as rustc lays them out: header, place, code frame with carets, help. Ends with a line break unless empty. */
export function renderText(problems: readonly Problem[], options: TextOptions = {}): string {
  const limit = options.limit ?? 20
  const blocks = problems.slice(0, limit).map(p => block(p, options).join('\n') + '\n')
  if (problems.length > limit) blocks.push(`…and ${problems.length - limit} more\n`)
  return blocks.join('\n')
}

/** One line each: `file:line:column: error[S101]: message (help)`. */
export function renderConcise(problems: readonly Problem[], options: TextOptions = {}): string {
  const limit = options.limit ?? 20
  const lines = problems.slice(0, limit).map(p => {
    const help = helpOf(p)
    const where = p.span === null ? '' : `${placeOf(p.span)}: `
    return `${where}${p.severity}[${p.code}]: ${messageOf(p)}${help.length === 0 ? '' : ` (${help[0]})`}\n`
  })
  if (problems.length > limit) lines.push(`…and ${problems.length - limit} more\n`)
  return lines.join('')
}

function block(p: Problem, options: TextOptions): string[] {
  const width = options.width ?? 80
  const paint = options.paint ?? ((_, text) => text)
  const name = `${p.severity}[${p.code}]`
  const header = wrap(`${name}: ${messageOf(p)}`, width, 2)
  header[0] = paint(p.severity, name) + paint('title', header[0].slice(name.length))
  const gutter = gutterWidth(p, options.sources)
  const out = [...header, ...places(p, gutter, width, paint, options.sources)]
  for (const help of helpOf(p)) {
    const lines = wrap(help, width - gutter - 9, 0)
    lines.forEach((line, i) => {
      const lead =
        i === 0 ? `${paint('gutter', ' '.repeat(gutter) + ' =')} ${paint('help', 'help')}: ` : ' '.repeat(gutter + 9)
      out.push(lead + line)
    })
  }
  return out
}

function places(p: Problem, gutter: number, width: number, paint: Paint, sources: Sources | undefined): string[] {
  if (p.span === null) return []
  const marks = [
    { span: p.span, mark: '^', text: plain(p.label) } as const,
    ...p.secondary.map(s => ({ span: s.span, mark: '-', text: plain(s.text) }) as const),
  ]
  const files = [...new Set(marks.map(m => m.span.file))]
  return files.flatMap((file, i) => {
    const here: Mark[] = marks.filter(m => m.span.file === file)
    const arrow = paint('gutter', ' '.repeat(gutter) + (i === 0 ? '-->' : ':::'))
    const source = sources?.(file)
    return [
      `${arrow} ${placeOf(here[0].span)}`,
      ...(source === undefined ? [] : codeFrame(source, here, gutter, width, paint)),
    ]
  })
}

function gutterWidth(p: Problem, sources: Sources | undefined): number {
  if (p.span === null) return 1
  const spans = [p.span, ...p.secondary.map(s => s.span)].filter(s => sources?.(s.file) !== undefined)
  return Math.max(1, ...spans.map(s => String(s.line).length))
}

function placeOf(span: Span): string {
  return `${escapeControls(span.file)}:${span.line}:${span.column}`
}

/** Breaks at spaces; words longer than a line stay whole. */
export function wrap(text: string, width: number, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line)
      line = ' '.repeat(indent) + word
    } else line = line === '' ? word : line + ' ' + word
  }
  return [...lines, line]
}
