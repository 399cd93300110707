const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'NONE'] as const
type Level = (typeof levels)[number]

/** Where an environment writes and its nodes log. At level NONE all is silent but errors. */
export class Output {
  #level: Level = 'DEBUG'
  #text = ''

  get level(): Level {
    return this.#level
  }

  /** By a name in any case, as the directive `log-level` gives it. */
  setLevel(name: string): void {
    const level = levels.find(known => known === name.toUpperCase())
    if (level === undefined) throw new Error(`log levels must be either of [${levels.join(' ')}]`)
    this.#level = level
  }

  get quiet(): boolean {
    return this.#level === 'NONE'
  }

  write(text: string): void {
    if (!this.quiet) this.#text += text
  }

  log(level: Level, line: string): void {
    if (levels.indexOf(this.#level) <= levels.indexOf(level)) this.write(`${level} ${line}\n`)
  }

  /** Whatever `act` writes is set in by two blanks; it ends with a line's end. */
  indented(act: () => void): void {
    const before = this.#text
    this.#text = ''
    try {
      act()
    } finally {
      const lines = this.#text.split('\n')
      if (lines.at(-1) === '') lines.pop()
      this.#text = before + lines.map(line => `  ${line}\n`).join('')
    }
  }

  /** All that was written since the last call. */
  take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }
}
