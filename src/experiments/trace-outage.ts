import { compile, type Plan, summarise, World } from '../cluster/index.js'
import { Trace, type TraceRecord } from '../kernel/index.js'
import type { OutageRecord } from '../measures/index.js'
import { type OutageStory, operand, shellCommand, type TraceLine } from '../results/index.js'
import type { Scenario } from '../scenario/index.js'
import { type Checkpoint, nearest, runWithCheckpoints } from './checkpoints.js'
import { leadService } from './objectives.js'
import { causesOfOutage, phasesOfOutage } from './outage.js'
import { summaryOf } from './scenario-summary.js'
import { tell } from './telling.js'
import type { TrialOptions } from './trace-trial.js'
import { vary } from './variation.js'

export interface TraceOptions extends TrialOptions {
  /** The longest, or a number in order of start, from 1. */
  readonly outage: 'worst' | number
  /** The lead service unless named. */
  readonly service?: string
  /** As given on the command line. */
  readonly file: string
}

const mostLines = 400

/**
 * The story of one outage: runs the trial once for its snapshots, restores the nearest one before the outage and the
 * faults behind it, and runs on from there with the trace on. Null when the trial has no such outage.
 *
 * @throws Error when the scenario has no such service
 */
export function traceOutage(written: Scenario, options: TraceOptions): OutageStory | null {
  const { scenario, options: words } = vary(written, options)
  const plan = compile(scenario)
  const seed = options.seed ?? scenario.seed
  const s =
    options.service === undefined
      ? leadService(scenario)
      : scenario.services.findIndex(service => service.id === options.service)
  if (s < 0 || scenario.services.length === 0) throw new Error(`no service ${options.service ?? ''}`)
  const { world, checkpoints } = runWithCheckpoints(plan, seed, options.trial)
  const { outages, records } = summarise(world).services[s]
  const found = find(records, options.outage)
  if (found === null) return null
  const { record, place } = found
  const began = plan.from + record.start
  const from = began - lead(plan, s)
  const checkpoint = earlyEnough(checkpoints, from)
  const heard: TraceRecord[] = []
  const again = World.restore(plan, seed, checkpoint.snapshot, new Trace('story', r => heard.push(r)))
  again.run(began + record.length)
  const lines = heard.filter(r => concerns(plan, s, r)).flatMap(r => tell(plan, r))
  const shown = withoutRepeats(withoutPast(lines, from, began))
  const kept = trim(shown, began)
  return {
    format: 'nines.trace/1',
    scenario: summaryOf(scenario, { seed, file: options.file, options: words }),
    trial: options.trial,
    service: scenario.services[s].id,
    outage: place,
    outages,
    start: record.start,
    length: record.length,
    censored: record.censored,
    phases: phasesOfOutage(record),
    causes: causesOfOutage(plan, record),
    lines: kept.map(line => ({ ...line, at: line.at - plan.from })),
    omitted: shown.length - kept.length,
    reproduce: shellCommand([...command(options, seed, scenario.services[s].id), ...words]),
  }
}

function find(
  records: readonly OutageRecord[],
  which: 'worst' | number,
): { record: OutageRecord; place: number } | null {
  if (records.length === 0) return null
  if (which !== 'worst')
    return which <= records.length && which >= 1 ? { record: records[which - 1], place: which } : null
  let worst = 0
  for (const [i, record] of records.entries()) if (record.length > records[worst].length) worst = i
  return { record: records[worst], place: worst + 1 }
}

/** How long before the outage its story begins: long enough to see a protocol settle or be disturbed. */
function lead(plan: Plan, s: number): number {
  return Math.max(plan.settle[s], 1_000_000)
}

/**
 * The last checkpoint from which on everything the story tells is heard: what happens from `from` on, and the strike of
 * every fault that is not over then. Strictly before, as some events of a checkpoint's own microsecond have already run.
 */
function earlyEnough(checkpoints: readonly Checkpoint[], from: number): Checkpoint {
  const { sources } = nearest(checkpoints, from - 1).snapshot.state
  const oldest = sources.reduce((time, { step, since }) => (step < 0 ? time : Math.min(time, since)), from)
  return nearest(checkpoints, oldest - 1)
}

/**
 * Of what happened before the story begins, only what belongs to faults not yet over when the outage began: their
 * strikes, the nodes that stopped by them, their repair so far.
 */
function withoutPast(lines: readonly TraceLine[], from: number, began: number): TraceLine[] {
  const open = new Map<string, number>()
  for (const [i, line] of lines.entries()) {
    if (line.at > began) break
    if (line.text === 'strikes') open.set(line.subject, i)
    else if (line.text === 'is over') open.delete(line.subject)
  }
  const struck = new Set([...open.values()].map(i => lines[i].at))
  const matters = (line: TraceLine, i: number): boolean =>
    i >= (open.get(line.subject) ?? Number.POSITIVE_INFINITY) || (line.text === 'stops' && struck.has(line.at))
  return lines.filter((line, i) => line.at >= from || matters(line, i))
}

/** A line said over and over by the same subject, with nothing else in between, is said once and counted. */
function withoutRepeats(lines: readonly TraceLine[]): TraceLine[] {
  const told: { line: TraceLine; times: number }[] = []
  for (const line of lines) {
    const last = told.at(-1)
    if (last?.line.subject === line.subject && last.line.text === line.text) last.times++
    else told.push({ line, times: 1 })
  }
  return told.map(({ line, times }) => (times === 1 ? line : { ...line, text: `${line.text} (${times} times)` }))
}

/** What happens to other services, and to nodes that this one does not rest on, is not part of its story. */
function concerns(plan: Plan, s: number, record: TraceRecord): boolean {
  const { services, nodes } = plan.scenario
  const involved = new Set<number>()
  const add = (service: number): void => {
    if (involved.has(service)) return
    involved.add(service)
    for (const d of services[service].dependsOn) add(d.service)
  }
  add(s)
  const source = plan.sources.find(one => one.label === record.source)
  if (source !== undefined) return source.services.some(service => involved.has(service))
  // On a node, the processes of several services may run.
  const service = services.findIndex(one => one.id === (record.fields['service'] ?? record.source))
  if (service >= 0) return involved.has(service)
  const node = nodes.findIndex(one => one.id === record.source)
  return node < 0 || plan.servicesOfNode[node].some(one => involved.has(one))
}

/** The lines nearest to the outage's beginning when there are too many. */
function trim(lines: readonly TraceLine[], began: number): TraceLine[] {
  if (lines.length <= mostLines) return [...lines]
  const before = lines.filter(line => line.at < began).slice(-mostLines / 4)
  return [...before, ...lines.filter(line => line.at >= began).slice(0, mostLines - before.length)]
}

function command({ file, trial, outage }: TraceOptions, seed: string, service: string): string[] {
  const words = ['nines', 'trace', operand(file), '--trial', String(trial)]
  return [...words, '--outage', String(outage), '--service', service, '--seed', seed]
}
