import { displayWidth } from '../diagnostics/index.js'
import { forTerminal } from './escape.js'
import { type Glyphs, unicode } from './glyphs.js'
import { padEnd, wrap, wrapCommand } from './layout.js'
import { type Paint, plain } from './paint.js'

/** Text output is made for this width, on every terminal: the same study gives the same bytes. */
export const COLUMNS = 80
/** Columns of the label before a value. */
export const LABEL = 15

export interface TextOptions {
  readonly paint?: Paint
  readonly glyphs?: Glyphs
}

type Style = (text: string) => string
const asIs: Style = text => text

/** Lines of text within 80 columns. Widths are measured before colour is put on. */
export class Page {
  readonly paint: Paint
  readonly glyphs: Glyphs
  private readonly lines: string[] = []

  constructor(options: TextOptions = {}) {
    this.paint = options.paint ?? plain
    this.glyphs = options.glyphs ?? unicode
  }

  /** A line that is known to fit. */
  line(text = ''): void {
    this.lines.push(text.trimEnd())
  }

  /** An empty line, unless there is one already. */
  gap(): void {
    if (this.lines.length > 0 && this.lines[this.lines.length - 1] !== '') this.line()
  }

  /** Running text, each line indented. */
  text(text: string, indent = 2, style: Style = asIs): void {
    for (const line of wrap(this.safe(text), COLUMNS - indent)) this.line(' '.repeat(indent) + style(line))
  }

  /** A bold title and what it is, in faint, on one line or two. */
  title(title: string, aside = ''): void {
    this.gap()
    const name = wrap(this.safe(title), COLUMNS)
    const rest = this.safe(aside)
    const last = name[name.length - 1]
    const fits = displayWidth(last) + 2 + displayWidth(rest) <= COLUMNS
    for (const line of name.slice(0, -1)) this.line(this.paint.strong(line))
    this.line(this.paint.strong(last) + (fits && rest !== '' ? `  ${this.paint.faint(rest)}` : ''))
    if (!fits && rest !== '') this.text(rest, 2, this.paint.faint)
  }

  /** A label in its column and a value beside it, wrapped under itself. */
  field(label: string, value: string, style: Style = asIs): void {
    const head = `  ${padEnd(label, LABEL)} `
    wrap(this.safe(value), COLUMNS - displayWidth(head)).forEach((line, i) => {
      this.line((i === 0 ? this.paint.faint(head) : ' '.repeat(displayWidth(head))) + style(line))
    })
  }

  /** A command to copy, under a field's value or with a label of its own. */
  command(label: string, command: string): void {
    const head = `  ${padEnd(label, LABEL)} `
    const room = COLUMNS - displayWidth(head)
    const lines = wrapCommand(this.safe(command), room)
    lines.forEach((line, i) => {
      this.line((i === 0 ? this.paint.faint(head) : ' '.repeat(displayWidth(head))) + this.paint.accent(line))
    })
  }

  /** Text from a file, with nothing in it that a terminal obeys and nothing it cannot show. */
  safe(text: string): string {
    return this.spell(forTerminal(text))
  }

  /** Our own signs in the spelling of this terminal. */
  private spell(text: string): string {
    const g = this.glyphs
    if (g === unicode) return text
    return text.replace(/[·×…≥≤µ]/g, c => {
      if (c === '·') return g.dot
      if (c === '×') return g.times
      if (c === '…') return g.ellipsis
      if (c === '≥') return g.atLeast
      return c === '≤' ? g.atMost : g.micro
    })
  }

  toString(): string {
    return this.lines.join('\n').replace(/\n*$/, '\n')
  }
}
