import { say, words } from '../../diagnostics/index.js'
import { isNull, type Place, type Tree } from '../text/tree.js'
import { inWhere, type Reading, report } from './reading.js'

/** JSON Schema draft 7, as much of it as is used. */
export type JsonSchema = { readonly [key: string]: unknown }

/** Named schemas, for those that are used often or hold themselves. */
export interface Schemas {
  readonly definitions: Map<string, JsonSchema>
}

/**
 * One type of value of the scenario language, described once: how it is read, what it looks like with nothing left to
 * default, and its schema for editors.
 */
export interface Shape<T> {
  /** What is expected, for messages: `a duration such as `30s``. */
  readonly expected: string
  /** Always gives a value, so that reading goes on; if `problems` grew it is made up in part. */
  read(tree: Tree, reading: Reading): T
  fallback(): T
  /** The tree in its long form with all defaults in; only for a tree that was read without errors. */
  complete(tree: Tree): Tree
  schema(schemas: Schemas): JsonSchema
}

/** A value with the place it came from. */
export interface Located<T> {
  readonly value: T
  readonly place: Place
}

export function located<T>(shape: Shape<T>): Shape<Located<T>> {
  const made = (): Place => ({ source: { file: '', text: '', lineStarts: [0] }, start: 0, end: 0, byDefault: true })
  return {
    ...shape,
    read: (tree, reading) => ({ value: shape.read(tree, reading), place: tree.place }),
    fallback: () => ({ value: shape.fallback(), place: made() }),
  }
}

/** A shape that holds itself, or whose schema deserves a name. */
export function named<T>(name: string, make: () => Shape<T>): Shape<T> {
  let made: Shape<T> | null = null
  const get = () => (made ??= make())
  return {
    get expected() {
      return get().expected
    },
    read: (tree, reading) => get().read(tree, reading),
    fallback: () => get().fallback(),
    complete: tree => get().complete(tree),
    schema(schemas) {
      if (!schemas.definitions.has(name)) {
        schemas.definitions.set(name, {})
        schemas.definitions.set(name, get().schema(schemas))
      }
      return { $ref: `#/definitions/${name}` }
    },
  }
}

export function wrongType<T>(shape: Shape<T>, tree: Tree, reading: Reading): T {
  mismatch(shape.expected, tree, reading)
  return shape.fallback()
}

export function mismatch(expected: string, tree: Tree, reading: Reading): void {
  if (isNull(tree)) {
    const help = [words(`expected ${expected}; leave the key out to have the default`)]
    report(reading, 'S103', tree.place, say`there is no value here${inWhere(reading)}`, { help })
    return
  }
  const message = [...words(`expected ${expected}, found `), ...found(tree), ...inWhere(reading)]
  report(reading, 'S103', tree.place, message)
}

function found(tree: Tree) {
  if (tree.kind === 'map') return words('a map')
  if (tree.kind === 'list') return words('a list')
  return say`${tree.text}`
}
