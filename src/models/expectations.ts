import { log10 } from '../numerics/index.js'
import { type SolvedExpectation, type SolvedService, type Verdict, worst } from '../results/index.js'
import { type Expectation, metrics } from '../scenario/index.js'
import { yearLength } from '../units/index.js'
import { domainUnavailability } from './domains.js'
import type { Model } from './model.js'

/** What is known of a metric: the best figure and between what the truth lies; null: no bound. */
interface Known {
  readonly observed: number
  readonly low: number
  readonly high: number | null
}

/** A first-order failover is trusted to be off by this factor at most. */
const TRUST = 2

/** Judges what the file promises as far as formulas reach. */
export function judged(model: Model, services: readonly SolvedService[]): SolvedExpectation[] {
  return model.scenario.expectations.map(expectation => {
    const { text, name, metric, subject, op, threshold } = expectation
    const unit = metrics.find(known => known.name === metric)?.unit ?? 'count'
    const known = knownOf(model, services, expectation)
    const base = { text, name, verdict: 'not-solved', metric, subject, op, threshold, unit } as const
    if (typeof known === 'string') return { ...base, observed: null, low: null, high: null, why: known }
    const { verdict, why } = held(known, op, threshold, unit === 'unavailability')
    return { ...base, verdict, ...known, why }
  })
}

/** The worst of those that count; unknown when there are promises and none counts. */
export function overall(expectations: readonly SolvedExpectation[]): Verdict {
  const counted = expectations.flatMap(({ verdict }) => (verdict === 'not-solved' ? [] : [verdict]))
  return counted.length === 0 && expectations.length > 0 ? 'unknown' : worst(counted)
}

function knownOf(model: Model, services: readonly SolvedService[], expectation: Expectation): Known | string {
  const { metric, subject } = expectation
  if (!solvable.has(metric)) return NO_FORMULA
  const service = services.find(({ id }) => id === subject)
  const u = service === undefined ? partUnavailability(model, subject) : bounds(service)
  const year = yearLength(model.scenario.calendar)
  switch (metric) {
    case 'availability':
      return u
    case 'nines':
      return { observed: inNines(u.observed), low: u.high === null ? 0 : inNines(u.high), high: inNines(u.low) }
    case 'downtime':
      return { observed: u.observed * year, low: u.low * year, high: u.high === null ? null : u.high * year }
    default:
      return service === undefined ? NO_FORMULA : ofService(service, metric, services.every(isComplete))
  }
}

/** Metrics that shares of time and rates of outages answer. */
const solvable: ReadonlySet<string> = new Set([
  ...['availability', 'nines', 'downtime', 'degraded'],
  ...['outages', 'mean-outage', 'mean-up'],
])

const NO_FORMULA = 'no formula: simulate it'

const isComplete = ({ leftOut, failover, total, unavailability }: SolvedService): boolean =>
  leftOut.length === 0 && failover === null && total === unavailability

function ofService(service: SolvedService, metric: string, allComplete: boolean): Known | string {
  const { degraded, outages } = service
  if (metric === 'degraded' && degraded === null) return 'it has no soft dependency'
  if (!(metric === 'degraded' ? allComplete : isComplete(service)))
    return 'failovers and what else is left out make outages of their own: simulate it'
  if (degraded !== null && metric === 'degraded') return exactly(degraded)
  if (metric === 'outages') return exactly(outages?.perYear ?? 0)
  if (outages === null) return 'it never fails'
  return exactly(metric === 'mean-up' ? outages.meanUp : outages.meanOutage)
}

const exactly = (value: number): Known => ({ observed: value, low: value, high: value })

function bounds({ unavailability, total, leftOut }: SolvedService): Known {
  const high = Math.min(1, unavailability + TRUST * (total - unavailability))
  return { observed: total, low: unavailability, high: leftOut.length > 0 ? null : high }
}

function partUnavailability(model: Model, subject: string): Known {
  const { nodes, domains } = model.scenario
  const n = nodes.findIndex(node => node.id === subject)
  if (n >= 0) return exactly(model.ask(model.structure.nodeDown(n)).probability(model.probabilities))
  return exactly(
    domainUnavailability(
      model,
      domains.findIndex(domain => domain.id === subject),
    ),
  )
}

/** No downtime at all is more nines than a number can say; 99 stand for it, as in a simulation. */
const inNines = (u: number): number => (u > 0 ? Math.min(99, -log10(u)) : 99)

const MIRROR = { '>=': '<=', '<=': '>=', '>': '<', '<': '>' } as const

function held(
  { low, high }: Known,
  op: Expectation['op'],
  threshold: number,
  mirrored: boolean,
): { readonly verdict: Verdict; readonly why: string } {
  const holds = comparison(mirrored ? MIRROR[op] : op)
  const ends = [holds(low, threshold), holds(high ?? Infinity, threshold)]
  if (ends[0] && ends[1])
    return { verdict: 'pass', why: low === high ? 'exact' : 'also if failovers take twice as long' }
  if (!ends[0] && !ends[1]) {
    return { verdict: 'fail', why: low === high ? 'exact' : 'whatever failovers and the rest left out may add' }
  }
  const why = high === null ? 'holds but for what is left out: simulate it' : 'failovers decide: simulate it'
  return { verdict: 'unknown', why }
}

function comparison(op: Expectation['op']): (value: number, threshold: number) => boolean {
  if (op === '>=') return (value, threshold) => value >= threshold
  if (op === '<=') return (value, threshold) => value <= threshold
  if (op === '>') return (value, threshold) => value > threshold
  return (value, threshold) => value < threshold
}
