import { type SeedTree, Stream } from '../random/index.js'

/** Name and state of a stream. */
export type StreamEntry = readonly [path: readonly string[], state: ReturnType<Stream['state']>]

/** All streams whose names begin alike. Looked up segment by segment, so that no longer string is put together. */
interface Branch {
  readonly path: readonly string[]
  readonly branches: Map<string, Branch>
  stream: Stream | null
}

/**
 * The random streams of one trial: made when first asked for, as a pure function of seed, trial and name, so that one
 * nobody asks for disturbs nobody.
 */
export class Streams {
  readonly #tree: SeedTree
  readonly #trial: string
  #root = branchAt([])

  constructor(tree: SeedTree, trial: number) {
    this.#tree = tree
    this.#trial = String(trial)
  }

  /** The stream `trial/<n>/<path…>`. */
  of(...path: string[]): Stream {
    const branch = this.#branch(path)
    branch.stream ??= this.#tree.stream('trial', this.#trial, ...path)
    return branch.stream
  }

  /** All streams made so far, ordered by name. JSON-safe. */
  snapshot(): StreamEntry[] {
    const named: { readonly key: string; readonly entry: StreamEntry }[] = []
    const collect = ({ path, stream, branches }: Branch): void => {
      if (stream !== null) named.push({ key: keyOf(path), entry: [path, stream.state()] })
      for (const branch of branches.values()) collect(branch)
    }
    collect(this.#root)
    return named.sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0)).map(({ entry }) => entry)
  }

  restore(entries: readonly StreamEntry[]): void {
    this.#root = branchAt([])
    for (const [path, state] of entries) this.#branch(path).stream = Stream.from(state)
  }

  #branch(path: readonly string[]): Branch {
    let branch = this.#root
    for (const segment of path) {
      let next = branch.branches.get(segment)
      if (next === undefined) {
        next = branchAt([...branch.path, segment])
        branch.branches.set(segment, next)
      }
      branch = next
    }
    return branch
  }
}

const branchAt = (path: readonly string[]): Branch => ({ path, branches: new Map(), stream: null })

/** With lengths, so that no two paths run together. */
const keyOf = (path: readonly string[]): string => path.map(segment => `${segment.length}:${segment}`).join('')
