import { displayWidth } from '../diagnostics/index.js'
import type { Verdict } from '../results/index.js'
import { padStart, wrap } from './layout.js'
import { COLUMNS, type Page } from './page.js'

const WORD: Readonly<Record<Verdict, string>> = { pass: 'PASS', fail: 'FAIL', unknown: 'UNKNOWN' }

/** The first line of an answer: the verdict (`DONE` where nothing was expected), the name, and beside it how it was found. */
export function headline(page: Page, verdict: Verdict | null, name: string, how: string): void {
  const word = verdict === null ? 'DONE' : WORD[verdict]
  const aside = page.safe(how)
  const indent = displayWidth(word) + 2
  const lines = wrap(page.safe(name), COLUMNS - indent)
  const room = COLUMNS - indent - displayWidth(lines[lines.length - 1]) - 2
  const beside = displayWidth(aside) <= room
  lines.forEach((line, i) => {
    const head = i === 0 ? `${shade(page, verdict)(word)}  ` : ' '.repeat(indent)
    const tail = beside && i === lines.length - 1 ? `  ${page.paint.faint(padStart(aside, room))}` : ''
    page.line(head + page.paint.strong(line) + tail)
  })
  if (!beside) page.text(aside, indent, page.paint.faint)
}

/** The colour of a verdict. */
export function shade({ paint }: Page, verdict: Verdict | null): (text: string) => string {
  if (verdict === null) return paint.strong
  return verdict === 'pass' ? paint.good : verdict === 'fail' ? paint.bad : paint.warn
}
