import { type SeedTree, Stream } from '../random/index.js'

/** Name and state of a stream. */
export type StreamEntry = readonly [path: readonly string[], state: ReturnType<Stream['state']>]

/**
 * The random streams of one trial: made when first asked for, as a pure function of seed, trial and name, so that one
 * nobody asks for disturbs nobody.
 */
export class Streams {
  readonly #tree: SeedTree
  readonly #trial: string
  readonly #streams = new Map<string, { readonly path: readonly string[]; readonly stream: Stream }>()

  constructor(tree: SeedTree, trial: number) {
    this.#tree = tree
    this.#trial = String(trial)
  }

  /** The stream `trial/<n>/<path…>`. */
  of(...path: string[]): Stream {
    const key = path.map(segment => `${segment.length}:${segment}`).join('')
    const known = this.#streams.get(key)
    if (known !== undefined) return known.stream
    const stream = this.#tree.stream('trial', this.#trial, ...path)
    this.#streams.set(key, { path, stream })
    return stream
  }

  /** All streams made so far, ordered by name. JSON-safe. */
  snapshot(): StreamEntry[] {
    return [...this.#streams.entries()]
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, { path, stream }]) => [path, stream.state()])
  }

  restore(entries: readonly StreamEntry[]): void {
    this.#streams.clear()
    for (const [path, state] of entries) {
      const key = path.map(segment => `${segment.length}:${segment}`).join('')
      this.#streams.set(key, { path, stream: Stream.from(state) })
    }
  }
}
