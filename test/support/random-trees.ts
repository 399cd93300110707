import type { BasicEvent, FaultTree, Gate } from '../../src/analysis/fault-tree/index.js'
import type { Stream } from '../../src/random/index.js'

export interface Shape {
  readonly events: number
  readonly gates: number
  readonly maxArgs: number
  /** Chance that an argument is negated. */
  readonly negation: number
  /** Chance that an argument is an event rather than a gate. */
  readonly leaf: number
  /** Probabilities of events are drawn between these, evenly in the logarithm unless `from` is 0. */
  readonly from: number
  readonly to: number
  readonly ops: readonly Gate['op'][]
}

/** A tree over shared events and gates; the first gate is the top, and gates use those after them. */
export function randomTree(stream: Stream, shape: Shape): FaultTree {
  const events: BasicEvent[] = Array.from({ length: shape.events }, (_, i) => ({
    id: `e${i + 1}`,
    label: `e${i + 1}`,
    probability: probability(stream, shape),
  }))
  const gates = Array.from({ length: shape.gates }, (_, i) => randomGate(stream, shape, i))
  const top = shape.events + 1
  return { events, gates, top: stream.unit() < shape.negation / 2 ? -top : top }
}

function probability(stream: Stream, { from, to }: Shape): number {
  // Squaring a uniform leans to small values without a transcendental function.
  const u = stream.unit()
  return from + (to - from) * u * u
}

function randomGate(stream: Stream, shape: Shape, index: number): Gate {
  const op = shape.ops[stream.below(shape.ops.length)]
  const count = op === 'true' ? 0 : 1 + stream.below(shape.maxArgs)
  const args = Array.from({ length: count }, () => randomLiteral(stream, shape, index))
  return { id: `g${index + 1}`, op, k: op === 'atleast' ? stream.below(count + 1) : 0, args }
}

function randomLiteral(stream: Stream, shape: Shape, index: number): number {
  const below = shape.gates - 1 - index
  const isEvent = below === 0 || stream.unit() < shape.leaf
  const node = isEvent ? stream.below(shape.events) : shape.events + index + 1 + stream.below(Math.min(below, 4))
  return stream.unit() < shape.negation ? -(node + 1) : node + 1
}

/** The top for every set of events that happen; bit i of the index is event i. */
export function truthTable({ events, gates, top }: FaultTree): Uint8Array {
  const rows = 1 << events.length
  const columns: Uint8Array[] = events.map((_, i) => Uint8Array.from({ length: rows }, (_, row) => (row >> i) & 1))
  const column = (literal: number): ((row: number) => number) => {
    const values = columns[Math.abs(literal) - 1] ?? evaluate(Math.abs(literal) - 1)
    return literal > 0 ? row => values[row] : row => 1 - values[row]
  }
  const evaluate = (node: number): Uint8Array => {
    const { op, k, args } = gates[node - events.length]
    const inputs = args.map(column)
    columns[node] = Uint8Array.from({ length: rows }, (_, row) => {
      const sum = inputs.reduce((total, input) => total + input(row), 0)
      switch (op) {
        case 'and':
          return sum === args.length ? 1 : 0
        case 'or':
          return sum > 0 ? 1 : 0
        case 'atleast':
          return sum >= k ? 1 : 0
        case 'xor':
          return sum % 2
        case 'true':
          return 1
      }
    })
    return columns[node]
  }
  const result = column(top)
  return Uint8Array.from({ length: rows }, (_, row) => result(row))
}
