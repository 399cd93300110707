import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  type YAMLError,
} from 'yaml'
import { lineAt, type Problem, problem, type Source, say, spanIn, words } from '../../diagnostics/index.js'
import { full } from '../shape/reading.js'
import { type Entry, isNull, type MapTree, type Place, type ScalarTree, spanOf, type Tree } from './tree.js'

/** Limits that no honest file meets, and that keep hostile ones cheap. */
const deepest = 64
const mostParts = 100_000
const mostSyntaxErrors = 5

interface Parsing {
  readonly source: Source
  readonly problems: Problem[]
  /** What an anchor stands for; null while it is still being read, so that a cycle shows. */
  readonly anchors: Map<string, Measured | null>
}

/** A tree with its size and height when aliases are written out. */
interface Measured {
  readonly tree: Tree
  readonly size: number
  readonly height: number
}

/** YAML 1.2 (core schema) to a tree whose root is a map, or null when it has none; then `problems` says why. */
export function parseTree(source: Source, problems: Problem[]): MapTree | null {
  const parsing: Parsing = { source, problems, anchors: new Map() }
  const document = compose(parsing)
  if (document === null) return null
  const root = document.contents
  if (root === null || (isScalar(root) && root.value === null))
    return refuse(parsing, 'S115', 0, 0, 'the file is empty')
  const measured = toTree(root, parsing)
  if (measured === null) return null
  if (measured.size > mostParts) {
    const [start] = root.range!
    return refuse(parsing, 'S112', start, start + 1, `the aliases write out to more than ${mostParts} values`)
  }
  if (measured.tree.kind !== 'map') {
    const { start, end } = measured.tree.place
    return refuse(parsing, 'S103', start, end, 'a scenario is a map of keys to values')
  }
  return measured.tree
}

function refuse(parsing: Parsing, code: string, start: number, end: number, message: string, help = ''): null {
  const span = spanIn(parsing.source, start, end)
  parsing.problems.push(problem(code, 'error', words(message), { span, help: help === '' ? [] : [words(help)] }))
  return null
}

function compose(parsing: Parsing): Document.Parsed | null {
  const tokens: CST.Token[] = []
  let documents = 0
  for (const token of new Parser().parse(parsing.source.text)) {
    if (token.type === 'document' && ++documents === 2) {
      return refuse(parsing, 'S116', token.offset, token.offset + 3, 'a second document begins here')
    }
    tokens.push(token)
    if (tokens.length > mostParts) return refuse(parsing, 'S112', 0, 1, `the file has more than ${mostParts} parts`)
  }
  if (!shallow(tokens, parsing)) return null
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false })
  const [document] = [...composer.compose(tokens, true, parsing.source.text.length)] as Document.Parsed[]
  const complaints = [...(document?.errors ?? []), ...(document?.warnings ?? [])]
  if (complaints.length > 0) return syntaxErrors(complaints, parsing)
  if (document?.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') {
    return refuse(parsing, 'S120', 0, 5, 'the file asks for another version of YAML than 1.2', 'remove the directive')
  }
  return document ?? null
}

/** Measures depth and number of parts of the token tree without recursion, which is what deep nesting would break. */
function shallow(tokens: readonly CST.Token[], parsing: Parsing): boolean {
  const open: { token: CST.Token; depth: number }[] = tokens.map(token => ({ token, depth: 0 }))
  let parts = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next
    if (depth > deepest) {
      refuse(parsing, 'S111', token.offset, token.offset + 1, `values are nested more than ${deepest} deep`)
      return false
    }
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth })
    if (!('items' in token)) continue
    for (const item of token.items) parts += 1 + item.start.length + (item.sep?.length ?? 0)
    if (parts > mostParts) {
      refuse(parsing, 'S112', token.offset, token.offset + 1, `the file has more than ${mostParts} parts`)
      return false
    }
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 })
      if (item.value) open.push({ token: item.value, depth: depth + 1 })
    }
  }
  return true
}

function syntaxErrors(errors: readonly YAMLError[], parsing: Parsing): null {
  const lines = new Set<number>()
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const line = lineAt(parsing.source, error.pos[0])
    if (lines.size >= mostSyntaxErrors) break
    if (lines.has(line)) continue
    lines.add(line)
    const span = spanIn(parsing.source, error.pos[0], error.pos[1])
    const tag = error.code === 'TAG_RESOLVE_FAILED'
    const message = error.message.split('\n')[0].replace(/\.$/, '')
    const help = hints[error.code]
    parsing.problems.push(
      problem(tag ? 'S120' : 'S100', 'error', words(message.charAt(0).toLowerCase() + message.slice(1)), {
        span,
        help: help === undefined ? [] : [words(help)],
      }),
    )
  }
  return null
}

