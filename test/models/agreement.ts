import { runStudy } from '../../src/experiments/index.js'
import { mean } from '../../src/laws/index.js'
import { solveScenario } from '../../src/models/index.js'
import type { SolvedService } from '../../src/results/index.js'
import type { FailureMode, Scenario } from '../../src/scenario/index.js'
import { loadShipped } from '../support/shipped.js'

/** A shipped scenario, from its steady state, with traffic and promises left out: only what is up counts here. */
export interface Case {
  readonly name: string
  readonly trials: number
  readonly horizon?: number
  /** Every life this many times shorter: structures that fail once in millennia do so often enough to be seen. */
  readonly hotter?: number
  /** Squared coefficient of variation supposed of outage lengths; 3 unless given, 7 for repairs as at Los Alamos. */
  readonly spread?: number
}

export interface Agreement {
  readonly service: SolvedService
  readonly measured: number
  /** By simulation. */
  readonly unavailability: number
  /** Of that, what is no failover. */
  readonly structural: number
  /** Those that are no failover. */
  readonly outages: number
  readonly expectedOutages: number
  /** Failovers seen, and their mean length. */
  readonly failovers: number
  readonly failoverLength: number
  readonly expectedFailovers: number
  /** Standard errors between formula and simulation: of the structure, and of how many outages it has. */
  readonly z: number
  readonly zOfOutages: number
}

export async function agreements({ name, trials, horizon, hotter, spread = 3 }: Case): Promise<Agreement[]> {
  const shipped = loadShipped(name).scenario
  if (shipped === null) throw new Error(`${name} cannot be loaded`)
  const own = {
    ...shipped,
    start: 'steady',
    horizon: horizon ?? shipped.horizon,
    workloads: [],
    expectations: [],
  } as const
  const scenario = hotter === undefined ? own : heated(own, hotter)
  const solved = solveScenario(scenario, { file: name, cutSets: null, reproduce: '' })
  const result = await runStudy(scenario, {
    trials,
    seed: 'agreement',
    fidelity: 'leap',
    timeOnly: true,
    workers: 1,
    file: name,
  })
  return solved.services.map((service, s): Agreement => {
    const { unavailability, downtime, measured, outages, failover } = result.services[s]
    const failovers = failover?.count ?? 0
    const failoverLength = failover?.mean ?? 0
    const structural = (downtime - failovers * failoverLength) / measured
    const expected = ((service.outages?.perYear ?? 0) * measured) / (365 * 86_400e6)
    const seen = outages.count - Math.min(outages.count, failovers)
    return {
      ...{
        service,
        measured,
        unavailability: unavailability.value,
        structural,
        outages: seen,
        expectedOutages: expected,
      },
      failovers,
      failoverLength,
      expectedFailovers: ((service.failover?.perYear ?? 0) * measured) / (365 * 86_400e6),
      z: (structural / service.unavailability - 1) / Math.sqrt((1 + spread) / expected),
      zOfOutages: (seen - expected) / Math.sqrt(expected),
    }
  })
}

function heated(scenario: Scenario, factor: number): Scenario {
  const hot = (failures: readonly FailureMode[]): FailureMode[] =>
    failures.map(m =>
      m.effect === 'pause' ? m : { ...m, lifetime: { kind: 'exponential', mean: mean(m.lifetime) / factor } },
    )
  return {
    ...scenario,
    nodes: scenario.nodes.map(node => ({ ...node, failures: hot(node.failures) })),
    domains: scenario.domains.map(domain => ({ ...domain, failures: hot(domain.failures) })),
  }
}
