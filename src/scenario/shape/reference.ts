import { text } from './scalar.js'
import { type Located, located, type Shape } from './shape.js'

/** The name of something that stands elsewhere in the file. */
export type Reference = Located<string>

export function reference(expected: string): Shape<Reference> {
  const shape = located(text)
  return { ...shape, expected, schema: () => ({ type: ['string', 'number'] }) }
}
