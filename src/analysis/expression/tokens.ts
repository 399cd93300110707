/** A stretch of an expression. Symbols are characters that mean nothing here, kept for the message. */
export interface Token {
  readonly kind: 'word' | 'symbol' | '(' | ')' | ',' | ':' | '?' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

const TOKEN = /\s*(?:([\p{L}\p{N}._/µ^-]+[%‰]?|[%‰])|([(),:?])|([&|]+|\S))/uy

/** The tokens of a text; the last one is its end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text)
    if (match === null) break
    const [, word, mark, symbol] = match
    const found = word ?? mark ?? symbol
    const start = TOKEN.lastIndex - found.length
    const kind = word !== undefined ? 'word' : mark !== undefined ? (mark as Token['kind']) : 'symbol'
    tokens.push({ kind, text: found, start, end: TOKEN.lastIndex })
  }
  tokens.push({ kind: 'end', text: '', start: end, end })
  return tokens
}
