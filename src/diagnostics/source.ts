/** A stretch of a file. `start` and `end` are UTF-16 offsets; line and column count from 1, columns in characters. */
export interface Span {
  readonly file: string
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
}

/** The text of a file with its line starts, so that offsets become lines and columns in logarithmic time. */
export interface Source {
  readonly file: string
  readonly text: string
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[]
}

/** Lines end at LF, CRLF or a lone CR, as in YAML. */
export function makeSource(file: string, text: string): Source {
  const lineStarts = [0]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) lineStarts.push(i + 1)
  }
  return { file, text, lineStarts }
}

/** Index of the line that holds `offset`. */
export function lineAt(source: Source, offset: number): number {
  let low = 0
  let high = source.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (source.lineStarts[middle] <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The line's text without its line break. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line]
  const next = line + 1 < source.lineStarts.length ? source.lineStarts[line + 1] : source.text.length
  let end = next
  while (end > start && (source.text.charCodeAt(end - 1) === 10 || source.text.charCodeAt(end - 1) === 13)) end--
  return source.text.slice(start, end)
}

/** Offsets beyond the end of the text are taken back to it. */
export function spanIn(source: Source, start: number, end: number): Span {
  const from = Math.min(start, source.text.length)
  const to = Math.min(Math.max(from, end), source.text.length)
  const line = lineAt(source, from)
  const before = source.text.slice(source.lineStarts[line], from)
  return { file: source.file, start: from, end: to, line: line + 1, column: countCharacters(before) + 1 }
}

/** A pair of surrogates is one character. */
function countCharacters(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) count++
  return count
}
