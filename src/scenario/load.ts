import { hasErrors, makeSource, type Problem, type Source, sortProblems } from '../diagnostics/index.js'
import { root } from './language/root.js'
import { plausibility } from './plausibility.js'
import { resolve } from './resolve/resolve.js'
import type { Scenario } from './scenario.js'
import type { ReadFile, Reading } from './shape/reading.js'
import { extend } from './text/extend.js'
import { parseTree } from './text/parse.js'
import { type MapTree, withEntry } from './text/tree.js'

export interface LoadOptions {
  /** In place of those in the file. */
  readonly seed?: string
  readonly trials?: number
  readonly precision?: number
  readonly fidelity?: Scenario['fidelity']
  /** Fetches files named by `extends` and `csv`; without it there are none. */
  readonly readFile?: ReadFile
}

/** What came of a scenario file. */
export interface LoadedScenario {
  /** Null when there are errors among the problems. */
  readonly scenario: Scenario | null
  /** Sorted by position. */
  readonly problems: readonly Problem[]
  /** The text of every file that was read, for renderers. */
  readonly sources: (file: string) => Source | undefined
  /** The file as written with everything it extends, for `printResolved`; null when there are errors. */
  readonly tree: MapTree | null
}

/**
 * Reads a scenario: text to tree, tree to typed values, names to indices, and a look at whether it is plausible. Never
 * throws on account of the text; touches no file but through `readFile`.
 */
export function loadScenario(text: string, file: string, options: LoadOptions = {}): LoadedScenario {
  const problems: Problem[] = []
  const source = makeSource(file, text)
  const sources = new Map([[file, source]])
  const readFile: ReadFile = (path, from) =>
    options.readFile?.(path, from) ?? { reason: 'no other files can be read here' }
  const parsed = parseTree(source, problems)
  const tree = parsed === null ? null : extend(parsed, { problems, readFile, sources })
  const asked = tree === null ? null : override(tree, options)
  let scenario = asked === null ? null : read(asked, { problems, where: [], readFile, broken: new WeakSet() })
  if (hasErrors(problems)) scenario = null
  return {
    scenario,
    problems: sortProblems(problems, [...sources.keys()]),
    sources: name => sources.get(name),
    tree: scenario === null ? null : asked,
  }
}

/** Values from outside the file take the place of its own, and are checked alike. */
function override(tree: MapTree, { seed, trials, precision, fidelity }: LoadOptions): MapTree {
  let whole = tree
  const set = (key: string, type: 'text' | 'number', value: string | number | undefined) => {
    if (value === undefined) return
    const place = { source: makeSource(`--${key}`, ''), start: 0, end: 0, byDefault: false }
    whole = withEntry(whole, key, { kind: 'scalar', place, text: String(value), type, offset: null })
  }
  set('seed', 'text', seed)
  set('trials', 'number', trials)
  set('precision', 'number', precision)
  set('fidelity', 'text', fidelity)
  return whole
}

function read(tree: MapTree, reading: Reading): Scenario {
  const value = root.read(tree, reading)
  const scenario = resolve(value, reading)
  if (!hasErrors(reading.problems)) plausibility(value, scenario, reading)
  return scenario
}
