import type { RunResult, SampledService, SampledTrafficResult } from '../results/index.js'
import { formatDuration } from '../units/index.js'
import type { Fact } from './facts.js'
import { counted, grouped, percent } from './numbers.js'

/** Configurations and changes told one by one in text; the others are in the JSON. */
const fewest = 4

const figures = (value: number): string => String(Number(value.toPrecision(3)))

/** How requests were come by, where not all of them were simulated. */
export function sampledFacts({ sampled }: RunResult): Fact[] {
  if (sampled === undefined) return []
  return [obtained(sampled), ...sampled.workloads.map(variance), ...sampled.services.flatMap(parts)]
}

function obtained({ simulated, represented, fine }: SampledTrafficResult): Fact {
  const value = `sampled: ${counted(simulated, 'request')} simulated, for ${grouped(Math.round(represented))}`
  return { label: 'obtained', value: fine ? value : `${value}; changes are not known as well as asked` }
}

function variance({ id, settled, changes, variance: of }: SampledTrafficResult['workloads'][number]): Fact {
  const failed = `${figures(settled)} failed in settled configurations, ${figures(changes)} with changes`
  const shares = `variance: trials ${percent(of.trials, 1)}, configurations ${percent(of.settled, 1)}, changes ${percent(of.changes, 1)}`
  return { label: id, value: failed, aside: shares }
}

function parts({ id, quiet, measures, classes, changes, configurations, transients }: SampledService): Fact[] {
  const value = `${counted(measures, 'configuration')} · ${counted(changes, 'change')} in ${grouped(classes)} ${classes === 1 ? 'class' : 'classes'} · settled after ${formatDuration(quiet)} without one`
  return [
    { label: id, value },
    ...configurations.slice(0, fewest).map(({ label, rates, time, share, unsettled, precise }): Fact => {
      const state = unsettled === '' ? `${percent(share, 1)} fail` : `does not settle: ${unsettled}`
      const coarse = precise || unsettled !== '' ? '' : ', not as precise as asked'
      return { label: 'settled', value: `${label} at ${load(rates)}, ${percent(time, 1)} of time: ${state}${coarse}` }
    }),
    ...transients.slice(0, fewest).map(({ label, rates, changes: many, simulations, each, stayed, cut }): Fact => {
      const odd = [...(stayed > 0 ? [`${stayed} did not come back`] : []), ...(cut > 0 ? [`${cut} cut short`] : [])]
      const told = odd.length === 0 ? '' : ` (${odd.join(', ')})`
      const value = `${label} at ${load(rates)}, ${grouped(many)} times: ${figures(each)} fail in each, from ${simulations} simulated${told}`
      return { label: 'change', value }
    }),
  ]
}

const load = (rates: readonly number[]): string => rates.map(rate => `${figures(rate)}/s`).join(' and ')
