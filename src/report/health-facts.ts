import type { ServiceResult } from '../results/index.js'
import type { Fact } from './facts.js'
import { counted, duration } from './numbers.js'
import { quantileText } from './quantiles.js'

/** What the checks of a balancer made of the failures of its members. */
export function healthFacts({ health }: ServiceResult): Fact[] {
  if (health === undefined) return []
  const { check, takenOut, unnoticed, open, lastRequest, spared, sent, falseSuspicions, falseSuspicionTime } = health
  const facts: Fact[] = []
  if (takenOut !== null) facts.push({ label: 'taken out', value: `by ${check} after ${quantileText(takenOut)}` })
  const missed = [
    ...(unnoticed > 0 ? [`${counted(unnoticed, 'failure')} over before it was seen`] : []),
    ...(open > 0 ? [`${counted(open, 'failure')} not seen by the end`] : []),
  ]
  if (missed.length > 0) facts.push({ label: 'not taken out', value: missed.join(' · ') })
  if (lastRequest !== null) {
    const apart = spared > 0 ? `; nothing in ${counted(spared, 'failure')}` : ''
    const aside = `${counted(sent, 'request')} sent to members that were down${apart}`
    facts.push({ label: 'last request', value: `to a dead server after ${quantileText(lastRequest)}`, aside })
  }
  if (falseSuspicions > 0) {
    const value = `${counted(falseSuspicions, 'time')} a member that served, ${duration(falseSuspicionTime)} in all`
    facts.push({ label: 'wrongly out', value })
  }
  return facts
}
