import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventTree } from '../../src/kernel/event-tree.js'
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
  // Those of hours and years have blurred keys in the tree, those of 0.1 s repeat.
  delay: fc.oneof(
    fc.constantFrom(0, 100_000, 3_600_000_000),
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 1e6 }),
    fc.integer({ min: 3_600_000_000, max: 3_600_000_000 + 1e8 }),
    fc.integer({ min: 0, max: 1e14 }),
  ),
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
      expect(snapshot.pending.time).toEqual(oracle.sorted().map(e => e.time))
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

  it('in the tree, at every scale of time from µs to years, while the clock passes through all of them', () => {
    let state = 1
    const below = (n: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * n)
    }
    const pending = 300
    const tree = new EventTree()
    const scales = [1, 3, 1000, 1e6, 1e9, 2 ** 30, 2 ** 31, 2 ** 34, 1e12, 1e14]
    const times = new Map<number, [time: number, order: number]>()
    let wrong = 0
    let order = 0
    let now = 0
    const put = (slot: number, time: number) => {
      tree.registers[1] = time
      tree.registers[7] = order
      times.set(slot, [time, order++])
      tree.insert(slot)
    }
    // Slots not in sequence, so that the tree grows under those that are in it.
    for (let i = 0; i < pending; i++) put((i * 7) % 1000, below(scales[i % scales.length]))
    for (let i = 0; i < 60_000; i++) {
      // Some thousand steps among microseconds, then among days, and so on: the base is left behind and follows.
      const scale = scales[Math.floor(i / 2000) % scales.length]
      const slot = tree.top()
      const [time, rank] = times.get(slot)!
      if (time < now || tree.registers[6] !== time) wrong++
      if (i % 50 === 0) {
        for (const [otherTime, otherRank] of times.values()) {
          if (otherTime < time || (otherTime === time && otherRank < rank)) wrong++
        }
      }
      now = time
      tree.remove()
      times.delete(slot)
      if (i % 3 === 0) {
        // Deleted while the removed entry is still in the tree.
        const other = times.keys().next().value!
        times.delete(other)
        tree.delete(other)
        put(other, now + below(scale))
      }
      put(slot, now + below(scale))
    }
    let left = 0
    tree.forEach((time, rank, slot) => {
      const known = times.get(slot)
      if (known?.[0] !== time || known[1] !== rank) wrong++
      left++
    })
    expect([wrong, left]).toEqual([0, pending])
  })
})

describe('cancelled events', () => {
  it('do not fill the queue: a timer set anew for every message costs one slot', () => {
    const simulation = new Simulation({ maxPending: 100 })
    const timers = Array.from({ length: 100 }, (_, i) => simulation.schedule(1e9, 1, i))
    let cancelled = 0
    for (let i = 0; i < 100_000; i++) {
      if (simulation.cancel(timers[i % 100])) cancelled++
      timers[i % 100] = simulation.schedule(1e9 + i, 1, i % 100)
    }
    expect([cancelled, simulation.pending]).toEqual([100_000, 100])
    expect(simulation.snapshot().generations.length).toBe(100)
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
