import { describe, expect, it } from 'vitest'
import { KernelAssertionError, KernelLimitError, MAX_TIME, Simulation } from '../../src/kernel/index.js'

function at(...times: number[]): Simulation {
  const simulation = new Simulation()
  times.forEach((time, i) => {
    simulation.schedule(time, i, 0)
  })
  return simulation
}

function kinds(simulation: Simulation): number[] {
  const order: number[] = []
  simulation.run(event => order.push(event.kind))
  return order
}

const seconds = (delay: number) => () => delay

describe('a shift', () => {
  it('keeps handles, which still cancel, and does not ask for what was cancelled', () => {
    const simulation = new Simulation()
    const handles = [5, 6, 7].map((time, i) => simulation.schedule(time, i, 0))
    simulation.cancel(handles[1])
    const asked: number[] = []
    const moved = simulation.shift(kind => {
      asked.push(kind)
      return 100
    })
    expect([moved, asked]).toEqual([2, [0, 2]])
    expect(handles.map(handle => simulation.isPending(handle))).toEqual([true, false, true])
    expect(simulation.cancel(handles[0])).toBe(true)
    expect(kinds(simulation)).toEqual([2])
    expect(simulation.now).toBe(107)
  })

  it('orders events that meet as they were scheduled, priority first', () => {
    const simulation = new Simulation()
    simulation.schedule(5, 0, 0)
    simulation.schedule(9, 1, 0)
    simulation.schedule(5, 2, 0, 0, 0, null, 1)
    simulation.schedule(9, 3, 0, 0, 0, null, -1)
    expect(simulation.shift((_kind, _target, _a, _b, _payload, time) => (time === 5 ? 4 : 0))).toBe(2)
    expect(kinds(simulation)).toEqual([3, 0, 1, 2])
  })

  it('works inside a handler, where the event at hand is no longer pending', () => {
    const simulation = at(1, 2, 3)
    const times: number[] = []
    simulation.run(event => {
      if (event.kind === 0) {
        expect(simulation.shift(kind => (kind === 1 ? 10 : 0))).toBe(1)
        simulation.schedule(2, 9, 0)
      }
      times.push(event.kind, event.time)
    })
    expect(times).toEqual([0, 1, 9, 2, 2, 3, 1, 12])
  })

  it('is part of the history: what moved, where to and when, and that it was asked at all', () => {
    const historyOf = (prepare: (simulation: Simulation) => void) => {
      const simulation = at(5, 6)
      prepare(simulation)
      return simulation.fingerprint()
    }
    const histories = [
      historyOf(() => {}),
      historyOf(s => s.shift(seconds(0))),
      historyOf(s => s.shift(seconds(1))),
      historyOf(s => s.shift(seconds(2))),
      historyOf(s => s.shift(kind => kind)),
      historyOf(s => s.shift(kind => 1 - kind)),
      historyOf(s => {
        s.run(() => {}, { time: 1 })
        s.shift(seconds(1))
      }),
    ]
    expect(new Set(histories).size).toBe(histories.length)
    expect(historyOf(s => s.shift(seconds(1)))).toBe(histories[2])
  })

  it('continues the same in a copy taken right after', () => {
    const simulation = at(1, 2, 3, 4, 5)
    simulation.run(() => {}, { events: 1 })
    simulation.shift(kind => 2 * (kind % 2))
    const copies = [simulation.fork(), Simulation.restore(JSON.parse(JSON.stringify(simulation.snapshot())))]
    const expected = kinds(simulation)
    expect(expected).toEqual([2, 1, 4, 3])
    for (const copy of copies) {
      expect(kinds(copy)).toEqual(expected)
      expect(copy.fingerprint()).toBe(simulation.fingerprint())
    }
  })

  it('refuses what is not whole, negative, or beyond the last time, and has then moved nothing', () => {
    const refusals: [answer: number, limit: string][] = [
      [0.5, 'time-not-integer'],
      [Number.NaN, 'time-not-integer'],
      [Number.POSITIVE_INFINITY, 'time-not-integer'],
      [-1, 'time-in-past'],
      [MAX_TIME - 5, 'max-time'],
    ]
    for (const [answer, limit] of refusals) {
      const simulation = at(5, 6)
      const before = JSON.stringify(simulation.snapshot())
      const shifting = () => simulation.shift(kind => (kind === 0 ? 1 : answer))
      expect(shifting).toThrow(KernelLimitError)
      expect(shifting).toThrow(expect.objectContaining({ limit }))
      expect(JSON.stringify(simulation.snapshot())).toBe(before)
    }
    const last = at(5)
    expect(last.shift(seconds(MAX_TIME - 5))).toBe(1)
    expect(kinds(last)).toEqual([0])
    expect(last.now).toBe(MAX_TIME)
  })

  it('does not schedule or cancel while it asks', () => {
    const simulation = new Simulation()
    const handle = simulation.schedule(5, 0, 0)
    const meddling = [() => simulation.schedule(9, 1, 0), () => simulation.cancel(handle)]
    for (const meddle of meddling) {
      expect(() =>
        simulation.shift(() => {
          meddle()
          return 0
        }),
      ).toThrow(KernelAssertionError)
    }
  })
})
