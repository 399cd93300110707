import { describe, expect, it, vi } from 'vitest'
import { compile, runTrial } from '../../src/cluster/index.js'
import type { Checkpoint } from '../../src/experiments/checkpoints.js'
import { traceOutage } from '../../src/experiments/index.js'
import type { OutageStory } from '../../src/results/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { loadShipped } from '../support/shipped.js'

const from = vi.hoisted(() => ({ start: false }))

vi.mock('../../src/experiments/checkpoints.js', async original => {
  const real = await original<typeof import('../../src/experiments/checkpoints.js')>()
  return { ...real, nearest: (all: Checkpoint[], time: number) => (from.start ? all[0] : real.nearest(all, time)) }
})

function shipped(name: string): Scenario {
  const loaded = loadShipped(name)
  if (loaded.scenario === null) throw new Error(`scenario ${name} does not load`)
  return loaded.scenario
}

function story(scenario: Scenario, service: string, outage: number | 'worst', whole = false): OutageStory | null {
  from.start = whole
  return traceOutage(scenario, { trial: 2, outage, service, file: 'x.yaml' })
}

describe.each(['web-shop', 'rack-power', 'single-server', 'lock-service'])('the story of an outage in %s', name => {
  const scenario = shipped(name)
  const services = runTrial(compile(scenario), scenario.seed, 2).services
  const s = services.findIndex(one => one.records.length >= 3)
  const { id } = scenario.services[s]
  const { records } = services[s]

  it('is that of the record in the ledger: start, length, and what it is charged to', () => {
    for (const k of [1, 2, records.length]) {
      const { start, length, phases, causes } = story(scenario, id, k)!
      const record = records[k - 1]
      expect({ start, length }).toEqual({ start: record.start, length: record.length })
      for (const [phase, time] of Object.entries(phases)) {
        const charged = record.charges.filter(c => c.phase === phase).reduce((sum, c) => sum + c.downtime, 0)
        expect(time).toBe(charged)
      }
      expect(causes.reduce((sum, cause) => sum + cause.downtime, 0)).toBe(length)
    }
    expect(story(scenario, id, records.length + 1)).toBeNull()
  })

  it('has the outage in it, from down to up', () => {
    const { start, length, lines, censored } = story(scenario, id, 2)!
    expect(lines).toContainEqual({ at: start, subject: id, kind: 'down', text: 'not available' })
    expect(censored).toBe(false)
    expect(lines).toContainEqual({ at: start + length, subject: id, kind: 'up', text: 'available' })
    expect(lines.at(-1)!.at).toBe(start + length)
    expect(lines.map(line => line.at)).toEqual(lines.map(line => line.at).sort((a, b) => a - b))
  })

  it('is the same from a snapshot on as from the start of the trial', () => {
    for (const k of [1, 2, records.length]) expect(story(scenario, id, k)).toEqual(story(scenario, id, k, true))
  })

  it('is of the longest when the worst is asked for', () => {
    expect(story(scenario, id, 'worst')!.length).toBe(Math.max(...records.map(r => r.length)))
  })
})

describe('the story of a service that shares its machines with others', () => {
  it('tells of nobody else who suspects, stands or serves there', () => {
    const scenario = shipped('active-standby')
    for (const service of ['after-10s', 'after-30s']) {
      const { lines } = traceOutage(scenario, { trial: 9, outage: 'worst', service, file: 'x.yaml' })!
      for (const said of ['suspects ', 'becomes primary', 'serves in term']) {
        expect(lines.filter(line => line.text.startsWith(said))).toHaveLength(1)
      }
    }
  })
})
