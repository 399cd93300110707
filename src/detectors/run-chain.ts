import { type AbsorptionPowers, absorptionPowers, invertPassage } from './absorption-powers.js'
import { type Beat, type BeatLaw, good } from './beat-law.js'
import { requireWhole } from './checks.js'
import { type PassageOdds, passageOdds } from './passage-odds.js'

/**
 * The chain of runs of mild beats: its state, a *run*, counts the mild beats in a row so far, 0 to needed - 1. A
 * *candidate* (for a false suspicion) is a grave beat, or a mild one that makes the run as long as needed; the chain
 * goes on from the longest run, so that each further mild beat is a candidate again. (Feller, An introduction to
 * probability theory and its applications I, 3rd edition, XIII.7: success runs.)
 *
 * Drawing the number of beats to the next candidate ahead (`firstPassage`), and then each beat given that number
 * (`nextBeat`), gives beats that are independent, each with its probability, exactly as if drawn one by one.
 */
export interface RunChain extends BeatLaw {
  readonly powers: AbsorptionPowers
  readonly odds: PassageOdds
}

const MOST_NEEDED = 64

/**
 * Precomputes the tables of a chain: at most 53 matrices of needed by needed (well under a millisecond for 8, 30 ms and
 * 2 MB for 64), to be shared by all links of one law. Both probabilities may be zero; no candidate ever comes then.
 *
 * @throws {RangeError} unless needed is a whole number from 1 to 64 and the probabilities are none, with a sum up to 1.
 */
export function runChain(needed: number, mild: number, grave: number): RunChain {
  requireWhole('runChain', 'needed', needed, 1)
  if (needed > MOST_NEEDED) throw new RangeError(`runChain: needed must be at most ${MOST_NEEDED}, not ${needed}`)
  if (!(mild >= 0 && grave >= 0 && mild + grave <= 1)) {
    throw new RangeError(`runChain: mild and grave must be probabilities of at most 1 together, not ${mild}, ${grave}`)
  }
  const law = { needed, mild, grave }
  return { ...law, powers: absorptionPowers(law), odds: passageOdds(law) }
}

/**
 * At which beat, the next one being 1, the next candidate comes; Infinity when later than 2^52 beats (the number of the
 * beat then is of no consequence). By inversion, exact in law but for the grain of `u`.
 *
 * @param u uniform on [0, 1), of 53 bits: the probability that a candidate comes within n beats is then off by at most
 *   2^-53, and by 1e-13 of itself for rounding. With 32 bits, what happens once in 1e12 would happen once in 4e9.
 */
export function firstPassage(chain: RunChain, run: number, u: number): number {
  return invertPassage(chain.powers, run, u)
}

/**
 * The next beat, given that the next candidate is at exactly the `left`-th beat from now (1: the next one; Infinity:
 * none is near). Cheap: one look into a table.
 *
 * @param u uniform on [0, 1).
 * @throws {RangeError} when the next beat would have to be a candidate and cannot.
 */
export function nextBeat(chain: RunChain, run: number, left: number, u: number): Beat {
  const { needed, odds } = chain
  if (left <= 1) return candidate(chain, run, u)
  const row = left - 2 < odds.rows ? left - 2 : odds.rows - 1
  return u < odds.mild[row * needed + run] ? 1 : 0
}

function candidate({ needed, mild, grave }: RunChain, run: number, u: number): Beat {
  const ripe = run === needed - 1 ? mild : 0
  if (ripe + grave > 0) return u * (ripe + grave) < ripe ? 1 : 2
  throw new RangeError(`nextBeat: with ${run} mild beats in a row of ${needed} the next one cannot be a candidate`)
}

/** The run after a beat, be it a candidate or not. */
export function runAfter(chain: RunChain, run: number, beat: Beat): number {
  if (beat === 0) return 0
  return beat === 2 || run === chain.needed - 1 ? chain.needed - 1 : run + 1
}

/** Candidates per beat in the long run, from the stationary law of the chain. */
export function candidateRate(chain: RunChain): number {
  const { mild, grave } = chain
  const longest = (good(chain) * geometric(chain).last + grave) / (1 - mild)
  return mild === 1 ? 1 : grave + mild * longest
}

/** The mean of `firstPassage`: for runs of one kind of beat, (1 - q^m) / ((1 - q) q^m) from none (Feller, XIII.7.7). */
export function meanPassage(chain: RunChain, run: number): number {
  const { needed, mild, grave } = chain
  const { sum, last } = geometric(chain)
  const back = good(chain)
  if (back === 0) return geometric(chain, needed - run).sum
  // From none: the beats up to the end of a run, over the probability that it ends in a candidate.
  const fromNone = (sum * (back + grave)) / (grave + back * last * mild)
  return geometric(chain, needed - run).sum * (1 + back * fromNone)
}

/** 1 + q + … + q^(terms - 1), and its last term, q the probability of a mild beat. */
function geometric({ mild, needed }: BeatLaw, terms = needed): { sum: number; last: number } {
  let sum = 1
  let last = 1
  for (let i = 1; i < terms; i++) sum += last *= mild
  return { sum, last }
}
