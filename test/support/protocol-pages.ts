import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { runStudy } from '../../src/experiments/index.js'
import type { QuantileTable, RunResult } from '../../src/results/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'
import { DAY, formatAvailability, formatDuration } from '../../src/units/index.js'
import { electionsByLoss, failoverByCount } from './failover-formulas.js'

// Tables of the pages of docs/protocols, from runs of the scenarios beside them.

export interface Ran {
  readonly scenario: Scenario
  readonly result: RunResult
  /** By service, its settings as the file has them. */
  readonly settings: { readonly [service: string]: string }
}

export const readPage = (path: string): string => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8')

/** Runs `docs/protocols/<name>.yaml`, or a trial of another length. */
export async function ran(name: string, horizon?: number): Promise<Ran> {
  const file = `docs/protocols/${name}.yaml`
  const text = readPage(`protocols/${name}.yaml`)
  const { scenario } = loadScenario(text, file)
  if (scenario === null) throw new Error(`${file} does not load`)
  const shorter = horizon === undefined ? scenario : { ...scenario, horizon, trials: 1 }
  return { scenario, result: await runStudy(shorter, { workers: 1, file }), settings: settingsOf(text) }
}

/** What `settingsOf` looks at in a file. */
interface Written {
  readonly nodes: { readonly [name: string]: { readonly disk: { readonly sync: string } } }
  readonly services: {
    readonly [id: string]: { readonly on: string; readonly protocol: { readonly [kind: string]: object } }
  }
}

function settingsOf(text: string): { [service: string]: string } {
  const { services, nodes } = parse(text) as Written
  const [usual] = Object.values(nodes)
  const told: { [service: string]: string } = {}
  for (const [id, { on, protocol }] of Object.entries(services)) {
    const [[kind, options]] = Object.entries(protocol)
    const parts = Object.entries(options).map(([key, value]) => `${key}: ${flow(value)}`)
    const { sync } = nodes[on].disk
    if (sync !== usual.disk.sync) parts.push(`disks of ${sync}`)
    told[id] = `${kind}${parts.length === 0 ? ', as it comes' : `: ${parts.join(', ')}`}`
  }
  return told
}

function flow(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${flow(one)}`)
    .join(', ')} }`
}

export interface FailoverRow {
  readonly service: string
  readonly count: number
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly p99: number
  /** By `failover-formulas.ts`; null where there is none. */
  readonly counted: number | null
}

/** By service, in the order of the file; microseconds. Every outage of these scenarios is a failover. */
export function failovers({ scenario, result }: Ran): FailoverRow[] {
  return scenario.services.map(({ id, members, redundancy }, s) => {
    const { outages, failover } = result.services[s]
    if (outages.meanOutage === null || failover === null) throw new Error(`nobody led ${id} who crashed`)
    const [{ latency }] = scenario.network.classes
    const { sync } = scenario.nodes[members[0]].disk
    if (latency.kind !== 'constant' || sync.kind !== 'constant')
      throw new Error('latency and syncs have to be constant')
    const on = { members: members.length, latency: latency.value, sync: sync.value }
    const { low, high } = outages.meanOutage
    const { count, mean, p99 } = failover
    return { service: id, count, mean, low, high, p99, counted: failoverByCount(redundancy, on) }
  })
}

const ms = (time: number): string => (time / 1000).toFixed(0)

export const failoverHead = ['settings', 'failovers', 'mean, ms', 'by count, ms', 'p99, ms']

export function failoverCells(run: Ran): string[][] {
  return failovers(run).map(({ service, count, mean, low, high, p99, counted }) => [
    `\`${run.settings[service]}\``,
    String(count),
    `${ms(mean)} (${ms(low)} – ${ms(high)})`,
    counted === null ? '—' : ms(counted),
    ms(p99),
  ])
}

export interface LossRow {
  readonly service: string
  readonly elections: number
  /** Of the study, by `failover-formulas.ts`. */
  readonly counted: number | null
  readonly downtime: number
  readonly measured: number
  readonly heartbeat: number
}

/** What lost heartbeats bring about where nobody fails: every outage is an election. */
export function losses({ scenario, result }: Ran): LossRow[] {
  const [{ loss }] = scenario.network.classes
  return scenario.services.map(({ id, members, redundancy }, s) => {
    const { outages, downtime, measured } = result.services[s]
    const rate = electionsByLoss(redundancy, members.length, loss)
    const counted = rate === null ? null : rate * measured
    const heartbeat = redundancy.kind === 'raft' ? redundancy.config.heartbeat : 0
    return { service: id, elections: outages.count, counted, downtime, measured, heartbeat }
  })
}

export const lossHead = ['settings', 'elections', 'by count', 'downtime a day, ms']

export function lossCells(run: Ran): string[][] {
  return losses(run).map(({ service, elections, counted, downtime, measured }) => [
    `\`${run.settings[service]}\``,
    String(elections),
    counted === null ? '—' : counted.toFixed(1),
    ms((downtime * DAY) / measured),
  ])
}

