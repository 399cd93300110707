import { listing, say, suggest, words } from '../../diagnostics/index.js'
import { spanOf } from '../text/tree.js'
import { inWhere, report, within } from './reading.js'
import { type JsonSchema, mismatch, type Shape } from './shape.js'

/** One case of a choice: `raft` in `{ raft: {…} }`. */
export interface Case<T> {
  readonly shape: Shape<T>
  readonly about: string
}

/** A map with one key that says what kind of thing its value is. */
export function tagged<T>(noun: string, cases: { readonly [key: string]: Case<T> }): Shape<T> {
  const keys = Object.keys(cases)
  const expected = `a map with one key for the ${noun}, such as \`${keys[0]}\``
  const shape: Shape<T> = {
    expected,
    read(tree, reading) {
      if (tree.kind !== 'map') {
        mismatch(expected, tree, reading)
        return shape.fallback()
      }
      if (tree.entries.length !== 1) {
        const message = say`a ${words(noun)} is one key, this map has ${words(String(tree.entries.length))}${inWhere(reading)}`
        const place = tree.entries.length === 0 ? tree.place : tree.entries[1].keyPlace
        report(reading, 'S110', place, message, { help: [say`keep one of ${listing(keys, 'or')}`] })
        return shape.fallback()
      }
      const [entry] = tree.entries
      if (Object.hasOwn(cases, entry.key)) return cases[entry.key].shape.read(entry.value, within(reading, entry.key))
      const meant = suggest(entry.key, keys)
      report(reading, 'S101', entry.keyPlace, say`unknown ${words(noun)} ${entry.key}${inWhere(reading)}`, {
        help: meant === null ? [say`there are ${listing(keys, 'and')}`] : [],
        suggestion:
          meant === null
            ? null
            : { text: say`did you mean ${meant}?`, edits: [{ span: spanOf(entry.keyPlace), replacement: meant }] },
      })
      return meant === null ? shape.fallback() : cases[meant].shape.read(entry.value, within(reading, meant))
    },
    fallback: () => cases[keys[0]].shape.fallback(),
    complete(tree) {
      if (tree.kind !== 'map') return tree
      return {
        ...tree,
        entries: tree.entries.map(entry => ({ ...entry, value: cases[entry.key].shape.complete(entry.value) })),
      }
    },
    schema(schemas) {
      const properties: { [key: string]: JsonSchema } = {}
      for (const key of keys) {
        const schema = cases[key].shape.schema(schemas)
        properties[key] =
          '$ref' in schema
            ? { allOf: [schema], description: cases[key].about }
            : { ...schema, description: cases[key].about }
      }
      return { type: 'object', properties, additionalProperties: false, minProperties: 1, maxProperties: 1 }
    },
  }
  return shape
}
