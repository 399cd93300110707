/** What a provider pays back when a promise is broken by so much. */
export interface CreditTier {
  /** The credit is due when the unavailability is above this: `below 99.9%` is above 0.001. */
  readonly above: number
  /** Share of the bill, from 0 to 1. */
  readonly credit: number
}

/** Tiers from the mildest to the worst; each pays more than the one before. */
export type CreditTiers = readonly CreditTier[]

/** The share of the bill that is due for an unavailability: the worst tier reached decides; 0 for a promise kept. */
export function creditFor(tiers: CreditTiers, unavailability: number): number {
  let credit = 0
  for (const tier of tiers) if (unavailability > tier.above) credit = Math.max(credit, tier.credit)
  return credit
}
