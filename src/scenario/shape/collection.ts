import { say, words } from '../../diagnostics/index.js'
import { isNull, type Place, type Tree } from '../text/tree.js'
import { inWhere, named as namedReading, type Reading, report } from './reading.js'
import { mismatch, type Shape } from './shape.js'

/** A named thing, in the order in which the file has them. */
export interface Named<T> {
  readonly name: string
  readonly namePlace: Place
  readonly value: T
}

const namePattern = /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u
const longestName = 64

/** Names of things: letters, digits, `_`, `.`, `-`. */
function checkName(name: string, place: Place, reading: Reading): void {
  if (namePattern.test(name) && name.length <= longestName) return
  const help = [
    words(
      `a name is up to ${longestName} letters, digits, \`-\`, \`_\` and \`.\`, and begins with a letter or a digit`,
    ),
  ]
  report(reading, 'S117', place, say`${name} cannot be a name${inWhere(reading)}`, { help })
}

/** Things that have a name: a map from names the author chooses. */
export function mapOf<T>(noun: string, of: Shape<T>): Shape<readonly Named<T>[]> {
  const expected = `a map from names to ${noun}s`
  return {
    expected,
    read(tree, reading) {
      if (tree.kind !== 'map') {
        mismatch(expected, tree, reading)
        const nothing: readonly Named<T>[] = []
        reading.broken.add(nothing)
        return nothing
      }
      return tree.entries.map(({ key, keyPlace, value }) => {
        checkName(key, keyPlace, reading)
        return { name: key, namePlace: keyPlace, value: of.read(value, namedReading(reading, noun, key)) }
      })
    },
    fallback: () => [],
    complete(tree) {
      if (tree.kind !== 'map') return tree
      return { ...tree, entries: tree.entries.map(entry => ({ ...entry, value: of.complete(entry.value) })) }
    },
    schema: schemas => ({ type: 'object', additionalProperties: of.schema(schemas) }),
  }
}

export function listOf<T>(of: Shape<T>, least = 0): Shape<readonly T[]> {
  const expected = `a list, each ${of.expected}`
  return {
    expected,
    read(tree, reading) {
      if (tree.kind !== 'list') {
        mismatch(expected, tree, reading)
        return []
      }
      if (tree.items.length < least) {
        report(reading, 'S107', tree.place, say`the list needs ${least} or more${inWhere(reading)}`)
      }
      return tree.items.map(item => of.read(item, reading))
    },
    fallback: () => [],
    complete: tree => (tree.kind === 'list' ? { ...tree, items: tree.items.map(item => of.complete(item)) } : tree),
    schema: schemas => ({ type: 'array', items: of.schema(schemas), ...(least === 0 ? {} : { minItems: least }) }),
  }
}

/** One, or a list of them. */
export function oneOrMany<T>(of: Shape<T>): Shape<readonly T[]> {
  const many = listOf(of, 1)
  return {
    expected: `${of.expected}, or a list of them`,
    read: (tree, reading) => (tree.kind === 'list' ? many.read(tree, reading) : [of.read(tree, reading)]),
    fallback: () => [of.fallback()],
    complete: tree => (tree.kind === 'list' ? many.complete(tree) : of.complete(tree)),
    schema: schemas => ({ anyOf: [of.schema(schemas), many.schema(schemas)] }),
  }
}

/** Whichever of several shapes the tree's own form picks; the last is for all that is left. */
export function byForm<T>(
  forms: readonly { readonly when: (tree: Tree) => boolean; readonly shape: Shape<T> }[],
): Shape<T> {
  const pick = (tree: Tree) => (forms.find(form => form.when(tree)) ?? forms[forms.length - 1]).shape
  const expected = forms.map(form => form.shape.expected).join(', or ')
  return {
    expected,
    read(tree, reading) {
      if (!isNull(tree) && forms.some(form => form.when(tree))) return pick(tree).read(tree, reading)
      mismatch(expected, tree, reading)
      return forms[0].shape.fallback()
    },
    fallback: () => forms[0].shape.fallback(),
    complete: tree => pick(tree).complete(tree),
    schema: schemas => ({ anyOf: forms.map(form => form.shape.schema(schemas)) }),
  }
}

export const isScalarTree = (tree: Tree) => tree.kind === 'scalar'
export const isListTree = (tree: Tree) => tree.kind === 'list'
export const isMapTree = (tree: Tree) => tree.kind === 'map'

/** A shape whose value is made into another. `check` may complain; it is only asked about values read without errors. */
export function refine<T, U>(
  of: Shape<T>,
  make: (value: T, tree: Tree, reading: Reading) => U,
  check?: (value: T, tree: Tree, reading: Reading) => void,
): Shape<U> {
  const silent: Reading = { problems: [], where: [], readFile: () => ({ reason: '' }), broken: new WeakSet() }
  const nowhere: Tree = {
    kind: 'scalar',
    place: { source: { file: '', text: '', lineStarts: [0] }, start: 0, end: 0, byDefault: true },
    text: '',
    type: 'null',
    offset: null,
  }
  return {
    expected: of.expected,
    read(tree, reading) {
      const before = reading.problems.length
      const value = of.read(tree, reading)
      if (reading.problems.length === before) check?.(value, tree, reading)
      const made = make(value, tree, reading)
      if (reading.problems.length > before && typeof made === 'object' && made !== null) reading.broken.add(made)
      return made
    },
    fallback: () => make(of.fallback(), nowhere, silent),
    complete: tree => of.complete(tree),
    schema: schemas => of.schema(schemas),
  }
}
