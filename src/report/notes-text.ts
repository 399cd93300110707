import type { Note } from '../results/index.js'
import { wrap } from './layout.js'
import { COLUMNS, type Page } from './page.js'

/** What a reader should know, each note with its code and wrapped under itself. */
export function noteLines(page: Page, notes: readonly Note[]): void {
  if (notes.length === 0) return
  page.gap()
  for (const { code, severity, message } of notes) {
    const style = severity === 'warning' ? page.paint.warn : page.paint.faint
    const head = `${severity}${code === '' ? '' : `[${code}]`}: `
    const lines = wrap(page.safe(head + message), COLUMNS - 4)
    lines.forEach((line, i) => {
      page.line(style(`${i === 0 ? '  ' : '    '}${line}`))
    })
  }
}
