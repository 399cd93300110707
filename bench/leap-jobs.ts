import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { compile, runTrial, World } from '../src/cluster/index.js'
import { runStudy } from '../src/experiments/index.js'
import { Trace } from '../src/kernel/index.js'
import { loadScenario, type Scenario } from '../src/scenario/index.js'
import { HOUR } from '../src/units/index.js'
import { areasOf, type CpuProfile } from './areas.js'

/** What a figure runs in a process of its own. */
export interface Job {
  readonly kind: 'study' | 'hours' | 'messages' | 'profile'
  readonly file: string
  readonly trials: number
  readonly workers?: number
  readonly loss?: number
  readonly fidelity?: 'leap' | 'full'
}

/** Seconds of the clock and of CPU (all threads), and what came out. */
export interface Done {
  readonly wall: number
  readonly cpu: number
  readonly fingerprint: string
  readonly figures: { readonly [name: string]: number }
  readonly areas: readonly (readonly [area: string, share: number])[]
  /** Seconds of CPU of the whole process, loading included. */
  readonly process: number
}

type Came = Partial<Pick<Done, 'fingerprint' | 'figures' | 'areas'>>

/** Does a job; loading of the program is not counted. */
export async function carryOut(job: Job): Promise<Omit<Done, 'process'>> {
  const scenario = scenarioOf(job)
  const cpu = process.cpuUsage()
  const start = process.hrtime.bigint()
  const came = await doers[job.kind](job, scenario)
  const wall = Number(process.hrtime.bigint() - start) / 1e9
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1e6, fingerprint: '', figures: {}, areas: [], ...came }
}

function scenarioOf({ file, loss, fidelity, kind }: Job): Scenario {
  const { scenario } = loadScenario(readFileSync(file, 'utf8'), file)
  if (scenario === null) throw new Error(`${file} is not a scenario`)
  const { network } = scenario
  const classes = network.classes.map(c => (loss === undefined ? c : { ...c, loss }))
  const horizon = kind !== 'study' && fidelity === 'full' ? HOUR : scenario.horizon
  return { ...scenario, horizon, network: { ...network, classes }, fidelity: fidelity ?? scenario.fidelity }
}

const doers: { readonly [kind in Job['kind']]: (job: Job, scenario: Scenario) => Promise<Came> } = {
  study,
  hours,
  messages,
  profile,
}

/** A study, as the command line runs it. */
async function study({ file, trials, workers = 1 }: Job, scenario: Scenario): Promise<Came> {
  const result = await runStudy(scenario, { workers, trials, file })
  const failures = result.nodes.reduce((sum, node) => sum + node.failures, 0)
  const { byMessage, leaps } = result.fidelity
  const figures = { events: result.events, failures, detail: (byMessage ?? 0) / 1e6, leaps }
  return { fingerprint: result.fingerprint, figures }
}

/** Trials of an hour each. */
async function hours({ trials }: Job, scenario: Scenario): Promise<Came> {
  const plan = compile(scenario)
  let events = 0
  for (let trial = 1; trial <= trials; trial++) events += runTrial(plan, scenario.seed, trial).events
  return { figures: { events } }
}

/** Counts how many events of such hours are messages that a process takes. */
async function messages({ trials }: Job, scenario: Scenario): Promise<Came> {
  const plan = compile(scenario)
  let delivered = 0
  let events = 0
  const trace = new Trace('detail', ({ what }) => {
    if (what === 'receive') delivered++
  })
  for (let trial = 1; trial <= trials; trial++) {
    const world = World.start(plan, scenario.seed, trial, trace)
    world.run()
    events += world.sim.dispatched
  }
  return { figures: { delivered, events } }
}

/** Where the time goes, once the code is compiled. */
async function profile({ trials }: Job, scenario: Scenario): Promise<Came> {
  const plan = compile(scenario)
  const warmUp = Math.ceil(trials / 5)
  for (let trial = 1; trial <= warmUp; trial++) runTrial(plan, scenario.seed, trial)
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  for (let trial = 1; trial <= trials; trial++) runTrial(plan, scenario.seed, warmUp + trial)
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return { areas: areasOf(profile as CpuProfile) }
}
