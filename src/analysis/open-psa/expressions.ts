import type { Stream } from '../../random/index.js'
import type { Place } from './findings.js'
import type { Operation } from './operation.js'
import { OPERATIONS } from './operations.js'

/** Where an expression ends: a value that is given, or the value of a parameter. */
type Leaf = 'constant' | 'parameter'

interface Node {
  /** Null for leaves and for what stands for a broken element, which is told already. */
  readonly operation: Operation | null
  readonly leaf: Leaf | null
  readonly value: number
  readonly args: readonly number[]
  readonly place: Place | null
  /** For people and for the name of the stream of a deviate. */
  readonly owner: string
  readonly element: string
}

/** What is wrong with the arguments of an expression, or with the circle it stands in. */
export interface ExpressionFault {
  readonly node: number
  readonly reason: string
}

/**
 * All expressions of a model as one graph in plain lists, evaluated without recursion: parameters may hang together in
 * chains of any length.
 */
export class Expressions {
  private readonly nodes: Node[] = []
  /** Of parameter references: the expression of the parameter, once known. */
  private readonly targets: number[] = []

  constant(value: number, place: Place | null = null): number {
    return this.add({ operation: null, leaf: 'constant', value, args: [], place, owner: '', element: 'constant' })
  }

  /** A parameter whose expression is set later. */
  parameter(name: string, place: Place): number {
    return this.add({
      operation: null,
      leaf: 'parameter',
      value: 0,
      args: [],
      place,
      owner: name,
      element: 'parameter',
    })
  }

  operation(element: string, args: readonly number[], place: Place | null, owner: string): number {
    return this.add({ operation: OPERATIONS[element], leaf: null, value: 0, args, place, owner, element })
  }

  setTarget(reference: number, expression: number): void {
    this.targets[reference] = expression
  }

  placeOf(node: number): Place | null {
    return this.nodes[node].place
  }

  ownerOf(node: number): string {
    return this.nodes[node].owner
  }

  elementOf(node: number): string {
    return this.nodes[node].element
  }

  private add(node: Node): number {
    this.nodes.push(node)
    this.targets.push(-1)
    return this.nodes.length - 1
  }

  private below(node: number): readonly number[] {
    const target = this.targets[node]
    return target >= 0 ? [target] : this.nodes[node].args
  }

  /** Every expression after those it is made of; or the references of a circle of parameters, in their order. */
  sorted(): { readonly order: readonly number[]; readonly circle: readonly number[] } {
    const order: number[] = []
    // 0 not met, 1 under way, 2 done.
    const state = new Uint8Array(this.nodes.length)
    const path: { node: number; next: number }[] = []
    for (let root = 0; root < this.nodes.length; root++) {
      if (state[root] !== 0) continue
      state[root] = 1
      path.push({ node: root, next: 0 })
      while (path.length > 0) {
        const top = path[path.length - 1]
        const below = this.below(top.node)
        if (top.next === below.length) {
          state[top.node] = 2
          order.push(top.node)
          path.pop()
          continue
        }
        const child = below[top.next++]
        if (state[child] === 1) {
          const from = path.findIndex(step => step.node === child)
          return {
            order,
            circle: path
              .slice(from)
              .map(step => step.node)
              .filter(node => this.targets[node] >= 0),
          }
        }
        if (state[child] === 0) {
          state[child] = 1
          path.push({ node: child, next: 0 })
        }
      }
    }
    return { order, circle: [] }
  }

  /**
   * Values of all expressions, uncertain ones at their means.
   *
   * @param order as `sorted` gives it, of a graph without circles.
   * @param fault is told what is wrong; the value is then NaN, and nothing made of it is told again.
   */
  values(order: readonly number[], fault: (fault: ExpressionFault) => void): Float64Array {
    const values = new Float64Array(this.nodes.length)
    for (const node of order) {
      values[node] = this.valueOf(node, values, null)
      if (!Number.isNaN(values[node])) continue
      const args = this.below(node).map(arg => values[arg])
      const { operation } = this.nodes[node]
      if (operation === null || args.some(Number.isNaN)) continue
      fault({ node, reason: operation.fault?.(args) ?? 'its value is not a number' })
    }
    return values
  }

  /** The expressions that these are made of and that are uncertain or made of what is, in order. */
  uncertain(order: readonly number[], roots: readonly number[]): number[] {
    const needed = new Uint8Array(this.nodes.length)
    for (const root of roots) needed[root] = 1
    for (let i = order.length - 1; i >= 0; i--)
      if (needed[order[i]]) for (const arg of this.below(order[i])) needed[arg] = 1
    const open = new Uint8Array(this.nodes.length)
    return order.filter(node => {
      if (!needed[node]) return false
      const itself = this.nodes[node].operation?.draw !== undefined
      if (itself || this.below(node).some(arg => open[arg] === 1)) open[node] = 1
      return open[node] === 1
    })
  }

  isDeviate(node: number): boolean {
    return this.nodes[node].operation?.draw !== undefined
  }

  /** The value made of the values of its arguments; drawn, if it is a deviate and there is a stream. NaN at a fault. */
  valueOf(node: number, values: Float64Array, stream: Stream | null): number {
    const { leaf, operation, value } = this.nodes[node]
    if (leaf === 'constant') return value
    const args = this.below(node)
    if (leaf === 'parameter') return args.length === 0 ? Number.NaN : values[args[0]]
    if (operation === null) return Number.NaN
    const numbers = args.map(arg => values[arg])
    if (numbers.some(Number.isNaN) || (operation.fault?.(numbers) ?? null) !== null) return Number.NaN
    const result =
      stream === null || operation.draw === undefined ? operation.compute(numbers) : operation.draw(numbers, stream)
    return Number.isFinite(result) ? result : Number.NaN
  }
}
