import { mean, variance } from '../laws/index.js'
import type { Note } from '../results/index.js'
import type { Scenario, Service } from '../scenario/index.js'
import { diagnoseTail } from '../statistics/index.js'
import { formatDuration } from '../units/index.js'
import * as estimates from './estimates.js'
import { fidelityNotes } from './fidelity.js'
import type { Study } from './metric-values.js'
import { sampleNotes } from './sampled/index.js'
import type { Varied } from './variation.js'

/** With fewer outages an interval is wide and its own width uncertain. */
const fewOutages = 30

/** What a reader should know before believing the numbers: in the order of the services, worst first. */
export function notesOf(study: Study, level: number, leftOut: Varied['leftOut']): Note[] {
  const { scenario } = study.plan
  return [
    ...scenario.services.flatMap((service, s) => serviceNotes(study, service, s)),
    ...withoutOutage(study),
    ...freshStart(scenario),
    ...levelNote(scenario, level),
    ...fidelityNotes(study.plan, study.trials.length),
    ...leftOutNote(leftOut),
    ...(study.sample === undefined ? [] : sampleNotes(scenario, study.sample)),
  ]
}

function serviceNotes(study: Study, service: Service, s: number): Note[] {
  const summaries = study.trials.map(t => t.services[s])
  const outages = summaries.reduce((sum, t) => sum + t.outages, 0)
  const dual = summaries.reduce((sum, t) => sum + t.dual, 0)
  const tail = diagnoseTail(estimates.endedLengths(summaries))
  const notes: Note[] = []
  if (tail !== null && (tail.heavy || repairsAreHeavy(study, s))) {
    const share = `the longest of ${tail.count} makes up ${(100 * tail.largestShare).toFixed(1)} % of the downtime`
    const what = tail.heavy
      ? `outage lengths have a heavy tail (${share})`
      : `repairs have a heavy tail, of which ${tail.count} outages may not have shown all`
    notes.push(warning('R401', `${service.id}: ${what}; intervals cover less than they say`))
  }
  if (outages > 0 && outages < fewOutages) {
    notes.push(warning('R403', `${service.id}: only ${outages} outages were seen; the interval is wide and rough`))
  }
  if (dual > 0) {
    notes.push(
      warning('R404', `${service.id}: two members served at once for ${formatDuration(dual)} in all trials together`),
    )
  }
  return notes
}

/** Squared coefficient of variation beyond which the measured coverage of an interval falls short. */
const heavySpread = 3

/** A sample may miss a tail that the scenario itself states: repairs whose spread is known to be that wide. */
function repairsAreHeavy({ plan, trials }: Study, s: number): boolean {
  return plan.sources.some((source, cause) => {
    if (!trials.some(t => t.services[s].causes.some(c => c.cause === cause && c.downtime > 0))) return false
    const length = source.repair.reduce((sum, step) => sum + mean(step.law), 0)
    const spread = source.repair.reduce((sum, step) => sum + variance(step.law), 0)
    return !(spread <= heavySpread * length * length)
  })
}

/** One note for all services of which only a bound can be given. */
function withoutOutage({ plan, trials }: Study): Note[] {
  const quiet = plan.scenario.services.filter((_, s) => trials.every(t => t.services[s].outages === 0))
  if (quiet.length === 0) return []
  const names = quiet.map(service => service.id).join(', ')
  const basis = 'the bound supposes exponential up times and an outage as long as the slowest mean repair'
  return [note('R402', `no outage was seen of ${names}: ${basis}`)]
}

/** Parts that wear in or out make the first years differ from the long run. */
function freshStart(scenario: Scenario): Note[] {
  const parts = [...scenario.nodes, ...scenario.domains]
  const aging = parts.some(part => part.failures.some(mode => mode.lifetime.kind !== 'exponential'))
  if (scenario.start !== 'new' || !aging) return []
  return [
    note(
      'R405',
      'all parts start new and do not fail exponentially: the beginning differs from the long run (start: steady)',
    ),
  ]
}

function levelNote(scenario: Scenario, level: number): Note[] {
  const other = scenario.expectations.filter(e => e.level !== level)
  if (other.length === 0) return []
  return [note('R406', `expectations that name a level are judged at it; all other intervals are at ${100 * level} %`)]
}

function leftOutNote({ workloads, checks }: Varied['leftOut']): Note[] {
  const parts = [
    ...(workloads.length === 0 ? [] : [`requests of ${workloads.join(', ')}`]),
    ...(checks.length === 0 ? [] : [`health checks of ${checks.join(', ')}`]),
  ]
  return parts.length === 0 ? [] : [note('R409', `time availability only, without ${parts.join(' and ')}`)]
}

const note = (code: string, message: string): Note => ({ code, severity: 'note', message })
const warning = (code: string, message: string): Note => ({ code, severity: 'warning', message })
