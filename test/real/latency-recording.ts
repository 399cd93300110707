import { readFileSync } from 'node:fs'
import { unpackColumns } from './latency-columns.mjs'

/** One run through one strategy: of each request, in the order of planned sending. Times in µs from the run's origin. */
export interface Run {
  readonly strategy: string
  /** When it was really sent, and how much later that was than planned. */
  readonly sent: readonly number[]
  readonly late: readonly number[]
  /** When and where it came to a server, and how long it was really worked on. */
  readonly server: readonly number[]
  readonly arrive: readonly number[]
  readonly work: readonly number[]
  /** When the work was done, and when its client had the answer. */
  readonly end: readonly number[]
  readonly received: readonly number[]
}

export interface LatencyRecording {
  readonly versions: readonly string[]
  readonly machine: string
  /** Load averages of the machine at the end, for each product. */
  readonly load: readonly number[]
  readonly utilisation: number
  readonly run: number
  readonly seconds: number
  readonly runs: readonly Run[]
}

/** A recording of test/real/latency-record.mjs. */
export function readLatencies(utilisation: number, run: number): LatencyRecording {
  const file = new URL(`./recordings/latency-${Math.round(100 * utilisation)}-${run}.br`, import.meta.url)
  const unpacked = unpackColumns(readFileSync(file))
  const header = unpacked.header
  const columns = unpacked.columns as { readonly [name: string]: readonly number[] }
  const { tick, servers } = header
  let at = 0
  const planned = columns.gap.map(gap => (at += gap) * tick)
  const runs = header.strategies.map((strategy: string, k: number): Run => {
    const of = (name: string) => columns[`${name} ${k}`]
    const late = of('late').map(value => value * tick)
    const sent = planned.map((time, i) => time + late[i])
    const arrive = of('out').map((value, i) => sent[i] + value * tick)
    const work = of('excess').map((value, i) => (columns.work[i] + value) * tick)
    const server = of('server')
    const end = endsOf({ server, arrive, work }, servers)
    const received = of('back').map((value, i) => end[i] + value * tick)
    return { strategy, sent, late, server, arrive, work, end, received }
  })
  return { ...header, runs }
}

/** A server works on one request after the other, in the order of coming; the recorder saw to it that this is exact. */
function endsOf({ server, arrive, work }: Pick<Run, 'server' | 'arrive' | 'work'>, servers: number): number[] {
  const free = new Array<number>(servers).fill(0)
  const end = new Array<number>(server.length)
  const order = arrive.map((_, i) => i).sort((a, b) => arrive[a] - arrive[b])
  for (const i of order) free[server[i]] = end[i] = Math.max(arrive[i], free[server[i]]) + work[i]
  return end
}

/** The same recording when only its first requests had been made. What came of them hangs on none of the later ones. */
export function firstOf(recording: LatencyRecording, requests: number): LatencyRecording {
  const cut = (run: Run): Run => {
    const { strategy, ...columns } = run
    const all = Object.entries(columns).map(([name, column]) => [name, column.slice(0, requests)])
    return { strategy, ...(Object.fromEntries(all) as Omit<Run, 'strategy'>) }
  }
  return { ...recording, runs: recording.runs.map(cut) }
}

/** From really sending to the answer, µs. */
export const latenciesOf = ({ sent, received }: Run): number[] => received.map((time, i) => time - sent[i])

export const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length

/** The middle one, or the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const { length } = sorted
  return (sorted[Math.floor((length - 1) / 2)] + sorted[Math.floor(length / 2)]) / 2
}

export function quantileOf(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]
}
