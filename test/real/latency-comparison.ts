import { type LatencyRecording, latenciesOf, meanOf, medianOf, quantileOf } from './latency-recording.js'
import { simulatedOf } from './latency-simulated.js'

/** One strategy in several runs. Times in µs, medians over the runs. */
export interface Compared {
  readonly strategy: string
  readonly real: number
  /** Real, from the planned time of sending. */
  readonly planned: number
  readonly simulated: number
  readonly realP99: number
  readonly simulatedP99: number
  /** Simulated over real less one, of each run. */
  readonly differences: readonly number[]
  /** Requests before the first that goes elsewhere than in reality, of each run. */
  readonly alike: readonly number[]
}

/** Every strategy of recordings at the same utilisation, through the simulator. */
export function compare(recordings: readonly LatencyRecording[]): Compared[] {
  return recordings[0].runs.map(({ strategy }, k) => {
    const runs = recordings.map(recording => {
      const run = recording.runs[k]
      const latencies = latenciesOf(run)
      const real = meanOf(latencies)
      const simulated = simulatedOf(recording, run)
      const order = run.sent.map((_, i) => i).sort((a, b) => run.sent[a] - run.sent[b])
      const first = order.findIndex((i, n) => run.server[i] !== simulated.server[n])
      return {
        real,
        planned: real + meanOf(run.late),
        simulated: simulated.mean,
        realP99: quantileOf(latencies, 0.99),
        simulatedP99: simulated.p99,
        alike: first < 0 ? order.length : first,
      }
    })
    const over = (what: (run: (typeof runs)[number]) => number) => medianOf(runs.map(what))
    return {
      strategy,
      real: over(run => run.real),
      planned: over(run => run.planned),
      simulated: over(run => run.simulated),
      realP99: over(run => run.realP99),
      simulatedP99: over(run => run.simulatedP99),
      differences: runs.map(({ real, simulated }) => simulated / real - 1),
      alike: runs.map(({ alike }) => alike),
    }
  })
}

/** Pairs whose real means differ by more than `share` of the lesser, the faster one first. */
export function apart(all: readonly Compared[], share: number): [Compared, Compared][] {
  return all.flatMap(fast =>
    all.filter(slow => slow.real > fast.real * (1 + share)).map((slow): [Compared, Compared] => [fast, slow]),
  )
}
