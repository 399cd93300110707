/**
 * What a stretch of downtime is waiting for: that the failure is noticed, that a successor is chosen, that the
 * successor is ready to serve, or that something broken is repaired.
 */
export type Phase = 'detect' | 'decide' | 'restore' | 'repair'

/** All phases in the order in which a failover goes through them. */
export const phases: readonly Phase[] = ['detect', 'decide', 'restore', 'repair']

/** A fault in one of its phases; `cause` is an index into the scenario's table of causes. */
export interface Charge {
  readonly cause: number
  readonly phase: Phase
}

/**
 * The minimal sets of active faults without which a predicate would hold. No set lies within another (compared by
 * their causes). No sets at all: the predicate holds.
 */
export type ChargeSets = readonly (readonly Charge[])[]

/** A small whole number for a charge: ascending by cause, then by phase. */
export function chargeKey(charge: Charge): number {
  return charge.cause * phases.length + phases.indexOf(charge.phase)
}

/** The charge of a key made by `chargeKey`. */
export function chargeOfKey(key: number): Charge {
  return { cause: Math.floor(key / phases.length), phase: phases[key % phases.length] as Phase }
}
