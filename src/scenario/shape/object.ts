import { type Phrase, say, suggest } from '../../diagnostics/index.js'
import { type Entry, type MapTree, type Place, type PlainYaml, spanOf, type Tree, treeOf } from '../text/tree.js'
import { inWhere, type Reading, report, within } from './reading.js'
import type { Rule } from './rule.js'
import { type JsonSchema, mismatch, type Schemas, type Shape } from './shape.js'

/** One key of a map with a fixed set of keys. */
export interface Field<T> {
  readonly shape: Shape<T>
  readonly about: string
  readonly required: boolean
  /** In the language itself; null when there is none. */
  readonly preset: PlainYaml | null
  /** A second name that means the same. */
  readonly alias: string | null
  /** What people write instead, from other tools; for suggestions only. */
  readonly slips: readonly string[]
}

type Extras = { readonly alias?: string; readonly slips?: readonly string[] }

function field<T>(
  shape: Shape<T>,
  about: string,
  required: boolean,
  preset: PlainYaml | null,
  extras: Extras,
): Field<T> {
  return { shape, about, required, preset, alias: extras.alias ?? null, slips: extras.slips ?? [] }
}

export function required<T>(shape: Shape<T>, about: string, extras: Extras = {}): Field<T> {
  return field(shape, about, true, null, extras)
}

/** Left out, it is as if `preset` were written. */
export function preset<T>(shape: Shape<T>, value: PlainYaml, about: string, extras: Extras = {}): Field<T> {
  return field(shape, about, false, value, extras)
}

/** Left out, it is null. */
export function maybe<T>(shape: Shape<T>, about: string, extras: Extras = {}): Field<T | null> {
  return field<T | null>(shape as Shape<T | null>, about, false, null, extras)
}

// biome-ignore lint/suspicious/noExplicitAny: the type of each field is recovered by FieldsOf
export type Fields = { readonly [key: string]: Field<any> }
export type FieldsOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** Why a key that one might expect is not there. */
export interface Refusal {
  readonly code: string
  readonly why: Phrase
  readonly help: Phrase
}

export type Refusals = { readonly [key: string]: Refusal }