/** Headings of docs/measured/protocol-failovers.md, which test/long writes. */
export const failoverHeadings = {
  raft: 'Raft',
  paxos: 'Multi-Paxos, and the lock made of single-decree Paxos',
  zab: 'ZAB',
  vsr: 'Viewstamped Replication',
} as const
export const lossHeading = 'Raft, two messages in a hundred lost'

const measuredFailovers = 'measured/protocol-failovers.md'

/** The table of docs/measured/protocol-failovers.md under this heading. */
export function measuredTable(heading: string): string {
  const [, found] = readPage(measuredFailovers).split(`## ${heading}\n\n`)
  const table = found?.split('\n\n').find(part => part.startsWith('| '))
  if (table === undefined) throw new Error(`docs/${measuredFailovers} has no table ${heading}`)
  return table.trimEnd()
}

/** Means of a table of failovers in microseconds, by service. */
export function measuredMeans(run: Ran, heading: string): Map<string, number> {
  const rows = measuredTable(heading)
    .split('\n')
    .slice(2)
    .map(row => row.split(' | '))
  return new Map(
    Object.entries(run.settings).map(([service, settings]) => {
      const row = rows.find(([first]) => first === `| \`${settings}\``)
      return [service, row === undefined ? Number.NaN : 1000 * Number.parseFloat(row[2])]
    }),
  )
}

/** What a request waits for, by the protocol's rules. */
export interface Wait {
  /** Workload, and whether whoever leads was asked or another member. */
  readonly workload: string
  readonly asked: 'the leader' | 'another' | 'any'
  /** Ways between client and member, ways between members, and syncs. */
  readonly clients: number
  readonly members: number
  readonly syncs: number
}

/**
 * The digits of a latency in these scenarios: tens are syncs, ones ways between members, tenths ways of the client. Who asked
 * the leader is the fastest; most ask another member, where that is answered.
 */
export function latencies(
  { result }: Ran,
  waits: readonly Wait[],
): { readonly counted: string; readonly seen: string }[] {
  return waits.map(({ workload, asked, clients, members, syncs }) => {
    const found = result.workloads.find(({ id }) => id === workload)
    if (found === undefined || found.latency === null || found.failed > 0) throw new Error(`no latency of ${workload}`)
    return {
      counted: (10 * syncs + members + clients / 10).toFixed(1),
      seen: (of(found.latency, asked) / 1000).toFixed(1),
    }
  })
}

const of = ({ min, p50 }: QuantileTable, asked: Wait['asked']): number => (asked === 'the leader' ? min : p50)

export function latencyTable(run: Ran, waits: readonly Wait[]): string {
  const seen = latencies(run, waits)
  return table(
    ['settings', '', 'asked', 'ways of the client', 'ways between members', 'syncs', 'by count, ms', 'seen, ms'],
    waits.map(({ workload, asked, clients, members, syncs }, i) => {
      const [, service, what] = /^(.*)-(read|write)s$/.exec(workload) ?? []
      return [
        `\`${run.settings[service]}\``,
        what,
        asked,
        String(clients),
        String(members),
        String(syncs),
        seen[i].counted,
        seen[i].seen,
      ]
    }),
  )
}

/** Downtime a service, each time that a fault with its own name or that of all strikes. */
export function downtimeByFault(run: Ran, faults: { readonly [name: string]: RegExp }, strikes: number): string {
  const { scenario, result, settings } = run
  return table(
    ['settings', ...Object.keys(faults).map(name => `${name}, ms`)],
    scenario.services.map(({ id }, s) => {
      const means = Object.values(faults).map(which => {
        const causes = result.services[s].causes.filter(cause => which.test(cause.id))
        return ms(causes.reduce((sum, { downtime }) => sum + downtime, 0) / strikes)
      })
      return [`\`${settings[id]}\``, ...means]
    }),
  )
}

/** Of a shipped scenario's committed report: a column a service. */
export function reportTable(name: string): string {
  const { services, trials, scenario } = JSON.parse(readPage(`../reports/${name}.json`)) as RunResult
  const length = (time: number | undefined) => (time === undefined ? '—' : formatDuration(time))
  const row = (what: string, of: (service: RunResult['services'][number]) => string) => [what, ...services.map(of)]
  return table(
    [`${trials.done} × ${formatDuration(scenario.horizon)}`, ...services.map(({ id }) => id)],
    [
      row('available', ({ unavailability }) => formatAvailability(unavailability.value)),
      row('outages', ({ outages }) => String(outages.count)),
      row('outage, p50', ({ outages }) => length(outages.lengths?.p50)),
      row('longest', ({ outages }) => length(outages.longest?.length)),
      row('failover, p50', ({ failover }) => length(failover?.p50)),
      row('failover, p99', ({ failover }) => length(failover?.p99)),
    ],
  )
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map(line).join('\n')
}
