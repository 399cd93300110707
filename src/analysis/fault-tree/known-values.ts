import type { Gate } from './fault-tree.js'

/** Constants among literals, which are never 0 or infinite. */
export const TRUE = 0
export const FALSE = Number.NEGATIVE_INFINITY

const UNMET = 0
const KNOWN_TRUE = 1
const KNOWN_FALSE = 2
const UNKNOWN = 3

/** Visits of gates that one round may take. */
const MOST_VISITS = 30_000_000

/**
 * Puts a constant for a shared node wherever its value is known: below `x and h`, x may be taken as true within h, since
 * otherwise h does not matter, and below `x or h` as false. A gate knows the value if it does on all ways that lead to it. One
 * node after the other is replaced, each in the tree that the former left, since what does not matter because of one node
 * may be what makes another not matter.
 *
 * @param order nodes of gates that are needed, each after those it depends on.
 * @returns whether there is now a constant among the arguments of some gate.
 */
export function putKnownValues(gates: (Gate | null)[], order: readonly number[], events: number, top: number): boolean {
  const uses = new Int32Array(events + gates.length)
  for (const node of order) for (const arg of gates[node - events]!.args) uses[Math.abs(arg) - 1]++
  const known = new Uint8Array(gates.length)
  let changed = false
  let visits = 0
  for (let x = 0; x < uses.length; x++) {
    if (uses[x] < 2) continue
    if ((visits += order.length) > MOST_VISITS) break
    known.fill(UNMET)
    known[Math.abs(top) - 1 - events] = UNKNOWN
    for (let i = order.length - 1; i >= 0; i--) changed = visit(gates, order[i] - events, events, x, known) || changed
  }
  return changed
}

/** Tells the gates below what is known of x, and replaces x in this one if anything is. */
function visit(gates: (Gate | null)[], at: number, events: number, x: number, known: Uint8Array): boolean {
  const gate = gates[at]!
  const here = known[at]
  if (here === UNMET) return false
  const direct = gate.args.find(arg => arg === x + 1 || arg === -(x + 1))
  const below = here !== UNKNOWN || direct === undefined ? here : implied(gate, direct)
  for (const arg of gate.args) {
    const child = Math.abs(arg) - 1
    if (child < events || child === x || arg === FALSE || arg === TRUE) continue
    const before = known[child - events]
    known[child - events] = before === UNMET || before === below ? below : UNKNOWN
  }
  if (x >= events && direct !== undefined && here === UNKNOWN) known[x - events] = UNKNOWN
  if (here === UNKNOWN || direct === undefined) return false
  const value = (arg: number) => (arg > 0 === (here === KNOWN_TRUE) ? TRUE : FALSE)
  gates[at] = { ...gate, args: gate.args.map(arg => (Math.abs(arg) - 1 === x && arg !== TRUE ? value(arg) : arg)) }
  return true
}

/** What may be supposed of x beside it. */
function implied({ op }: Gate, literal: number): number {
  if (op === 'and') return literal > 0 ? KNOWN_TRUE : KNOWN_FALSE
  if (op === 'or') return literal > 0 ? KNOWN_FALSE : KNOWN_TRUE
  return UNKNOWN
}

/** Takes the arguments of an `and` inside an `and`, or an `or` inside an `or`, into the outer one where nothing else uses it. */
export function flatten(gates: (Gate | null)[], order: readonly number[], events: number): void {
  const uses = new Int32Array(gates.length)
  for (const node of order) {
    for (const arg of gates[node - events]!.args) if (Math.abs(arg) > events) uses[Math.abs(arg) - 1 - events]++
  }
  for (const node of order) {
    const gate = gates[node - events]!
    if (gate.op !== 'and' && gate.op !== 'or') continue
    const inner = (arg: number) => (arg > events && uses[arg - 1 - events] === 1 ? gates[arg - 1 - events] : null)
    if (!gate.args.some(arg => inner(arg)?.op === gate.op)) continue
    const args = gate.args.flatMap(arg => (inner(arg)?.op === gate.op ? inner(arg)!.args : [arg]))
    gates[node - events] = { ...gate, args }
  }
}
