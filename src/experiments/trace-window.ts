import { compile, type LeapWatcher, type Plan, World } from '../cluster/index.js'
import { NO_TRACE, Trace, type TraceRecord } from '../kernel/index.js'
import { type Lane, operand, type SpaceTime, shellCommand, version } from '../results/index.js'
import { kindOf, roundOf, type Scenario } from '../scenario/index.js'
import { printDuration } from '../units/index.js'
import { Moments } from './moments.js'
import { leadService } from './objectives.js'
import { summaryOf } from './scenario-summary.js'
import type { TrialOptions } from './trace-trial.js'
import { vary } from './variation.js'

export interface WindowOptions extends TrialOptions {
  /** Microseconds from the start of measuring; from the warm-up below zero. */
  readonly from: number
  readonly to: number
  /** The lead service unless named. */
  readonly service?: string
  /** As given on the command line. */
  readonly file: string
}

/** More moments than this are read by nobody; how far they reach is said. */
const mostMoments = 10_000
/** Events between two looks at how many moments there are. */
const stride = 1_000
const leastLead = 1_000_000

/**
 * What the members of a service do between two times of a trial. The trial is run as a study runs it, to the same bytes;
 * what it leaps over in that stretch is lived through, message by message, by a world beside it.
 *
 * @throws Error when the scenario has no such service, or RangeError when the times lie outside the trial
 */
export function traceWindow(written: Scenario, options: WindowOptions): SpaceTime {
  const { scenario, options: words } = vary(written, options)
  const plan = compile(scenario)
  const seed = options.seed ?? scenario.seed
  const { services } = scenario
  const named = services.findIndex(({ id }) => id === options.service)
  const s = options.service === undefined ? leadService(scenario) : named
  if (s < 0) throw new Error(`no service ${options.service ?? ''}`)
  if (!(options.from >= -plan.from && options.from <= options.to && options.to <= scenario.horizon)) {
    throw new RangeError('a stretch of the trial has to lie in it')
  }
  const window = new Window(plan, seed, options.trial, s, plan.from + options.from, plan.from + options.to)
  const seen = window.watch()
  return {
    format: 'nines.space-time/1',
    version,
    scenario: summaryOf(scenario, { seed, file: options.file, options: words }),
    trial: options.trial,
    service: services[s].id,
    kind: kindOf(services[s]),
    round: roundOf(services[s]),
    from: options.from,
    to: options.to,
    ...seen,
    reproduce: shellCommand([...command(options, seed, services[s].id), ...words]),
  }
}

function command({ file, trial, from, to }: WindowOptions, seed: string, service: string): string[] {
  const words = ['nines', 'trace', operand(file), '--trial', String(trial), '--service', service, '--seed', seed]
  return [...words, '--from', printDuration(from), '--to', printDuration(to)]
}

const clients: Lane = { id: 'clients', kind: 'clients', first: null }

const isOfClients = ({ source, fields }: TraceRecord): boolean =>
  source === '' || fields['from'] === '' || fields['to'] === ''

/** One stretch of one trial, times as the simulation counts them. */
class Window implements LeapWatcher {
  readonly #plan: Plan
  readonly #seed: string
  readonly #service: number
  readonly #from: number
  readonly #to: number
  /** What is sent from here on is known when it arrives. */
  readonly #lead: number
  readonly #world: World
  readonly #records: TraceRecord[] = []
  #counted = 0
  #told: number

