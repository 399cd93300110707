import type { Gate } from '../fault-tree/index.js'

/** Gates that depend on each other in a circle, in their order along it; null when there are none. */
export function firstCircle(gates: readonly Gate[], events: number): number[] | null {
  // 0 not met, 1 under way, 2 done.
  const state = new Uint8Array(gates.length)
  const path: number[] = []
  const next = new Int32Array(gates.length)
  for (let root = 0; root < gates.length; root++) {
    if (state[root] !== 0) continue
    state[root] = 1
    path.push(root)
    while (path.length > 0) {
      const gate = path[path.length - 1]
      const { args } = gates[gate]
      if (next[gate] === args.length) {
        state[gate] = 2
        path.pop()
        continue
      }
      const child = Math.abs(args[next[gate]++]) - 1 - events
      if (child < 0 || state[child] === 2) continue
      if (state[child] === 1) return path.slice(path.indexOf(child))
      state[child] = 1
      path.push(child)
    }
  }
  return null
}
