import type { LinearFamily } from './linear-family.js'

/** Up to here, doubles count exactly. */
const EXACT = Number.MAX_SAFE_INTEGER

/** How many sets a family has, exactly. */
export function countSets(family: LinearFamily): bigint {
  const { high, low, root } = family
  const counts = roughCounts(family)
  if (counts[root] <= EXACT) return BigInt(counts[root])
  const long = new Map<number, bigint>()
  const exactly = (node: number) => long.get(node) ?? BigInt(counts[node])
  for (let node = 2; node < counts.length; node++) {
    if (counts[node] > EXACT) long.set(node, exactly(high[node]) + exactly(low[node]))
  }
  return exactly(root)
}

/** How many sets of each order a family has, exactly: [i] is how many have i elements, and the last is not 0. */
export function countSetsByOrder(family: LinearFamily): bigint[] {
  const { high, low, root } = family
  const counts = roughCounts(family)
  const byOrder: (Float64Array | bigint[] | undefined)[] = new Array(high.length)
  const parents = parentsOf(family)
  byOrder[0] = new Float64Array(0)
  byOrder[1] = Float64Array.of(1)
  for (let node = 2; node < high.length; node++) {
    const having = byOrder[high[node]]!
    const lacking = byOrder[low[node]]!
    byOrder[node] =
      counts[node] <= EXACT ? sumOf(having as Float64Array, lacking as Float64Array) : longSumOf(having, lacking)
    for (const child of [high[node], low[node]]) if (--parents[child] === 0) byOrder[child] = undefined
  }
  return Array.from<number | bigint, bigint>(byOrder[root]!, count => BigInt(count))
}

/** By node, how many sets it has: exactly up to `EXACT`, and not less than that beyond it. */
function roughCounts({ high, low }: LinearFamily): Float64Array {
  const counts = new Float64Array(high.length)
  counts[1] = 1
  for (let node = 2; node < counts.length; node++) counts[node] = counts[high[node]] + counts[low[node]]
  return counts
}

/** The counts of a node, from those of what has its element, each one order up, and of what lacks it. */
function sumOf(having: Float64Array, lacking: Float64Array): Float64Array {
  const sum = new Float64Array(Math.max(having.length + 1, lacking.length))
  sum.set(lacking)
  for (let order = 0; order < having.length; order++) sum[order + 1] += having[order]
  return sum
}

/** The same in long integers, which cost their time only where doubles would lose count. */
function longSumOf(having: Float64Array | bigint[], lacking: Float64Array | bigint[]): bigint[] {
  const sum = new Array<bigint>(Math.max(having.length + 1, lacking.length)).fill(0n)
  for (let order = 0; order < lacking.length; order++) sum[order] = BigInt(lacking[order])
  for (let order = 0; order < having.length; order++) sum[order + 1] += BigInt(having[order])
  return sum
}

/** How many parents each node has, its counts being of no more use after the last; constants and root are kept. */
function parentsOf({ high, low, root }: LinearFamily): Int32Array {
  const parents = new Int32Array(high.length)
  for (let node = 2; node < high.length; node++) {
    parents[high[node]]++
    parents[low[node]]++
  }
  for (const kept of [0, 1, root]) parents[kept] = -1
  return parents
}
