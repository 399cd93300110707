import { lineAt } from '../diagnostics/index.js'
import { printDuration } from '../units/index.js'
import { fields, root } from './language/root.js'
import type { LoadedScenario } from './load.js'
import { entryOf, type MapTree, type Place, type Tree, treeOf, withEntry } from './text/tree.js'

const comments = 48
const width = 100

/**
 * The scenario as YAML with nothing left to default, each line with where its value comes from: `default` or
 * `file:line`. What it prints is itself a scenario file, and means the same.
 *
 * @throws RangeError for a scenario that was not loaded without errors
 */
export function printResolved({ tree, scenario }: Pick<LoadedScenario, 'tree' | 'scenario'>): string {
  if (tree === null || scenario === null) throw new RangeError('only a scenario without errors can be printed')
  let whole = root.complete(tree) as MapTree
  if (entryOf(whole, 'warmup') === undefined) {
    whole = inOrder(withEntry(whole, 'warmup', treeOf(printDuration(scenario.warmup), tree.place)))
  }
  return whole.entries.flatMap(({ key, value }) => printEntry(key, value, '')).join('\n') + '\n'
}

/** In the order of the reference. */
function inOrder(tree: MapTree): MapTree {
  const order = Object.keys(fields)
  return { ...tree, entries: [...tree.entries].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key)) }
}

function printEntry(key: string, value: Tree, indent: string): string[] {
  const name = indent + printText(key)
  const inline = flow(value)
  if (inline !== null && name.length + inline.length + 2 <= width)
    return [withOrigin(`${name}: ${inline}`, value.place)]
  if (value.kind === 'map') {
    return [`${name}:`, ...value.entries.flatMap(entry => printEntry(entry.key, entry.value, `${indent}  `))]
  }
  if (value.kind === 'list') return [`${name}:`, ...value.items.flatMap(item => printItem(item, `${indent}  `))]
  return [withOrigin(`${name}: ${printScalar(value.text, value.type)}`, value.place)]
}

function printItem(item: Tree, indent: string): string[] {
  return [withOrigin(`${indent}- ${flow(item) ?? flowOf(item)}`, item.place)]
}

/** On one line, if all of it has one origin and is small enough to be read there; else null. */
function flow(tree: Tree): string | null {
  if (tree.kind === 'scalar') return printScalar(tree.text, tree.type)
  if (!oneOrigin(tree, origin(tree.place))) return null
  if (tree.kind === 'map' && tree.entries.some(entry => entry.value.kind === 'map' && depth(entry.value) > 1))
    return null
  return flowOf(tree)
}

function flowOf(tree: Tree): string {
  if (tree.kind === 'scalar') return printScalar(tree.text, tree.type)
  if (tree.kind === 'list') return `[${tree.items.map(flowOf).join(', ')}]`
  if (tree.entries.length === 0) return '{}'
  return `{ ${tree.entries.map(({ key, value }) => `${printText(key)}: ${flowOf(value)}`).join(', ')} }`
}

function depth(tree: Tree): number {
  if (tree.kind === 'scalar') return 0
  const parts = tree.kind === 'map' ? tree.entries.map(entry => entry.value) : tree.items
  return 1 + parts.reduce((deepest, part) => Math.max(deepest, depth(part)), 0)
}

function oneOrigin(tree: Tree, expected: string): boolean {
  if (origin(tree.place) !== expected) return false
  if (tree.kind === 'map') return tree.entries.every(entry => oneOrigin(entry.value, expected))
  return tree.kind === 'scalar' || tree.items.every(item => oneOrigin(item, expected))
}

function origin(place: Place): string {
  const { source, start, byDefault } = place
  if (byDefault) return 'default'
  return source.text === '' ? source.file : `${source.file}:${lineAt(source, start) + 1}`
}

function withOrigin(line: string, place: Place): string {
  return `${line.padEnd(comments)} # ${origin(place)}`
}

function printScalar(text: string, type: 'text' | 'number' | 'boolean' | 'null'): string {
  return type === 'text' ? printText(text) : text
}

/** Bare where YAML reads the same text back, else in double quotes, whose escapes JSON shares. */
function printText(text: string): string {
  const bare = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._/()<>=%+-]*[\p{L}\p{N}._/()%+-])?$/u.test(text)
  const other = /^(true|false|null|yes|no|[-+]?(\d[\d_]*\.?\d*([eE][-+]?\d+)?|0x[\da-fA-F]+|0o[0-7]+))$/i.test(text)
  return bare && !other ? text : JSON.stringify(text)
}
