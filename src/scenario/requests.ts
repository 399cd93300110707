import type { Law } from '../laws/index.js'

/** How requests come in, where it is not Poisson at one rate. Times count from the start of measuring. */
export type Arrivals =
  /** One every so often. */
  | { readonly kind: 'regular' }
  /** Poisson at the rate of a phase, which lasts exponentially long. */
  | { readonly kind: 'phases'; readonly phases: readonly Phase[] }
  /** Poisson at a rate that goes along straight pieces, each until the next begins; over again after `period`, unless 0. */
  | { readonly kind: 'profile'; readonly pieces: readonly RatePiece[]; readonly period: number }
  /** At these times, with these demands, keys and classes where a file has them; over again after `every`, unless 0. */
  | {
      readonly kind: 'replay'
      readonly times: readonly number[]
      readonly work: readonly number[] | null
      readonly keys: readonly string[] | null
      /** Indices into the classes of the workload. */
      readonly classes?: readonly number[]
      readonly every: number
    }
  /** So many clients, each of whom thinks between an answer and its next request. */
  | { readonly kind: 'clients'; readonly count: number; readonly think: Law }

export interface Phase {
  /** In it, per second. */
  readonly rate: number
  /** How long it lasts in the mean. */
  readonly mean: number
  /** Weights of the phases for what comes then, and the share of time in it in the long run; absent: phases go in turn. */
  readonly next?: readonly number[]
  readonly share?: number
}

export interface RatePiece {
  readonly at: number
  /** At its beginning and at its end. */
  readonly rate: number
  readonly end: number
}

export type Keys =
  | { readonly kind: 'uniform'; readonly count: number }
  | { readonly kind: 'zipf'; readonly count: number; readonly exponent: number }
  /** The first `hot` of `count` get this share of requests. */
  | { readonly kind: 'hot'; readonly count: number; readonly hot: number; readonly share: number }
  /** Visitors, so many at a time, who make so many requests in the mean. */
  | { readonly kind: 'sessions'; readonly active: number; readonly requests: number }

export interface RequestClass {
  readonly id: string
  readonly share: number
  /** Null: as the workload has it. */
  readonly serviceTime: Law | null
}
