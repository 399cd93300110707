import { characterWidth, displayed, displayWidth } from './display-width.js'
import { lineAt, lineText, type Source, type Span } from './source.js'

/** A place to underline in a code frame. */
export interface Mark {
  readonly span: Span
  readonly mark: '^' | '-'
  readonly text: string
}

/** How a piece of output is coloured; the words are the same without. */
export type Role = 'error' | 'warning' | 'title' | 'gutter' | 'primary' | 'secondary' | 'help'
export type Paint = (role: Role, text: string) => string

/**
 * The lines of `source` that hold the marks, one line of context above the first, underlined. No line is wider than
 * `width`; long ones show the stretch around the mark between ellipses.
 */
export function codeFrame(
  source: Source,
  marks: readonly Mark[],
  gutter: number,
  width: number,
  paint: Paint,
): string[] {
  const byLine = new Map<number, Mark[]>()
  for (const mark of marks) {
    const line = lineAt(source, mark.span.start)
    byLine.set(line, [...(byLine.get(line) ?? []), mark])
  }
  const lines = [...byLine.keys()].sort((a, b) => a - b)
  const out: string[] = [paint('gutter', ' '.repeat(gutter) + ' |')]
  const room = width - gutter - 3
  let shown = -1
  for (const line of lines) {
    if (shown >= 0 && line > shown + 2) out.push(paint('gutter', '...'))
    for (let context = Math.max(line - 1, shown + 1); context < line; context++) {
      const text = cut(layOut(lineText(source, context)), 0, room)
      if (text.trim() !== '') out.push(numbered(context + 1, gutter, text, paint))
    }
    out.push(...markedLine(source, line, byLine.get(line)!, gutter, room, paint))
    shown = line
  }
  return out
}

function markedLine(
  source: Source,
  line: number,
  marks: readonly Mark[],
  gutter: number,
  room: number,
  paint: Paint,
): string[] {
  const start = source.lineStarts[line]
  const cells = layOut(lineText(source, line))
  const total = cells.length === 0 ? 0 : cells[cells.length - 1].column + cells[cells.length - 1].width
  const from = windowStart(columnOf(cells, marks[0].span.start - start, total), total, room)
  const out = [numbered(line + 1, gutter, cut(cells, from, room), paint)]
  for (const mark of [...marks].sort((a, b) => b.span.start - a.span.start)) {
    const left = columnOf(cells, mark.span.start - start, total) - from
    const right = columnOf(cells, mark.span.end - start, total) - from
    if (left < 0 || left > room) continue
    const carets = mark.mark.repeat(Math.max(1, Math.min(right, room) - left))
    const label = mark.text === '' ? '' : ' ' + mark.text
    const role = mark.mark === '^' ? 'primary' : 'secondary'
    const fits = left + carets.length + displayWidth(label) <= room
    const bar = paint('gutter', ' '.repeat(gutter) + ' |') + ' '
    out.push(bar + ' '.repeat(left) + paint(role, carets + (fits ? label : '')))
    if (!fits) out.push(bar + paint(role, label.trim()))
  }
  return out
}

function numbered(line: number, gutter: number, text: string, paint: Paint): string {
  const number = paint('gutter', String(line).padStart(gutter) + ' |')
  return text === '' ? number : number + ' ' + text
}

interface Cell {
  readonly text: string
  readonly offset: number
  readonly column: number
  readonly width: number
}

// Far more than any terminal shows; keeps a file of one 4 MiB line quick to draw.
const longestLine = 100_000

function layOut(line: string): Cell[] {
  const cells: Cell[] = []
  let column = 0
  let offset = 0
  for (const character of line.slice(0, longestLine)) {
    const text = displayed(character, column)
    const width = text === character ? characterWidth(character.codePointAt(0)!) : displayWidth(text)
    cells.push({ text, offset, column, width })
    column += width
    offset += character.length
  }
  return cells
}

function columnOf(cells: readonly Cell[], offset: number, total: number): number {
  for (const cell of cells) if (cell.offset + cell.text.length > offset && cell.offset >= offset) return cell.column
  return total
}

/** Where the visible stretch begins: at the start if the mark is near it, else so that the mark stands in its first third. */
function windowStart(column: number, total: number, room: number): number {
  if (total <= room || column < Math.floor(room * 0.6)) return 0
  return Math.max(0, Math.min(column - Math.floor(room / 3), total - room))
}

function cut(cells: readonly Cell[], from: number, room: number): string {
  let out = ''
  let column = 0
  const last = cells.length === 0 ? 0 : cells[cells.length - 1].column + cells[cells.length - 1].width
  const clippedLeft = from > 0
  const clippedRight = last > from + room
  const first = from + (clippedLeft ? 1 : 0)
  const end = from + room - (clippedRight ? 1 : 0)
  if (clippedLeft) {
    out += '…'
    column = 1
  }
  for (const cell of cells) {
    if (cell.column < first || cell.column + cell.width > end) continue
    out += ' '.repeat(Math.max(0, cell.column - from - column)) + cell.text
    column = cell.column - from + cell.width
  }
  return clippedRight ? out + '…' : out
}
