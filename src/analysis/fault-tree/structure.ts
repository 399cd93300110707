import { AnalysisLimitError } from '../limit-error.js'
import type { FaultTree, Gate, GateOp } from './fault-tree.js'
import { FALSE, flatten, putKnownValues, TRUE } from './known-values.js'
import { isCoherent, pushNegations } from './negations.js'

/**
 * A tree without constants, gates of one argument or arguments listed twice, as far as local rules find them, and with
 * negations near the events. Nodes are numbered as in the tree it comes from.
 */
export interface Structure {
  readonly events: number
  /** By node less `events`; null for gates that are not needed or stand for something simpler. */
  readonly gates: readonly (Gate | null)[]
  /** A literal, or a truth value when the top is constant. */
  readonly top: number | boolean
  /** Nodes of the gates that are needed, each after those it depends on. */
  readonly order: readonly number[]
  /** Whether more failures never mend the system, as far as its gates show. */
  readonly coherent: boolean
}

/** Rounds of simplification; most trees have no more to give after two or three. */
const MOST_ROUNDS = 10

/**
 * Checks and simplifies a tree.
 *
 * @throws {RangeError} for literals of nodes that are not there, a k that is not a whole number from 0 to the number of
 * arguments, gates in a circle, events with one id, and probabilities beyond [0, 1]: faults of the caller.
 */
export function structureOf(tree: FaultTree): Structure {
  checkEvents(tree)
  const events = tree.events.length
  const order = gatesBelow(tree)
  const gates: (Gate | null)[] = new Array(tree.gates.length).fill(null)
  for (const node of order) gates[node - events] = tree.gates[node - events]
  let top = tree.top
  let needed: readonly number[] = order
  for (let round = 1; ; round++) {
    top = reduce(gates, needed, events, top)
    if (top === TRUE || top === FALSE) return { events, gates, top: top === TRUE, order: [], coherent: true }
    needed = neededGates(gates, needed, events, top)
    top = pushNegations(gates, needed, events, top)
    flatten(gates, needed, events)
    needed = neededGates(gates, needed, events, top)
    if (needed.length === 0 || round === MOST_ROUNDS || !putKnownValues(gates, needed, events, top)) break
  }
  return { events, gates, top, order: needed, coherent: isCoherent(gates, needed, events, top) }
}

/** Simplifies the gates in place; one that stands for a literal or constant becomes null. Returns what the top is worth. */
function reduce(gates: (Gate | null)[], order: readonly number[], events: number, top: number): number {
  // What each node is worth: itself, another literal, or a constant.
  const worth = Float64Array.from({ length: events + gates.length }, (_, node) => node + 1)
  for (const node of order) {
    const gate = gates[node - events]!
    const simple = simplify({ ...gate, args: gate.args.map(arg => resolved(worth, arg)) })
    if (typeof simple === 'number') worth[node] = simple
    gates[node - events] = typeof simple === 'number' ? null : simple
  }
  return resolved(worth, top)
}

/** Those of the order that the top still needs when constants are gone. */
function neededGates(gates: readonly (Gate | null)[], order: readonly number[], events: number, top: number): number[] {
  const needed = new Uint8Array(events + gates.length)
  needed[Math.abs(top) - 1] = 1
  for (let i = order.length - 1; i >= 0; i--) {
    if (needed[order[i]] === 0) continue
    for (const arg of gates[order[i] - events]!.args) needed[Math.abs(arg) - 1] = 1
  }
  return order.filter(node => needed[node] === 1)
}

function checkEvents({ events }: FaultTree): void {
  const ids = new Set<string>()
  for (const { id, probability } of events) {
    if (ids.has(id)) throw new RangeError(`there are two events ${id}`)
    ids.add(id)
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`the probability of ${id} is ${probability}`)
  }
}

function resolved(worth: Float64Array, literal: number): number {
  if (literal === TRUE || literal === FALSE) return literal
  const value = worth[Math.abs(literal) - 1]
  return literal > 0 ? value : negated(value)
}

