import { emptyHistogram, type Histogram, record } from '../statistics/index.js'

/** What the pairs of a detector group saw, summed over them: plain data. */
export interface DetectionTally {
  /** Crash to suspicion, microseconds: to the beginning of the suspicion that lasted, 0 if it had begun before. */
  readonly detection: Histogram
  /** Crashes after which the target was back, trusted, before the observer noticed anything. */
  undetected: number
  /** Crashes neither noticed nor over when the observer stopped watching or measuring ended. */
  open: number
  /** Suspicions that began while the target was alive. Cut off is not dead: partitions make these. */
  falseSuspicions: number
  /** Time spent in them, until trust returned or the target did crash. */
  falseSuspicionTime: number
  /** Time for which targets that were back were still suspected, before they were heard again. */
  lingeringTime: number
  /** Time for which a living target was watched: what false suspicions are to be divided by. */
  watchedTime: number
}

/** What is true of an observer and its target, and what the observer believes. */
export interface PairCondition {
  /** The observer runs and listens. */
  readonly watching: boolean
  /** The target is truly alive. */
  readonly alive: boolean
  readonly suspected: boolean
}

export interface PairTally {
  since: number
  watching: boolean
  alive: boolean
  suspected: boolean
  /** The present suspicion began while the target was alive. */
  mistaken: boolean
  /** When the target crashed under the eyes of this observer, or -1. */
  crashedAt: number
  /** When the present suspicion began, not before the crash. */
  suspectedAt: number
}

export function openDetection(): DetectionTally {
  return {
    detection: emptyHistogram(),
    undetected: 0,
    open: 0,
    falseSuspicions: 0,
    falseSuspicionTime: 0,
    lingeringTime: 0,
    watchedTime: 0,
  }
}

/** A pair in which nobody watches yet. */
export function openPair(): PairTally {
  return { since: 0, watching: false, alive: true, suspected: false, mistaken: false, crashedAt: -1, suspectedAt: -1 }
}

/**
 * From `now` (absolute microseconds) on this is true of the pair. To be called at every change, in order; the first call
 * with `watching` begins. A target found dead then is no crash this observer could detect. When target and belief change
 * at one instant, the target does first.
 */
export function observePair(tally: DetectionTally, pair: PairTally, now: number, condition: PairCondition): void {
  spendTime(tally, pair, now)
  if (pair.watching && condition.watching) {
    changeTarget(tally, pair, now, condition.alive)
    changeBelief(tally, pair, now, condition.suspected)
  } else {
    if (pair.watching) settleCrash(tally, pair, 'open')
    pair.watching = condition.watching
    pair.alive = condition.alive
    pair.suspected = condition.suspected
    pair.mistaken = condition.alive && condition.suspected
  }
}

/** The observer stops watching, or measuring ends. */
export function closePair(tally: DetectionTally, pair: PairTally, now: number): void {
  observePair(tally, pair, now, { watching: false, alive: pair.alive, suspected: false })
}

function spendTime(tally: DetectionTally, pair: PairTally, now: number): void {
  const time = now - pair.since
  if (time < 0) throw new Error(`a pair seen at ${pair.since} cannot go back to ${now}`)
  pair.since = now
  if (!pair.watching || !pair.alive) return
  tally.watchedTime += time
  if (pair.mistaken) tally.falseSuspicionTime += time
  else if (pair.suspected) tally.lingeringTime += time
}

function changeTarget(tally: DetectionTally, pair: PairTally, now: number, alive: boolean): void {
  if (alive === pair.alive) return
  pair.alive = alive
  if (alive) {
    settleCrash(tally, pair, 'undetected')
  } else {
    pair.crashedAt = now
    pair.suspectedAt = now
    pair.mistaken = false
  }
}

function changeBelief(tally: DetectionTally, pair: PairTally, now: number, suspected: boolean): void {
  if (suspected === pair.suspected) return
  pair.suspected = suspected
  pair.suspectedAt = now
  pair.mistaken = suspected && pair.alive
  if (pair.mistaken) tally.falseSuspicions++
}

function settleCrash(tally: DetectionTally, pair: PairTally, missed: 'undetected' | 'open'): void {
  if (pair.crashedAt < 0) return
  if (pair.suspected) record(tally.detection, pair.suspectedAt - pair.crashedAt)
  else tally[missed]++
  pair.crashedAt = -1
}
