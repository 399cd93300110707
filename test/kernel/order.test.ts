import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventHeap } from '../../src/kernel/event-heap.js'
import { EventQueue } from '../../src/kernel/event-queue.js'
import { Simulation } from '../../src/kernel/index.js'
import { type OracleEvent, SortedQueue } from './sorted-queue.js'

type Op =
  | { op: 'schedule'; delay: number; priority: number; background: boolean }
  | { op: 'cancel'; which: number }
  | { op: 'step' }
  | { op: 'restore' }
  | { op: 'fork' }
  | { op: 'shift'; modulus: number; delay: number }

const schedule = fc.record({
  op: fc.constant('schedule' as const),
  delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1e6 })),
  priority: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -128, max: 127 }) },
  ),
  background: fc.boolean(),
})
const cancel = fc.record({ op: fc.constant('cancel' as const), which: fc.nat() })
const step = fc.constant({ op: 'step' as const })
const shift = fc.record({
  op: fc.constant('shift' as const),
  modulus: fc.integer({ min: 1, max: 4 }),
  delay: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1e6 })),
})
const ops = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: schedule },
    { weight: 3, arbitrary: cancel },
    { weight: 5, arbitrary: step },
    { weight: 1, arbitrary: shift },
    { weight: 1, arbitrary: fc.constantFrom({ op: 'restore' as const }, { op: 'fork' as const }) },
  ),
  { maxLength: 150 },
)

/** Applies the operations to both queues and compares all that can be seen. */
function compare(sequence: readonly Op[]): void {
  let real = new Simulation()
  const oracle = new SortedQueue()
  const given: { handle: number; event: OracleEvent }[] = []
  const handles = new Set<number>()
  const expectSameStep = () => {
    const expected = oracle.next()
    let seen = 0
    const more = real.step(event => {
      seen++
      const { time, kind, target, a, b } = event
      expect({ time, kind, target, a, b, payload: event.payload }).toEqual({
        time: expected?.time,
        kind: expected?.kind,
        target: expected?.target,
        a: expected?.a,
        b: expected?.b,
        payload: expected!.kind % 3 === 0 ? { kind: expected!.kind } : null,
      })
    })
    expect(more).toBe(expected !== undefined)
    expect(seen).toBe(expected === undefined ? 0 : 1)
    expect(real.now).toBe(oracle.now)
  }
  for (const op of sequence) {
    if (op.op === 'schedule') {
      const kind = handles.size
      const event = { time: oracle.now + op.delay, kind, target: 1 - kind, a: kind / 3, b: -op.delay - 0.5, ...op }
      const payload = kind % 3 === 0 ? { kind } : null
      const put = op.background ? 'scheduleBackground' : 'schedule'
      const handle = real[put](event.time, kind, event.target, event.a, event.b, payload, op.priority)
      expect(handles.has(handle)).toBe(false)
      handles.add(handle)
      given.push({ handle, event: oracle.schedule(event) })
    } else if (op.op === 'cancel' && given.length > 0) {
      const { handle, event } = given[op.which % given.length]
      expect(real.isPending(handle)).toBe(oracle.pending.includes(event))
      expect(real.cancel(handle)).toBe(oracle.cancel(event))
      expect(real.isPending(handle)).toBe(false)
    } else if (op.op === 'step') expectSameStep()
    else if (op.op === 'shift') {
      const later = (kind: number, target: number) => (Math.abs(kind + 2 * target) % op.modulus === 0 ? op.delay : 0)
      const seen: unknown[] = []
      const before = oracle.sorted().map(e => [e.kind, e.target, e.a, e.b, e.time])
      const moved = real.shift((kind, target, a, b, payload, time) => {
        seen.push([kind, target, a, b, time])
        expect(payload).toEqual(kind % 3 === 0 ? { kind } : null)
        return later(kind, target)
      })
      expect(seen).toEqual(before)
      expect(moved).toBe(oracle.shift(e => later(e.kind, e.target)))
      const snapshot = real.snapshot()
      expect(snapshot.pending.time.filter((_, i) => snapshot.pending.cancelled[i] === 0)).toEqual(
        oracle.sorted().map(e => e.time),
      )
      if (op.delay % 2 === 1) real = Simulation.restore(JSON.parse(JSON.stringify(snapshot)))
    } else if (op.op === 'restore') real = Simulation.restore(JSON.parse(JSON.stringify(real.snapshot())))
    else if (op.op === 'fork') real = real.fork()
    expect(real.pending).toBe(oracle.pending.length)
    expect(real.foreground).toBe(oracle.pending.filter(e => !e.background).length)
  }
  while (oracle.pending.length > 0) expectSameStep()
  expectSameStep()
}

