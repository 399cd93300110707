import type { Law } from '../laws/index.js'

/** What a request of a service asks of others. */
export interface Calls {
  /** Whether a request keeps its slot while its calls are under way. */
  readonly blocking: boolean
  /** One after the other; the calls of a stage are made at once. */
  readonly stages: readonly (readonly Call[])[]
  /** Further work once they are answered; absent: none. */
  readonly after?: Law
}

/** What one request asks of one other service. */
export interface Call {
  /** Index of the workload that its requests are counted in, which says how they are made. */
  readonly workload: number
  /** How many requests it makes; with `each` as many as there are members, one to each. */
  readonly requests: number
  readonly each: boolean
  /** How many answers are enough. */
  readonly needs: number
  /** Probability that it is made at all. */
  readonly share: number
  /** The answer goes out without it when it fails. */
  readonly optional: boolean
  /** Whether its requests have keys of their own, or that of the request they are made for. */
  readonly ownKeys: boolean
}
