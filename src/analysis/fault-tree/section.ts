import type { Structure } from './structure.js'

/** A module by itself: its gates, and what stands below them, events or the modules inside it. */
export interface Section {
  /** The node of the module. */
  readonly module: number
  /** Nodes of its gates, each after those it depends on, the module last. */
  readonly gates: readonly number[]
  /** Nodes that are variables here, in the order in which they are first met. */
  readonly leaves: readonly number[]
}

/** The sections of a structure, each after those inside it; the last is the whole. */
export function sectionsOf(structure: Structure, isModule: Uint8Array): Section[] {
  const { events, order } = structure
  return order.filter(node => isModule[node] === 1).map(module => section(structure, isModule, module, events))
}

function section({ gates }: Structure, isModule: Uint8Array, module: number, events: number): Section {
  const inside: number[] = []
  const leaves: number[] = []
  const met = new Set<number>([module])
  const path = [{ node: module, next: 0 }]
  while (path.length > 0) {
    const step = path[path.length - 1]
    const { args } = gates[step.node - events]!
    if (step.next === args.length) {
      inside.push(step.node)
      path.pop()
      continue
    }
    const node = Math.abs(args[step.next++]) - 1
    if (met.has(node)) continue
    met.add(node)
    if (node < events || isModule[node] === 1) leaves.push(node)
    else path.push({ node, next: 0 })
  }
  return { module, gates: inside, leaves }
}
