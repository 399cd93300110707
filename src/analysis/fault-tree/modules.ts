import type { Structure } from './structure.js'

/**
 * The gates that share nothing below them with the rest of the tree, so that the rest sees them as single events:
 * the linear-time algorithm of Dutuit and Rauzy (1996). A walk dates the first and last time each node is met; a gate is a
 * module when all that lies below it is met only between its own first visit and the end of that visit.
 *
 * @returns by node, 1 for modules; the top is always one.
 */
export function findModules({ events, gates, top, order }: Structure): Uint8Array {
  const nodes = events + gates.length
  const isModule = new Uint8Array(nodes)
  if (typeof top === 'boolean') return isModule
  const first = new Int32Array(nodes)
  const done = new Int32Array(nodes)
  const last = new Int32Array(nodes)
  const next = new Int32Array(nodes)
  let date = 0
  const path: number[] = []
  const meet = (literal: number) => {
    const node = Math.abs(literal) - 1
    last[node] = ++date
    if (first[node] !== 0) return
    first[node] = date
    if (node >= events) path.push(node)
    else done[node] = date
  }
  meet(top)
  while (path.length > 0) {
    const node = path[path.length - 1]
    const { args } = gates[node - events]!
    if (next[node] < args.length) meet(args[next[node]++])
    else {
      path.pop()
      // The walk's return counts as a meeting of its own, as in the paper.
      done[node] = last[node] = ++date
    }
  }
  // Dates of what lies strictly below each gate.
  const earliest = new Int32Array(nodes)
  const latest = new Int32Array(nodes)
  for (const node of order) {
    earliest[node] = date
    for (const arg of gates[node - events]!.args) {
      const child = Math.abs(arg) - 1
      const from = child >= events ? Math.min(first[child], earliest[child]) : first[child]
      const to = child >= events ? Math.max(last[child], latest[child]) : last[child]
      if (from < earliest[node]) earliest[node] = from
      if (to > latest[node]) latest[node] = to
    }
    if (earliest[node] > first[node] && latest[node] < done[node]) isModule[node] = 1
  }
  return isModule
}
