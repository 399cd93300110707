import { hasErrors, makeSource, type Problem, type Source, sortProblems } from '../diagnostics/index.js'
import { root } from './language/root.js'
import { plausibility } from './plausibility.js'
import { resolve } from './resolve/resolve.js'
import type { Scenario } from './scenario.js'
import type { ReadFile, Reading } from './shape/reading.js'
import { extend } from './text/extend.js'
import { parseTree } from './text/parse.js'
import type { MapTree } from './text/tree.js'

export interface LoadOptions {
  /** In place of those in the file. */
  readonly seed?: string
  readonly trials?: number
  readonly precision?: number
  /** Fetches files named by `extends` and `csv`; without it there are none. */
  readonly readFile?: ReadFile
}

/** What came of a scenario file. */
export interface Loaded {
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
export function loadScenario(text: string, file: string, options: LoadOptions = {}): Loaded {
  const problems: Problem[] = []
  const source = makeSource(file, text)
  const sources = new Map([[file, source]])
  const readFile: ReadFile = (path, from) =>
    options.readFile?.(path, from) ?? { reason: 'no other files can be read here' }
  const parsed = parseTree(source, problems)
  const tree = parsed === null ? null : extend(parsed, { problems, readFile, sources })
  let scenario = tree === null ? null : read(tree, { problems, where: [], readFile, broken: new WeakSet() }, options)
  if (hasErrors(problems)) scenario = null
  return {
    scenario,
    problems: sortProblems(problems, [...sources.keys()]),
    sources: name => sources.get(name),
    tree: scenario === null ? null : tree,
  }
}

function read(tree: MapTree, reading: Reading, options: LoadOptions): Scenario {
  const { seed, trials, precision } = options
  const value = root.read(tree, reading)
  const resolved = resolve(value, reading)
  const scenario: Scenario = {
    ...resolved,
    seed: seed ?? resolved.seed,
    trials: trials ?? resolved.trials,
    precision: precision ?? resolved.precision,
  }
  if (!hasErrors(reading.problems)) plausibility(value, scenario, reading)
  return scenario
}
