/**
 * What reading a text gives. A refusal says what is wrong (`reason`, lower case, no full stop), where (`at`, an index
 * into the text, and `length` characters from there), and where it can, a text that would have been accepted.
 */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refusal

export interface Refusal {
  readonly ok: false
  readonly reason: string
  readonly suggestion?: string
  readonly at?: number
  readonly length?: number
}

/** Longer texts are refused unread: no quantity needs them, and exact arithmetic on them would be slow. */
const LONGEST_TEXT = 400

/** A refusal when the text is too long to be a quantity. */
export function tooLong(text: string): Refusal | undefined {
  return text.length > LONGEST_TEXT ? refuse(`longer than ${LONGEST_TEXT} characters`, 0, LONGEST_TEXT) : undefined
}

export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function refuse(reason: string, at: number, length: number, suggestion?: string): Refusal {
  return suggestion === undefined ? { ok: false, reason, at, length } : { ok: false, reason, at, length, suggestion }
}
