import { renderStory } from '../../report/index.js'
import { type ColorChoice, glyphsFor, paintFor } from '../appearance.js'
import { usageError } from '../failure.js'
import { EXIT } from '../io.js'
import { loadAll } from '../load.js'
import { emit } from '../output.js'
import type { World } from '../world.js'

export interface TraceCommandOptions {
  readonly color: ColorChoice
  readonly trial: number
  readonly outage: 'worst' | number
  readonly seed?: string
  readonly service?: string
  readonly format: 'text' | 'json'
  readonly output?: string
}

/** Runs one trial again and tells the story of one of its outages. */
export async function trace(file: string, options: TraceCommandOptions, world: World): Promise<number> {
  const [{ scenario }] = await loadAll(world, [file], options.color)
  const { service, trial, outage } = options
  if (service !== undefined && !scenario.services.some(s => s.id === service)) {
    const names = scenario.services.map(s => s.id).join(', ')
    throw usageError(world, `${file} has no service \`${service}\``, `its services are ${names}`)
  }
  const { traceOutage } = await world.experiments()
  const story = await traceOutage(scenario, { seed: options.seed, trial, outage, service, file })
  if (story === null) {
    const which = outage === 'worst' ? 'saw no outage' : `has no outage ${outage}`
    throw usageError(world, `trial ${trial} ${which}${service === undefined ? '' : ` of \`${service}\``}`)
  }
  const look = { paint: paintFor(options.color, world.stdout, world.env), glyphs: glyphsFor(world.env) }
  const text = options.format === 'json' ? JSON.stringify(story, null, 2) + '\n' : renderStory(story, look)
  await emit(world, text, options.output ?? null)
  return EXIT.ok
}
