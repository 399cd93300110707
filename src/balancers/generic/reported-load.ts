import { type GenericConfig, genericPolicy } from './generic-policy.js'
import { smoothest } from './rotations.js'

export interface ReportedLoadConfig extends GenericConfig {
  /** How many times a server's capacity an error costs; 1 by default. */
  readonly errorPenalty?: number
}

/**
 * Dynamic weights: requests a second for each unit of utilisation, errors counting as load, as gRPC's proposal A58 has
 * it; smooth round robin by those. A server that has not reported counts with the mean of those that have.
 */
export const reportedLoad = genericPolicy<ReportedLoadConfig, { readonly current: number[]; readonly worth: number[] }>(
  {
    name: 'reported-load',
    start: ({ servers }) => ({ current: servers.map(() => 0), worth: servers.map(() => 0) }),
    choose({ own, roster, candidates }) {
      const known = candidates.filter(i => own.worth[i] > 0)
      const mean = known.length === 0 ? 1 : known.reduce((sum, i) => sum + own.worth[i], 0) / known.length
      const weight = roster.weight.map((base, i) => base * (own.worth[i] > 0 ? own.worth[i] : mean))
      return smoothest(own.current, weight, candidates)
    },
    hear({ errorPenalty = 1 }, own, happening) {
      if (happening.kind !== 'load') return
      const { rate, errors, utilization } = happening.report
      const load = rate > 0 ? utilization + (errors / rate) * errorPenalty : 0
      own.worth[happening.server] = load > 0 ? rate / load : 0
    },
  },
)
