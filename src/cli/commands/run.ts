import { renderForecast } from '../../report/index.js'
import { exitCode, type RunResult, worst } from '../../results/index.js'
import type { Scenario } from '../../scenario/index.js'
import { type ColorChoice, glyphsFor, paintFor } from '../appearance.js'
import type { Progress, StudyOptions, TrafficMode } from '../experiments.js'
import { fileError, limitReached, usageError } from '../failure.js'
import type { Format } from '../formats.js'
import { listenForInterrupt } from '../interrupt.js'
import { EXIT } from '../io.js'
import { type Loaded, loadAll, refuseRequests, refuseUnsampled } from '../load.js'
import { checkOutput, emit, renderResults } from '../output.js'
import { secondsFor } from '../probe.js'
import { type ProgressLine, progressOn } from '../progress.js'
import type { World } from '../world.js'

export interface RunOptions {
  readonly color: ColorChoice
  readonly seed?: string
  readonly trials?: number
  readonly precision?: number
  readonly workers?: number
  readonly fidelity?: Scenario['fidelity']
  readonly traffic?: TrafficMode
  readonly timeOnly?: boolean
  readonly format: Format
  readonly output?: string
  readonly trace?: string
  readonly dryRun?: boolean
  readonly quiet?: boolean
}

/** More threads than this only take memory. */
const MOST_WORKERS_PER_CPU = 8

/** Trials are numbered from 1. */
const FIRST_TRIAL = 1

/** Simulates each scenario and reports it; nothing runs unless all of them are valid. */
export async function run(files: readonly string[], options: RunOptions, world: World): Promise<number> {
  if (options.trace !== undefined && files.length > 1) throw usageError(world, '--trace takes a single scenario')
  if (options.dryRun && (options.format === 'markdown' || options.format === 'junit')) {
    throw usageError(world, `a forecast has no ${options.format} format`, '--format text or --format json')
  }
  const scenarios = await loadAll(world, files, options.color)
  if (options.timeOnly) for (const loaded of scenarios) refuseRequests(loaded, world)
  if (options.traffic === 'sampled') for (const loaded of scenarios) refuseUnsampled(loaded, world)
  await checkOutput(world, options.output ?? null)
  if (options.dryRun) return dryRun(scenarios, options, world)
  if (options.trace !== undefined) await trace(scenarios[0], options.trace, options, world)
  const { results, interrupted, full } = await studies(scenarios, options, world)
  const text = renderResults(world, results, {
    format: options.format,
    color: options.color,
    quiet: options.quiet === true,
    output: options.output ?? null,
  })
  await emit(world, text, options.output ?? null)
  if (full) {
    const done = results.reduce((sum, result) => sum + result.trials.done, 0)
    throw limitReached(world, {
      message: `the outages of ${done} trials fill the memory there is, so that the study was stopped`,
      help: 'fewer trials, a smaller `limits: { outages-kept: … }`, or more memory',
    })
  }
  return interrupted ? EXIT.interrupted : exitCode(worst(results.map(result => result.verdict)))
}

/** Of the memory allowed; what is left is needed to merge the trials. */
const MOST_MEMORY = 0.6

async function studies(scenarios: readonly Loaded[], options: RunOptions, world: World) {
  const { runStudy } = await world.experiments()
  const results: RunResult[] = []
  let line: ProgressLine | null = null
  let full = false
  const interruption = listenForInterrupt(world, () => line?.clear())
  try {
    for (const { scenario, file } of scenarios) {
      if (interruption.stop.requested) break
      const progress = progressOn(world, scenarios.length > 1 ? scenario.name : '')
      line = progress
      const onProgress = (made: Progress): void => {
        if (!options.quiet) progress.show(made)
        if (world.memory() < MOST_MEMORY) return
        full = true
        interruption.stop.requested = true
      }
      try {
        results.push(await runStudy(scenario, { ...study(options, world, file), onProgress, stop: interruption.stop }))
      } finally {
        progress.clear()
      }
    }
  } finally {
    interruption.release()
  }
  const incomplete = results.some(result => result.trials.incomplete)
  return { results, interrupted: interruption.stop.requested && incomplete, full: full && incomplete }
}

function study(options: RunOptions, world: World, file: string): StudyOptions {
  const { seed, trials, precision, fidelity, traffic, timeOnly } = options
  const workers = Math.min(options.workers ?? world.cpus, MOST_WORKERS_PER_CPU * world.cpus)
  return { seed, trials, precision, fidelity, traffic, timeOnly, workers, file }
}

async function dryRun(scenarios: readonly Loaded[], options: RunOptions, world: World): Promise<number> {
  const experiments = await world.experiments()
  const started = world.now() / 1000
  const look = { paint: paintFor(options.color, world.stdout, world.env), glyphs: glyphsFor(world.env) }
  const texts: string[] = []
  const documents: unknown[] = []
  for (const { scenario, file } of scenarios) {
    const settings = study(options, world, file)
    const forecast = await experiments.forecast(scenario, settings)
    const simulating = await secondsFor(scenario, forecast, settings, experiments, world.now)
    // Every run starts as this one did, and its threads load the simulator once more.
    const seconds = simulating === null ? null : simulating + started * (settings.workers > 1 ? 2 : 1)
    documents.push({ format: 'nines.forecast/1', file, ...forecast, seconds })
    const precision = options.precision ?? scenario.precision
    texts.push(
      renderForecast(forecast, { name: scenario.name, file, workers: settings.workers, precision, seconds }, look),
    )
  }
  const json = JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2) + '\n'
  await emit(world, options.format === 'json' ? json : texts.join('\n'), options.output ?? null)
  return EXIT.ok
}

/** One JSON record a line; written before the study so that a path that cannot be written is known at once. */
async function trace(
  { scenario }: { scenario: Scenario },
  path: string,
  options: RunOptions,
  world: World,
): Promise<void> {
  const { traceTrial } = await world.experiments()
  const { seed, fidelity, traffic, timeOnly } = options
  try {
    const writer = await world.files.open(path)
    try {
      await traceTrial(scenario, { seed, fidelity, traffic, timeOnly, trial: FIRST_TRIAL }, record => {
        writer.write(JSON.stringify(record) + '\n')
      })
    } finally {
      writer.close()
    }
  } catch (error) {
    throw fileError(world, 'write', path, error)
  }
}
