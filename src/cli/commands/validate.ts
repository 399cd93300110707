import { hasErrors, renderConcise, renderGithub, renderJson, sortProblems } from '../../diagnostics/index.js'
import { counted } from '../../report/index.js'
import type { ColorChoice } from '../appearance.js'
import type { ProblemFormat } from '../formats.js'
import { EXIT } from '../io.js'
import { type Read, readScenario, showProblems, tally } from '../load.js'
import type { World } from '../world.js'

export interface ValidateOptions {
  readonly color: ColorChoice
  readonly format: ProblemFormat
}

/** Reads scenarios and says everything that is wrong with them; runs nothing. Warnings alone are no failure. */
export async function validate(files: readonly string[], options: ValidateOptions, world: World): Promise<number> {
  const reads: Read[] = []
  for (const file of files) reads.push(await readScenario(world, file))
  const problems = sortProblems(
    reads.flatMap(read => read.problems),
    files,
  )
  switch (options.format) {
    case 'json':
      world.stdout.write(renderJson(problems))
      break
    case 'github':
      world.stdout.write(renderGithub(problems))
      break
    case 'concise':
      world.stdout.write(renderConcise(problems, { limit: problems.length }))
      break
    case 'text':
      for (const read of reads) showRead(world, read, options.color)
  }
  return hasErrors(problems) ? EXIT.usage : EXIT.ok
}

function showRead(world: World, read: Read, color: ColorChoice): void {
  showProblems(world, read, color)
  if (hasErrors(read.problems) || read.scenario === null) return
  const { nodes, services, expectations, faults } = read.scenario
  const parts = [
    counted(nodes.length, 'node'),
    counted(services.length, 'service'),
    ...(faults.length > 0 ? [counted(faults.length, 'fault')] : []),
    counted(expectations.length, 'expectation'),
  ]
  const warned = read.problems.length > 0 ? `, ${tally(read.problems)}` : ''
  world.stdout.write(`${read.file}: valid${warned} (${parts.join(', ')})\n`)
}
