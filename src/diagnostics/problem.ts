import { type Phrase, plain } from './phrase.js'
import type { Span } from './source.js'

export type Severity = 'error' | 'warning'

/** A second place that explains the first: `first defined here`. */
export interface Label {
  readonly span: Span
  readonly text: Phrase
}

/** A change to the file that would mend the problem. */
export interface Suggestion {
  readonly text: Phrase
  readonly edits: readonly { readonly span: Span; readonly replacement: string }[]
}

/** Something wrong with what the user wrote, as data; sentences are laid out by the renderers. */
export interface Problem {
  /** `S101`; every code has a page, see `explain`. */
  readonly code: string
  readonly severity: Severity
  readonly message: Phrase
  /** Null when it concerns no place in a file. */
  readonly span: Span | null
  /** Stands beside the caret. */
  readonly label: Phrase
  readonly secondary: readonly Label[]
  readonly help: readonly Phrase[]
  readonly suggestion: Suggestion | null
}

/** What may be left out when a problem is made. */
export interface Details {
  readonly span?: Span | null
  readonly label?: Phrase
  readonly secondary?: readonly Label[]
  readonly help?: readonly Phrase[]
  readonly suggestion?: Suggestion | null
}

export function problem(code: string, severity: Severity, message: Phrase, details: Details = {}): Problem {
  return {
    code,
    severity,
    message,
    span: details.span ?? null,
    label: details.label ?? [],
    secondary: details.secondary ?? [],
    help: details.help ?? [],
    suggestion: details.suggestion ?? null,
  }
}

export function messageOf(problem: Problem): string {
  return plain(problem.message)
}

/** Help as lines, the suggestion first. */
export function helpOf(problem: Problem): string[] {
  const first = problem.suggestion === null ? [] : [plain(problem.suggestion.text)]
  return [...first, ...problem.help.map(plain)]
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(p => p.severity === 'error')
}

/**
 * By file in the order of `files` (others after, by name), then by position; what has no place comes first. Equal
 * places keep the order in which they were found.
 */
export function sortProblems(problems: readonly Problem[], files: readonly string[] = []): Problem[] {
  const rank = (file: string) => (files.includes(file) ? files.indexOf(file) : files.length)
  return problems
    .map((p, found) => ({ p, found }))
    .sort((a, b) => {
      const x = a.p.span
      const y = b.p.span
      if (x === null || y === null) return Number(x !== null) - Number(y !== null) || a.found - b.found
      if (x.file !== y.file) return rank(x.file) - rank(y.file) || (x.file < y.file ? -1 : 1)
      return x.start - y.start || a.found - b.found
    })
    .map(({ p }) => p)
}
