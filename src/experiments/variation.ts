import { ownProtocol } from '../protocols/index.js'
import { operand } from '../results/index.js'
import { type Scenario, timeOnly } from '../scenario/index.js'

/** What may be asked for beside the scenario and changes what is simulated. */
export interface Variation {
  /** The scenario's own unless given. */
  readonly fidelity?: Scenario['fidelity']
  /** Leaves traffic out: it changes the state of no service. */
  readonly timeOnly?: boolean
}

export interface Varied {
  readonly scenario: Scenario
  /** The words of a command line that make this of the scenario as it is in its file. */
  readonly options: readonly string[]
  readonly timeOnly: boolean
  /** Ids of the workloads left out, and of the services whose health checks were. */
  readonly leftOut: { readonly workloads: readonly string[]; readonly checks: readonly string[] }
}

/** The modules that its own protocols come from. */
function modulesOf({ services }: Scenario): string[] {
  const names = services.flatMap(({ redundancy }) => (redundancy.kind === 'own' ? [redundancy.name] : []))
  return [...new Set(names)].flatMap(name => ['--protocol', operand(ownProtocol(name)?.file ?? name)])
}

/**
 * The scenario as it was asked for.
 *
 * @throws RangeError when traffic is to be left out of a scenario that expects something of requests
 */
export function vary(scenario: Scenario, asked: Variation): Varied {
  const fidelity = asked.fidelity ?? scenario.fidelity
  const other = fidelity !== scenario.fidelity
  const { timeOnly: quiet = false } = asked
  const varied = other ? { ...scenario, fidelity } : scenario
  const checked = scenario.services.filter(
    ({ balancer }) => balancer !== null && (balancer.monitor !== null || balancer.check !== undefined),
  )
  return {
    scenario: quiet ? timeOnly(varied) : varied,
    options: [...modulesOf(scenario), ...(other ? ['--fidelity', fidelity] : []), ...(quiet ? ['--time-only'] : [])],
    timeOnly: quiet,
    leftOut: {
      workloads: quiet ? scenario.workloads.map(({ id }) => id) : [],
      checks: quiet ? checked.map(({ id }) => id) : [],
    },
  }
}
