import { describe, expect, it } from 'vitest'
import { KernelAssertionError, Simulation, Trace, type TraceRecord } from '../../src/kernel/index.js'

function counting(times: number[]): Simulation {
  const simulation = new Simulation()
  for (const time of times) simulation.schedule(time, 1, 0)
  return simulation
}

describe('a run ends', () => {
  it('at a time, with the events of that time done and the clock there', () => {
    const simulation = counting([1, 5, 5, 6])
    expect(simulation.run(() => {}, { time: 5 })).toBe('time')
    expect([simulation.now, simulation.dispatched, simulation.pending]).toEqual([5, 3, 1])
    expect(simulation.run(() => {}, { time: 5 })).toBe('time')
    expect(simulation.dispatched).toBe(3)
    expect(simulation.run(() => {}, { time: 9 })).toBe('empty')
    expect(simulation.now).toBe(6)
  })

  it('after a count of events of this call', () => {
    const simulation = counting([1, 2, 3])
    expect(simulation.run(() => {}, { events: 2 })).toBe('events')
    expect(simulation.dispatched).toBe(2)
    expect(simulation.run(() => {}, { events: 1 })).toBe('empty')
    expect(simulation.dispatched).toBe(3)
  })

  it('when a condition holds after an event', () => {
    const simulation = counting([1, 2, 3])
    expect(simulation.run(() => {}, { when: () => simulation.now >= 2 })).toBe('condition')
    expect(simulation.now).toBe(2)
  })

  it('when only background events are pending, which run as long as others do', () => {
    const simulation = new Simulation()
    simulation.scheduleBackground(10, 1, 0)
    simulation.schedule(35, 2, 0)
    let beats = 0
    const reason = simulation.run(event => {
      if (event.kind !== 1) return
      beats++
      simulation.scheduleBackground(event.time + 10, 1, 0)
    })
    expect([reason, beats, simulation.now, simulation.pending, simulation.foreground]).toEqual([
      'background',
      3,
      35,
      1,
      0,
    ])
    expect(simulation.step(() => {})).toBe(true)
    expect(simulation.step(() => {})).toBe(false)
  })

  it('with what a handler throws, its event counted, and can go on', () => {
    const simulation = counting([1, 2])
    expect(() =>
      simulation.run(() => {
        throw new RangeError('handler')
      }),
    ).toThrow(RangeError)
    expect([simulation.now, simulation.dispatched, simulation.pending]).toEqual([1, 1, 1])
    expect(simulation.run(() => {})).toBe('empty')
  })
})

describe('a handler', () => {
  it('cannot run the simulation that runs it', () => {
    const simulation = counting([1, 2])
    expect(() => simulation.run(() => simulation.run(() => {}))).toThrow(KernelAssertionError)
    expect(() => simulation.step(() => simulation.step(() => {}))).toThrow(KernelAssertionError)
  })

  it('sees its event while it schedules others', () => {
    const simulation = new Simulation()
    simulation.schedule(3, 1, 2, 0.25, -7e300, { to: 'all' })
    simulation.run(event => {
      if (event.kind !== 1) return
      for (let i = 0; i < 500; i++) simulation.schedule(4, 9, i, i, i, [i])
      expect([event.time, event.target, event.a, event.b]).toEqual([3, 2, 0.25, -7e300])
      expect(event.payload).toEqual({ to: 'all' })
    })
    expect(simulation.dispatched).toBe(501)
  })
})

describe('the trace', () => {
  function traced(level: 'off' | 'story' | 'detail' | 'event'): TraceRecord[] {
    const records: TraceRecord[] = []
    const trace = new Trace(level, record => records.push(record))
    const simulation = new Simulation({ trace })
    simulation.schedule(3, 1, 2, 4, 5)
    simulation.run(event => {
      trace.record(event.time, 'story', 'db-1', 'crash')
      trace.record(event.time, 'detail', 'db-1', 'send', { to: 2 })
    })
    return records
  }

  it('passes on the records of its level and above, as plain data', () => {
    expect(traced('off')).toEqual([])
    expect(traced('story').map(r => r.what)).toEqual(['crash'])
    expect(traced('detail').map(r => r.what)).toEqual(['crash', 'send'])
    expect(traced('event')[0]).toEqual({
      time: 3,
      level: 'event',
      source: 'kernel',
      what: 'dispatch',
      fields: { kind: 1, target: 2, a: 4, b: 5 },
    })
    expect(traced('event')).toHaveLength(3)
  })
})
