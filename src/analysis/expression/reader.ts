import {
  type Details,
  type Phrase,
  type Problem,
  problem,
  type Source,
  type Span,
  say,
  spanIn,
  words,
} from '../../diagnostics/index.js'
import type { Refusal } from '../../units/index.js'
import type { Token } from './tokens.js'

/** Ends the reading of an expression at its first mistake. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(found: Problem) {
    super('the expression cannot be read')
    this.problem = found
  }
}

/** Deeper nesting is refused, before it could exhaust the stack. */
const DEEPEST = 200

/** Walks over the tokens of an expression and says what is wrong with them. */
export class Reader {
  readonly source: Source
  private readonly tokens: readonly Token[]
  private position = 0
  private depth = 0

  constructor(source: Source, tokens: readonly Token[]) {
    this.source = source
    this.tokens = tokens
  }

  /** The token that comes `ahead` of the one that is read next, or after it; beyond the end there is only the end. */
  peek(ahead = 0): Token {
    return this.tokens[Math.max(0, Math.min(this.position + ahead, this.tokens.length - 1))]
  }

  next(): Token {
    const token = this.peek()
    this.position++
    return token
  }

  /** Whether a keyword comes next, in any case of letters. */
  at(...keywords: readonly string[]): boolean {
    const token = this.peek()
    return token.kind === 'word' && keywords.includes(token.text.toLowerCase())
  }

  /** Reads what is nested one deeper. */
  nested<T>(read: () => T): T {
    if (this.depth === DEEPEST) throw this.refuse('E108', this.peek(), words(`nested more than ${DEEPEST} deep`))
    this.depth++
    const value = read()
    this.depth--
    return value
  }

  span(start: number, end: number): Span {
    return spanIn(this.source, start, Math.max(end, start + 1))
  }

  /** To be thrown: a mistake at this place. */
  refuse(code: string, at: Pick<Token, 'start' | 'end'>, message: Phrase, details: Details = {}): Refused {
    return new Refused(problem(code, 'error', message, { ...details, span: this.span(at.start, at.end) }))
  }

  /** To be thrown: something else comes next than `expected`; `meant` is a word it may have been. */
  unexpected(expected: string, meant: string | null = null, help: readonly Phrase[] = []): Refused {
    const token = this.peek()
    const found = token.kind === 'end' ? words('the end') : say`${token.text}`
    return this.refuse('E101', token, say`expected ${words(expected)}, found ${found}`, {
      help,
      suggestion: meant === null ? null : this.replacing(token, meant),
    })
  }

  /** To be thrown: a quantity that room `units` could not read from the text that begins at `start`. */
  unreadable(start: number, text: string, refusal: Refusal): Refused {
    const from = start + Math.min(refusal.at ?? 0, text.length)
    const place = { start: from, end: from + (refusal.length ?? 1) }
    const { suggestion } = refusal
    return this.refuse('E103', place, words(refusal.reason), {
      suggestion: suggestion === undefined ? null : this.replacing({ start, end: start + text.length }, suggestion),
    })
  }

  /** A suggestion to write something else in this place. */
  replacing(at: Pick<Token, 'start' | 'end'>, replacement: string): Details['suggestion'] {
    const edits = [{ span: this.span(at.start, at.end), replacement }]
    return { text: say`did you mean ${replacement}?`, edits }
  }
}
