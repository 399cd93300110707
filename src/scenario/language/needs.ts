import { scalar } from '../shape/scalar.js'

/** How many of its members a service needs; `of` is what the author takes their number to be, or null. */
export type Needs =
  | { readonly kind: 'number'; readonly least: number; readonly of: number | null }
  | { readonly kind: 'any' | 'all' | 'majority' }

export const needs = scalar<Needs>({
  expected: '`any`, `all`, `majority`, a number, or `2 of 3`',
  parse(text) {
    if (text === 'any' || text === 'all' || text === 'majority') return { ok: true, value: { kind: text } }
    const match = /^(\d{1,9})(?:\s+of\s+(\d{1,9}))?$/.exec(text.trim())
    if (match === null) return { ok: false, reason: 'this does not say how many members are needed' }
    const [least, of] = [Number(match[1]), match[2] === undefined ? null : Number(match[2])]
    if (least === 0) return { ok: false, reason: 'a service needs one member at least', suggestion: 'any' }
    return { ok: true, value: { kind: 'number', least, of } }
  },
  fallback: { kind: 'any' },
  schema: {
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'string', pattern: '^(any|all|majority|[0-9]+( of [0-9]+)?)$' },
    ],
    examples: ['2 of 3', 'majority'],
  },
})