/** A map with a fixed set of keys; `rules` tie keys together, and `refused` keys are told why they are none. */
export function object<F extends Fields>(
  fields: F,
  rules: readonly Rule[] = [],
  refused: Refusals = {},
): Shape<FieldsOf<F>> {
  const keys = Object.keys(fields)
  return {
    expected: `a map of ${keys
      .slice(0, 4)
      .map(key => `\`${key}\``)
      .join(', ')}${keys.length > 4 ? ', …' : ''}`,
    read: (tree, reading) => read(fields, rules, refused, tree, reading) as FieldsOf<F>,
    fallback: () => Object.fromEntries(keys.map(key => [key, absent(fields[key])])) as FieldsOf<F>,
    complete: tree => complete(fields, tree),
    schema: schemas => schemaOf(fields, rules, schemas),
  }
}

const nowhere: Place = { source: { file: '', text: '', lineStarts: [0] }, start: 0, end: 0, byDefault: true }

/** The value of a key that is not there. Presets are part of the language and are read without problems. */
function absent(of: Field<unknown>, place: Place = nowhere): unknown {
  if (of.preset === null) return of.required ? of.shape.fallback() : null
  const quiet: Reading = { problems: [], where: [], readFile: () => ({ reason: '' }), broken: new WeakSet() }
  return of.shape.read(treeOf(of.preset, place), quiet)
}

function read(
  fields: Fields,
  rules: readonly Rule[],
  refused: Refusals,
  tree: Tree,
  reading: Reading,
): { [key: string]: unknown } {
  const before = reading.problems.length
  const value: { [key: string]: unknown } = {}
  if (tree.kind === 'map') {
    const present = match(fields, refused, tree, reading)
    for (const key of Object.keys(fields)) {
      const entry = present.get(key)
      if (entry !== undefined) value[key] = fields[key].shape.read(entry.value, within(reading, key))
      else value[key] = absent(fields[key], tree.place)
    }
    const missing = Object.keys(fields).filter(key => fields[key].required && !present.has(key))
    for (const key of missing) {
      lacking(key, fields[key], tree, reading)
      const madeUp = value[key]
      if (typeof madeUp === 'object' && madeUp !== null) reading.broken.add(madeUp)
    }
    for (const rule of rules) rule.check(present, tree, reading)
  } else {
    mismatch(object(fields).expected, tree, reading)
    for (const key of Object.keys(fields)) value[key] = absent(fields[key], tree.place)
  }
  if (reading.problems.length > before) reading.broken.add(value)
  return value
}

/** Finds the entry of each field. A misspelt key is told once and then taken for what was meant. */
function match(fields: Fields, refused: Refusals, tree: MapTree, reading: Reading): Map<string, Entry> {
  const present = new Map<string, Entry>()
  const unknown: Entry[] = []
  for (const entry of tree.entries) {
    const key = Object.keys(fields).find(name => name === entry.key || fields[name].alias === entry.key)
    if (key === undefined && Object.hasOwn(refused, entry.key)) {
      const { code, why, help } = refused[entry.key]
      report(reading, code, entry.keyPlace, say`${why}${inWhere(reading)}`, { help: [help] })
    } else if (key === undefined) unknown.push(entry)
    else if (!present.has(key)) present.set(key, entry)
    else
      report(
        reading,
        'S104',
        entry.keyPlace,
        say`${entry.key} is another name for ${present.get(key)!.key}, which stands here too`,
      )
  }
  for (const entry of unknown) {
    const free = Object.keys(fields).filter(key => !present.has(key))
    const wanted = [...free.filter(key => fields[key].required), ...free.filter(key => !fields[key].required)]
    const meant = free.find(key => fields[key].slips.includes(entry.key)) ?? suggest(entry.key, wanted)
    unknownKey(entry, meant, fields, reading)
    if (meant !== null) present.set(meant, entry)
  }
  return present
}

function unknownKey(entry: Entry, meant: string | null, fields: Fields, reading: Reading): void {
  const keys = Object.keys(fields)
  const text = meant === null ? null : say`did you mean ${meant}?`
  report(reading, 'S101', entry.keyPlace, say`unknown key ${entry.key}${inWhere(reading)}`, {
    suggestion:
      text === null || meant === null ? null : { text, edits: [{ span: spanOf(entry.keyPlace), replacement: meant }] },
    help: meant === null ? [keyList(keys)] : [],
  })
}

function keyList(keys: readonly string[]): Phrase {
  return [`the keys here are ${keys.map(key => `\`${key}\``).join(', ')}`]
}

function lacking(key: string, of: Field<unknown>, tree: MapTree, reading: Reading): void {
  report(reading, 'S102', tree.place, say`missing key ${key}${inWhere(reading)}`, {
    help: [[`\`${key}\`: ${of.about}`]],
  })
}

function complete(fields: Fields, tree: Tree): Tree {
  if (tree.kind !== 'map') return tree
  const entries: Entry[] = []
  for (const key of Object.keys(fields)) {
    const { alias, preset, shape } = fields[key]
    const written = tree.entries.find(e => e.key === key || e.key === alias)
    if (written !== undefined) entries.push({ ...written, key, value: shape.complete(written.value) })
    else if (preset !== null) {
      const value = shape.complete(treeOf(preset, tree.place))
      if (!isEmpty(value)) entries.push({ key, keyPlace: value.place, value })
    }
  }
  return { ...tree, entries }
}

function isEmpty(tree: Tree): boolean {
  return (tree.kind === 'map' && tree.entries.length === 0) || (tree.kind === 'list' && tree.items.length === 0)
}

function schemaOf(fields: Fields, rules: readonly Rule[], schemas: Schemas): JsonSchema {
  const properties: { [key: string]: JsonSchema } = {}
  for (const key of Object.keys(fields)) {
    const { shape, about, preset, alias } = fields[key]
    const schema = shape.schema(schemas)
    // Draft 7 ignores what stands beside a $ref.
    const described = '$ref' in schema ? { allOf: [schema], description: about } : { ...schema, description: about }
    properties[key] = preset === null || typeof preset === 'object' ? described : { ...described, default: preset }
    if (alias !== null) properties[alias] = { ...described, description: `The same as \`${key}\`.` }
  }
  const must = Object.keys(fields).filter(key => fields[key].required)
  const tied = rules.map(rule => rule.schema).filter(schema => Object.keys(schema).length > 0)
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(must.length === 0 ? {} : { required: must }),
    ...(tied.length === 0 ? {} : { allOf: tied }),
  }
}
