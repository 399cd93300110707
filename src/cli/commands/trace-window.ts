import { renderSpaceTime } from '../../report/index.js'
import { writeSpaceTime } from '../../results/index.js'
import type { Scenario } from '../../scenario/index.js'
import { printDuration } from '../../units/index.js'
import { glyphsFor, paintFor } from '../appearance.js'
import { usageError } from '../failure.js'
import { emit } from '../output.js'
import type { World } from '../world.js'
import type { TraceCommandOptions } from './trace.js'

/** What an option of a stretch needs beside those of any trace. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The stretch that was asked for, within the trial; ends the command when it is none. */
export function stretchOf({ from, to }: TraceCommandOptions, scenario: Scenario, world: World): Stretch {
  if (from === undefined || to === undefined) {
    const [given, other] = from === undefined ? ['--to', '--from'] : ['--from', '--to']
    throw usageError(world, `${given} needs ${other}: a stretch has a beginning and an end`)
  }
  const { warmup, horizon } = scenario
  if (to < from) throw usageError(world, `the stretch ends before it begins: --from ${shown(from)} --to ${shown(to)}`)
  const lasts = `the trial lasts from ${shown(-warmup)}, when its warm-up begins, to its horizon of ${shown(horizon)}`
  if (from < -warmup) throw usageError(world, `--from ${shown(from)} is before the trial begins`, lasts)
  if (to > horizon) throw usageError(world, `--to ${shown(to)} is after the trial has ended`, lasts)
  return { from, to }
}

const shown = printDuration

/** Prints what the members of a service did between two times of a trial. */
export async function traceStretch(
  file: string,
  scenario: Scenario,
  options: TraceCommandOptions,
  world: World,
): Promise<void> {
  const stretch = stretchOf(options, scenario, world)
  const { traceWindow } = await world.experiments()
  const { seed, trial, service, fidelity, traffic, timeOnly } = options
  const told = await traceWindow(scenario, {
    seed,
    trial: trial ?? 1,
    service,
    file,
    fidelity,
    traffic,
    timeOnly,
    ...stretch,
  })
  const toFile = options.output !== undefined && options.output !== '-'
  const look = {
    paint: paintFor(toFile ? 'never' : options.color, world.stdout, world.env),
    glyphs: glyphsFor(world.env),
  }
  const text = options.format === 'json' ? writeSpaceTime(told) : renderSpaceTime(told, look)
  await emit(world, text, options.output ?? null)
}