  constructor(plan: Plan, seed: string, trial: number, service: number, from: number, to: number) {
    this.#plan = plan
    this.#seed = seed
    this.#service = service
    this.#from = from
    this.#to = to
    this.#told = to
    this.#lead = Math.max(0, from - Math.max(leastLead, plan.settle[service]))
    const trace = new Trace('detail', record => this.#hear(record))
    this.#world = World.start(plan, seed, trial, this.#lead > 0 ? NO_TRACE : trace)
    this.#world.leapWatcher = this
    if (this.#lead > 0) this.#world.run(this.#lead - 1)
    this.#world.trace = trace
  }

  watch(): Pick<SpaceTime, 'lanes' | 'up' | 'faults' | 'moments' | 'told'> {
    const { from } = this.#plan
    if (this.#from > 0) this.#world.run(this.#from - 1)
    const { lanes: members, up, faults } = this.#first()
    this.#run(this.#world)
    const records = this.#records.sort((a, b) => a.time - b.time)
    const lanes = records.some(isOfClients) ? [...members, clients] : members
    const moments = new Moments(this.#plan, lanes, this.#round(), this.#from).of(records)
    if (moments.length > mostMoments) this.#told = Math.min(this.#told, moments[mostMoments].at - 1)
    const told = moments.filter(({ at }) => at <= this.#told)
    const shifted = told.map(moment =>
      moment.kind === 'send' && moment.arrives !== null
        ? { ...moment, at: moment.at - from, arrives: moment.arrives - from }
        : { ...moment, at: moment.at - from },
    )
    return { lanes, up, faults, moments: shifted, told: this.#told - from }
  }

  wants(g: number, until: number): boolean {
    return g === this.#plan.groupOfService[this.#service] && this.#world.now <= this.#to && until >= this.#lead
  }

  see(g: number, before: ReturnType<World['snapshot']>, by: readonly number[]): void {
    const began = this.#world.now
    const lead = Math.max(began, this.#lead)
    const end = began + Math.max(...by)
    if (end <= lead) return
    const beside = World.beside(this.#plan, this.#seed, before, g, Math.max(began, this.#from))
    beside.run(lead)
    const hear = (record: TraceRecord): void => {
      const owner = this.#owner(record)
      if (owner >= 0 && record.time > lead && record.time <= began + by[owner]) this.#hear(record)
    }
    beside.trace = new Trace('detail', hear)
    this.#run(beside, end)
  }

  /** Runs on until all is told or there is too much. */
  #run(world: World, to: number = this.#to): void {
    const end = Math.min(to, this.#to)
    while (world.run(end, stride) === 'events') {
      if (this.#counted <= mostMoments) continue
      this.#told = Math.min(this.#told, world.now - 1)
      return
    }
  }

  #hear(record: TraceRecord): void {
    if (!this.#concerns(record)) return
    this.#records.push(record)
    if (record.time >= this.#from) this.#counted++
  }

  #concerns({ source, what, fields }: TraceRecord): boolean {
    const { services, nodes } = this.#plan.scenario
    const { id, members } = services[this.#service]
    if (fields['service'] !== undefined) return fields['service'] === id
    if (what === 'up' || what === 'down') return source === id
    if (what === 'stopped' || what === 'started') return members.some(n => nodes[n].id === source)
    return this.#plan.sources.some(one => one.label === source && one.services.includes(this.#service))
  }

  /** The member whose cadence a record of the world beside belongs to: a message moves with its sender; -1 for none. */
  #owner({ source, fields }: TraceRecord): number {
    const { nodes, services } = this.#plan.scenario
    const { members, id } = services[this.#service]
    if (fields['service'] !== id) return -1
    return members.findIndex(n => nodes[n].id === (fields['from'] ?? source))
  }

  /** What is true when the stretch begins. */
  #first(): Pick<SpaceTime, 'up' | 'faults'> & { readonly lanes: Lane[] } {
    const { state } = this.#world
    const { members } = this.#plan.scenario.services[this.#service]
    const first = this.#plan.firstProcess[this.#service]
    const lanes = members.map((n, m): Lane => {
      const status = first < 0 || this.#from === 0 ? null : state.processes[first + m].status
      const says = status === null ? null : { role: status.role, round: status.term, serving: status.serving }
      return { id: this.#plan.scenario.nodes[n].id, kind: 'member', first: says }
    })
    const faults = this.#plan.sources.flatMap(({ label, services }, source) => {
      const { step, since } = state.sources[source]
      return step < 0 || !services.includes(this.#service) ? [] : [{ label, since: since - this.#plan.from }]
    })
    return { lanes, up: this.#from > 0 && state.services[this.#service].up, faults }
  }

  #round(): string {
    return roundOf(this.#plan.scenario.services[this.#service])
  }
}
