import { drawTwo } from './draws.js'
import { type GenericConfig, genericPolicy, type Question } from './generic-policy.js'
import { type Averages, moveAverage, newAverages } from './latency-average.js'

export interface LatencyConfig extends GenericConfig {
  /** µs in which what was seen loses all but 1/e of its weight; 10 s by default. */
  readonly decay?: number
}

const defaultDecay = 10_000_000

/**
 * Of two drawn, the one with the smaller product of average latency and requests under way, this one included, for its
 * weight; the first when equal. One without an answer yet counts as the fastest.
 */
export const ewma = latencyPolicy('ewma', false)

/** The same, of an average that follows a rise at once. */
export const peakEwma = latencyPolicy('peak-ewma', true)

function latencyPolicy(name: string, peak: boolean) {
  return genericPolicy<LatencyConfig, Averages>({
    name,
    start: ({ servers }) => newAverages(servers),
    choose(question) {
      const [a, b] = drawTwo(question.candidates, question.stream)
      return cost(question, b) < cost(question, a) ? b : a
    },
    hear({ decay = defaultDecay }, own, happening) {
      if (happening.kind !== 'ended') return
      moveAverage(own, happening.server, happening.ending.latency, happening.now, decay, peak)
    },
  })
}

function cost({ own, roster }: Question<LatencyConfig, Averages>, i: number): number {
  return (own.mean[i] * (roster.inFlight[i] + 1)) / roster.weight[i]
}