const hints: { readonly [code: string]: string | undefined } = {
  TAB_AS_INDENT: 'indent with spaces',
  MISSING_CHAR: 'a bracket, brace, quote or comma is missing here or before',
  BAD_INDENT: 'keys of one map stand in one column',
  BLOCK_AS_IMPLICIT_KEY: 'a value that holds `: ` needs quotes; a nested map begins on a new line',
}

function toTree(node: Node, parsing: Parsing): Measured | null {
  const place = placeOf(node, parsing.source)
  if (isAlias(node)) return aliasTree(node.source, place, parsing)
  const { anchor, tag } = node as { anchor?: string; tag?: string }
  if (tag)
    return refuse(parsing, 'S120', place.start, place.end, 'YAML tags are not part of the language', 'remove the tag')
  if (anchor) parsing.anchors.set(anchor, null)
  const measured = collect(node, place, parsing)
  if (anchor && measured !== null) parsing.anchors.set(anchor, measured)
  return measured
}

function collect(node: Node, place: Place, parsing: Parsing): Measured | null {
  if (isScalar(node)) return { tree: scalarTree(node, place), size: 1, height: 0 }
  if (isSeq<Node>(node)) return listTree(node.items, place, parsing)
  if (isMap<Node, Node | null>(node)) return mapTree(node.items, place, parsing)
  return refuse(parsing, 'S100', place.start, place.end, 'this cannot be read')
}

function placeOf(node: Node, source: Source): Place {
  const [start, end] = node.range!
  return { source, start, end, byDefault: false }
}

function scalarTree(node: Scalar, place: Place): ScalarTree {
  const { value } = node
  const quoted = node.type !== 'PLAIN'
  const type = quoted
    ? 'text'
    : value === null
      ? 'null'
      : typeof value === 'string'
        ? 'text'
        : (typeof value as 'number' | 'boolean')
  const text = node.source ?? ''
  const lead = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0
  const verbatim = place.source.text.startsWith(text, place.start + lead)
  return { kind: 'scalar', place, text, type, offset: verbatim ? lead : null }
}

function listTree(nodes: readonly Node[], place: Place, parsing: Parsing): Measured | null {
  const items = nodes.map(node => toTree(node, parsing))
  if (items.some(item => item === null)) return null
  return measure({ kind: 'list', place, items: items.map(item => item!.tree) }, items as Measured[], parsing)
}

function mapTree(pairs: readonly Pair<Node, Node | null>[], place: Place, parsing: Parsing): Measured | null {
  const entries: Entry[] = []
  const seen = new Map<string, Place>()
  const parts: Measured[] = []
  for (const { key, value } of pairs) {
    const keyPlace = placeOf(key, parsing.source)
    if (!isScalar(key)) return refuse(parsing, 'S100', keyPlace.start, keyPlace.end, 'a key has to be a plain word')
    const name = key.source ?? ''
    const first = seen.get(name)
    const measured = value === null ? nothing(keyPlace) : toTree(value, parsing)
    if (measured === null) return null
    if (first !== undefined) {
      duplicate(name, keyPlace, first, parsing)
      continue
    }
    seen.set(name, keyPlace)
    parts.push(measured)
    entries.push({ key: name, keyPlace, value: isNull(measured.tree) ? nothing(keyPlace).tree : measured.tree })
  }
  return measure({ kind: 'map', place, entries }, parts, parsing)
}

/** A value that is not there is spoken of at its key. */
function nothing(keyPlace: Place): Measured {
  return { tree: { kind: 'scalar', place: keyPlace, text: '', type: 'null', offset: null }, size: 1, height: 0 }
}

function duplicate(name: string, again: Place, first: Place, parsing: Parsing): void {
  if (full(parsing)) return
  parsing.problems.push(
    problem('S104', 'error', say`the key ${name} stands here twice`, {
      span: spanOf(again),
      label: words('again here'),
      secondary: [{ span: spanOf(first), text: words('first here') }],
    }),
  )
}

function measure(tree: Tree, parts: readonly Measured[], parsing: Parsing): Measured | null {
  let size = 1
  let height = 0
  for (const part of parts) {
    size = Math.min(size + part.size, mostParts + 1)
    height = Math.max(height, part.height + 1)
  }
  if (height <= deepest) return { tree, size, height }
  return refuse(parsing, 'S111', tree.place.start, tree.place.start + 1, `values are nested more than ${deepest} deep`)
}

function aliasTree(name: string, place: Place, parsing: Parsing): Measured | null {
  const found = parsing.anchors.get(name)
  if (found === undefined) return refuse(parsing, 'S112', place.start, place.end, 'no anchor of this name stands above')
  if (found === null) return refuse(parsing, 'S112', place.start, place.end, 'the alias stands inside its own anchor')
  return found
}
