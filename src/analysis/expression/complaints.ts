import { say, suggest, words } from '../../diagnostics/index.js'
import type { Expression } from './expression.js'
import type { Reader } from './reader.js'
import type { Token } from './tokens.js'

const PART = 'an availability such as `99.95%`, a name or `(`'

export function impossible(reader: Reader, at: Token, message: string, help: string): never {
  throw reader.refuse('E106', at, words(message), { help: help === '' ? [] : [words(help)] })
}

export function allOne(reader: Reader, node: Expression, n: number): never {
  const name = node.name ?? 'the name'
  throw reader.refuse('E107', node.at, say`all ${words(String(n))} are the same part, ${name}`, {
    help: [words(`a name stands for one part; name the group instead, as in \`web: 2 of ${n} (99.9%)\``)],
  })
}

/** A part is complete and something else follows than a joining word. */
export function notJoined(reader: Reader, end: string): never {
  const token = reader.peek()
  if (token.kind === ')') throw reader.refuse('E102', token, words('this parenthesis was never opened'))
  const part = token.kind === '(' || token.kind === '?' || /^[\d.]/.test(token.text)
  const help = part ? [words('two parts have `and` (both are needed) or `or` (one is enough) between them')] : []
  throw reader.unexpected(`\`and\`, \`or\` or ${end}`, joiner(token.text), help)
}

/** No part where one has to be. */
export function nothing(reader: Reader): never {
  const token = reader.peek()
  if (token.kind === ')' && reader.peek(-1).kind === '(')
    throw reader.refuse('E101', token, words('there is nothing in these parentheses'))
  const symbols: Readonly<Record<string, string>> = { '[': '(', '{': '(' }
  throw reader.unexpected(PART, symbols[token.text] ?? null)
}

const JOINERS: Readonly<Record<string, string>> = { '*': 'and', '×': 'and', '∧': 'and', '+': 'or', '∨': 'or', '=': ':' }

function joiner(text: string): string | null {
  if (/^&+$/.test(text)) return 'and'
  if (/^\|+$/.test(text)) return 'or'
  return JOINERS[text] ?? suggest(text, ['and', 'or'])
}
