/** Relative width at which interpolation has nothing more to give and bisection finishes the last bits. */
const NARROW = 1e-15

/**
 * The smallest x >= 0 with excess(x) >= 0, to the last bit, for a function that never falls (jumps are allowed). The range
 * is a guess and is widened as needed.
 *
 * Chandrupatla, A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function, 1997.
 */
export function smallest(excess: (x: number) => number, low: number, high: number): number {
  if (!(low >= 0 && low <= high && high < Infinity)) throw new RangeError(`no range to search: ${low} to ${high}`)
  const range = widen(excess, low, high)
  if (range === null) return Infinity
  let [no, yes] = interpolate(excess, range[0], range[1])
  for (;;) {
    const middle = no + (yes - no) / 2
    if (middle <= no || middle >= yes) return yes
    if (excess(middle) >= 0) yes = middle
    else no = middle
  }
}

/** A range from where the excess is negative, or zero, to where it is not, its ends no further apart than 4 : 1. */
function widen(excess: (x: number) => number, low: number, high: number): [number, number] | null {
  let no = low
  let yes = high
  while (no > 0 && excess(no) >= 0) {
    yes = no
    no = no < 1e-300 ? 0 : no / 2
  }
  if (no === 0 && excess(0) >= 0) return [0, 0]
  while (!(excess(yes) >= 0)) {
    no = yes
    yes = yes === 0 ? 1 : yes * 2
    if (yes === Infinity) return null
  }
  while (no > 0 && yes > 4 * no) {
    const middle = Math.sqrt(no) * Math.sqrt(yes)
    if (excess(middle) >= 0) yes = middle
    else no = middle
  }
  return [no, yes]
}

function interpolate(excess: (x: number) => number, no: number, yes: number): [number, number] {
  // x1 is the newest point, x2 lies across the sign change from it, x3 is the point before.
  let [x1, x2] = [yes, no]
  let [f1, f2] = [excess(x1), excess(x2)]
  let t = 0.5
  while (Math.abs(x2 - x1) > NARROW * Math.max(x1, x2)) {
    const x = x1 + t * (x2 - x1)
    if (x === x1 || x === x2) break
    const f = excess(x)
    let [x3, f3] = [x1, f1]
    if (f >= 0 !== f1 >= 0) {
      ;[x3, f3] = [x2, f2]
      ;[x2, f2] = [x1, f1]
    }
    ;[x1, f1] = [x, f]
    const xi = (x1 - x2) / (x3 - x2)
    const phi = (f1 - f2) / (f3 - f2)
    t = 0.5
    if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi) {
      t = (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + ((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
    }
    const least = Math.min(0.5, (NARROW * Math.max(x1, x2)) / Math.abs(x2 - x1) / 2)
    t = Math.min(1 - least, Math.max(least, t))
  }
  return f1 >= 0 ? [x2, x1] : [x1, x2]
}
