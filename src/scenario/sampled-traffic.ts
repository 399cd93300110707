import { keepsLog } from './keeps-log.js'
import type { Scenario } from './scenario.js'

/** Requests are simulated for a sample of the time, and weighed by the rest. */
export interface SampledTraffic {
  /** Relative half-width to which the failed share of a configuration is estimated. */
  readonly precision: number
  /** Half-width that is fine enough for any of them. */
  readonly floor: number
  /** How long nothing may have changed until a configuration is taken as settled; null: from the scenario's waits. */
  readonly quiet: number | null
  /** Requests simulated at most for one configuration, or one change. */
  readonly requests: number
}

/** What is as good as it need be, unless the file says otherwise. */
export const usualSampling = { precision: 0.05, floor: null, quiet: null, requests: 1_000_000 } as const

/** What requests are allowed where no expectation says. */
const usual = 0.001

/** The half-widths that are fine enough follow from what is promised of requests. */
export function sampledTraffic(
  { expectations }: Pick<Scenario, 'expectations'>,
  body: Omit<SampledTraffic, 'floor'> & { readonly floor: number | null } = usualSampling,
): SampledTraffic {
  const promised = expectations
    .filter(({ metric, threshold }) => metric === 'request-availability' && threshold > 0)
    .map(({ threshold }) => threshold)
  const strictest = promised.length === 0 ? usual : Math.min(...promised)
  return { ...body, floor: body.floor ?? body.precision * strictest }
}

/** What sampled traffic cannot tell of a scenario: of which workload, service or expectation, and why. */
export function unsampled(scenario: Scenario): { readonly of: string; readonly why: string }[] {
  const { workloads, services, operations = [], expectations } = scenario
  const refused: { of: string; why: string }[] = []
  for (const { id, service: s, arrivals, keys } of workloads) {
    const service = services[s]
    if (service === undefined) continue
    if (keepsLog(service)) refused.push({ of: id, why: `${service.id} keeps a log, whose leader has a past` })
    if (arrivals?.kind === 'replay') refused.push({ of: id, why: 'its arrivals are of a file, each of its own time' })
    if (arrivals?.kind === 'clients')
      refused.push({ of: id, why: 'its clients wait for answers, so that it has no rate' })
    if (keys?.kind === 'sessions') refused.push({ of: id, why: 'its visitors stay, so that its past matters' })
    if (service.cache !== undefined)
      refused.push({ of: id, why: `members of ${service.id} remember keys, so that their past matters` })
    if (service.calls !== undefined) refused.push({ of: id, why: `${service.id} calls other services` })
    if (operations.some(operation => operation.service === s))
      refused.push({ of: id, why: `operators give orders to ${service.id}` })
  }
  for (const { text, metric } of expectations)
    if (metric === 'imbalance') refused.push({ of: text, why: 'members are not told apart' })
  return refused
}
