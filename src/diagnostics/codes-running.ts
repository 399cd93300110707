import type { Page } from './page.js'

function page(severity: Page['severity'], code: string, title: string, text: string): Page {
  return { code, severity, title, text, wrong: null, right: null }
}

/** R4xx: what a study says of its own numbers, or why it was stopped. No single line of a scenario raises them. */
export const runningPages: readonly Page[] = [
  page(
    'warning',
    'R401',
    'outage lengths have a heavy tail',
    'A few long outages make up much of the downtime, so the next long one may move the estimate by more than its interval says; or the repairs in the scenario have so long a tail that the outages seen may not have shown it. More trials help slowly. Look at the longest outage with `nines trace`, and at the law of the repair times: is its tail what you measured, or does somebody step in after a while?',
  ),
  page(
    'note',
    'R402',
    'no outage was seen',
    'Nothing can be estimated from no outage. What is printed is a bound: were the service less available than that, so much time without an outage would be unlikely at the level named. More trials or a longer horizon lower the bound.',
  ),
  page(
    'warning',
    'R403',
    'few outages were seen',
    'An interval that rests on fewer than 30 outages is wide, and its own width is uncertain. Run more trials, or ask for a precision: `--precision 10%`.',
  ),
  page(
    'warning',
    'R404',
    'two members served at once',
    'For a while two members both took themselves for the one that serves: a failure detector gave up on a primary that was alive, slow or cut off. What both accepted in that time contradicts itself. A longer time-out makes it rarer and failover slower; a consensus protocol excludes it.',
  ),
  page(
    'note',
    'R405',
    'all parts start new',
    'With lives that are not exponential, new parts fail more often or less often than parts of mixed ages. `start: steady` begins with the ages of a system that has run for long; `start: new` answers for the first years of a new one.',
  ),
  page(
    'note',
    'R406',
    'intervals of different levels',
    'An expectation with `at 99%` is judged by an interval of that level; the intervals in the rest of the report keep theirs. The two differ in width, not in what they estimate.',
  ),
  page(
    'note',
    'R407',
    'false suspicions were left out',
    'Quiet stretches of heartbeats are leapt over. In such a stretch, lost or late messages could still make somebody suspect the living. Here that is so rare that it was left out: the note says how many such cases are expected in all trials together, at most one in a million. With `--fidelity full` every message is simulated and nothing is left out.',
  ),
  page(
    'note',
    'R408',
    'simulated message by message',
    'Quiet stretches of heartbeats are leapt over where the law of what can go wrong in them is known. With this service or detector it is not, for the reason in the note, so all of its messages were simulated. The result is as good; it only takes longer. Rarer heartbeats or a shorter horizon help.',
  ),
  page(
    'note',
    'R409',
    'time availability only',
    'With `--time-only` no requests are made, and balancers check no health. Neither changes whether a service is up, so availability, outages and their causes are the same; how requests fare is not known. Run without it to know. Only where a service keeps a log do its requests load the disks and links that its leader needs: its outages are then others of the same kind.',
  ),
  page(
    'error',
    'R410',
    'a limit was reached',
    'A trial made more events than `limits` allows, or would, going by how it begins; or more requests were under way at once than can be; or the outages kept of all trials fill the memory. The study was stopped. `nines run --dry-run` says how many events a trial takes. Shorten the horizon, lower the rates, leave requests out with `--time-only`, or raise `limits: { events-per-trial: … }`.',
  ),
  page(
    'note',
    'R411',
    'configurations that do not settle',
    'With sampled traffic a state of the cluster is simulated once, when all has come to rest, and weighed by the time spent in it. In some states nothing comes to rest: ever more requests are under way, or retries keep up an overload that began with a change. Time in these is simulated request by request, up to `requests` for one change. The report names the states; what promises hold in them is for capacity to say.',
  ),
  page(
    'warning',
    'R412',
    'requests were sampled less well than asked',
    'The limit `requests` was reached before the failed share of a state, or what follows a change, was known as well as asked. The interval says how well it is known; only where a simulation was cut short, the rest of its time was taken to go on as its last stretch did, which no interval knows of. Raise `traffic: { sampled: { requests: … } }`, or ask for less: `precision`, `floor`.',
  ),
]
