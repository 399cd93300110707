/** One argument of a directive: `key`, `key=value` or `key=(value, value)`. */
export interface Argument {
  readonly key: string
  readonly values: readonly string[]
}

export interface Directive {
  readonly command: string
  readonly args: readonly Argument[]
}

/**
 * Parses a line `command argument argument=value argument=(value, value)`, as cockroachdb/datadriven's `ParseLine` does;
 * null for a blank line. Values in parentheses may hold parentheses themselves and keep the blanks before their comma.
 */
export function parseDirective(line: string): Directive | null {
  const text = line.trim()
  if (text === '') return null
  const reader = new Reader(text)
  const command = reader.until(' ')
  const args: Argument[] = []
  for (reader.skipBlanks(); !reader.atEnd(); reader.skipBlanks()) args.push(readArgument(reader))
  return { command, args }
}

function readArgument(reader: Reader): Argument {
  const key = reader.until(' =')
  if (key === '') throw reader.error()
  if (!reader.accept('=')) return { key, values: [] }
  return { key, values: reader.accept('(') ? readValues(reader) : [reader.until(' ')] }
}

function readValues(reader: Reader): string[] {
  const values: string[] = []
  for (;;) {
    values.push(reader.untilCommaOrClose())
    if (reader.accept(')')) return values
    reader.accept(',')
    reader.skipBlanks()
  }
}

class Reader {
  readonly #text: string
  #place = 0

  constructor(text: string) {
    this.#text = text
  }

  atEnd(): boolean {
    return this.#place === this.#text.length
  }

  accept(mark: string): boolean {
    const found = this.#text.startsWith(mark, this.#place)
    if (found) this.#place += 1
    return found
  }

  skipBlanks(): void {
    while (/\s/.test(this.#text.charAt(this.#place))) this.#place += 1
  }

  until(marks: string): string {
    const start = this.#place
    while (!this.atEnd() && !marks.includes(this.#text[this.#place])) this.#place += 1
    return this.#text.slice(start, this.#place)
  }

  untilCommaOrClose(): string {
    const start = this.#place
    for (let depth = 0; !this.atEnd(); this.#place += 1) {
      const mark = this.#text[this.#place]
      if (depth === 0 && (mark === ',' || mark === ')')) return this.#text.slice(start, this.#place)
      if (mark === '(') depth += 1
      if (mark === ')') depth -= 1
    }
    throw this.error()
  }

  error(): Error {
    return new Error(`cannot parse directive at column ${this.#place + 1}: ${this.#text}`)
  }
}

export function asInteger(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`${JSON.stringify(text)} is no whole number`)
  return Number(text)
}

/** What Go's `strconv.ParseBool` takes for true and false. */
export function asBoolean(text: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false
  throw new Error(`${JSON.stringify(text)} is neither true nor false`)
}
