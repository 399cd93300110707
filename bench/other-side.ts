import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A process that runs the same models elsewhere, asked line by line (see cpp/queue.cpp). */
export class OtherSide {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #model: string

  constructor(command: string, args: string[], model: string) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
    this.#model = model
  }

  /** Runs so many events; seconds of CPU and the simulated time reached. */
  async run(events: number): Promise<{ seconds: number; now: number }> {
    this.#child.stdin!.write(`${this.#model} ${events}\n`)
    const line = await this.#lines.next()
    if (line.done === true) throw new Error('the other side of the benchmark died')
    const [nanoseconds, now] = line.value.split(' ').map(Number)
    return { seconds: nanoseconds / 1e9, now }
  }

  close(): void {
    this.#child.stdin!.end()
  }
}
