import { assert, KernelLimitError } from './errors.js'
import { type Entry, type EventQueue, MAX_TIME } from './event-queue.js'
import { EventView } from './event-view.js'

/** How many µs later a pending event is to be; 0 leaves it where it is. */
export type ShiftBy = (kind: number, target: number, a: number, b: number, payload: unknown, time: number) => number

/** Moves the pending events of a queue; those that moved, with their new times, in the order in which they stood. */
export function shifted(queue: EventQueue, by: ShiftBy): Entry[] {
  const { slots, pending, registers } = queue
  const sequence = registers[4]
  const view = new EventView()
  const moved: Entry[] = []
  for (const { time, order, slot } of queue.entries()) {
    slots.look(slot, view)
    const delay = by(view.kind, view.target, view.a, view.b, view.payload, time)
    checkShift(time, delay)
    if (delay > 0) moved.push({ time: time + delay, order, slot })
  }
  assert(queue.pending === pending && registers[4] === sequence, 'a shift neither schedules nor cancels')
  queue.rekey(moved)
  return moved
}

function checkShift(time: number, delay: number): void {
  const fields = { time, delay: String(delay) }
  if (!Number.isInteger(delay)) {
    throw new KernelLimitError('time-not-integer', `an event moved by ${delay} µs, which is not whole`, fields)
  }
  if (delay < 0) throw new KernelLimitError('time-in-past', `an event moved by ${delay} µs, to an earlier time`, fields)
  if (delay > MAX_TIME - time) {
    throw new KernelLimitError('max-time', `an event moved beyond 2^53 µs (285 years)`, fields)
  }
}
