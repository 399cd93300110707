/** @throws {RangeError} unless `value` is a whole number not below `least`. */
export function requireWhole(detector: string, field: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new RangeError(`${detector}: ${field} must be a whole number, ${least} or more, not ${value}`)
}
