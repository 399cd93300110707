import { dirname, isAbsolute, join } from 'node:path'
import { hasErrors, type Problem, renderText } from '../diagnostics/index.js'
import { counted } from '../report/index.js'
import {
  decodeScenario,
  type LoadedScenario,
  loadScenario,
  mostBytes,
  requestExpectations,
  type Scenario,
  unsampled,
} from '../scenario/index.js'
import { type ColorChoice, framePaintFor } from './appearance.js'
import { fileError, reasonOf, usageError } from './failure.js'
import { CliExit, EXIT } from './io.js'
import type { World } from './world.js'

/** One byte more than a scenario may have is read, to tell that it has more. */
const MOST_READ = mostBytes + 1
/** Of a file that a scenario names: measured values may be many. */
const MOST_BESIDE = 64 * 1024 * 1024

/** How standard input is called in diagnostics. */
const STDIN = '<stdin>'

export interface Loaded {
  /** As given on the command line. */
  readonly file: string
  readonly scenario: Scenario
}

export interface Read extends Omit<LoadedScenario, 'sources'> {
  readonly file: string
  readonly sources: LoadedScenario['sources']
}

/** Reads one scenario, with all its problems. Only a file that cannot be read at all ends the command. */
export async function readScenario(world: World, file: string): Promise<Read> {
  return scenarioFrom(world, file, await readBytes(world, file, MOST_READ))
}

/** At most so many bytes of a file; ends the command when it cannot be read. */
export async function readBytes(world: World, file: string, most: number): Promise<Uint8Array> {
  try {
    return await world.files.read(file, most)
  } catch (error) {
    throw fileError(world, 'read', file, error)
  }
}

/** How a file is called in diagnostics. */
export const nameOf = (file: string): string => (file === '-' ? STDIN : file)

/** The scenario in what was read from a file. */
export function scenarioFrom(world: World, file: string, bytes: Uint8Array): Read {
  const name = nameOf(file)
  const decoded = decodeScenario(bytes, name)
  if (!decoded.ok) return { file, scenario: null, problems: [decoded.problem], sources: () => undefined, tree: null }
  return { file, ...loadScenario(decoded.text, name, { readFile: (path, from) => readBeside(world, path, from) }) }
}

/** A file that a scenario names, relative to the file that names it. */
function readBeside(world: World, path: string, from: string) {
  const file = isAbsolute(path) || from === STDIN ? path : join(dirname(from), path)
  try {
    const bytes = world.files.readNow(file, MOST_BESIDE)
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    const reason = reasonOf(error) ?? (error instanceof TypeError ? 'it is not UTF-8 text' : null)
    if (reason === null) throw error
    return { reason }
  }
}

/** Reads all the scenarios, prints what is wrong with any of them, and ends the command unless all can run. */
export async function loadAll(world: World, files: readonly string[], color: ColorChoice): Promise<Loaded[]> {
  const loaded: (Loaded | null)[] = []
  for (const file of files) loaded.push(shown(world, await readScenario(world, file), color))
  return allValid(loaded)
}

/** A scenario that can run, or null; what is wrong with it is printed either way. */
export function shown(world: World, read: Read, color: ColorChoice): Loaded | null {
  showProblems(world, read, color)
  return read.scenario === null || hasErrors(read.problems) ? null : { file: read.file, scenario: read.scenario }
}

/** Ends the command unless all can run. */
export function allValid(loaded: readonly (Loaded | null)[]): Loaded[] {
  const valid = loaded.filter(one => one !== null)
  if (valid.length < loaded.length) throw new CliExit(EXIT.usage)
  return valid
}

/** Ends the command for a scenario that expects something of requests, which `--time-only` leaves out. */
export function refuseRequests({ file, scenario }: Loaded, world: World): void {
  const asked = requestExpectations(scenario).map(({ text }) => `\`${text}\``)
  if (asked.length === 0) return
  const help = '--time-only leaves out requests: run without it, or without that expectation'
  throw usageError(world, `${file} expects ${asked.join(' and ')}`, help)
}

/** Ends the command for a scenario whose requests `--traffic sampled` cannot tell of. */
export function refuseUnsampled({ file, scenario }: Loaded, world: World): void {
  const [refused] = unsampled(scenario)
  if (refused === undefined) return
  throw usageError(
    world,
    `${file}: requests of ${refused.of} cannot be sampled: ${refused.why}`,
    '--traffic full simulates every request',
  )
}

/** Problems on standard error, with the lines they are about and a count when there are several. */
export function showProblems(world: World, read: Pick<Read, 'problems' | 'sources'>, color: ColorChoice): void {
  if (read.problems.length === 0) return
  const paint = framePaintFor(color, world.stderr, world.env)
  world.stderr.write(renderText(read.problems, { sources: read.sources, paint }) + '\n')
  if (read.problems.length > 1) world.stderr.write(`${tally(read.problems)}\n`)
}

/** `2 errors, 1 warning` */
export function tally(problems: readonly Problem[]): string {
  const counts = (['error', 'warning'] as const).map(severity => {
    const count = problems.filter(problem => problem.severity === severity).length
    return count === 0 ? '' : counted(count, severity)
  })
  return counts.filter(count => count !== '').join(', ')
}
