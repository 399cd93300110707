import type { Stream } from '../../random/index.js'

/** What an element of an expression makes of its arguments, which are all numbers; truths are 1 and 0. */
export interface Operation {
  /** Number of arguments. */
  readonly least: number
  readonly most: number
  /** What is wrong with the arguments, as half a sentence; null when nothing is. */
  readonly fault?: (args: readonly number[]) => string | null
  readonly compute: (args: readonly number[]) => number
  /** Of deviates only. */
  readonly draw?: (args: readonly number[], stream: Stream) => number
}
