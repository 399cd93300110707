/** One circle is enough to mend; a dense graph has more than can be listed. */
const mostCycles = 20

/**
 * Circles in a directed graph: for each edge that closes one in a depth-first walk, the nodes from its end around to
 * its end again. The walk keeps its own stack, so that a long chain does not exhaust the machine's.
 */
export function findCycles(edges: readonly (readonly number[])[]): number[][] {
  const state = edges.map((): 'new' | 'open' | 'done' => 'new')
  const cycles: number[][] = []
  for (let root = 0; root < edges.length; root++) {
    if (state[root] !== 'new') continue
    const path: { node: number; next: number }[] = [{ node: root, next: 0 }]
    state[root] = 'open'
    while (path.length > 0 && cycles.length < mostCycles) {
      const top = path[path.length - 1]
      if (top.next === edges[top.node].length) {
        state[top.node] = 'done'
        path.pop()
        continue
      }
      const to = edges[top.node][top.next++]
      if (state[to] === 'open') {
        const from = path.findIndex(step => step.node === to)
        cycles.push([...path.slice(from).map(step => step.node), to])
      } else if (state[to] === 'new') {
        state[to] = 'open'
        path.push({ node: to, next: 0 })
      }
    }
  }
  return cycles
}
