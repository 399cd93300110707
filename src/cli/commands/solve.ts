import { type OpenPsaModel, readOpenPsa } from '../../analysis/index.js'
import { hasErrors, makeSource, operand, type Source, shellCommand, suggest } from '../../diagnostics/index.js'
import { type CutSetsAsked, solveFaultTrees, solveScenario } from '../../models/index.js'
import {
  renderFaultTreeMarkdown,
  renderFaultTreeText,
  renderSolveMarkdown,
  renderSolveText,
  renderSolveVerdict,
  type TextOptions,
} from '../../report/index.js'
import {
  exitCode,
  type FaultTreeResult,
  type SolveResult,
  worst,
  writeFaultTreeResult,
  writeSolveResults,
} from '../../results/index.js'
import { type ColorChoice, glyphsFor, paintFor } from '../appearance.js'
import { usageError } from '../failure.js'
import { CliExit, EXIT } from '../io.js'
import { allValid, nameOf, readBytes, scenarioFrom, shown, showProblems } from '../load.js'
import { checkOutput, emit } from '../output.js'
import type { World } from '../world.js'

export interface SolveCommandOptions {
  readonly color: ColorChoice
  readonly cutSets?: number
  readonly maxOrder?: number
  readonly primeImplicants?: boolean
  readonly top?: string
  readonly trials?: number
  readonly seed?: string
  readonly missionTime?: number
  readonly independent?: boolean
  readonly format: 'text' | 'json' | 'markdown'
  readonly output?: string
  readonly quiet?: boolean
}

/** Fault trees of thousands of events take a few megabytes. */
const MOST_READ = 64 * 1024 * 1024

interface Input {
  readonly file: string
  readonly bytes: Uint8Array
}

/** Solves each scenario, or the fault trees of one model in Open-PSA files. */
export async function solve(files: readonly string[], options: SolveCommandOptions, world: World): Promise<number> {
  const inputs: Input[] = []
  for (const file of files) inputs.push({ file, bytes: await readBytes(world, file, MOST_READ + 1) })
  const trees = inputs.filter(isXml)
  if (trees.length > 0 && trees.length < inputs.length) {
    throw usageError(world, 'scenarios and fault trees cannot be solved together', 'one command for each')
  }
  const about = options.maxOrder !== undefined ? '--max-order' : options.primeImplicants ? '--prime-implicants' : ''
  if (about !== '' && options.cutSets === undefined) {
    throw usageError(world, `${about} is about cut sets, and none are asked for`, 'add --cut-sets 10')
  }
  await checkOutput(world, options.output ?? null)
  return trees.length > 0 ? solveTrees(inputs, options, world) : solveScenarios(inputs, options, world)
}

/** By its first character, after a byte order mark and white space. */
function isXml({ bytes }: Input): boolean {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++
  return bytes[at] === 0x3c
}

async function solveScenarios(inputs: readonly Input[], options: SolveCommandOptions, world: World): Promise<number> {
  for (const name of ['top', 'trials', 'seed', 'missionTime', 'independent', 'primeImplicants'] as const) {
    if (options[name] === undefined) continue
    const flag = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
    throw usageError(world, `--${flag} is for fault trees, and this is a scenario`, 'scenarios are solved without it')
  }
  const loaded = inputs.map(({ file, bytes }) => shown(world, scenarioFrom(world, file, bytes), options.color))
  const cutSets = cutSetsAsked(options)
  const results = allValid(loaded).map(({ scenario, file }) =>
    solveScenario(scenario, { file, cutSets, reproduce: commandOf([file], options) }),
  )
  await emit(world, renderScenarios(results, options, world), options.output ?? null)
  return exitCode(worst(results.map(result => result.verdict)))
}

function renderScenarios(results: readonly SolveResult[], options: SolveCommandOptions, world: World): string {
  if (options.format === 'json') return writeSolveResults(results)
  if (options.format === 'markdown') return results.map(renderSolveMarkdown).join('\n')
  const look = lookOf(options, world)
  if (options.quiet) return results.map(result => renderSolveVerdict(result, look)).join('')
  return results.map(result => renderSolveText(result, look)).join('\n\n')
}

function lookOf({ color, output }: SolveCommandOptions, world: World): TextOptions {
  if (output !== undefined && output !== '-') return {}
  return { paint: paintFor(color, world.stdout, world.env), glyphs: glyphsFor(world.env) }
}

async function solveTrees(inputs: readonly Input[], options: SolveCommandOptions, world: World): Promise<number> {
  const model = await loadModel(inputs, options, world)
  const { top, trials = null, seed = '0', primeImplicants = false } = options
  if (top !== undefined && !model.gateLiterals.has(top)) {
    const near = suggest(top, [...model.gateLiterals.keys()])
    throw usageError(world, `there is no gate \`${top}\``, near === null ? '' : `did you mean \`${near}\`?`)
  }
  const files = inputs.map(input => input.file)
  const reproduce = commandOf(files, options)
  const result = solveFaultTrees(model, {
    files,
    top,
    cutSets: cutSetsAsked(options),
    primeImplicants,
    trials,
    seed,
    reproduce,
  })
  if (trials !== null && result.tops.every(solved => solved.uncertainty === null)) {
    world.stderr.write('note: nothing in this model is uncertain, so that --trials has nothing to draw\n')
  }
  await emit(world, renderTrees(result, options, world), options.output ?? null)
  return EXIT.ok
}

function renderTrees(result: FaultTreeResult, options: SolveCommandOptions, world: World): string {
  if (options.format === 'json') return writeFaultTreeResult(result)
  if (options.format === 'markdown') return renderFaultTreeMarkdown(result)
  return renderFaultTreeText(result, lookOf(options, world))
}

async function loadModel(inputs: readonly Input[], options: SolveCommandOptions, world: World): Promise<OpenPsaModel> {
  const sources = inputs.map(input => sourceOf(input, world))
  const commonCause = options.independent !== true
  const { model, problems } = await readOpenPsa(sources, { missionTime: options.missionTime, commonCause })
  const byName = new Map(sources.map(source => [source.file, source]))
  showProblems(world, { problems, sources: file => byName.get(file) }, options.color)
  if (model === null || hasErrors(problems)) throw new CliExit(EXIT.usage)
  return model
}

function sourceOf({ file, bytes }: Input, world: World): Source {
  if (bytes.length > MOST_READ) throw usageError(world, `\`${file}\` is larger than ${MOST_READ} bytes`)
  try {
    return makeSource(nameOf(file), new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw usageError(world, `\`${file}\` is not UTF-8 text`)
  }
}

function cutSetsAsked({ cutSets, maxOrder }: SolveCommandOptions): CutSetsAsked | null {
  return cutSets === undefined ? null : { most: cutSets, maxOrder: maxOrder ?? null }
}

function commandOf(files: readonly string[], options: SolveCommandOptions): string {
  const { cutSets, maxOrder, primeImplicants, top, trials, seed, missionTime, independent } = options
  const flags = [
    ...(cutSets === undefined ? [] : ['--cut-sets', `${cutSets}`]),
    ...(cutSets === undefined || maxOrder === undefined ? [] : ['--max-order', `${maxOrder}`]),
    ...(primeImplicants === true ? ['--prime-implicants'] : []),
    ...(top === undefined ? [] : ['--top', top]),
    ...(trials === undefined ? [] : ['--trials', `${trials}`, '--seed', seed ?? '0']),
    ...(missionTime === undefined ? [] : ['--mission-time', `${missionTime}`]),
    ...(independent === true ? ['--independent'] : []),
  ]
  return shellCommand(['nines', 'solve', ...files.map(operand), ...flags])
}
