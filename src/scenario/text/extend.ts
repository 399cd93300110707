import { makeSource, type Problem, type Source, say, words } from '../../diagnostics/index.js'
import { type ReadFile, report } from '../shape/reading.js'
import { parseTree } from './parse.js'
import { type Entry, entryOf, isNull, type MapTree, type ScalarTree, type Tree } from './tree.js'

interface Extending {
  readonly problems: Problem[]
  readonly readFile: ReadFile
  /** Grows by every file read. */
  readonly sources: Map<string, Source>
}

/** A scenario on top of scenarios on top of … this many at most. */
const mostFiles = 100

/**
 * The tree merged over the files its `extends` names: maps merge key by key, anything else is replaced whole, `null`
 * removes. Null after a report.
 */
export function extend(tree: MapTree, extending: Extending, chain: readonly string[] = []): MapTree | null {
  const entry = entryOf(tree, 'extends')
  if (entry === undefined) return tree
  const files = [...chain, tree.place.source.file]
  let base: MapTree | null = null
  for (const name of namesIn(entry.value)) {
    const next = fetch(name, files, extending)
    if (next === null) return null
    base = base === null ? next : merge(base, next)
  }
  const own = { ...tree, entries: tree.entries.filter(e => e !== entry) }
  return base === null ? tree : merge(base, own)
}

function namesIn(tree: Tree): ScalarTree[] {
  const items = tree.kind === 'list' ? tree.items : [tree]
  return items.filter((item): item is ScalarTree => item.kind === 'scalar' && item.type !== 'null')
}

function fetch(name: ScalarTree, chain: readonly string[], extending: Extending): MapTree | null {
  const found = extending.readFile(name.text, name.place.source.file)
  if ('reason' in found) {
    report(extending, 'S121', name.place, say`cannot read ${name.text}: ${words(found.reason)}`)
    return null
  }
  if (chain.includes(found.file) || chain.length >= mostFiles) {
    const links = [...chain.slice(chain.indexOf(found.file)), found.file]
    const circle = links.slice(1).reduce((said, link) => say`${said} extends ${link}`, say`${links[0]}`)
    report(extending, 'S122', name.place, say`files extend each other in a circle: ${circle}`)
    return null
  }
  const source = extending.sources.get(found.file) ?? makeSource(found.file, found.text)
  extending.sources.set(found.file, source)
  if (extending.sources.size > mostFiles) {
    report(extending, 'S122', name.place, say`more than ${mostFiles} files extend each other`)
    return null
  }
  const tree = parseTree(source, extending.problems)
  return tree === null ? null : extend(tree, extending, chain)
}

/** `over` on top of `base`. */
function merge(base: MapTree, over: MapTree): MapTree {
  const upper = new Map(over.entries.map(entry => [entry.key, entry]))
  const entries: Entry[] = []
  for (const entry of base.entries) {
    const top = upper.get(entry.key)
    upper.delete(entry.key)
    if (top === undefined) entries.push(entry)
    else if (top.value.kind === 'map' && entry.value.kind === 'map')
      entries.push({ ...top, value: merge(entry.value, top.value) })
    else if (!isNull(top.value)) entries.push(top)
  }
  // A null that removes nothing stays, and is told as a key without a value.
  for (const entry of over.entries) if (upper.has(entry.key)) entries.push(entry)
  return { ...over, entries }
}
