import { expm1 } from '../../numerics/index.js'
import { cycleUnavailability } from '../budgets/index.js'
import { childrenOf, type Expression, type Failover, type Part } from './expression.js'
import { choice, copies, parallel, type Reliability, series } from './redundancy.js'
import { type Entangled, structureReliability } from './structure.js'

/** How often a primary fails does not follow from what is written, and a failover that takes time needs it. */
export class FrequencyUnknownError extends Error {
  override readonly name = 'FrequencyUnknownError'
  readonly failover: Failover

  constructor(failover: Failover) {
    super('how often the primary fails is not known')
    this.failover = failover
  }
}

/** What may be asked beside: a value for every `?`, and a part that never fails. */
export interface Supposition {
  /** An unavailability, or microseconds. */
  readonly unknown?: number
  readonly perfect?: Expression
}

/**
 * The steady state of an expression whose parts fail and are repaired independently. Where no part is shared, by
 * formulas; where one is, by a decision diagram over what is left. Sums of positive terms throughout, so that small
 * unavailabilities keep their digits.
 *
 * @throws AnalysisLimitError for a structure too large, FrequencyUnknownError for a failover that takes time
 */
export function evaluate(expression: Expression, supposition: Supposition = {}): Reliability {
  return new Evaluation(expression, supposition).reliability(expression)
}

const NEVER: Reliability = { unavailability: 0, frequency: 0 }

/** Keeps what was found, since a thing with a name may hang in many places. */
class Evaluation implements Entangled {
  readonly shared: ReadonlySet<Expression>
  private readonly supposition: Supposition
  private readonly values = new Map<Expression, Reliability>()
  private readonly entangled = new Map<Expression, boolean>()

  constructor(expression: Expression, supposition: Supposition) {
    this.shared = sharedIn(expression)
    this.supposition = supposition
  }

  reliability(node: Expression): Reliability {
    const known = this.values.get(node)
    if (known !== undefined) return known
    const value = this.isPerfect(node)
      ? NEVER
      : this.isEntangled(node)
        ? structureReliability(node, this)
        : this.closedForm(node)
    this.values.set(node, value)
    return value
  }

  isPerfect(node: Expression): boolean {
    return this.supposition.perfect === node
  }

  isEntangled(node: Expression): boolean {
    const known = this.entangled.get(node)
    if (known !== undefined) return known
    const found = childrenOf(node).some(child => this.shared.has(child) || this.isEntangled(child))
    this.entangled.set(node, found)
    return found
  }

  uncovered(node: Failover): number {
    const takes = this.takes(node)
    const primary = this.reliability(node.primary)
    if (takes === 0 || primary.unavailability === 0) return node.fails
    const frequency = this.failures(node)
    if (frequency === null) throw new FrequencyUnknownError(node)
    const switching = -expm1((-takes * frequency) / primary.unavailability)
    return node.fails + switching * (1 - node.fails)
  }

  private closedForm(node: Expression): Reliability {
    const values = childrenOf(node).map(child => this.reliability(child))
    switch (node.kind) {
      case 'part':
        return partReliability(node, this.supposition.unknown)
      case 'series':
        return series(values)
      case 'parallel':
        return parallel(values)
      case 'choice':
        return choice(node.k, values)
      case 'copies':
        return copies(node.k, node.n, values[0])
      case 'failover':
        return this.failover(node, values[0], values[1])
    }
  }

  /**
   * Primary and standby fail and are repaired independently, the standby while it waits as while it serves. When the
   * primary fails, the failover fails with a given probability, and then the service waits for the primary; otherwise
   * it is down for the failover and from then on up whenever the standby is. The way back costs nothing. By renewal
   * reward U = Up (c + (1 − c) Us), c as in `uncovered`; coverage as in Bouricius, Carter and Schneider 1969.
   */
  private failover(node: Failover, primary: Reliability, standby: Reliability): Reliability {
    const c = this.uncovered(node)
    const unavailability = primary.unavailability * (c + (1 - c) * standby.unavailability)
    const failures = this.failures(node)
    if (failures === null || standby.frequency === null) return { unavailability, frequency: null }
    // A failover that takes time is an outage in itself; another begins when the standby fails while it serves.
    const lost = this.takes(node) > 0 ? 1 : node.fails + (1 - node.fails) * standby.unavailability
    return {
      unavailability,
      frequency: failures * lost + standby.frequency * primary.unavailability * (1 - c),
    }
  }

  private takes(node: Failover): number {
    return node.takes ?? this.supposition.unknown ?? Number.NaN
  }

  private failures(node: Failover): number | null {
    return node.every === null ? this.reliability(node.primary).frequency : 1 / node.every
  }
}

function partReliability({ value }: Part, unknown = Number.NaN): Reliability {
  if ('unavailability' in value) {
    const unavailability = value.unavailability ?? unknown
    return { unavailability, frequency: unavailability === 0 ? 0 : null }
  }
  const meanUp = value.meanUp ?? unknown
  const meanDown = value.meanDown ?? unknown
  return { unavailability: cycleUnavailability({ meanUp, meanDown }), frequency: 1 / (meanUp + meanDown) }
}

/** Nodes with a name that are mentioned more than once, or within something of which there are copies. */
function sharedIn(expression: Expression): Set<Expression> {
  const mentions = new Map<Expression, number>()
  const visit = (node: Expression, times: number): void => {
    let inside = times
    if (node.name !== null) {
      const before = mentions.get(node) ?? 0
      mentions.set(node, before + times)
      if (before > 0) return
      inside = 1
    }
    for (const child of childrenOf(node)) visit(child, node.kind === 'copies' && node.n > 1 ? 2 : inside)
  }
  visit(expression, 1)
  return new Set([...mentions].filter(([, times]) => times > 1).map(([node]) => node))
}
