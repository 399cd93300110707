import { Bench } from 'tinybench'
import { EventQueue } from '../src/kernel/event-queue.js'
import { fingerprintOf, Simulation } from '../src/kernel/index.js'
import { hold } from './models.js'
import { makeTables } from './tables.js'

/** Bytes of the queue's arrays for each slot, and of V8's heap for each event. */
export function memory(): string[][] {
  const queue = new EventQueue(2 ** 20)
  while (queue.pending < 2 ** 20 - 8) {
    queue.registers[1] = queue.pending
    queue.insert(1, 1, null, 0, 0)
  }
  return [
    ['queue, for each slot of 2^20', ((queue.tree.bytes + queue.slots.bytes) / 2 ** 20).toFixed(1), '64'],
    ['heap of V8, for each event of the hold model', bytesPerEvent().toFixed(2), '0'],
  ]
}

function bytesPerEvent(): number {
  const run = hold(100, makeTables().hold)
  for (let i = 0; i < 2000; i++) run(1000)
  const samples: number[] = []
  for (let i = 0; i < 21; i++) {
    const before = process.memoryUsage().heapUsed
    run(10_000)
    samples.push((process.memoryUsage().heapUsed - before) / 10_000)
  }
  // A collection in between makes a sample negative; the median is of those without.
  samples.sort((x, y) => x - y)
  return samples[10]
}

/** Operations outside the loop, with 10^4 events pending. */
export async function operations(): Promise<string[][]> {
  const simulation = new Simulation()
  for (let i = 0; i < 10_000; i++) simulation.schedule((i * 7919) % 1e6, 1, i, i, 0, i % 4 === 0 ? { term: i } : null)
  const snapshot = simulation.snapshot()
  const bench = new Bench({ time: 300 })
  bench
    .add('cancel and schedule anew', () => {
      simulation.cancel(simulation.schedule(5e5, 1, 1))
    })
    .add('snapshot of 10^4 pending', () => {
      simulation.snapshot()
    })
    .add('restore of 10^4 pending', () => {
      Simulation.restore(snapshot)
    })
    .add('fork of 10^4 pending', () => {
      simulation.fork()
    })
    .add('fingerprintOf that snapshot', () => {
      fingerprintOf(snapshot)
    })
  await bench.run()
  return bench.tasks.map(task => {
    const result = task.result
    if (!('latency' in result)) throw new Error(`${task.name} did not complete`)
    return [task.name, `${(result.latency.p50 * 1000).toFixed(2)} µs`]
  })
}
