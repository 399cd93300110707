import type { BddManager } from '../../../src/analysis/diagrams/index.js'
import type { Stream } from '../../../src/random/index.js'

/** A function of a few variables as its truth table: bit r is its value where variable i is bit i of r. */
export type TruthTable = Uint8Array

export interface RandomFunction {
  readonly edge: number
  readonly table: TruthTable
}

export function variableTable(variables: number, variable: number): TruthTable {
  return Uint8Array.from({ length: 1 << variables }, (_, row) => (row >> variable) & 1)
}

/** A random circuit of gates over variables and earlier gates, as a diagram and, gate by gate, as a truth table. */
export function randomFunction(bdd: BddManager, stream: Stream, gates: number, coherent = false): RandomFunction {
  const pool: RandomFunction[] = Array.from({ length: bdd.variables }, (_, variable) => ({
    edge: bdd.var(variable),
    table: variableTable(bdd.variables, variable),
  }))
  for (let gate = 0; gate < gates; gate++) pool.push(randomGate(bdd, stream, pool, coherent))
  return pool[pool.length - 1]
}

function randomGate(bdd: BddManager, stream: Stream, pool: RandomFunction[], coherent: boolean): RandomFunction {
  const pick = () => pool[stream.below(pool.length)]
  const [f, g, h] = [pick(), pick(), pick()]
  const rows = (value: (a: number, b: number, c: number) => number) =>
    f.table.map((a, row) => value(a, g.table[row], h.table[row]))
  switch (stream.below(coherent ? 3 : 6)) {
    case 0:
      return { edge: bdd.and(f.edge, g.edge), table: rows((a, b) => a & b) }
    case 1:
      return { edge: bdd.or(f.edge, g.edge), table: rows((a, b) => a | b) }
    case 2: {
      const several = Array.from({ length: 2 + stream.below(4) }, pick)
      const k = stream.below(several.length + 2)
      const table = f.table.map((_, row) => (several.reduce((sum, one) => sum + one.table[row], 0) >= k ? 1 : 0))
      return {
        edge: bdd.atLeast(
          several.map(one => one.edge),
          k,
        ),
        table,
      }
    }
    case 3:
      return { edge: bdd.xor(f.edge, g.edge), table: rows((a, b) => a ^ b) }
    case 4:
      return { edge: bdd.ite(f.edge, g.edge, h.edge), table: rows((a, b, c) => (a ? b : c)) }
    default:
      return { edge: bdd.not(f.edge), table: rows(a => 1 - a) }
  }
}

/** The truth table that a diagram computes. */
export function tableOf(bdd: BddManager, edge: number): TruthTable {
  const values = new Uint8Array(bdd.variables)
  return Uint8Array.from({ length: 1 << bdd.variables }, (_, row) => {
    for (let variable = 0; variable < bdd.variables; variable++) values[variable] = (row >> variable) & 1
    return bdd.evaluate(edge, values) ? 1 : 0
  })
}
