import { say, words } from '../../diagnostics/index.js'
import type { Arrivals } from '../scenario.js'
import { listOf, refine } from '../shape/collection.js'
import { maybe, object, required } from '../shape/object.js'
import { inWhere, type Reading, report } from '../shape/reading.js'
import { numberBetween, positiveDuration, rateOrNone } from '../shape/scalar.js'
import type { Shape } from '../shape/shape.js'
import type { Tree } from '../text/tree.js'

const mostWeight = 1_000_000

interface Phase {
  readonly rate: number
  readonly for: number
  readonly next: readonly number[] | null
}

const listed: Shape<readonly Phase[]> = listOf(
  object({
    rate: required(rateOrNone, 'requests in this phase; `0/s` for silence'),
    for: required(positiveDuration, 'how long it lasts in the mean; each time exponentially long'),
    next: maybe(
      listOf(numberBetween(0, mostWeight)),
      'which phase comes then: a weight for each phase of the list; the next one, unless said',
    ),
  }),
  2,
)

/** An MMPP: its phases, and its mean rate. */
export const phases = refine(
  listed,
  (all): { readonly rate: number; readonly arrivals: Arrivals } => {
    const plain = all.every(({ next }) => next === null)
    const shares = sharesOf(all)
    return {
      rate: all.reduce((sum, { rate }, i) => sum + rate * shares[i], 0),
      arrivals: {
        kind: 'phases',
        phases: all.map(({ rate, for: mean }, i) =>
          plain ? { rate, mean } : { rate, mean, share: shares[i], next: weightsOf(all, i) },
        ),
      },
    }
  },
  check,
)

/** Its weights for what comes then, or all on the one below it in the list. */
const weightsOf = (all: readonly Phase[], i: number): readonly number[] =>
  all[i].next ?? all.map((_, j) => (j === (i + 1) % all.length ? 1 : 0))

function check(all: readonly Phase[], tree: Tree, reading: Reading): void {
  const bad = (message: ReturnType<typeof say>): void => report(reading, 'S107', tree.place, message)
  if (all.length > 0 && all.every(({ rate }) => rate === 0))
    bad(say`${words('no request is ever made')}${inWhere(reading)}`)
  for (const [i, { next }] of all.entries()) {
    if (next === null) continue
    const name = i + 1
    if (next.length !== all.length)
      return bad(say`phase ${name} has ${next.length} weights for ${all.length} phases${inWhere(reading)}`)
    if (next[i] > 0) return bad(say`phase ${name} cannot follow itself: let it last longer${inWhere(reading)}`)
    if (next.every(weight => weight === 0)) return bad(say`nothing follows phase ${name}${inWhere(reading)}`)
  }
  const lost = all.findIndex((_, i) => !reaches(all, 0, i) || !reaches(all, i, 0))
  if (lost > 0) bad(say`there is no way from phase ${1} to phase ${lost + 1} and back${inWhere(reading)}`)
}

function reaches(all: readonly Phase[], from: number, to: number): boolean {
  const seen = new Set([from])
  for (const i of seen) for (const [j, weight] of weightsOf(all, i).entries()) if (weight > 0) seen.add(j)
  return seen.has(to)
}

/**
 * The share of time in each phase, in the long run: by elimination of one phase after the other, without a subtraction
 * (Grassmann, Taksar & Heyman, Operations Research 33, 1985).
 */
function sharesOf(all: readonly Phase[]): number[] {
  const rates = all.map((phase, i) => {
    const weights = weightsOf(all, i)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map(weight => weight / (sum * phase.for))
  })
  if (all.every(({ next }) => next === null)) return normalised(all.map(phase => phase.for))
  const n = all.length
  for (let k = n - 1; k > 0; k--) {
    const out = rates[k].slice(0, k).reduce((sum, rate) => sum + rate, 0)
    for (let i = 0; i < k; i++) {
      rates[i][k] /= out
      for (let j = 0; j < k; j++) if (j !== i) rates[i][j] += rates[i][k] * rates[k][j]
    }
  }
  const shares = [1]
  for (let k = 1; k < n; k++) shares.push(shares.reduce((sum, share, i) => sum + share * rates[i][k], 0))
  return normalised(shares)
}

function normalised(values: readonly number[]): number[] {
  const sum = values.reduce((all, value) => all + value, 0)
  return values.map(value => value / sum)
}
