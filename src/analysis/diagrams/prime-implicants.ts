import type { BddManager } from './bdd-manager.js'
import { isConstant, TRUE } from './edge.js'
import type { LinearFamily } from './linear-family.js'
import type { SolutionOptions } from './minimal-solutions.js'
import { ZbddManager } from './zbdd-manager.js'
import { EMPTY, UNIT } from './zbdd-store.js'

interface Task {
  readonly edge: number
  /** What does not depend on the first variable: low and high at once. */
  readonly both: number
  readonly high: number
  readonly low: number
}

/**
 * The prime implicants of f: the least sets of literals that make it true whatever the other variables are. Of a coherent
 * function they are its minimal solutions.
 *
 * With f = x f1 + x' f0, those without x are the prime implicants of f1 f0; those with x are x and what else implies f1,
 * those with x' are x' and what else implies f0 (Coudert and Madre 1992; Rauzy and Dutuit 1997). It makes new nodes in `bdd`.
 */
export function primeImplicants(bdd: BddManager, f: number, options: SolutionOptions = {}): LinearFamily {
  const zbdd = new ZbddManager({ elements: 2 * bdd.variables, maxNodes: options.maxNodes })
  const { store } = bdd
  const known = new Map<number, number>([
    [TRUE, UNIT],
    [TRUE ^ 1, EMPTY],
  ])
  const tasks: Task[] = []
  const ask = (edge: number) => {
    if (isConstant(edge) || known.has(edge)) return
    const [high, low] = [store.highOf(edge), store.lowOf(edge)]
    tasks.push({ edge, both: bdd.and(high, low), high, low })
  }
  ask(f)
  while (tasks.length > 0) {
    const { edge, both, high, low } = tasks[tasks.length - 1]
    const waiting = tasks.length
    ask(both)
    ask(high)
    ask(low)
    if (tasks.length > waiting) continue
    tasks.pop()
    const of = (part: number) => known.get(part)!
    const level = store.levelOf[store.variableOf(edge)]
    const needNot = zbdd.store.family(2 * level + 1, zbdd.difference(of(low), of(both)), of(both))
    known.set(edge, zbdd.store.family(2 * level, zbdd.difference(of(high), of(both)), needNot))
  }
  const found = known.get(f)!
  const literals = Int32Array.from({ length: 2 * bdd.variables }, (_, i) => {
    const literal = bdd.store.variableAt[i >> 1] + 1
    return i % 2 === 0 ? literal : -literal
  })
  return zbdd.linear(options.maxOrder === undefined ? found : zbdd.truncate(found, options.maxOrder), literals)
}
