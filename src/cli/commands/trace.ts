import { suggest } from '../../diagnostics/index.js'
import { counted, renderStory } from '../../report/index.js'
import type { Scenario } from '../../scenario/index.js'
import { type ColorChoice, glyphsFor, paintFor } from '../appearance.js'
import type { TrafficMode } from '../experiments.js'
import { usageError } from '../failure.js'
import { EXIT } from '../io.js'
import { loadAll, refuseRequests, refuseUnsampled } from '../load.js'
import { emit } from '../output.js'
import type { World } from '../world.js'
import { traceStretch } from './trace-window.js'

export interface TraceCommandOptions {
  readonly color: ColorChoice
  readonly trial?: number
  readonly outage?: 'worst' | number
  /** Microseconds from the start of measuring. */
  readonly from?: number
  readonly to?: number
  readonly seed?: string
  readonly service?: string
  readonly fidelity?: Scenario['fidelity']
  readonly traffic?: TrafficMode
  readonly timeOnly?: boolean
  readonly format: 'text' | 'json'
  readonly output?: string
}

/** Runs one trial again and tells the story of one of its outages, or all that happens in a stretch of it. */
export async function trace(file: string, options: TraceCommandOptions, world: World): Promise<number> {
  const [loaded] = await loadAll(world, [file], options.color)
  const { scenario } = loaded
  const { service, fidelity, traffic, seed, timeOnly } = options
  if (timeOnly) refuseRequests(loaded, world)
  if (traffic === 'sampled') refuseUnsampled(loaded, world)
  const services = scenario.services.map(({ id }) => id)
  if (services.length === 0) throw usageError(world, `${file} has no service, and so nothing to tell`)
  if (service !== undefined && !services.includes(service)) {
    const meant = suggest(service, services)
    const help = meant === null ? `its services are ${services.join(', ')}` : `did you mean ${meant}?`
    throw usageError(world, `${file} has no service \`${service}\``, help)
  }
  if (options.from !== undefined || options.to !== undefined) {
    if (options.outage !== undefined) throw usageError(world, '--outage cannot stand beside --from and --to')
    await traceStretch(file, scenario, options, world)
    return EXIT.ok
  }
  const { trial, outage = 'worst' } = options
  if (trial === undefined) {
    throw usageError(world, 'an outage needs --trial <n>', 'a report names the trial; --from and --to tell of trial 1')
  }
  const { traceOutage } = await world.experiments()
  const asked = { seed, trial, service, file, fidelity, traffic, timeOnly }
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
