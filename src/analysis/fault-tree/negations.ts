import type { Gate } from './fault-tree.js'

/**
 * Moves negations towards the events: a gate that is only ever used negated becomes its dual (De Morgan), so that trees
 * written with `nand` and `nor` are seen to be coherent where they are. Gates used both ways stay as they are, shared.
 *
 * @param order nodes of the gates that are needed, each after those it depends on.
 * @returns the top literal in the new gates.
 */
export function pushNegations(gates: (Gate | null)[], order: readonly number[], events: number, top: number): number {
  // Bit 0: used as it is; bit 1: used negated.
  const uses = new Uint8Array(gates.length)
  const use = (literal: number) => {
    const gate = Math.abs(literal) - 1 - events
    if (gate >= 0) uses[gate] |= literal > 0 ? 1 : 2
  }
  use(top)
  const turned = new Uint8Array(gates.length)
  for (let i = order.length - 1; i >= 0; i--) {
    const at = order[i] - events
    if (uses[at] === 2) {
      gates[at] = dual(gates[at]!)
      turned[at] = 1
    }
    gates[at]!.args.forEach(use)
  }
  const follow = (literal: number) => (turned[Math.abs(literal) - 1 - events] === 1 ? -literal : literal)
  for (const node of order) {
    const gate = gates[node - events]!
    gates[node - events] = { ...gate, args: gate.args.map(follow) }
  }
  return follow(top)
}

/** The gate that is true where this one is false. */
function dual(gate: Gate): Gate {
  const negated = gate.args.map(arg => -arg)
  switch (gate.op) {
    case 'and':
      return { ...gate, op: 'or', args: negated }
    case 'or':
      return { ...gate, op: 'and', args: negated }
    case 'atleast':
      return { ...gate, k: gate.args.length - gate.k + 1, args: negated }
    case 'xor':
      return { ...gate, args: [-gate.args[0], ...gate.args.slice(1)] }
    case 'true':
      return { ...gate, op: 'or', args: [] }
  }
}

/** Whether no event is ever negated, so that more failures never mend the system. */
export function isCoherent(
  gates: readonly (Gate | null)[],
  order: readonly number[],
  events: number,
  top: number,
): boolean {
  return (
    top > 0 &&
    order.every(node => {
      const { op, args } = gates[node - events]!
      return op !== 'xor' && args.every(arg => arg > 0)
    })
  )
}
