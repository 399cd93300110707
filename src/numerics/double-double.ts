/** Sums and products with their rounding errors, so that high + low is exact (Dekker 1971, Knuth). */

const SPLITTER = 134217729

/** What rounding took from `a + b`, given the rounded sum. */
export function sumError(a: number, b: number, rounded: number): number {
  const bPart = rounded - a
  return a - (rounded - bPart) + (b - bPart)
}

/** What rounding took from `a * b`, given the rounded product; for factors below 2^990. */
export function productError(a: number, b: number, rounded: number): number {
  const aScaled = SPLITTER * a
  const aHigh = aScaled - (aScaled - a)
  const aLow = a - aHigh
  const bScaled = SPLITTER * b
  const bHigh = bScaled - (bScaled - b)
  const bLow = b - bHigh
  return aLow * bLow - (rounded - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}
