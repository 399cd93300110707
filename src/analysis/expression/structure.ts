import { compileDiagram, type FaultTree, topProbability } from '../fault-tree/index.js'
import { AnalysisLimitError } from '../limit-error.js'
import type { Expression, Failover } from './expression.js'
import type { Reliability } from './redundancy.js'

const MOST_NODES = 10_000
const MOST_DIAGRAM_NODES = 4_000_000
/** Beyond this many steps the frequency is left unknown. */
const MOST_STEPS = 200_000_000

/** What an evaluation knows of the nodes of an expression with shared parts. */
export interface Entangled {
  /** Nodes with a name that take part in more than one place. */
  readonly shared: ReadonlySet<Expression>
  /** Whether something below the node is shared, so that its parts are not independent of each other or of the rest. */
  isEntangled(node: Expression): boolean
  isPerfect(node: Expression): boolean
  reliability(node: Expression): Reliability
  /**
   * The share of the primary's downtime in which the standby does not serve, whatever its own state: the failover failed,
   * or is under way. An outage of mean d that ends by itself at an exponential time spends 1 − exp(−t/d) of its length
   * in its first t.
   */
  uncovered(node: Failover): number
}

/**
 * The steady state of an expression with shared parts. What is not entangled is one event. The frequency is the sum over
 * events of P(down, were the event) − P(down, were it not), times the frequency of the event: Barlow and Proschan 1975.
 *
 * @throws AnalysisLimitError
 */
export function structureReliability(expression: Expression, evaluation: Entangled): Reliability {
  const builder = new Builder(evaluation)
  const diagram = compileDiagram(builder.tree(builder.build(expression)), { maxNodes: MOST_DIAGRAM_NODES })
  const { events } = builder
  const probabilities = Float64Array.from(events, event => event.unavailability)
  const unavailability = topProbability(diagram, probabilities)
  const known = events.every(event => event.frequency !== null)
  if (!known || events.length * diagram.nodes > MOST_STEPS) return { unavailability, frequency: null }
  let frequency = 0
  events.forEach((event, i) => {
    probabilities[i] = 1
    const down = topProbability(diagram, probabilities)
    probabilities[i] = 0
    frequency += (down - topProbability(diagram, probabilities)) * (event.frequency as number)
    probabilities[i] = event.unavailability
  })
  return { unavailability, frequency }
}

/** Gathers events and gates; gates are numbered from -1 down until it is known how many events there are. */
class Builder {
  readonly events: Reliability[] = []
  private readonly gates: { readonly op: 'and' | 'or' | 'atleast'; readonly k: number; readonly args: number[] }[] = []
  private readonly made = new Map<Expression, number>()
  private readonly evaluation: Entangled

  constructor(evaluation: Entangled) {
    this.evaluation = evaluation
  }

  build(node: Expression): number {
    const known = this.made.get(node)
    if (known !== undefined) return known
    const id = this.evaluation.isEntangled(node) ? this.gateOf(node) : this.event(this.evaluation.reliability(node))
    if (this.evaluation.shared.has(node)) this.made.set(node, id)
    return id
  }

  tree(top: number): FaultTree {
    const literal = (id: number): number => (id >= 0 ? id : this.events.length - 1 - id) + 1
    return {
      events: this.events.map((event, i) => ({ id: `e${i}`, label: `e${i}`, probability: event.unavailability })),
      gates: this.gates.map(({ op, k, args }, i) => ({ id: `g${i}`, op, k, args: args.map(literal) })),
      top: literal(top),
    }
  }

  private gateOf(node: Expression): number {
    if (this.evaluation.isPerfect(node)) return this.event({ unavailability: 0, frequency: 0 })
    switch (node.kind) {
      case 'part':
        return this.event(this.evaluation.reliability(node))
      case 'series':
        return this.gate('or', node.parts)
      case 'parallel':
        return this.gate('and', node.parts)
      case 'choice':
        return this.gate('atleast', node.parts, node.parts.length - node.k + 1)
      case 'copies':
        return this.gate('atleast', new Array<Expression>(node.n).fill(node.of), node.n - node.k + 1)
      case 'failover': {
        const primary = this.build(node.primary)
        const uncovered = this.event({ unavailability: this.evaluation.uncovered(node), frequency: null })
        return this.add('and', [primary, this.add('or', [uncovered, this.build(node.standby)])])
      }
    }
  }

  private gate(op: 'and' | 'or' | 'atleast', parts: readonly Expression[], k = 0): number {
    const args = parts.map(part => this.build(part))
    return this.add(op, args, k)
  }

  private event(value: Reliability): number {
    this.checkSize()
    return this.events.push(value) - 1
  }

  private add(op: 'and' | 'or' | 'atleast', args: number[], k = 0): number {
    this.checkSize()
    return -this.gates.push({ op, k, args })
  }

  private checkSize(): void {
    if (this.events.length + this.gates.length < MOST_NODES) return
    throw new AnalysisLimitError('size', MOST_NODES, `copies with shared parts make more than ${MOST_NODES} parts`)
  }
}
