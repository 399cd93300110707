import { candidateRate, type DetectorConfig, detectorFor, type RunChain, runChain } from '../../detectors/index.js'
import { type Law, quantile, survival, survivalQuantile } from '../../laws/index.js'
import type { LinkClass } from '../../scenario/index.js'

/** Who listens for heartbeats, and how long a silence it bears at least. */
export type Hearing =
  | { readonly kind: 'detector'; readonly detector: DetectorConfig; readonly period: number }
  | { readonly kind: 'timer'; readonly least: number; readonly period: number }

/**
 * What may befall a heartbeat on a class of links. It is good when it arrives within `patience` of being sent; mild
 * when it is lost, or late; and grave when it is more than a period late, so that a link that keeps the order of messages
 * would hold up good ones behind it. The detector's chain says how many mild ones in a row it takes before anyone could suspect.
 */
export interface BeatModel {
  readonly chain: RunChain
  /** Beats between the last one before a leap's end and the moment at which suspicion becomes possible. */
  readonly margin: number
  readonly patience: number
  /** Share of the mild ones that are lost; the others' delays have a survival between `late` and `gone`. */
  readonly lost: number
  readonly late: number
  readonly gone: number
}

/** How heartbeats fare on a class of links. */
export interface BeatWay {
  /** Not empty when the law of a suspicion is out of reach: then why. */
  readonly why: string
  /** Moments at which one becomes possible, for each beat in the long run. */
  readonly rate: number
  readonly model: BeatModel | null
  readonly spread: number
}

/** More in a row than this is not looked for; nor is what is so seldom that no study will ever see it made seldomer. */
const mostInARow = 64
const never = 1e-30

/** Ways of beats already worked out, by all they depend on: many groups are alike. */
export type KnownWays = Map<string, BeatWay>

/** For each class of links that some pair of the group uses, how its heartbeats fare; null for the others. */
export function waysOfBeats(
  classes: readonly LinkClass[],
  counts: readonly number[],
  hearing: Hearing,
  drift: number,
  known: KnownWays,
): (BeatWay | null)[] {
  return classes.map((linkClass, c) => {
    if (counts[c] === 0) return null
    const key = JSON.stringify([c, hearing, drift])
    const way = known.get(key) ?? wayOf(linkClass, hearing, drift)
    known.set(key, way)
    return way
  })
}

function wayOf(linkClass: LinkClass, hearing: Hearing, drift: number): BeatWay {
  const { loss, overtaking } = linkClass
  if (linkClass.reorder > 0) return outOfReach('its links reorder messages')
  if (linkClass.duplicate > 0) return outOfReach('its links duplicate messages')
  const choice = best(linkClass, hearing, drift)
  if (choice === null) return outOfReach(tooShort(hearing, linkClass))
  const { needed, patience } = choice
  const { late, gone, mild, grave } = oddsOf(linkClass, patience, hearing.period)
  const spread = spreadOf(linkClass, patience, hearing.period)
  if (mild === 0 && grave === 0) return { why: '', rate: 0, model: null, spread }
  if (overtaking && learns(hearing) && spread > hearing.period) return outOfReach('its heartbeats overtake each other')
  const chain = runChain(needed, mild, grave)
  const lost = mild > 0 ? loss / mild : 0
  const model = { chain, margin: needed + 2, patience, lost, late, gone }
  return { why: '', rate: candidateRate(chain), model, spread }
}

const learns = (hearing: Hearing): boolean =>
  hearing.kind === 'detector' && detectorFor(hearing.detector).memory(hearing.detector) > 0

const outOfReach = (why: string): BeatWay => ({ why, rate: 0, model: null, spread: 0 })

function tooShort(hearing: Hearing, { latency }: LinkClass): string {
  const least = quantile(latency, 0)
  if (hearing.kind === 'timer' && hearing.least + least < hearing.period) {
    return 'its election timeout may be shorter than its heartbeat interval'
  }
  return 'a single late heartbeat may raise suspicion'
}

/**
 * The number in a row, and the patience with which heartbeats are called good, that make suspicion possible most
 * seldom. Good ones sent within T + Lmin - patience of each other's arrival leave no silence of T, so that
 * floor((T + Lmin - patience) / period) mild ones in a row are a necessary condition; any patience will do.
 */
function best(linkClass: LinkClass, hearing: Hearing, drift: number): { needed: number; patience: number } | null {
  const { latency } = linkClass
  const least = quantile(latency, 0)
  const greatest = quantile(latency, 1)
  const slack = slackOf(hearing, latency, drift)
  const slowest = hearing.period / (1 - drift)
  let found: { needed: number; patience: number } | null = null
  let seldom = Number.POSITIVE_INFINITY
  for (let needed = 1; needed <= mostInARow && seldom > never; needed++) {
    const patience = Math.min(greatest, patienceFor(linkClass, hearing, drift, needed * slowest - least + slack))
    if (!(patience >= least)) break
    const { mild, grave } = oddsOf(linkClass, patience, hearing.period)
    let run = 1 - mild
    for (let i = 0; i < needed; i++) run *= mild
    if (run + grave < seldom) {
      seldom = run + grave
      found = { needed, patience }
    }
  }
  return found
}

/** The greatest patience for which the least silence, less `taken`, is still as long as that. */
function patienceFor(linkClass: LinkClass, hearing: Hearing, drift: number, taken: number): number {
  if (hearing.kind === 'timer') return hearing.least / (1 + drift) - taken
  const { detector, period } = hearing
  const silence = (patience: number): number => {
    const spread = spreadOf(linkClass, Math.max(0, patience), period)
    return detectorFor(detector).leastSilence(detector, shortest(period, drift), spread) / (1 + drift)
  }
  let patience = silence(0) - taken
  // The silence of a detector that learns falls with the spread, by far less than a microsecond for one: a contraction.
  for (let i = 0; i < 20; i++) patience = Math.min(patience, silence(Math.max(0, patience)) - taken)
  return patience - (silence(patience) === silence(0) ? 0 : 1)
}

/**
 * Microseconds by which whole ones, and the order of events at the same one, may err. A detector takes an arrival at its
 * very deadline as in time; a timer that was set earlier goes off first.
 */
function slackOf(hearing: Hearing, latency: Law, drift: number): number {
  if (hearing.kind === 'timer' || drift > 0) return 3
  return quantile(latency, 0) === quantile(latency, 1) ? 0 : 1
}

/** Probabilities of mild and grave, and the survivals between which the delays of late ones lie. */
function oddsOf(linkClass: LinkClass, patience: number, period: number) {
  const { loss, latency } = linkClass
  const late = survival(latency, patience)
  const gone = survival(latency, patience + period)
  return { late, gone, mild: loss + (1 - loss) * (late - gone), grave: (1 - loss) * gone }
}

/** The least that a listener's clock can make of a sender's period. */
export const shortest = (period: number, drift: number): number => (period * (1 - drift)) / (1 + drift)

/** Between the delays of two heartbeats that are heard, rounding included. Late ones count, but not those that are grave. */
function spreadOf({ latency }: LinkClass, patience: number, period: number): number {
  const least = quantile(latency, 0)
  const most = Math.min(quantile(latency, 1), patience + period)
  return most - least + 2
}

/** A delay of one that is late but not grave, from a uniform draw. */
export function lateDelay(model: BeatModel, latency: Law, u: number): number {
  return survivalQuantile(latency, model.gone + u * (model.late - model.gone))
}

/** A delay of one that is grave, from a uniform draw. */
export function graveDelay(model: BeatModel, latency: Law, u: number): number {
  return survivalQuantile(latency, u * model.gone)
}
