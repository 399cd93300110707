import type { BasicEvent, FaultTree, Gate } from '../fault-tree/index.js'
import type { Expressions } from './expressions.js'

/** What the files of a model define, checked and ready to be solved. */
export interface OpenPsaModel {
  /** Basic events of all trees; where common causes are expanded, those of their combinations. */
  readonly events: readonly BasicEvent[]
  /** As in a `FaultTree` over all these events. */
  readonly gates: readonly Gate[]
  readonly faultTrees: readonly OpenPsaTree[]
  /** Literal of every gate, by its id. */
  readonly gateLiterals: ReadonlyMap<string, number>
  readonly uncertainty: ModelUncertainty
}

export interface OpenPsaTree {
  readonly name: string
  /** Ids of the gates that nothing in the model refers to, in the order of the file. */
  readonly tops: readonly string[]
}

/** What is needed to draw the probabilities of basic events. */
export interface ModelUncertainty {
  readonly expressions: Expressions
  readonly order: readonly number[]
  readonly means: Float64Array
  /** By event of the model. */
  readonly expressionOf: readonly number[]
}

/** A tree cut out of a model, with the model's number of each of its events. */
export interface CutOut {
  readonly tree: FaultTree
  readonly events: readonly number[]
}

/**
 * What one gate of a model depends on.
 *
 * @throws {RangeError} when there is no such gate.
 */
export function treeOf(model: OpenPsaModel, gate: string): CutOut {
  const top = model.gateLiterals.get(gate)
  if (top === undefined) throw new RangeError(`there is no gate ${gate}`)
  const { events, gates } = model
  const inside = new Uint8Array(events.length + gates.length)
  const waiting = [Math.abs(top) - 1]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (inside[node] === 1) continue
    inside[node] = 1
    if (node >= events.length) for (const arg of gates[node - events.length].args) waiting.push(Math.abs(arg) - 1)
  }
  const numberOf = new Int32Array(inside.length)
  const kept: number[] = []
  for (let node = 0; node < inside.length; node++) if (inside[node] === 1) numberOf[node] = kept.push(node) - 1
  const moved = (literal: number) => (literal > 0 ? numberOf[literal - 1] + 1 : -(numberOf[-literal - 1] + 1))
  const keptEvents = kept.filter(node => node < events.length)
  const tree: FaultTree = {
    events: keptEvents.map(node => events[node]),
    gates: kept.slice(keptEvents.length).map(node => {
      const gate = gates[node - events.length]
      return { ...gate, args: gate.args.map(moved) }
    }),
    top: moved(top),
  }
  return { tree, events: keptEvents }
}
