import type { BasicEvent, FaultTree, Gate, GateOp } from '../../src/analysis/fault-tree/index.js'
import { SeedTree, type Stream } from '../../src/random/index.js'

/** What a generated tree is like. All its nodes are needed, and gates have two or more different arguments. */
export interface TreeShape {
  readonly name: string
  readonly events: number
  readonly gates: number
  /** Further references to events and to gates that have a parent already: what makes a tree hard. */
  readonly sharedEvents: number
  readonly sharedGates: number
  /** A gate's parent is at most so many gates before it; small values make deep trees. */
  readonly window: number
  /** Share of gates that are k of n, of those with three arguments or more; of `xor`; of arguments negated. */
  readonly atleast: number
  readonly xor?: number
  readonly negation?: number
}

/** The tree of a shape, always the same. */
export function generatedTree(shape: TreeShape): FaultTree {
  const stream = new SeedTree('generated fault trees').stream(shape.name)
  const args = Array.from({ length: shape.gates }, () => new Set<number>())
  const parentOf = (gate: number) => Math.max(0, gate - 1 - stream.below(Math.min(shape.window, gate)))
  for (let gate = 1; gate < shape.gates; gate++) args[parentOf(gate)].add(shape.events + gate)
  for (let event = 0; event < shape.events; event++) args[place(stream, args)].add(event)
  for (let i = 0; i < shape.sharedEvents; i++) args[stream.below(shape.gates)].add(stream.below(shape.events))
  for (let i = 0; i < shape.sharedGates; i++) {
    const gate = 1 + stream.below(shape.gates - 1)
    args[parentOf(gate)].add(shape.events + gate)
  }
  // A gate of one argument borrows an event.
  for (const set of args) while (set.size < 2) set.add(stream.below(shape.events))
  const events: BasicEvent[] = Array.from({ length: shape.events }, (_, i) => ({
    id: `e${i + 1}`,
    label: `e${i + 1}`,
    // Two digits, as data sheets have them: printed and read without loss.
    probability: (10 + stream.below(90)) / [1000, 10000, 100000][stream.below(3)],
  }))
  const gates = args.map((set, i) => gate(stream, shape, i, [...set]))
  return { events, gates, top: shape.events + 1 }
}

/** Gates with few arguments come first, so that few are left with one. */
function place(stream: Stream, args: readonly Set<number>[]): number {
  const [a, b] = [stream.below(args.length), stream.below(args.length)]
  return args[a].size <= args[b].size ? a : b
}

function gate(stream: Stream, shape: TreeShape, index: number, nodes: readonly number[]): Gate {
  const literals = nodes.map(node => (stream.unit() < (shape.negation ?? 0) ? -(node + 1) : node + 1))
  const id = `g${index + 1}`
  if (nodes.length === 2 && stream.unit() < (shape.xor ?? 0)) return { id, op: 'xor', k: 0, args: literals }
  if (nodes.length > 2 && stream.unit() < shape.atleast) {
    return { id, op: 'atleast', k: 2 + stream.below(nodes.length - 2), args: literals }
  }
  const op: GateOp = stream.unit() < 0.45 ? 'and' : 'or'
  return { id, op, k: 0, args: literals }
}

/** The tree as an Open-PSA file, in the part of the format that SCRAM 0.16 reads. */
export function toOpenPsa({ events, gates, top }: FaultTree): string {
  const name = (node: number) =>
    node < events.length
      ? `<basic-event name="${events[node].id}"/>`
      : `<gate name="${gates[node - events.length].id}"/>`
  const literal = (arg: number) => (arg > 0 ? name(arg - 1) : `<not>${name(-arg - 1)}</not>`)
  const first = Math.abs(top) - 1 - events.length
  const ordered = [gates[first], ...gates.filter((_, i) => i !== first)]
  return [
    '<?xml version="1.0"?>',
    '<opsa-mef>',
    '  <define-fault-tree name="T">',
    ...ordered.map(
      ({ id, op, k, args }) =>
        `    <define-gate name="${id}"><${op}${op === 'atleast' ? ` min="${k}"` : ''}>${args.map(literal).join('')}</${op}></define-gate>`,
    ),
    '  </define-fault-tree>',
    '  <model-data>',
    ...events.map(
      ({ id, probability }) =>
        `    <define-basic-event name="${id}"><float value="${probability}"/></define-basic-event>`,
    ),
    '  </model-data>',
    '</opsa-mef>',
    '',
  ].join('\n')
}
