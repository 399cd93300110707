import { ownProtocol } from '../protocols/index.js'
import { operand } from '../results/index.js'
import { type Scenario, sampledTraffic, timeOnly, unsampled } from '../scenario/index.js'

/** What may be asked for beside the scenario and changes what is simulated. */
export interface Variation {
  /** The scenario's own unless given. */
  readonly fidelity?: Scenario['fidelity']
  /** Whether every request is simulated, or requests of a sample of the time. */
  readonly traffic?: TrafficMode
  /** Leaves traffic out: it changes the state of no service. */
  readonly timeOnly?: boolean
}

export type TrafficMode = 'full' | 'sampled'

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
 * @throws RangeError when traffic is to be left out of a scenario that expects something of requests, or cannot be sampled
 */
export function vary(scenario: Scenario, asked: Variation): Varied {
  const fidelity = asked.fidelity ?? scenario.fidelity
  const other = fidelity !== scenario.fidelity
  const { timeOnly: quiet = false } = asked
  const clients = scenario.workloads.filter(({ caller }) => caller === undefined)
  const mode = scenario.traffic === undefined ? 'full' : 'sampled'
  const traffic = asked.traffic ?? mode
  const varied = withTraffic(other ? { ...scenario, fidelity } : scenario, traffic)
  const checked = scenario.services.filter(
    ({ balancer }) => balancer !== null && (balancer.monitor !== null || balancer.check !== undefined),
  )
  return {
    scenario: quiet ? timeOnly(varied) : varied,
    options: [
      ...modulesOf(scenario),
      ...(other ? ['--fidelity', fidelity] : []),
      ...(traffic !== mode ? ['--traffic', traffic] : []),
      ...(quiet ? ['--time-only'] : []),
    ],
    timeOnly: quiet,
    leftOut: {
      workloads: quiet ? clients.map(({ id }) => id) : [],
      checks: quiet ? checked.map(({ id }) => id) : [],
    },
  }
}

function withTraffic(scenario: Scenario, mode: TrafficMode): Scenario {
  const { traffic, ...rest } = scenario
  if (mode === 'full') return traffic === undefined ? scenario : rest
  if (traffic !== undefined) return scenario
  const [refused] = unsampled(scenario)
  if (refused !== undefined) throw new RangeError(`requests of ${refused.of} cannot be sampled: ${refused.why}`)
  return { ...scenario, traffic: sampledTraffic(scenario) }
}
