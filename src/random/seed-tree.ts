import seedrandom from 'seedrandom'
import { Stream } from './stream.js'

/**
 * sfc32 needs about a dozen steps until every bit of its output depends on every bit of its seed (PractRand takes 12 to
 * 18).
 */
const WARM_UP_STEPS = 18

/**
 * Names streams: one per purpose per entity, `trial/17/node/db-2/failure`. A stream depends on the seed and on its own
 * name only, so that adding an entity disturbs no other, and two variants that are compared share their luck.
 */
export class SeedTree {
  private readonly root: string

  constructor(seed: string) {
    this.root = keyOf(seed)
  }

  /** The stream of that name, from its beginning. */
  stream(...path: readonly string[]): Stream {
    let key = this.root
    for (const segment of path) key += keyOf(segment)
    return streamOf(key)
  }
}

/** With its length in front, so that no two paths run together: ('ab', 'c') is not ('a', 'bc'). */
function keyOf(segment: string): string {
  return `${segment.length}:${segment}/`
}

/**
 * Of the generators in seedrandom only `alea` will do: ARC4, the default, maps 'ab' and 'abab' to one stream, xorshift7 and
 * xorwow give correlated neighbours. Its first word alone collides far above the birthday rate, hence all four.
 */
function streamOf(key: string): Stream {
  const source = seedrandom.alea(key)
  const stream = Stream.from([source.int32(), source.int32(), source.int32(), source.int32()])
  for (let step = 0; step < WARM_UP_STEPS; step++) stream.uint32()
  return stream
}
