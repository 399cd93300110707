import type { BddManager } from './bdd-manager.js'
import { FALSE, TRUE } from './edge.js'
import type { LinearDiagram } from './linear-diagram.js'
import type { LinearFamily } from './linear-family.js'
import { ZbddManager } from './zbdd-manager.js'
import { EMPTY, UNIT } from './zbdd-store.js'

export interface SolutionOptions {
  /** Only sets of at most so many elements. */
  readonly maxOrder?: number
  /** Most nodes of the diagram of sets. */
  readonly maxNodes?: number
}

/**
 * The minimal solutions of f: the sets of variables that make it true when all others are false, and of which no part does.
 * Of a coherent fault tree these are its minimal cut sets; of another they leave out what must *not* fail (see
 * `primeImplicants`).
 *
 * Rauzy's decomposition (1993, section 4; 2001, section 3): with f = x f1 + x' f0, those without x are the minimal solutions
 * of f0, and those with x are x and the minimal solutions of f1 that contain none of the former.
 */
export function minimalSolutions(bdd: BddManager, f: number, options: SolutionOptions = {}): LinearFamily {
  const diagram = bdd.linear(f)
  const zbdd = new ZbddManager({ elements: bdd.variables, maxNodes: options.maxNodes })
  const orders = ordersNeeded(diagram, options.maxOrder ?? bdd.variables)
  const of = new Int32Array(orders.length)
  of[TRUE] = UNIT
  of[FALSE] = EMPTY
  const { variable, high, low, levelOf } = diagram
  for (let edge = 2; edge < of.length; edge++) {
    const order = orders[edge]
    if (order < 0) continue
    const node = edge >> 1
    const sign = edge & 1
    const atMost = (child: number, most: number) => {
      if (most < 0) return EMPTY
      return orders[child] === most ? of[child] : zbdd.truncate(of[child], most)
    }
    const lacking = atMost(low[node] ^ sign, order)
    const having = zbdd.without(atMost(high[node] ^ sign, order - 1), lacking)
    of[edge] = zbdd.store.family(levelOf[variable[node]], having, lacking)
  }
  return zbdd.linear(
    of[diagram.roots[0]],
    diagram.order.map(v => v + 1),
  )
}

/** By edge, the greatest order to which its solutions are asked for from the root; -1 where they are not. */
function ordersNeeded({ variable, high, low, roots }: LinearDiagram, maxOrder: number): Int32Array {
  const orders = new Int32Array(2 * variable.length).fill(-1)
  orders[roots[0]] = maxOrder
  for (let edge = orders.length - 1; edge >= 2; edge--) {
    const order = orders[edge]
    if (order < 0) continue
    const node = edge >> 1
    const sign = edge & 1
    orders[low[node] ^ sign] = Math.max(order, orders[low[node] ^ sign])
    orders[high[node] ^ sign] = Math.max(order - 1, orders[high[node] ^ sign])
  }
  return orders
}
