import { z } from 'zod'

/** How the requests of a study were come by when they were sampled. Durations are microseconds. */
export interface SampledTrafficResult {
  readonly obtained: 'sampled'
  /** Asked for: relative half-width of the failed share in each configuration, and what is fine whatever the share. */
  readonly precision: number
  readonly floor: number
  /** Requests simulated, and requests that they stand for, over all trials. */
  readonly simulated: number
  readonly represented: number
  /** Whether what follows changes is known as well as asked. */
  readonly fine: boolean
  readonly services: readonly SampledService[]
  readonly workloads: readonly SampledWorkload[]
}

export interface SampledService {
  readonly id: string
  /** Without a change for so long, all is taken as settled. */
  readonly quiet: number
  /** Configurations under a load that were measured, and classes of changes. */
  readonly measures: number
  readonly classes: number
  readonly changes: number
  /** The measured ones that most failures come from, and what is not settled. */
  readonly configurations: readonly SampledConfiguration[]
  readonly transients: readonly SampledTransient[]
}

export interface SampledConfiguration {
  readonly label: string
  /** By workload that calls the service, a second. */
  readonly rates: readonly number[]
  /** Share of all measured time in which it was in force and settled. */
  readonly time: number
  /** Share of requests that fail, all workloads together, and failures this comes to over all trials. */
  readonly share: number
  readonly failed: number
  readonly simulated: number
  readonly precise: boolean
  /** Why it was not taken as settled but simulated in full, or empty. */
  readonly unsettled: string
}

export interface SampledTransient {
  readonly label: string
  readonly rates: readonly number[]
  readonly changes: number
  /** How many times it was simulated, and failures in each, and over all trials. */
  readonly simulations: number
  readonly each: number
  readonly failed: number
  /** Of the simulations, those that did not come back to what is usual before the next change, or the end. */
  readonly stayed: number
  /** And those that reached the limit of requests: the rest of their time was taken to go on as their last stretch did. */
  readonly cut: number
}

export interface SampledWorkload {
  readonly id: string
  /** Failures over all trials: in settled configurations, and with changes. */
  readonly settled: number
  readonly changes: number
  /** Shares of the variance of the failed share: of trials, of settled configurations, of changes. They sum to 1. */
  readonly variance: { readonly trials: number; readonly settled: number; readonly changes: number }
}

const number = z.number()
const count = z.int().nonnegative()

export const sampledTrafficSchema = z.strictObject({
  obtained: z.literal('sampled'),
  precision: number,
  floor: number,
  simulated: count,
  represented: number,
  fine: z.boolean(),
  services: z.array(
    z.strictObject({
      id: z.string(),
      quiet: number,
      measures: count,
      classes: count,
      changes: count,
      configurations: z.array(
        z.strictObject({
          label: z.string(),
          rates: z.array(number),
          time: number,
          share: number,
          failed: number,
          simulated: count,
          precise: z.boolean(),
          unsettled: z.string(),
        }),
      ),
      transients: z.array(
        z.strictObject({
          label: z.string(),
          rates: z.array(number),
          changes: count,
          simulations: count,
          each: number,
          failed: number,
          stayed: count,
          cut: count,
        }),
      ),
    }),
  ),
  workloads: z.array(
    z.strictObject({
      id: z.string(),
      settled: number,
      changes: number,
      variance: z.strictObject({ trials: number, settled: number, changes: number }),
    }),
  ),
})
