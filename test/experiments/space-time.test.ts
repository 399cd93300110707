import { describe, expect, it } from 'vitest'
import { traceOutage, traceWindow } from '../../src/experiments/index.js'
import type { Moment, Sent, SpaceTime } from '../../src/results/index.js'
import { spaceTimeSchema, writeSpaceTime } from '../../src/results/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'

const base = `version: 1
name: three
horizon: 1h
trials: 2
nodes: { db: { count: 3, mtbf: 30d, mttr: 20m, disk: { sync: 1ms } } }
`

function scenarioOf(rest: string): Scenario {
  const { scenario, problems } = loadScenario(base + rest, 'x.yaml')
  if (scenario === null) throw new Error(JSON.stringify(problems))
  return scenario
}

const raft = (network: string, faults: string): Scenario =>
  scenarioOf(`network: { default: ${network} }
services: { store: { on: db, protocol: { raft: {} } } }
faults: ${faults}
`)

const crash = '{ kill: { at: 10m, for: 5s, crash-leader: store } }'
const calm = '{ latency: 0.3ms..0.8ms }'
const second = 1_000_000
const minutes = 60 * second

function seen(scenario: Scenario, from: number, to: number, more: object = {}): SpaceTime {
  return traceWindow(scenario, { trial: 1, file: 'x.yaml', from, to, ...more })
}

const sends = ({ moments }: SpaceTime): Sent[] => moments.filter((m): m is Sent => m.kind === 'send')
const kinds = (moments: readonly Moment[], kind: Moment['kind']): Moment[] => moments.filter(m => m.kind === kind)

describe('a stretch of a trial', () => {
  it('tells the outage that the study saw, to the microsecond', () => {
    const scenario = raft(calm, crash)
    const story = traceOutage(scenario, { trial: 1, outage: 'worst', file: 'x.yaml' })!
    const told = seen(scenario, 10 * minutes - second, 10 * minutes + second)
    expect(kinds(told.moments, 'down').map(m => m.at)).toEqual([story.start])
    expect(kinds(told.moments, 'up').map(m => m.at)).toEqual([story.start + story.length])
    expect(kinds(told.moments, 'fault')).toMatchObject([{ at: 10 * minutes, lane: -1, text: 'kill strikes' }])
  })

  it('has every heartbeat of time that the study leaps over, in the cadence of the leader', () => {
    const told = seen(raft(calm, crash), 5 * minutes, 5 * minutes + second)
    const ticks = kinds(told.moments, 'timer').map(m => m.at)
    expect(ticks).toHaveLength(20)
    for (let i = 1; i < ticks.length; i++) expect(ticks[i] - ticks[i - 1]).toBe(50_000)
    // A heartbeat to each of two followers, and their answers.
    expect(sends(told)).toHaveLength(80)
    const full = seen(raft(calm, crash), 5 * minutes, 5 * minutes + second, { fidelity: 'full' })
    expect(kinds(full.moments, 'timer').map(m => m.at)).toEqual(ticks)
    expect(sends(full)).toHaveLength(80)
  })

  it('goes over from what the study leapt over to what it simulated without losing or doubling a message', () => {
    const scenario = raft(calm, crash)
    const told = seen(scenario, 9 * minutes, 10 * minutes - 1)
    const ticks = kinds(told.moments, 'timer').map(m => m.at)
    for (let i = 1; i < ticks.length; i++) expect(ticks[i] - ticks[i - 1]).toBe(50_000)
    expect(kinds(told.moments, 'receive').every(m => 'message' in m && (m.message !== null || m.at < ticks[0]))).toBe(
      true,
    )
    const numbers = kinds(told.moments, 'receive').flatMap(m =>
      'message' in m && m.message !== null ? [m.message] : [],
    )
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it.each([calm, '{ latency: 0.3ms..80ms, loss: 10% }', '{ latency: 0.3ms..80ms, reorder: 20%, duplicate: 10% }'])(
    'leads every arrival back to its sending, with network %s',
    network => {
      const told = seen(raft(network, crash), 10 * minutes - second, 10 * minutes + 6 * second)
      const byNumber = new Map(sends(told).map(sent => [sent.message, sent]))
      expect([...byNumber.keys()]).toEqual(sends(told).map((_, i) => i + 1))
      const arrived = new Set<number>()
      for (const moment of told.moments) {
        if (moment.kind !== 'receive' || moment.message === null) continue
        const sent = byNumber.get(moment.message)!
        expect(sent).toMatchObject({ lane: moment.from, to: moment.lane, text: moment.text, fate: 'arrives' })
        expect(sent.at).toBeLessThan(moment.at)
        if (sent.arrives === moment.at) arrived.add(sent.message)
      }
      expect(arrived.size).toBe(sends(told).filter(sent => sent.fate === 'arrives').length)
    },
  )

  it('says why a message never arrives: lost, cut off, or nobody there', () => {
    const told = seen(raft('{ latency: 1ms, loss: 10% }', crash), 10 * minutes, 10 * minutes + 5 * second)
    const stopped = kinds(told.moments, 'stop')[0] as { lane: number }
    expect(
      new Set(
        sends(told)
          .filter(s => s.fate === 'down')
          .map(s => s.to),
      ),
    ).toEqual(new Set([stopped.lane]))
    expect(sends(told).filter(s => s.fate === 'lost').length).toBeGreaterThan(10)
    const split = seen(
      raft(calm, '{ split: { at: 10m, for: 5s, partition: [[db-1], [db-2, db-3]] } }'),
      10 * minutes,
      10 * minutes + second,
    )
    const cut = sends(split).filter(s => s.fate === 'cut')
    expect(cut.length).toBeGreaterThan(10)
    expect(cut.every(s => (s.lane === 0) !== (s.to === 0))).toBe(true)
  })

  it('begins before measuring, with the first election, when asked to', () => {
    const scenario = raft(calm, crash)
    const told = seen(scenario, -scenario.warmup, 0)
    expect(told.up).toBe(false)
    expect(told.lanes.map(lane => lane.first)).toEqual([null, null, null])
    expect(kinds(told.moments, 'up')).toHaveLength(1)
    expect(told.moments.some(m => m.kind === 'status' && m.text === 'leader, term 1, serving')).toBe(true)
  })

  it('stops at ten thousand moments and says how far it came', () => {
    const told = seen(raft(calm, crash), 0, 59 * minutes)
    expect(told.moments.length).toBeLessThanOrEqual(10_000)
    expect(told.moments.length).toBeGreaterThan(9_900)
    expect(told.told).toBeGreaterThan(30 * second)
    expect(told.told).toBeLessThan(10 * minutes)
    expect(told.moments.at(-1)!.at).toBeLessThanOrEqual(told.told)
  })

  it('is one document in the shape it claims', () => {
    const told = seen(raft(calm, crash), 10 * minutes - second, 10 * minutes + second)
    const read = spaceTimeSchema.parse(JSON.parse(writeSpaceTime(told)))
    expect(read).toEqual(told)
    expect(() => writeSpaceTime({ ...told, told: Number.NaN })).toThrow()
  })

  it('tells of detectors, of a lock and of a pair in their own words', () => {
    const lock = scenarioOf(
      'services: { lock: { on: db, protocol: { paxos: {} } } }\nfaults: { kill: { at: 10m, for: 5s, crash-leader: lock } }\n',
    )
    const told = seen(lock, 10 * minutes, 10 * minutes + 2 * second)
    expect(kinds(told.moments, 'suspect').length).toBeGreaterThan(0)
    expect(told.round).toBe('ballot')
    expect(kinds(told.moments, 'up')).toHaveLength(1)
  })
})
