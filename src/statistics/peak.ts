import type { Interval } from './interval.js'
import { ratioInterval, type Share } from './ratio.js'

/**
 * The most that any of several members has over the mean of all, from what each had in each independent trial.
 *
 * Each member's own ratio has an interval by the jackknife over trials, and the largest ratio lies between the largest of
 * their ends. The upper end needs no more than the interval of the one member that is truly the largest; but the lower one
 * must hold for all at once, since among members that are alike chance puts one on top in every study. There the error is
 * shared out among them (Bonferroni), and the end is at least 1, as no largest is below its mean.
 *
 * @param trials for each trial, in order, what each member had
 * @returns null with fewer than two trials or where nobody had anything
 */
export function peakInterval(trials: readonly (readonly number[])[], level = 0.95): Interval | null {
  const members = trials[0]?.length ?? 0
  const sums = trials.map(all => all.reduce((sum, value) => sum + value, 0))
  const every = Array.from({ length: members }, (_, m): Ends[] => {
    const shares = trials.map((all, t): Share => ({ numerator: members * all[m], denominator: sums[t] }))
    const own = ratioInterval(shares, level)
    const strict = ratioInterval(shares, 1 - (1 - level) / members)
    // A member that had nothing is not the largest.
    return own === null || strict === null ? [] : [{ value: own.value, low: strict.low, high: own.high }]
  }).flat()
  if (every.length === 0) return null
  const most = (of: keyof Ends): number => every.reduce((peak, ends) => Math.max(peak, ends[of]), 0)
  const value = most('value')
  const method = `jackknife on the log of each ratio over ${trials.length} trials, the lower end for ${members} members at once`
  // Rounding may leave the ratio of members who had exactly the same a little beside 1.
  const [low, high] = [Math.min(Math.max(1, most('low')), value), Math.max(value, Math.min(most('high'), members))]
  return { value, low, high, level, method }
}

type Ends = Record<'value' | 'low' | 'high', number>
