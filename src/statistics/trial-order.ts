/**
 * Brings the summaries of trials that ran anywhere, in any order, into the order of their number: sums and intervals
 * then come out the same to the last bit whoever finished first.
 *
 * @throws RangeError when a trial occurs twice or one between the first and the last is missing.
 */
export function mergeTrials<T extends { readonly trial: number }>(parts: readonly (readonly T[])[]): T[] {
  const merged = parts.flat().sort((a, b) => a.trial - b.trial)
  for (let i = 1; i < merged.length; i++) {
    const step = merged[i].trial - merged[i - 1].trial
    if (step === 0) throw new RangeError(`trial ${merged[i].trial} occurs twice`)
    if (step !== 1) throw new RangeError(`trial ${merged[i - 1].trial + 1} is missing`)
  }
  return merged
}
