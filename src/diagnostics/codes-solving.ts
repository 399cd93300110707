import type { Page } from './page.js'

function page(severity: Page['severity'], code: string, title: string, text: string): Page {
  return { code, severity, title, text, wrong: null, right: null }
}

/** R42x: what `nines solve` supposes, leaves out, or cannot do. No single line of a scenario raises them. */
export const solvingPages: readonly Page[] = [
  page(
    'error',
    'R420',
    'too large to be solved exactly',
    'The exact answer is computed on decision diagrams, which for some structures grow without measure: many parts shared by many others in no order. The limit named was met. The probability of a fault tree takes far less than its cut sets, so leave `--cut-sets` out. A scenario can still be simulated with `nines run`.',
  ),
  page(
    'note',
    'R421',
    'shares of time in the long run',
    "Solving takes of every life and every repair the mean alone: in the long run, mean down / (mean up + mean down) is the share of time in which a part is down, whatever the laws. Parts are taken to fail and to be repaired independently of each other; what they share (a zone, a rack, an author's fault) is one component for all. `nines run` begins as `start` says, and with laws that are not exponential its first years differ from the long run.",
  ),
  page(
    'note',
    'R422',
    'parts stand still while they are without power',
    'With `aging: while-up`, a node inside a domain that lost power does not age, so that it fails a little less often than a node that ages always. Among the failure modes of one part this is exact. Between a part and the domains around it, the formula counts its failures as if it aged all the time: too many by the share of time in which those domains are down, at most, which the note states. With `aging: always` nothing is neglected.',
  ),
  page(
    'note',
    'R423',
    'boots of random length',
    'When a domain gets its power back, its nodes boot at the same time. With boots of constant length that is exact; boots of random length are taken to last their mean each, so that in a service that waits for the first or the last of several, a little is missing.',
  ),
  page(
    'note',
    'R424',
    'a law without a finite mean',
    'A Pareto law with a shape of 1 or less has no finite mean. A life like that has no rate of failures in the long run, and counts as never failing; a repair like that takes a growing share of the time, and counts as never ending. If both lack a mean there is no answer in the long run, and the service is said to be without one.',
  ),
  page(
    'note',
    'R425',
    'failovers to first order',
    'A structure function knows who could serve, not how long it takes to find out who does. When the leader or primary stops, nobody serves until the others have noticed and chosen. To that the answer adds rate x mean length: the rate is how often a member stops, the length is made of the terms named in the note. It leaves out votes that split, candidates at the same time, second failures during a failover, and what a member that comes back disturbs. Promises are judged as if failovers took between no time and twice as long as estimated; between the two the answer is `undecided`, and `nines run` decides.',
  ),
]
