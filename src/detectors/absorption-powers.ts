import { type BeatLaw, good, NOBODY } from './beat-law.js'

/**
 * For each i, what becomes of 2^i beats begun in each state: `step[i]` holds the probability of going from r to s
 * unabsorbed at r * needed + s, `absorbed[i]` that of having been absorbed, `alive[i]` that of not having been.
 */
export interface AbsorptionPowers {
  readonly step: readonly Float64Array[]
  readonly absorbed: readonly Float64Array[]
  readonly alive: readonly Float64Array[]
}

/** 2^52 beats: what comes later is not told apart. */
const MOST_DOUBLINGS = 52

/**
 * Doubles the number of beats until nobody is left, or to 2^52 beats. All terms are positive, so that nothing cancels:
 * the probability of absorption within a + b beats is that within a, and over each state reached, that within b. So
 * that the error of a step does not double with it, each row is made to add up with its absorption to one, as do
 * Grassmann, Taksar and Heyman (Operations Research 33, 1985): 1e-15 a beat is still right after 1e15 beats.
 */
export function absorptionPowers(law: BeatLaw): AbsorptionPowers {
  let { step, absorbed } = oneBeat(law)
  const powers = { step: [step], absorbed: [absorbed], alive: [mend(step, absorbed)] }
  for (let i = 0; i < MOST_DOUBLINGS && powers.alive[i].some(mass => mass > NOBODY); i++) {
    absorbed = absorbed.map((within, r) => within + product(step, r, absorbed))
    step = squared(step, law.needed)
    powers.step.push(step)
    powers.absorbed.push(absorbed)
    powers.alive.push(mend(step, absorbed))
  }
  return powers
}

/**
 * The number of the beat that absorbs: the first n by which absorption is more likely than `u`. Beyond the median the
 * probability of survival is looked at instead, as exact there as the other is before it.
 */
export function invertPassage(powers: AbsorptionPowers, run: number, u: number): number {
  const { step, absorbed, alive } = powers
  let place: Float64Array = new Float64Array(absorbed[0].length)
  place[run] = 1
  let beats = 0
  let gone = 0
  for (let i = step.length - 1; i >= 0; i--) {
    beats *= 2
    const then = gone + product(place, 0, absorbed[i])
    if (u < 0.5 ? then > u : product(place, 0, alive[i]) < 1 - u) continue
    if (i === MOST_DOUBLINGS) return Infinity
    place = moved(place, step[i])
    gone = then
    beats++
  }
  return beats + 1
}

function oneBeat(law: BeatLaw): { step: Float64Array; absorbed: Float64Array } {
  const { needed, mild, grave } = law
  const step = new Float64Array(needed * needed)
  const absorbed = new Float64Array(needed).fill(grave)
  absorbed[needed - 1] += mild
  for (let r = 0; r < needed; r++) {
    step[r * needed] = good(law)
    if (r + 1 < needed) step[r * needed + r + 1] = mild
  }
  return { step, absorbed }
}

/** Makes rows add up to one with what was absorbed, where that is the better known of the two; the sums of the rows. */
function mend(step: Float64Array, absorbed: Float64Array): Float64Array {
  const n = absorbed.length
  return absorbed.map((within, r) => {
    let mass = 0
    for (let s = 0; s < n; s++) mass += step[r * n + s]
    if (!(within < 0.5)) return mass
    for (let s = 0; s < n; s++) step[r * n + s] *= (1 - within) / mass
    return 1 - within
  })
}

/** Row `r` of the matrix times the column. */
function product(rows: Float64Array, r: number, column: Float64Array): number {
  let sum = 0
  for (let s = 0; s < column.length; s++) sum += rows[r * column.length + s] * column[s]
  return sum
}

function moved(place: Float64Array, step: Float64Array): Float64Array {
  const n = place.length
  const after = new Float64Array(n)
  for (let r = 0; r < n; r++) {
    if (place[r] === 0) continue
    for (let s = 0; s < n; s++) after[s] += place[r] * step[r * n + s]
  }
  return after
}

function squared(step: Float64Array, n: number): Float64Array {
  const square = new Float64Array(n * n)
  for (let r = 0; r < n; r++) square.set(moved(step.subarray(r * n, (r + 1) * n), step), r * n)
  return square
}
