/**
 * Circular functions from plain arithmetic, for the few files that use them. Good to about 1e-15 for arguments up to a
 * few thousand turns: the argument is reduced with pi/2 in three parts, then a Taylor series on [-pi/4, pi/4] is summed
 * from its small end.
 */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21]
const TERMS = 12

function reduced(x: number): { rest: number; quarter: number } {
  const turns = Math.round(x * 0.6366197723675814)
  return { rest: x - turns * HALF_PI[0] - turns * HALF_PI[1] - turns * HALF_PI[2], quarter: ((turns % 4) + 4) % 4 }
}

/** x - x^3/3! + ..., or 1 - x^2/2! + ... */
function series(x: number, odd: boolean): number {
  let value = 0
  for (let term = TERMS; term > 0; term--) {
    const n = odd ? 2 * term : 2 * term - 1
    value = ((1 - value) * x * x) / (n * (n + 1))
  }
  return odd ? x * (1 - value) : 1 - value
}

export function sine(x: number): number {
  const { rest, quarter } = reduced(x)
  const value = series(rest, quarter % 2 === 0)
  return quarter < 2 ? value : -value
}

export function cosine(x: number): number {
  const { rest, quarter } = reduced(x)
  const value = series(rest, quarter % 2 === 1)
  return quarter === 1 || quarter === 2 ? -value : value
}

export function tangent(x: number): number {
  return sine(x) / cosine(x)
}

/** By halving the angle three times, and the series of what is left. */
export function arcTangent(x: number): number {
  if (x < 0) return -arcTangent(-x)
  if (x > 1) return HALF_PI[0] + HALF_PI[1] + HALF_PI[2] - arcTangent(1 / x)
  let t = x
  for (let halving = 0; halving < 3; halving++) t = t / (1 + Math.sqrt(1 + t * t))
  let value = 0
  for (let n = 31; n >= 3; n -= 2) value = (1 / n - value) * t * t
  return 8 * t * (1 - value)
}

export function arcSine(x: number): number {
  return arcTangent(x / Math.sqrt((1 - x) * (1 + x)))
}

export function arcCosine(x: number): number {
  return 2 * arcTangent(Math.sqrt((1 - x) / (1 + x)))
}
