import { suggest } from '../../diagnostics/index.js'
import { counted, renderStory } from '../../report/index.js'
import type { Scenario } from '../../scenario/index.js'
import { type ColorChoice, glyphsFor, paintFor } from '../appearance.js'
import { usageError } from '../failure.js'
import { EXIT } from '../io.js'
import { loadAll, refuseRequests } from '../load.js'
import { emit } from '../output.js'
import type { World } from '../world.js'

export interface TraceCommandOptions {
  readonly color: ColorChoice
  readonly trial: number
  readonly outage: 'worst' | number
  readonly seed?: string
  readonly service?: string
  readonly fidelity?: Scenario['fidelity']
  readonly timeOnly?: boolean
  readonly format: 'text' | 'json'
  readonly output?: string
}

/** Runs one trial again and tells the story of one of its outages. */
export async function trace(file: string, options: TraceCommandOptions, world: World): Promise<number> {
  const [loaded] = await loadAll(world, [file], options.color)
  const { scenario } = loaded
  const { service, trial, outage, seed, fidelity, timeOnly } = options
  if (timeOnly) refuseRequests(loaded, world)
  const services = scenario.services.map(({ id }) => id)
  if (services.length === 0) throw usageError(world, `${file} has no service, and so no outage`)
  if (service !== undefined && !services.includes(service)) {
    const meant = suggest(service, services)
    const help = meant === null ? `its services are ${services.join(', ')}` : `did you mean ${meant}?`
    throw usageError(world, `${file} has no service \`${service}\``, help)
  }
  const { traceOutage } = await world.experiments()
  const asked = { seed, trial, service, file, fidelity, timeOnly }
  const story = await traceOutage(scenario, { ...asked, outage })
  if (story === null) {
    const worst = outage === 'worst' ? null : await traceOutage(scenario, { ...asked, outage: 'worst' })
    if (worst !== null) {
      const seen = `trial ${trial} has ${counted(worst.outages, 'outage')} of \`${worst.service}\``
      throw usageError(world, `${seen}, and no outage ${outage}`)
    }
    const others = service === undefined && services.length > 1 ? `--service names one of ${services.join(', ')}` : ''
    throw usageError(world, `trial ${trial} saw no outage${service === undefined ? '' : ` of \`${service}\``}`, others)
  }
  const look = { paint: paintFor(options.color, world.stdout, world.env), glyphs: glyphsFor(world.env) }
  const text = options.format === 'json' ? JSON.stringify(story, null, 2) + '\n' : renderStory(story, look)
  await emit(world, text, options.output ?? null)
  return EXIT.ok
}