function negated(value: number): number {
  return value === TRUE ? FALSE : value === FALSE ? TRUE : -value
}

/** The gates that the top needs, each after those it depends on. */
function gatesBelow(tree: FaultTree): number[] {
  const events = tree.events.length
  const order: number[] = []
  const state = new Uint8Array(tree.gates.length)
  const next = new Int32Array(tree.gates.length)
  const path: number[] = []
  const visit = (literal: number) => {
    const node = Math.abs(literal) - 1
    if (!(Number.isInteger(node) && node >= 0 && node < events + tree.gates.length)) {
      throw new RangeError(`there is no node of literal ${literal}`)
    }
    const gate = node - events
    if (gate < 0 || state[gate] === 2) return
    if (state[gate] === 1) throw new RangeError(`gate ${tree.gates[gate].id} depends on itself`)
    checkGate(tree.gates[gate])
    state[gate] = 1
    path.push(gate)
  }
  visit(tree.top)
  while (path.length > 0) {
    const gate = path[path.length - 1]
    const { args } = tree.gates[gate]
    if (next[gate] < args.length) visit(args[next[gate]++])
    else {
      state[gate] = 2
      order.push(gate + events)
      path.pop()
    }
  }
  return order
}

function checkGate({ id, op, k, args }: Gate): void {
  if (args.length > 1_000_000)
    throw new AnalysisLimitError('size', 1_000_000, `gate ${id} has ${args.length} arguments`)
  if (op === 'atleast' && !(Number.isInteger(k) && k >= 0 && k <= args.length)) {
    throw new RangeError(`gate ${id}: ${k} of ${args.length}`)
  }
}

/** The gate with less in it, or what it is worth. */
function simplify(gate: Gate): Gate | number {
  switch (gate.op) {
    case 'true':
      return TRUE
    case 'and':
      return junction(gate, FALSE, TRUE)
    case 'or':
      return junction(gate, TRUE, FALSE)
    case 'xor':
      return parity(gate)
    case 'atleast':
      return threshold(gate)
  }
}

/** @param deciding the constant that decides alone; @param idle the one that says nothing. */
function junction(gate: Gate, deciding: number, idle: number): Gate | number {
  const met = new Set<number>()
  for (const arg of gate.args) {
    if (arg === idle) continue
    if (arg === deciding || met.has(-arg)) return deciding
    met.add(arg)
  }
  return rest(gate, [...met], idle)
}

function rest(gate: Gate, args: readonly number[], idle: number): Gate | number {
  if (args.length === 0) return idle
  return args.length === 1 ? args[0] : { ...gate, args }
}

function parity(gate: Gate): Gate | number {
  const met = new Map<number, true>()
  let odd = false
  for (const arg of gate.args) {
    if (arg === FALSE) continue
    if (arg === TRUE) {
      odd = !odd
      continue
    }
    if (arg < 0) odd = !odd
    if (!met.delete(Math.abs(arg))) met.set(Math.abs(arg), true)
  }
  const args = [...met.keys()]
  if (args.length === 0) return odd ? TRUE : FALSE
  if (args.length === 1) return odd ? -args[0] : args[0]
  // The turn of the parity moves into one argument, so that the gate keeps its sign.
  return { ...gate, args: odd ? [-args[0], ...args.slice(1)] : args }
}

function threshold(gate: Gate): Gate | number {
  const kept: number[] = []
  let k = gate.k
  for (const arg of gate.args) {
    if (arg === TRUE) k--
    else if (arg !== FALSE) kept.push(arg)
  }
  if (k <= 0) return TRUE
  if (k > kept.length) return FALSE
  if (k === 1) return simplify({ ...gate, op: 'or' satisfies GateOp, k: 0, args: kept })
  if (k === kept.length) return simplify({ ...gate, op: 'and' satisfies GateOp, k: 0, args: kept })
  return { ...gate, k, args: kept }
}
