import { describe, expect, it, vi } from 'vitest'
import type { Plain } from '../../src/protocols/index.js'
import type { Scenario } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { ksOneSample } from '../support/ks.js'
import { constant, nodes } from '../support/scenarios.js'
import { actors, noted, script, scriptedProtocols } from '../support/scripted.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

vi.mock('../../src/cluster/protocols.js', () => scriptedProtocols)

const period = 50 * MS

/** Ticks by a cadence, or by a timer set again and again; every hundredth tick is noted, with a reading of the clock. */
const ticking = (how: 'every' | 'after', each = 100) =>
  script(({ memory }, input, out) => {
    if (input.kind === 'start') {
      memory.ticks = 0
      if (how === 'every') out.every('tick', period)
      else out.after('tick', constant(period))
    } else if (input.kind === 'timer') {
      memory.ticks++
      if (how === 'after') out.after('tick', constant(period))
      if (memory.ticks % each === 0) {
        out.note('tick', memory.ticks)
        out.readClock()
      }
    } else if (input.kind === 'clock') {
      out.note('reads', input.reading)
    }
  })

function run(what: Partial<Scenario>): { drift: number; ticks: [number, number][]; reads: [number, number][] } {
  const { world, records } = tracedWorld(actors(1, { seed: 'clocks', ...what }))
  world.run()
  const of = (word: string) => noted(records, 'n-1', word) as [number, Plain][] as [number, number][]
  return { drift: world.state.nodes[0].drift, ticks: of('tick'), reads: of('reads') }
}

const drifting = (drift: number) => ({ nodes: nodes(1, { clock: { drift } }) })

describe('a clock', () => {
  it('that drifts by 10 ppm ticks on an exact line: a million periods later there is no rounding in it', () => {
    ticking('every', 1000)
    const { drift, ticks } = run({ ...drifting(1e-5), horizon: 1_000_000 * period })
    expect(Math.abs(drift)).toBeGreaterThan(1e-7)
    expect(Math.abs(drift)).toBeLessThanOrEqual(1e-5)
    expect(ticks.length).toBeGreaterThan(998)
    // 50 ms at 10 ppm is half a microsecond: rounded period by period, all of it would be lost or doubled.
    for (const [at, tick] of ticks) expect(Math.abs(at - (tick * period) / (1 + drift))).toBeLessThanOrEqual(0.501)
  })

  it('reads what its own ticks say', () => {
    ticking('every')
    const { ticks, reads } = run({ ...drifting(1e-4), horizon: 1000 * SECOND })
    for (const [i, [at, reading]] of reads.entries()) {
      expect(at).toBe(ticks[i][0])
      expect(Math.abs(reading - ticks[i][1] * period)).toBeLessThanOrEqual(1)
    }
  })

  it('without drift is the time', () => {
    ticking('after')
    const { ticks, reads } = run({ horizon: 100 * SECOND })
    expect(ticks.map(([at]) => at)).toEqual(ticks.map(([, tick]) => tick * period))
    expect(reads.every(([at, reading]) => at === reading)).toBe(true)
  })

  it('that is stepped shows another time from then on, and its timers do not mind', () => {
    ticking('every', 1)
    const steps = [
      scheduled('back', [10 * SECOND], 0, { kind: 'clock-step', nodes: [0], by: -3 * SECOND }),
      scheduled('forth', [20 * SECOND], 0, { kind: 'clock-step', nodes: [0], by: 10 * SECOND }),
    ]
    const { ticks, reads } = run({ faults: steps, horizon: 30 * SECOND })
    expect(ticks.map(([at]) => at)).toEqual(ticks.map(([, tick]) => tick * period))
    const ahead = (time: number) => reads.find(([at]) => at >= time)![1] - reads.find(([at]) => at >= time)![0]
    expect([9, 10, 19, 20, 29].map(s => ahead(s * SECOND) / SECOND)).toEqual([0, -3, -3, 7, 7])
  })

  it('drifts uniformly within its bound, another for every node and trial', () => {
    ticking('every')
    const drifts = Array.from({ length: 40 }, (_, trial) => {
      const { world } = tracedWorld(
        actors(25, { nodes: nodes(25, { clock: { drift: 1e-4 } }), seed: 'drifts' }),
        trial + 1,
      )
      return world.state.nodes.map(n => n.drift)
    }).flat()
    // Kolmogorov–Smirnov at level 1e-4.
    const { distance, critical } = ksOneSample(drifts, x => (x + 1e-4) / 2e-4, 1e-4)
    expect(distance).toBeLessThan(critical)
  })
})
