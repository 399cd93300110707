import { plain } from './phrase.js'
import { messageOf, type Problem } from './problem.js'
import type { Span } from './source.js'

/** A problem as tools read it. */
export interface ProblemJson {
  readonly code: string
  readonly severity: string
  readonly message: string
  readonly span: Span | null
  readonly label: string
  readonly secondary: readonly { readonly span: Span; readonly text: string }[]
  readonly help: readonly string[]
  readonly suggestion: {
    readonly text: string
    readonly edits: readonly { readonly span: Span; readonly replacement: string }[]
  } | null
}

export function problemJson(p: Problem): ProblemJson {
  return {
    code: p.code,
    severity: p.severity,
    message: messageOf(p),
    span: p.span,
    label: plain(p.label),
    secondary: p.secondary.map(s => ({ span: s.span, text: plain(s.text) })),
    help: p.help.map(plain),
    suggestion: p.suggestion === null ? null : { text: plain(p.suggestion.text), edits: p.suggestion.edits },
  }
}

/** One document: `{ "problems": [...] }`, all of them. Ends with a line break. */
export function renderJson(problems: readonly Problem[]): string {
  return JSON.stringify({ problems: problems.map(problemJson) }, null, 2) + '\n'
}
