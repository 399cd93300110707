import { quantile, survival } from '../../laws/index.js'
import { pow } from '../../numerics/index.js'
import type { Listening } from '../../protocols/index.js'
import { mayBeDown, type Quorum } from '../../quorum/index.js'
import type { LinkClass } from '../../scenario/index.js'

/**
 * A leader that hears from no quorum for its patience steps down, and lost or late messages alone may bring that about.
 * How many such moments are to be expected in `rounds` rounds of heartbeats, from above: of the peers whose silence takes
 * it, every one has to miss as many rounds in a row as the patience surely holds, each by a heartbeat or an answer that is
 * lost or late; or else to be held up by one message so late that those behind it wait.
 */
export function expectedStepDowns(
  classes: readonly LinkClass[],
  members: number,
  quorum: Quorum,
  { period, leaderPatience }: Listening,
  drift: number,
  rounds: number,
): number {
  if (leaderPatience === 0 || members < 2) return 0
  const silent = Math.min(members - 1, mayBeDown(quorum) + 1)
  const patience = (leaderPatience * (1 - drift)) / (1 + drift)
  const worst = classes.reduce((most, linkClass) => Math.max(most, missesAll(linkClass, period, patience)), 0)
  return rounds * Math.min(1, binomial(members - 1, silent) * pow(worst, silent))
}

/** Shares of the patience after which a message counts as late: the one that makes a silence seldomest will do. */
const shares = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 3 / 8]

/** Probability, from above, that no answer of one peer comes in for so long, over links of one class. */
function missesAll(linkClass: LinkClass, period: number, patience: number): number {
  if (linkClass.reorder > 0 || linkClass.duplicate > 0) return 1
  const { latency, loss, overtaking } = linkClass
  const greatest = quantile(latency, 1)
  const candidates = [...shares.map(share => share * patience), ...(Number.isFinite(greatest) ? [greatest] : [])]
  return candidates.reduce((least, late) => {
    const inRow = Math.floor((patience - 2 * late) / period) - 1
    if (inRow < 1) return least
    const tail = survival(latency, late)
    const heard = (1 - loss) * (1 - tail)
    const missed = 1 - heard * heard
    // A message that is late by rounds holds up those behind it, so that the misses of a row are no longer apart.
    const heldUp = overtaking ? 0 : 2 * (inRow + 1) * (1 - loss) * survival(latency, late + period)
    return Math.min(least, pow(missed, inRow) + heldUp)
  }, 1)
}

function binomial(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i
  return ways
}
