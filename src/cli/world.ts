import type { Experiments } from './experiments.js'
import type { CliIo } from './io.js'

/** All that commands know of the machine beyond their streams; `main` hands in the real one, tests a small one. */
export interface World extends CliIo {
  readonly version: string
  readonly files: Files
  /** Milliseconds since the program was started, never going back. */
  readonly now: () => number
  readonly cpus: number
  /** The part of the memory allowed to this process that is taken, from 0 to 1. */
  readonly memory: () => number
  /** Calls back at each Ctrl-C until the returned function is called. */
  readonly onInterrupt: (handler: () => void) => () => void
  /** Ends the process at once. */
  readonly abort: (code: number) => void
  /** What a module of the user's own exports. Throws what loading it throws. */
  readonly module: (url: string) => Promise<{ readonly [name: string]: unknown }>
  /** Loaded when first needed, since the simulator takes longer to load than a calculation takes. */
  readonly experiments: () => Promise<Experiments>
}

export interface Files {
  /** At most `limit` bytes; `-` is standard input. Throws the error of the system. */
  read(path: string, limit: number): Promise<Uint8Array>
  /** All of a file at once, for those that a scenario names. Throws also when it has more than `limit` bytes. */
  readNow(path: string, limit: number): Uint8Array
  /** Replaces the file. Throws the error of the system. */
  write(path: string, text: string): Promise<void>
  /** Throws the error of the system if the file could not be written; makes it if it is not there. */
  check(path: string): Promise<void>
  exists(path: string): Promise<boolean>
  /** For output that comes in pieces. Throws the error of the system. */
  open(path: string): Promise<Writer>
}

export interface Writer {
  write(text: string): void
  close(): void
}
