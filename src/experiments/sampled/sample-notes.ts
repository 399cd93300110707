import { sum } from '../../numerics/index.js'
import type { Note } from '../../results/index.js'
import type { Scenario } from '../../scenario/index.js'
import type { TrafficSample } from './sample-traffic.js'

/** What a reader should know of a sample of requests before believing it. */
export function sampleNotes({ services: written }: Scenario, { services, classes, fine }: TrafficSample): Note[] {
  const notes: Note[] = []
  for (const service of services) {
    const { id } = written[service.service]
    const measures = [...service.measures.values()]
    const unsettled = measures.filter(measure => measure.unsettled !== '').length
    if (unsettled > 0)
      notes.push(
        note(
          'R411',
          `${id}: ${unsettled} of ${measures.length} configurations do not settle and were simulated in full`,
        ),
      )
    const coarse = measures.filter(({ precise, unsettled: why }) => !precise && why === '').length
    const own = classes.filter(c => c.traffic === service)
    const cut = sum(own.map(({ outcomes }) => outcomes.filter(outcome => outcome.cut).length))
    const reasons = [
      ...(coarse > 0 ? [`${coarse} of ${measures.length} configurations are not known as well as asked`] : []),
      ...(cut > 0 ? [`${cut} simulations of changes were cut short and taken to go on as they ended`] : []),
      ...(fine ? [] : ['changes are not known as well as asked']),
    ]
    if (reasons.length > 0) notes.push({ ...note('R412', `${id}: ${reasons.join('; ')}`), severity: 'warning' })
  }
  return notes
}

const note = (code: string, message: string): Note => ({ code, severity: 'note', message })
