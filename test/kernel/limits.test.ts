import { describe, expect, it } from 'vitest'
import {
  KernelAssertionError,
  type KernelLimit,
  KernelLimitError,
  MAX_TIME,
  Simulation,
} from '../../src/kernel/index.js'

function limitOf(call: () => unknown): { limit: KernelLimit; fields: Record<string, unknown> } {
  try {
    call()
  } catch (error) {
    if (error instanceof KernelLimitError) return { limit: error.limit, fields: error.fields }
    throw error
  }
  throw new Error('no limit spoke')
}

describe('a limit speaks with a typed error and its fields', () => {
  it('when more events are dispatched than allowed, before the one too many', () => {
    const simulation = new Simulation({ maxEvents: 10 })
    simulation.schedule(0, 1, 0)
    const forever = () => simulation.run(e => simulation.schedule(e.time + 1, 1, 0))
    expect(limitOf(forever)).toEqual({ limit: 'max-events', fields: { maxEvents: 10, now: 9 } })
    expect([simulation.dispatched, simulation.pending]).toEqual([10, 1])
    expect(limitOf(forever).limit).toBe('max-events')
  })

  it('when more events are pending than allowed', () => {
    const simulation = new Simulation({ maxPending: 3 })
    for (let i = 0; i < 3; i++) simulation.schedule(1, 1, i)
    expect(limitOf(() => simulation.schedule(1, 1, 3))).toEqual({
      limit: 'max-pending',
      fields: { maxPending: 3, now: 0 },
    })
    simulation.step(() => {})
    expect(simulation.schedule(1, 1, 3)).toBeGreaterThan(0)
  })

  it('at times that are past, broken, or beyond 285 years', () => {
    const simulation = new Simulation()
    simulation.schedule(10, 1, 0)
    simulation.run(() => {})
    expect(limitOf(() => simulation.schedule(9, 1, 0))).toEqual({
      limit: 'time-in-past',
      fields: { time: '9', now: 10 },
    })
    for (const time of [10.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(limitOf(() => simulation.schedule(time, 1, 0)).limit).toBe('time-not-integer')
    }
    expect(limitOf(() => simulation.schedule(2 ** 53, 1, 0)).limit).toBe('max-time')
    simulation.schedule(MAX_TIME, 1, 0)
    simulation.run(() => {})
    expect(simulation.now).toBe(2 ** 53 - 1)
    expect(limitOf(() => simulation.run(() => {}, { time: 9 })).limit).toBe('time-in-past')
    expect(limitOf(() => simulation.run(() => {}, { events: -1 })).limit).toBe('bad-option')
  })

  it('at numbers an event cannot carry', () => {
    const simulation = new Simulation()
    for (const bad of [0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN]) {
      expect(limitOf(() => simulation.schedule(1, bad, 0)).limit).toBe('not-int32')
      expect(limitOf(() => simulation.schedule(1, 0, bad)).limit).toBe('not-int32')
    }
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(limitOf(() => simulation.schedule(1, 0, 0, bad)).limit).toBe('not-finite')
      expect(limitOf(() => simulation.schedule(1, 0, 0, 0, bad)).limit).toBe('not-finite')
    }
    for (const bad of [128, -129, 0.5, Number.NaN]) {
      expect(limitOf(() => simulation.schedule(1, 0, 0, 0, 0, null, bad)).limit).toBe('priority-range')
    }
    expect([simulation.pending, simulation.step(() => {})]).toEqual([0, false])
  })

  it('at options that make no sense', () => {
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 24]) {
      expect(limitOf(() => new Simulation({ maxPending: bad })).limit).toBe('bad-option')
    }
    for (const bad of [-1, 1.5, Number.NaN, 2 ** 53]) {
      expect(limitOf(() => new Simulation({ maxEvents: bad })).limit).toBe('bad-option')
    }
  })
})

describe('payloads, when frozen', () => {
  it('cannot be changed after they were scheduled', () => {
    const simulation = new Simulation({ freezePayloads: true })
    const payload = { entries: [{ term: 1 }] }
    simulation.schedule(1, 1, 0, 0, 0, payload)
    expect(() => payload.entries.push({ term: 2 })).toThrow(TypeError)
    expect(() => Object.assign(payload.entries[0], { term: 2 })).toThrow(TypeError)
  })

  it('must be JSON-safe', () => {
    const simulation = new Simulation({ freezePayloads: true })
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    for (const bad of [() => 1, new Map(), { x: undefined }, { x: Number.NaN }, [-0], 1n, new Date(0)]) {
      expect(() => simulation.schedule(1, 1, 0, 0, 0, bad)).toThrow(KernelAssertionError)
    }
    expect(limitOf(() => simulation.schedule(1, 1, 0, 0, 0, cycle)).limit).toBe('max-depth')
    expect(simulation.pending).toBe(0)
  })
})
