import { EventTree } from '../src/kernel/event-tree.js'
import { type EventView, Simulation } from '../src/kernel/index.js'
import { TABLE_MASK, type Tables } from './tables.js'

/** A model that runs so many more events and says what time it is then. */
export type Run = (events: number) => number

/** Pop one, push one at an increment: on the tree of keys alone. */
export function bareHold(pending: number, table: Float64Array): Run {
  const tree = new EventTree()
  let draws = 0
  let sequence = 0
  for (let i = 0; i < pending; i++) {
    tree.registers[1] = table[draws++ & TABLE_MASK]
    tree.registers[7] = sequence++
    tree.insert(i)
  }
  return events => {
    let now = 0
    for (let i = 0; i < events; i++) {
      const slot = tree.top()
      now = tree.registers[6]
      tree.remove()
      tree.registers[1] = now + table[draws++ & TABLE_MASK]
      tree.registers[7] = sequence++
      tree.insert(slot)
    }
    return now
  }
}

/** The same through the public interface: dispatch, cancellable handles, fingerprint. */
export function hold(pending: number, table: Float64Array): Run {
  const simulation = new Simulation()
  let draws = 0
  for (let i = 0; i < pending; i++) simulation.schedule(table[draws++ & TABLE_MASK], 1, i)
  return running(simulation, event => {
    simulation.schedule(event.time + table[draws++ & TABLE_MASK], 1, event.target)
  })
}

export function queueing(tables: Tables): Run {
  const { arrival, service } = tables
  const simulation = new Simulation()
  let arrivals = 0
  let services = 0
  let waiting = 0
  simulation.schedule(arrival[arrivals++ & TABLE_MASK], 1, 0)
  return running(simulation, event => {
    const now = event.time
    if (event.kind === 1) {
      simulation.schedule(now + arrival[arrivals++ & TABLE_MASK], 1, 0)
      if (waiting++ === 0) simulation.schedule(now + service[services++ & TABLE_MASK], 2, 0)
    } else if (--waiting > 0) {
      simulation.schedule(now + service[services++ & TABLE_MASK], 2, 0)
    }
  })
}

const NODES = 50
const PERIOD = 100_000
const TIMEOUT = 350_000

/** Every node beats each 100 ms to all others; for each pair a standing timer looks whether the last beat is too old. */
export function heartbeats(tables: Tables): Run {
  const { latency } = tables
  const simulation = new Simulation()
  const heard = new Float64Array(NODES * NODES)
  let draws = 0
  for (let i = 0; i < NODES; i++) simulation.schedule((i * PERIOD) / NODES, 1, i)
  for (let i = 0; i < NODES * NODES; i++) if (Math.floor(i / NODES) !== i % NODES) simulation.schedule(TIMEOUT, 3, i)
  return running(simulation, event => {
    const now = event.time
    const target = event.target
    if (event.kind === 2) {
      heard[target] = now
    } else if (event.kind === 1) {
      for (let to = 0; to < NODES; to++) {
        if (to !== target) simulation.schedule(now + latency[draws++ & TABLE_MASK], 2, to * NODES + target)
      }
      simulation.schedule(now + PERIOD, 1, target)
    } else {
      const due = heard[target] + TIMEOUT
      simulation.schedule(due > now ? due : now + TIMEOUT, 3, target)
    }
  })
}

function running(simulation: Simulation, handler: (event: EventView) => void): Run {
  return events => {
    simulation.run(handler, { events })
    return simulation.now
  }
}
