/** A stream to print to; `process.stdout` is one, and so is a string buffer in a test. */
export interface CliStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** All that a command knows of the outside world. */
export interface CliIo {
  readonly stdout: CliStream
  readonly stderr: CliStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What the exit codes mean; they are part of the interface and never change. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  inconclusive: 3,
  internal: 70,
  interrupted: 130,
} as const

/** Ends the command with an exit code; everything there was to say has been said. */
export class CliExit extends Error {
  readonly code: number

  constructor(code: number) {
    super(`exit ${code}`)
    this.name = 'CliExit'
    this.code = code
  }
}
