import { isDeepStrictEqual } from 'node:util'
import { groupOf, type Run } from './healing.js'
import type { Weather } from './weather.js'

interface Beat {
  readonly name: string
  readonly period: number
}

/**
 * What a leap over quiet heartbeats rests on (docs/ARCHITECTURE.md): for many rounds nobody writes, sends more than one message
 * of its own a round, or changes its status; and where clocks run alike, whole rounds do to the states what `advance` says.
 */
export function keepsQuiet<C, S, M>(run: Run<C, S, M>, weather: Weather, alike: boolean): void {
  const { network, verdict } = run
  const group = groupOf(run)
  // One that was removed and does not know may disturb the others (Ongaro's thesis, section 4.2.3).
  if (group === null || group.length < network.members.length) return
  const beats = group.map(node => beatsOf(run, node))
  const longest = Math.max(1000, ...beats.flat().map(({ period }) => period))
  weather.latency = { kind: 'constant', value: 1000 }
  network.run(network.now + Math.max(4 * longest, 2 * run.drawn.patience))
  let writes = 0
  network.observers.push({
    persisted: node => {
      if (group.includes(node)) writes += 1
    },
  })
  const said = JSON.stringify(group.map(node => network.status(node)))
  network.run(network.now + 12 * longest)
  const says = JSON.stringify(group.map(node => network.status(node)))
  verdict.judge('quiet', says === said, () => `statuses change in a steady group: ${said}, then ${says}`)
  verdict.judge('quiet', writes === 0, () => `${writes} writes in a steady group`)
  if (alike) advances(run, group)
}

/** With latencies and clocks all alike, the group is after whole periods where it was, but for what `advance` moves. */
function advances<C, S, M>(run: Run<C, S, M>, group: readonly number[]): void {
  const { network, verdict, drawn } = run
  const { protocol } = network
  const beats = group.map(node => beatsOf(run, node))
  const periods = new Set(beats.flat().map(({ period }) => period))
  if (periods.size !== 1 || beats.some(of => of.length > 1) || beats.every(of => of.length === 0)) return
  const [period] = periods
  const rounds = 7
  const copies = group.map(node => JSON.parse(JSON.stringify(network.state(node))) as S)
  network.run(network.now + rounds * period)
  for (const [i, node] of group.entries()) {
    const own = beats[i][0] ?? beats[group.indexOf(network.status(node).leader)]?.[0]
    if (own === undefined) continue
    protocol.advance(drawn.config, copies[i], own.name, rounds)
    const now = JSON.parse(JSON.stringify(network.state(node))) as S
    verdict.judge(
      'quiet',
      isDeepStrictEqual(now, copies[i]),
      () => `${rounds} rounds of ${node} do not amount to advance: ${difference(copies[i], now)}`,
    )
  }
}

function beatsOf<C, S, M>({ network }: Run<C, S, M>, node: number): Beat[] {
  const timers = [...network.members[node].timers]
  return timers.flatMap(([name, { period, armed }]) => (armed && period > 0 ? [{ name, period }] : []))
}

function difference(a: unknown, b: unknown): string {
  const [left, right] = [a, b] as { [key: string]: unknown }[]
  const keys = Object.keys({ ...left, ...right }).filter(key => !isDeepStrictEqual(left[key], right[key]))
  return keys.map(key => `${key} ${JSON.stringify(left[key])}, not ${JSON.stringify(right[key])}`).join('; ')
}
