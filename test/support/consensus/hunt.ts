import { type Law, laws } from './breach.js'
import type { Hostility } from './hostilities.js'
import { type Case, reproduction, seedOf } from './suite.js'
import type { Outcome } from './trial.js'

/** Seeds a protocol has to hold on, by kind of hostility; of which a hunt takes a share. */
const seedsOf: Readonly<Record<Hostility, number>> = {
  anything: 2000,
  forgetting: 400,
  staleness: 400,
  changing: 400,
  relapsing: 400,
  duels: 400,
}

/** Seeds after which a mutant that may be missed is given up. */
const patience = 200

const counted = ['steps', 'messages', 'crashes', 'commits', 'restores', 'writes', 'reads', 'terms'] as const

/** A protocol under one kind of hostility. */
export interface Sweep {
  readonly protocol: string
  readonly hostility: Hostility
  readonly seeds: number
  readonly sums: Readonly<Record<(typeof counted)[number], number>>
  readonly judged: Readonly<Record<Law, number>>
  /** Microseconds. */
  readonly slowest: number
  /** A line for each seed that breaks a law, by which it is found again. */
  readonly breaches: readonly string[]
}

export function sweep(of: Case, hostility: Hostility, share = 1): Sweep {
  const sums = Object.fromEntries(counted.map(what => [what, 0])) as Record<(typeof counted)[number], number>
  const judged = Object.fromEntries(laws.map(law => [law, 0])) as Record<Law, number>
  const breaches: string[] = []
  let slowest = 0
  const seeds = Math.ceil(seedsOf[hostility] * share)
  for (let n = 0; n < seeds; n++) {
    const seed = seedOf(hostility, 'hunt', n)
    const outcome = of.run(seed)
    for (const what of counted) sums[what] += outcome[what]
    for (const law of laws) judged[law] += outcome.judged[law]
    slowest = Math.max(slowest, outcome.healing)
    if (outcome.breach !== null) breaches.push(reproduction(of, seed, outcome))
  }
  return { protocol: of.name, hostility, seeds, sums, judged, slowest, breaches }
}

/** A mutant that was looked for. */
export interface Search {
  readonly protocol: string
  readonly rule: string
  readonly hostility: Hostility
  /** Seeds looked at. */
  readonly seeds: number
  /** The law that the last of them breaks; null: none does. */
  readonly law: Law | null
  /** What the protocol itself breaks on that seed, in that configuration; null: nothing. */
  readonly faithful: Law | null
  readonly unsafe: boolean
}

export function search(of: Case, mutant: number): Search {
  const { name, hostility, hunted, unsafe } = of.mutants[mutant]
  let breach: Outcome['breach'] = null
  let n = 0
  const seed = () => seedOf(hostility, 'hunt', n)
  for (; breach === null && n < (hunted || patience); n++) breach = of.run(seed(), { mutant }).breach
  n -= 1
  const same = breach === null || unsafe ? null : of.run(seed(), { mutant, faithful: true }).breach
  const law = breach?.law ?? null
  return { protocol: of.name, rule: name, hostility, seeds: n + 1, law, faithful: same?.law ?? null, unsafe }
}

/** The page of a hunt that took a share of the seeds, for docs/measured. */
export function pageOf(sweeps: readonly Sweep[], searches: readonly Search[], share: number): string {
  const names = [...new Set(sweeps.map(({ protocol }) => protocol))]
  const of = (name: string) => sweeps.filter(({ protocol }) => protocol === name)
  const sum = (name: string, count: (sweep: Sweep) => number) => of(name).reduce((total, one) => total + count(one), 0)
  const broken = (list: readonly string[], law: Law) => list.filter(line => line.includes(` breaks ${law} at `)).length
  const subjects = names.map(name => {
    const slowest = Math.max(...of(name).map(one => one.slowest))
    const counts = counted.map(what => sum(name, ({ sums }) => sums[what]))
    return row(
      name,
      sum(name, ({ seeds }) => seeds),
      ...counts,
      `${(slowest / 1000).toFixed(0)} ms`,
    )
  })
  const byHostility = sweeps.map(({ protocol, hostility, seeds, breaches }) =>
    row(protocol, hostility, seeds, ...laws.map(law => broken(breaches, law))),
  )
  const judged = names.map(name => row(name, ...laws.map(law => sum(name, one => one.judged[law]))))
  const mutants = searches.map(({ protocol, rule, hostility, seeds, law, faithful, unsafe }) => {
    const kept = unsafe ? 'the configuration is broken' : law === null ? '' : (faithful ?? 'holds')
    return row(protocol, rule, hostility, law === null ? `none of ${seeds}` : seeds, law ?? 'unnoticed', kept)
  })
  return [
    '# Consensus protocols under one set of laws',
    '',
    `Made by \`HUNT_SHARE=${share} npx vitest run -c vitest.long.config.ts test/long/consensus-laws.test.ts\`, which takes that share of`,
    'the seeds of the whole hunt. Every seed draws a configuration with all its options, a hostile world (crashes, pauses, stalled',
    'disks, loss, doubles, late messages, partitions of every kind, drifting clocks) and clients with sessions, reads and an operator.',
    '`test/support/consensus/hostilities.ts` says what the kinds of hostility are made for. The laws are judged from outside, by the',
    'contract alone; `test/support/consensus/breach.ts` names and cites them. One seed is told in full by',
    "`SUBJECT='Raft' SEED='hunt/17' npx vitest run test/protocols/consensus-laws.test.ts`; seeds of anything are `hunt/0`, `hunt/1`, …,",
    'those of another kind begin with its name.',
    '',
    row('protocol', 'seeds', ...counted, 'slowest to heal'),
    rule(counted.length + 3),
    ...subjects,
    '',
    '## Breaches',
    '',
    row('protocol', 'hostility', 'seeds', ...laws),
    row('---', '---', ...['seeds', ...laws].map(() => '---:')),
    ...byHostility,
    '',
    '## How often each law was judged',
    '',
    row('protocol', ...laws),
    rule(laws.length + 1),
    ...judged,
    '',
    '## Broken on purpose',
    '',
    'The protocol with one rule broken: how many seeds it took to find it, the law that noticed, and what the protocol itself breaks',
    'on that seed in that configuration. What no seed finds here takes a course of events so rare that tests of the protocol of',
    'its own play it, with the rule and without it.',
    '',
    row('protocol', 'broken rule', 'hostility', 'seeds till found', 'law', 'with the rule'),
    row('---', '---', '---', '---:', '---', '---'),
    ...mutants,
    '',
  ].join('\n')
}

function rule(columns: number): string {
  return row('---', ...Array.from({ length: columns - 1 }, () => '---:'))
}

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
