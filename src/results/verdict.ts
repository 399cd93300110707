import type { Verdict } from './result.js'

/** From best to worst: a check without an answer is worse than one that holds and better than one that does not. */
const ORDER: readonly Verdict[] = ['pass', 'unknown', 'fail']

/** The worst of the verdicts; `pass` when there are none, as nothing was promised. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce<Verdict>((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'pass')
}

/** The exit code a verdict stands for: 0 pass, 1 fail, 3 unknown. */
export function exitCode(verdict: Verdict): 0 | 1 | 3 {
  return verdict === 'pass' ? 0 : verdict === 'fail' ? 1 : 3
}