describe('events run in the order of time, priority and sequence', () => {
  it('as a sorted array has them, whatever is scheduled, cancelled, restored and forked', () => {
    fc.assert(
      fc.property(ops, sequence => compare(sequence as Op[])),
      { numRuns: 2000, seed: 20_260_101 },
    )
  })

  it('as a sorted array has them, when bursts of messages run among many standing timers', () => {
    let state = 1
    const below = (n: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor(state / 65_536) % n
    }
    const sequence: Op[] = []
    const put = (delay: number) =>
      sequence.push({ op: 'schedule', delay, priority: below(8) === 0 ? below(3) - 1 : 0, background: below(5) === 0 })
    for (let i = 0; i < 500; i++) put(1000 + below(1000))
    for (let burst = 0; burst < 60; burst++) {
      for (let i = 0; i < 20; i++) put(below(30))
      for (let i = 0; i < 4; i++) sequence.push({ op: 'cancel', which: below(500 + 20 * (burst + 1)) })
      if (burst % 20 === 7) sequence.push({ op: 'restore' })
      if (burst % 20 === 13) sequence.push({ op: 'fork' })
      for (let i = 0; i < 20; i++) sequence.push({ op: 'step' })
    }
    compare(sequence)
  })

  it('though bursts lie in a heap of their own, which stays small', () => {
    const queue = new EventQueue(10_000)
    const put = (time: number) => {
      queue.registers[1] = time
      queue.insert(1, 1, null, 0, 0)
    }
    for (let i = 0; i < 4000; i++) put(100_000 + i)
    expect(queue.near.size).toBe(0)
    for (let i = 0; i < 100; i++) put(100 - i)
    expect([queue.heap.size, queue.near.size]).toEqual([4000, 100])
    for (let i = 0; i < 1000; i++) put(1000 - i)
    expect(queue.heap.size + queue.near.size).toBe(5100)
    expect(queue.near.size).toBe(Math.ceil(queue.heap.size / 8))
  })

  it('first in, first out at one time and priority; lower priorities first', () => {
    const simulation = new Simulation()
    for (const [kind, priority] of [
      [0, 0],
      [1, 1],
      [2, 0],
      [3, -1],
      [4, 1],
      [5, -1],
    ]) {
      simulation.schedule(7, kind, 0, 0, 0, null, priority)
    }
    const order: number[] = []
    simulation.run(event => order.push(event.kind))
    expect(order).toEqual([3, 5, 0, 2, 1, 4])
  })

  it('in the heap, also where it is so large that the least child is found by guessing', () => {
    const heap = new EventHeap()
    const count = 200_000
    let state = 1
    for (let i = 0; i < count; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      heap.times[0] = state % 50_000
      heap.orders[0] = i
      heap.insert(i)
    }
    heap.retain(slot => slot % 10 !== 0)
    expect(heap.size).toBe(count * 0.9)
    let lastTime = -1
    let lastOrder = -1
    let wrong = 0
    let taken = 0
    for (let slot = heap.top(); slot >= 0; slot = heap.top()) {
      const time = heap.topTime
      if (time < lastTime || (time === lastTime && slot <= lastOrder) || slot % 10 === 0) wrong++
      lastTime = time
      lastOrder = slot
      taken++
      heap.remove()
    }
    expect(wrong).toBe(0)
    expect(taken).toBe(count * 0.9)
  })
})

describe('cancelled events', () => {
  it('do not fill the queue: a timer set anew for every message costs two entries for each that is pending', () => {
    const simulation = new Simulation({ maxPending: 100 })
    const timers = Array.from({ length: 100 }, (_, i) => simulation.schedule(1e9, 1, i))
    let cancelled = 0
    for (let i = 0; i < 100_000; i++) {
      if (simulation.cancel(timers[i % 100])) cancelled++
      timers[i % 100] = simulation.schedule(1e9 + i, 1, i % 100)
    }
    expect([cancelled, simulation.pending]).toEqual([100_000, 100])
    expect(simulation.snapshot().generations.length).toBeLessThanOrEqual(202)
  })

  it('are not dispatched, and their handles do not name the event that took their place', () => {
    const simulation = new Simulation()
    const first = simulation.schedule(5, 1, 0)
    expect(simulation.cancel(first)).toBe(true)
    expect(simulation.run(() => {})).toBe('empty')
    const second = simulation.schedule(6, 2, 0)
    expect(second).not.toBe(first)
    expect(simulation.cancel(first)).toBe(false)
    expect(simulation.isPending(second)).toBe(true)
  })

  it('cannot be an event while it is handled', () => {
    const simulation = new Simulation()
    const own = simulation.schedule(5, 1, 0)
    simulation.run(() => expect(simulation.cancel(own)).toBe(false))
    expect(simulation.dispatched).toBe(1)
  })

  it('have handles nobody can guess wrongly', () => {
    const simulation = new Simulation()
    simulation.schedule(5, 1, 0)
    for (const handle of [0, -1, 1, 0.5, 2 ** 24 - 1, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(simulation.cancel(handle)).toBe(false)
    }
    expect(simulation.pending).toBe(1)
  })
})
