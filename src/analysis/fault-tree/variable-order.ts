import type { Section } from './section.js'
import type { Structure } from './structure.js'

/** A way to order the leaves of a section from the root of its diagram down. */
export type Ordering = (structure: Structure, section: Section) => number[]

/**
 * Orderings that are tried, the likeliest first. None is best for all trees: visiting small parts first keeps what is
 * decided early near the root; a file often lists together what belongs together; and where neither helps, gravity pulls the
 * arguments of each gate together.
 */
export const ORDERINGS: readonly Ordering[] = [
  smallPartsFirst,
  (structure, section) => byGravity(structure, section, asListed(structure, section)),
  asListed,
  byWeight,
  (structure, section) => byGravity(structure, section, byWeight(structure, section)),
]

/** Depth first, as the file lists the arguments (Fujita, Fujisawa and Kawato 1988). */
function asListed(_: Structure, { leaves }: Section): number[] {
  return [...leaves]
}

/** Depth first, events before gates and small gates before large ones. */
function smallPartsFirst(structure: Structure, section: Section): number[] {
  const size = new Map<number, number>()
  for (const node of section.gates) {
    let sum = 1
    for (const arg of argsOf(structure, node)) sum += size.get(arg) ?? 1
    size.set(node, Math.min(sum, 1e15))
  }
  return depthFirst(structure, section, node => size.get(node) ?? 0)
}

/**
 * Weight 1 at the top is spread evenly over the arguments on each way down (Minato, Ishiura and Yajima 1990, without the
 * reassignment): what weighs most is decided first, and its neighbours follow it.
 */
function byWeight(structure: Structure, section: Section): number[] {
  const weight = new Map<number, number>([[section.module, 1]])
  for (let i = section.gates.length - 1; i >= 0; i--) {
    const node = section.gates[i]
    const args = argsOf(structure, node)
    const share = weight.get(node)! / args.length
    for (const arg of args) weight.set(arg, (weight.get(arg) ?? 0) + share)
  }
  return depthFirst(structure, section, node => -weight.get(node)!)
}

/** Depth first, arguments of smaller `rank` first and equal ones as listed. */
function depthFirst(
  structure: Structure,
  { module, gates, leaves }: Section,
  rank: (node: number) => number,
): number[] {
  const inside = new Set(gates)
  const isLeaf = new Set(leaves)
  const found: number[] = []
  const waiting = [module]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isLeaf.delete(node)) found.push(node)
    else if (inside.delete(node)) {
      const args = argsOf(structure, node)
      const sorted = args.map((arg, i) => ({ arg, i, rank: rank(arg) })).sort((a, b) => b.rank - a.rank || b.i - a.i)
      for (const { arg } of sorted) waiting.push(arg)
    }
  }
  return found
}

const ROUNDS = 60

/**
 * FORCE (Aloul, Markov and Sakallah 2003): each gate lies in the middle of its arguments and of the gates that use it, each
 * leaf in the middle of its gates, in turns; the order is kept in which the gates span the fewest leaves. It depends on where
 * it begins.
 */
function byGravity(structure: Structure, section: Section, leaves: readonly number[]): number[] {
  const { gates } = section
  const edges = gates.map(node => argsOf(structure, node))
  const position = new Map<number, number>()
  leaves.forEach((leaf, i) => {
    position.set(leaf, i)
  })
  for (const node of gates) position.set(node, mean(argsOf(structure, node), position))
  let best = [...leaves]
  let bestSpan = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Map<number, { sum: number; count: number }>()
    gates.forEach((node, i) => {
      const members = [node, ...edges[i]]
      const centre = mean(members, position)
      for (const member of members) {
        const entry = sums.get(member)
        if (entry === undefined) sums.set(member, { sum: centre, count: 1 })
        else {
          entry.sum += centre
          entry.count++
        }
      }
    })
    const placed = [...gates, ...leaves]
      .map((node, i) => ({ node, i, at: sums.get(node)!.sum / sums.get(node)!.count }))
      .sort((a, b) => a.at - b.at || a.i - b.i)
    placed.forEach(({ node }, i) => {
      position.set(node, i)
    })
    const span = edges.reduce((total, args, i) => total + spanOf([gates[i], ...args], position), 0)
    if (span >= bestSpan) continue
    bestSpan = span
    const isLeaf = new Set(leaves)
    best = placed.map(({ node }) => node).filter(node => isLeaf.has(node))
  }
  return best
}

function mean(nodes: readonly number[], position: ReadonlyMap<number, number>): number {
  let sum = 0
  for (const node of nodes) sum += position.get(node)!
  return sum / nodes.length
}

function spanOf(nodes: readonly number[], position: ReadonlyMap<number, number>): number {
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (const node of nodes) {
    const at = position.get(node)!
    if (at < low) low = at
    if (at > high) high = at
  }
  return high - low
}

function argsOf({ events, gates }: Structure, node: number): number[] {
  return gates[node - events]!.args.map(arg => Math.abs(arg) - 1)
}
