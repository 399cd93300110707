import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The cases of one file of reference values; `reference/make.py` says how they were made. */
export function referenceCases(name: string): number[][] {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`reference/${name}.json`, import.meta.url)), 'utf8'))
}

/** The distance between neighbouring doubles at x. */
export function ulp(x: number): number {
  const bits = new BigUint64Array(new Float64Array([Math.abs(x)]).buffer)
  const exponent = Math.max(1, Number(bits[0] >> 52n))
  return exponent > 52 ? fromBits(BigInt(exponent - 52) << 52n) : fromBits(1n << BigInt(exponent - 1))
}

function fromBits(bits: bigint): number {
  return new Float64Array(new BigUint64Array([bits]).buffer)[0]
}

/** |got - want| relative to the larger of |want| and the smallest normal number; 0 where both are the same. */
export function relativeError(got: number, want: number): number {
  if (Object.is(got, want)) return 0
  return Math.abs(got - want) / Math.max(Math.abs(want), 2.2250738585072014e-308)
}

export interface Worst {
  readonly error: number
  readonly at: readonly unknown[]
}

/** The case with the largest error, NaN counting as the largest. */
export function worst<C extends readonly unknown[]>(cases: readonly C[], errorOf: (c: C) => number): Worst {
  let found: Worst = { error: 0, at: [] }
  for (const c of cases) {
    const error = errorOf(c)
    if (!(error <= found.error)) found = { error: Number.isNaN(error) ? Infinity : error, at: c }
  }
  return found
}
