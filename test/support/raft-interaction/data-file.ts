import { type Directive, parseDirective } from './directive.js'

/** One case of a data file: a directive with its input, and the output that should follow. */
export interface DataCase {
  /** Line of the directive, from 1. */
  readonly line: number
  readonly directive: Directive
  readonly input: string
  readonly expected: string
}

/** What a file says between the outputs: lines copied as they are when it is rewritten. */
type Piece =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'output'; readonly of: DataCase }

export interface DataFile {
  readonly cases: readonly DataCase[]
  /** The file with other outputs, one a case, in the same order. */
  rewritten(outputs: readonly string[]): string
}

/**
 * Reads a file of cases in the format of cockroachdb/datadriven (`test_data_reader.go`): comment lines with `#`, a
 * directive that a backslash at the end of the line continues, lines of input, `----`, and the expected output up to a
 * blank line; or, if it may hold blank lines, between `----` twice and `----` twice again.
 */
export function parseDataFile(text: string): DataFile {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const cases: DataCase[] = []
  const pieces: Piece[] = []
  let next = 0
  while (next < lines.length) {
    const start = next
    let directive = lines[next].trim()
    next += 1
    if (!directive.startsWith('#')) {
      for (; directive.endsWith('\\') && next < lines.length; next += 1) {
        directive = `${directive.slice(0, -1)} ${lines[next].trim()}`
      }
    }
    const parsed = directive.startsWith('#') ? null : parseDirective(directive)
    if (parsed === null) {
      pieces.push({ kind: 'text', lines: lines.slice(start, next) })
      continue
    }
    const firstOfInput = next
    while (next < lines.length && lines[next] !== '----') next += 1
    const input = lines.slice(firstOfInput, next).join('\n').trim()
    pieces.push({ kind: 'text', lines: lines.slice(start, next) })
    const { expected, after } = readExpected(lines, next + 1)
    const data = { line: start + 1, directive: parsed, input, expected }
    cases.push(data)
    pieces.push({ kind: 'output', of: data })
    next = after
  }
  return { cases, rewritten: outputs => rewrite(pieces, outputs) }
}

function readExpected(lines: readonly string[], from: number): { expected: string; after: number } {
  const mayHoldBlanks = lines[from] === '----'
  let end = mayHoldBlanks ? from + 1 : from
  const isOver = mayHoldBlanks
    ? () => lines[end] === '----' && lines[end + 1] === '----'
    : () => lines[end].trim() === ''
  while (end < lines.length && !isOver()) end += 1
  const body = lines.slice(mayHoldBlanks ? from + 1 : from, end)
  const expected = body.map(line => `${line}\n`).join('')
  return { expected, after: mayHoldBlanks ? end + 2 : end + 1 }
}

function rewrite(pieces: readonly Piece[], outputs: readonly string[]): string {
  let written = ''
  let at = 0
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      for (const line of piece.lines) written += `${line}\n`
      continue
    }
    const output = outputs[at]
    at += 1
    const holdsBlanks = output
      .trimEnd()
      .split('\n')
      .some(line => line.trim() === '')
    written += holdsBlanks ? `----\n----\n${output}----\n----\n` : `----\n${output}\n`
  }
  return written.endsWith('\n\n') ? written.slice(0, -1) : written
}
