import { AnalysisLimitError } from '../analysis/index.js'
import type { Change, NextNine } from '../results/index.js'
import { type Candidate, candidatesFor, type Design } from './changes.js'
import { Model } from './model.js'

/** More changes than this are no plan. */
const MOST_STEPS = 6
/** Changes that gain less than this share of the unavailability are not worth a line. */
const LEAST_GAIN = 1e-3

/** Single changes, the best first, and a way to the next nine by the best change, then the best after it. */
export function improvements(model: Model, s: number, total: number): { changes: Change[]; nextNine: NextNine } {
  const target = nextNineAbove(total)
  if (total === 0) return { changes: [], nextNine: { target: 0, reached: true, steps: [] } }
  let design: Design = { scenario: model.scenario, tuning: model.tuning }
  let before = total
  const steps: Change[] = []
  const first = ranked(model, s, before)
  for (let found = first; found.length > 0 && steps.length < MOST_STEPS && before > target; ) {
    const best = found[0]
    design = best.candidate.apply(design)
    before = best.unavailability
    steps.push({ what: best.candidate.what, unavailability: before })
    if (before > target) found = ranked(new Model(design.scenario, design.tuning), s, before)
  }
  const changes = first.map(({ candidate, unavailability }) => ({ what: candidate.what, unavailability }))
  return { changes, nextNine: { target, reached: before <= target, steps } }
}

/** The unavailability of the next whole nine: 1e-4 for 99.95 %, and for 99.99 % the one after it, 1e-5. */
export function nextNineAbove(unavailability: number): number {
  let nines = 0
  while (nines < 300 && powerOfTenth(nines) >= unavailability) nines++
  return powerOfTenth(nines)
}

/** Read as a decimal, so that it is the number nearest to the one meant. */
const powerOfTenth = (nines: number): number => Number(`1e-${nines}`)

interface Ranked {
  readonly candidate: Candidate
  readonly unavailability: number
}

function ranked(model: Model, s: number, before: number): Ranked[] {
  const question = model.ask(model.structure.serviceDown(s))
  const base: Design = { scenario: model.scenario, tuning: model.tuning }
  const all = candidatesFor(model, s, question.components).flatMap((candidate): Ranked[] => {
    const design = candidate.apply(base)
    const changed = new Model(design.scenario, design.tuning)
    try {
      const asked = design.scenario === model.scenario ? question : changed.ask(changed.structure.serviceDown(s))
      const unavailability = asked.probability(changed.probabilities) + changed.failoverShare(s)
      return before - unavailability > LEAST_GAIN * before ? [{ candidate, unavailability }] : []
    } catch (error) {
      // One more replica may make a diagram that grows too large of one that did not.
      if (error instanceof AnalysisLimitError) return []
      throw error
    }
  })
  return all.sort(
    (a, b) => nearly(a.unavailability) - nearly(b.unavailability) || byText(a.candidate.what, b.candidate.what),
  )
}

/** Changes that are alike differ in the last bit, which must not decide their order. */
const nearly = (share: number): number => Number(share.toPrecision(9))

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
