/** A law was asked for with parameters no law has, or asked a question it has no answer to. */
export class LawError extends RangeError {
  /** Kind of law, as in `Law['kind']`. */
  readonly law: string
  /** The parameter at fault. */
  readonly field: string
  readonly value: number
  /** What the parameter has to be, in words: `greater than zero`. */
  readonly requirement: string

  constructor(law: string, field: string, value: number, requirement: string) {
    super(`${law}: ${field} must be ${requirement}, not ${value}`)
    this.name = 'LawError'
    this.law = law
    this.field = field
    this.value = value
    this.requirement = requirement
  }
}

/** @throws {LawError} unless `value` is finite and above zero. */
export function requirePositive(law: string, field: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new LawError(law, field, value, 'finite and greater than zero')
}

/** @throws {LawError} unless `value` is finite and not negative. */
export function requireNonNegative(law: string, field: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new LawError(law, field, value, 'finite and not negative')
}
