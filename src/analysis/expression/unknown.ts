import { evaluate } from './evaluate.js'
import type { Expression, Unknown } from './expression.js'

/** What every `?` has to be for a target: that value or better; or why there is none. */
export type Requirement =
  /** An unavailability or microseconds: for `mtbf` the least, else the most. */
  | { readonly kind: 'value'; readonly value: number }
  /** Even the best leaves this unavailability. */
  | { readonly kind: 'impossible'; readonly best: number }
  /** Even the worst is good enough, with this unavailability. */
  | { readonly kind: 'anything'; readonly worst: number }

/** A billionth of a microsecond, and a hundred billion years. */
const TIMES = [1e-9, 3e24] as const
const SHARES = [1e-300, 1] as const

/**
 * What the `?` of an expression has to be for an unavailability of at most `target`. More downtime of a part is never
 * less downtime of the whole, so halving finds it, to the last bit or nearly.
 *
 * @throws as `evaluate`
 */
export function requirement(expression: Expression, unknown: Unknown, target: number): Requirement {
  const [low, high] = unknown === 'availability' ? SHARES : TIMES
  const [best, worst] = unknown === 'mtbf' ? [high, low] : [low, high]
  const unavailability = (value: number) => evaluate(expression, { unknown: value }).unavailability
  const atBest = unavailability(best)
  if (atBest > target) return { kind: 'impossible', best: atBest }
  const atWorst = unavailability(worst)
  if (atWorst <= target) return { kind: 'anything', worst: atWorst }
  let good: number = best
  let bad: number = worst
  for (;;) {
    const middle = Math.sqrt(good) * Math.sqrt(bad)
    if (middle <= Math.min(good, bad) || middle >= Math.max(good, bad)) return { kind: 'value', value: good }
    if (unavailability(middle) <= target) good = middle
    else bad = middle
  }
}
