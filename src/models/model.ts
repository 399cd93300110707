import type { Scenario } from '../scenario/index.js'
import { type Component, type Tuning, untouched } from './component.js'
import { componentsOf } from './components.js'
import { type FailoverEstimate, failoverOf } from './failover.js'
import { type Layout, layoutOf } from './layout.js'
import { Question } from './question.js'
import { Structure } from './structure.js'

/** A scenario as structure functions over its components. Nothing of it changes. */
export class Model {
  readonly scenario: Scenario
  readonly layout: Layout
  readonly components: readonly Component[]
  readonly structure: Structure
  readonly tuning: Tuning

  constructor(scenario: Scenario, tuning: Tuning = untouched) {
    this.scenario = scenario
    this.tuning = tuning
    this.layout = layoutOf(scenario)
    this.components = componentsOf(scenario, this.layout, tuning)
    this.structure = new Structure(scenario, this.components)
  }

  get probabilities(): Float64Array {
    return Float64Array.from(this.components, component => component.probability)
  }

  /** @throws {AnalysisLimitError} when its diagram grows too large */
  ask(top: number): Question {
    return new Question(this.structure, this.components, top)
  }

  failover(s: number): FailoverEstimate | null {
    return failoverOf(this.scenario, this.layout, this.components, s, this.tuning)
  }

  /** Time that failovers of a service, and of all it cannot do without, take to first order; 0 where not estimated. */
  failoverShare(s: number): number {
    return this.needed(s).reduce((sum, n) => {
      const failover = this.failover(n)
      return failover !== null && 'estimate' in failover ? sum + failover.estimate.unavailability : sum
    }, 0)
  }

  /** A service and all that it cannot do without, itself first. */
  needed(s: number): number[] {
    const found = [s]
    for (let i = 0; i < found.length; i++) {
      for (const { service, kind } of this.scenario.services[found[i]].dependsOn) {
        if (kind === 'hard' && !found.includes(service)) found.push(service)
      }
    }
    return found
  }
}
