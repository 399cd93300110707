import { type Source, type Span, spanIn } from '../../diagnostics/index.js'

/** Where a value was written; for a default, the object that lacks it. */
export interface Place {
  readonly source: Source
  readonly start: number
  readonly end: number
  readonly byDefault: boolean
}

/** A YAML document without YAML: anchors resolved, keys unique, every part with its place. */
export type Tree = MapTree | ListTree | ScalarTree

export interface Entry {
  readonly key: string
  readonly keyPlace: Place
  readonly value: Tree
}

export interface MapTree {
  readonly kind: 'map'
  readonly place: Place
  readonly entries: readonly Entry[]
}

export interface ListTree {
  readonly kind: 'list'
  readonly place: Place
  readonly items: readonly Tree[]
}

export interface ScalarTree {
  readonly kind: 'scalar'
  readonly place: Place
  /** As written, without quotes; so that no decimal is rounded before its unit is read. */
  readonly text: string
  readonly type: 'text' | 'number' | 'boolean' | 'null'
  /** True when `text` stands in the file character by character from `place.start + offset`. */
  readonly offset: number | null
}

/** What defaults are written in: the language itself, as plain data. */
export type PlainYaml = string | number | boolean | readonly PlainYaml[] | { readonly [key: string]: PlainYaml }

export function spanOf(place: Place): Span {
  return spanIn(place.source, place.start, place.end)
}

/** The place of `length` characters of a scalar from `at` on; all of it where escapes or folding keep it from being told. */
export function partOf(tree: ScalarTree, at: number, length: number): Place {
  if (tree.offset === null) return tree.place
  const start = tree.place.start + tree.offset + Math.min(at, tree.text.length)
  return { ...tree.place, start, end: Math.min(start + length, tree.place.end) }
}

export function entryOf(tree: Tree, key: string): Entry | undefined {
  return tree.kind === 'map' ? tree.entries.find(e => e.key === key) : undefined
}

export function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.type === 'null'
}

/** A default as a tree. It stands where `owner` stands. */
export function treeOf(plain: PlainYaml, owner: Place): Tree {
  const place: Place = { ...owner, byDefault: true }
  if (Array.isArray(plain)) return { kind: 'list', place, items: plain.map(item => treeOf(item, owner)) }
  if (typeof plain === 'object') {
    const entries = Object.entries(plain).map(([key, value]) => ({ key, keyPlace: place, value: treeOf(value, owner) }))
    return { kind: 'map', place, entries }
  }
  const type = typeof plain === 'string' ? 'text' : typeof plain === 'number' ? 'number' : 'boolean'
  return { kind: 'scalar', place, text: String(plain), type, offset: null }
}

/** `tree` with `value` under `key`, in place of what was there. */
export function withEntry(tree: MapTree, key: string, value: Tree): MapTree {
  const entry = { key, keyPlace: value.place, value }
  const at = tree.entries.findIndex(e => e.key === key)
  if (at < 0) return { ...tree, entries: [...tree.entries, entry] }
  return { ...tree, entries: tree.entries.map((e, i) => (i === at ? { ...entry, keyPlace: e.keyPlace } : e)) }
}
