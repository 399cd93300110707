import { describe, expect, it } from 'vitest'
import { type EventView, KernelAssertionError, type KernelSnapshot, Simulation } from '../../src/kernel/index.js'

/** A busy little world whose whole state is plain: it sends, sets timers, cancels them, and keeps what handles it got. */
interface World {
  draws: number
  timers: number[]
  log: number[]
}

function draw(world: World, below: number): number {
  world.draws = (Math.imul(world.draws, 1_103_515_245) + 12_345) & 0x7fffffff
  return world.draws % below
}

function handlerOf(simulation: Simulation, world: World): (event: EventView) => void {
  return event => {
    const node = event.target
    world.log.push(event.time, event.kind, node, event.a)
    if (simulation.cancel(world.timers[node])) world.log.push(-1)
    const priority = draw(world, 3) - 1
    world.timers[node] = simulation.schedule(event.time + 50 + draw(world, 100), 2, node)
    const to = draw(world, world.timers.length)
    simulation.schedule(event.time + draw(world, 20), 1, to, event.a + 0.5, to, { from: node, list: [to] }, priority)
    if (draw(world, 10) === 0) simulation.scheduleBackground(event.time + 1000, 3, node)
    if (event.kind === 3) world.log.push(simulation.isPending(world.timers[node]) ? 1 : 0)
  }
}

function fresh(): { simulation: Simulation; world: World } {
  const simulation = new Simulation({ freezePayloads: true })
  const world: World = { draws: 7, timers: new Array(20).fill(0), log: [] }
  for (let node = 0; node < 20; node++) world.timers[node] = simulation.schedule(node, 2, node)
  return { simulation, world }
}

/** All that a continued run can show. */
function bytesAfter(simulation: Simulation, world: World, events: number): string {
  simulation.run(handlerOf(simulation, world), { events })
  return JSON.stringify([simulation.fingerprint(), simulation.snapshot(), world])
}

describe('a restored run', () => {
  it('continues to the same bytes from every event on, handles and cancelled timers included', () => {
    const { simulation, world } = fresh()
    for (let at = 0; at < 400; at++) {
      const copy = Simulation.restore(JSON.parse(JSON.stringify(simulation.snapshot())) as KernelSnapshot)
      const copyWorld = structuredClone(world)
      const fork = simulation.fork()
      const forkWorld = structuredClone(world)
      const forward = simulation.fork()
      const expected = bytesAfter(forward, structuredClone(world), 150)
      expect(bytesAfter(copy, copyWorld, 150)).toBe(expected)
      expect(bytesAfter(fork, forkWorld, 150)).toBe(expected)
      simulation.run(handlerOf(simulation, world), { events: 1 })
    }
    const whole = fresh()
    expect(bytesAfter(whole.simulation, whole.world, 400)).toBe(bytesAfter(simulation, world, 0))
  })

  it('does not disturb the run it was taken from, nor the other way round', () => {
    const { simulation, world } = fresh()
    simulation.run(handlerOf(simulation, world), { events: 100 })
    const snapshot = simulation.snapshot()
    const before = JSON.stringify(snapshot)
    const fork = simulation.fork()
    bytesAfter(fork, structuredClone(world), 500)
    expect(JSON.stringify(simulation.snapshot())).toBe(before)
    bytesAfter(simulation, world, 500)
    expect(JSON.stringify(snapshot)).toBe(before)
  })

  it('can be taken inside a handler: the event at hand is then done', () => {
    const simulation = new Simulation()
    simulation.schedule(1, 1, 0)
    simulation.schedule(2, 2, 0)
    let snapshot: KernelSnapshot | undefined
    simulation.run(() => {
      snapshot ??= simulation.snapshot()
    })
    const kinds: number[] = []
    const restored = Simulation.restore(snapshot!)
    restored.run(event => kinds.push(event.kind))
    expect(kinds).toEqual([2])
    expect(restored.fingerprint()).toBe(simulation.fingerprint())
  })

  it('keeps its limits', () => {
    const simulation = new Simulation({ maxEvents: 5, maxPending: 7 })
    const restored = Simulation.restore(simulation.snapshot())
    expect([restored.maxEvents, restored.maxPending]).toEqual([5, 7])
  })
})

describe('a damaged snapshot is refused', () => {
  const good = (): KernelSnapshot => {
    const { simulation, world } = fresh()
    simulation.run(handlerOf(simulation, world), { events: 200 })
    return simulation.snapshot()
  }
  const damages: [what: string, damage: (s: KernelSnapshot) => void][] = [
    ['another version', s => Object.assign(s, { version: 1 })],
    ['a clock that is no integer', s => Object.assign(s, { now: 0.5 })],
    ['a column cut short', s => s.pending.kind.pop()],
    ['a pending event before now', s => (s.pending.time[0] = s.now - 1)],
    ['a slot used twice', s => (s.pending.slot[0] = s.pending.slot[1])],
    ['a slot used and free', s => s.free.push(s.pending.slot[0])],
    ['a slot out of range', s => (s.pending.slot[0] = s.generations.length)],
    ['a generation out of range', s => (s.generations[0] = 2 ** 30)],
    ['a sequence number not given yet', s => (s.pending.sequence[0] = s.sequence)],
    ['a fingerprint that is none', s => (s.lanes[0] = 0.5)],
    ['a kind that is no 32-bit integer', s => (s.pending.kind[0] = 0.5)],
    ['a number JSON cannot carry', s => (s.pending.a[0] = Number.NaN)],
  ]
  for (const [what, damage] of damages) {
    it(`for ${what}`, () => {
      const snapshot = good()
      expect(() => Simulation.restore(snapshot)).not.toThrow()
      damage(snapshot)
      expect(() => Simulation.restore(snapshot)).toThrow(KernelAssertionError)
    })
  }

  it('and one with a payload that JSON cannot carry is not made', () => {
    const simulation = new Simulation()
    simulation.schedule(1, 1, 0, 0, 0, { at: Number.POSITIVE_INFINITY })
    expect(() => simulation.snapshot()).toThrow(KernelAssertionError)
  })
})
