import { type Phrase, type Problem, problem, type Source, type Span, spanIn, words } from '../../diagnostics/index.js'

/** A stretch of a file by its offsets. Line and column are counted only where something is told of it. */
export interface Place {
  readonly source: Source
  readonly start: number
  readonly end: number
}

export interface FindingDetails {
  readonly label?: Phrase
  readonly help?: readonly Phrase[]
  readonly also?: readonly { readonly place: Place; readonly text: string }[]
}

/** Beyond this nobody reads on, and a hostile file could fill the memory. */
const MOST = 1000

/** The problems of all files, as they are found. */
export class Findings {
  readonly problems: Problem[] = []

  error(code: string, place: Place | null, message: Phrase, details: FindingDetails = {}): void {
    this.add('error', code, place, message, details)
  }

  warning(code: string, place: Place | null, message: Phrase, details: FindingDetails = {}): void {
    this.add('warning', code, place, message, details)
  }

  take(problems: readonly Problem[]): void {
    this.problems.push(...problems)
  }

  private add(severity: 'error' | 'warning', code: string, place: Place | null, message: Phrase, more: FindingDetails) {
    if (this.problems.length >= MOST) return
    this.problems.push(
      problem(code, severity, message, {
        span: place === null ? null : spanOf(place),
        label: more.label,
        help: more.help,
        secondary: (more.also ?? []).map(({ place, text }) => ({ span: spanOf(place), text: words(text) })),
      }),
    )
  }
}

export function spanOf({ source, start, end }: Place): Span {
  return spanIn(source, start, end)
}
