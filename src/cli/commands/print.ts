import { printResolved, scenarioJsonSchema } from '../../scenario/index.js'
import type { ColorChoice } from '../appearance.js'
import { CliExit, EXIT } from '../io.js'
import { readScenario, showProblems } from '../load.js'
import { emit } from '../output.js'
import type { World } from '../world.js'

export interface PrintOptions {
  readonly color: ColorChoice
  readonly output?: string
}

/** The scenario with every default filled in, and where each value comes from. */
export async function print(file: string, options: PrintOptions, world: World): Promise<number> {
  const read = await readScenario(world, file)
  showProblems(world, read, options.color)
  if (read.scenario === null) throw new CliExit(EXIT.usage)
  await emit(world, printResolved(read), options.output ?? null)
  return EXIT.ok
}

/** JSON Schema of scenario files, for editors. */
export async function schema(options: { readonly output?: string }, world: World): Promise<number> {
  await emit(world, JSON.stringify(scenarioJsonSchema(), null, 2) + '\n', options.output ?? null)
  return EXIT.ok
}
