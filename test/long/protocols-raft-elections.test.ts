import { afterAll, describe, expect, it } from 'vitest'
import { normalQuantile } from '../../src/numerics/index.js'
import { SeedTree } from '../../src/random/index.js'
import { clopperPearson } from '../../src/statistics/index.js'
import { measuredPage, percent } from '../support/measured-page.js'
import { modelOf, splitVoteCells, wan } from '../support/raft-split-vote-cells.js'
import { electionTime, estimatedElectionTime, splitVoteChance } from '../support/raft-split-vote-oracle.js'
import { type FirstElection, firstElection } from '../support/raft-split-vote-trial.js'
import { worldFirstElection, worldOf } from '../support/raft-split-vote-world.js'
import { meanOver } from '../support/trials.js'

/** Two hosts for each of nine rates and of three means; together they go wrong once in a thousand choices of seeds. */
const comparisons = 2 * (splitVoteCells.length + 3)
const alpha = 0.001 / comparisons
const critical = normalQuantile(1 - alpha / 2)

/** The rarest split needs the most trials. */
const trialsOf = (l: number) =>
  l < 0.05 ? { protocol: 1_000_000, world: 100_000 } : { protocol: 100_000, world: 20_000 }
const wanTrials = { model: 1_000_000, protocol: 100_000, world: 20_000 }

const ms = (time: number, digits = 1) => (time / 1000).toFixed(digits)
const thousands = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ' ')

const page = measuredPage(
  "Raft's elections: split votes and their length, beside the thesis",
  [
    'D. Ongaro, "Consensus: Bridging Theory and Practice", Stanford 2014, chapter 9. Every trial starts the election timers of',
    'the servers that are up in one moment; the others never come up. Logs are equal, disks take no time, no message is',
    'lost. _Protocol_ is `raft` in the small world of the tests, _simulator_ is the same protocol in a scenario of the whole',
    `simulator. All ${comparisons} comparisons of this page together are held to an error of 0.001 (|z| < ${critical.toFixed(2)} for means).`,
  ].join('\n'),
)

const splitRows: string[][] = []
const wanRows: string[][] = []

describe.each(splitVoteCells)('$live of $members servers, latency $l of the timeout range', cell => {
  const { members, live, l, thesis } = cell
  const chance = splitVoteChance(members, live, l)
  const model = modelOf(cell)
  const row = [`${live} of ${members}, l = ${l}`, thesis, percent(chance, 4)]
  const judge = (trials: number, run: (trial: number) => FirstElection) => {
    let hits = 0
    for (let trial = 1; trial <= trials; trial += 1) if (run(trial).split) hits += 1
    const shown = clopperPearson(hits, trials, 0.99)
    row.push(
      `${percent(hits / trials, 4)} (${percent(shown.low, 4)} – ${percent(shown.high, 4)}) of ${thousands(trials)}`,
    )
    const { low, high } = clopperPearson(hits, trials, 1 - alpha)
    expect(chance).toBeGreaterThan(low)
    expect(chance).toBeLessThan(high)
  }

  it('splits votes as the formula says, in the small world and in the simulator', () => {
    const { protocol, world } = trialsOf(l)
    const plan = worldOf(model)
    splitRows.push(row)
    judge(protocol, trial => firstElection(model, `long/${members}/${live}/${l}/${trial}`, false))
    judge(world, trial => worldFirstElection(plan, model, trial, false))
  })
})

describe.each([
  { live: 5, thesis: '—' },
  { live: 4, thesis: 'about 475 ms; 99.9 % within 1.5 s' },
  { live: 3, thesis: 'about 650 ms; 99.9 % within 3 s' },
])('elections on the WAN of section 9.4 with $live of 5 servers', ({ live, thesis }) => {
  it('take as long as by the independent model, in the small world and in the simulator', () => {
    const model = wan(live)
    const stream = new SeedTree('wan-elections').stream(`${live}`)
    const sampled = (count: number, time: (trial: number) => number | null) =>
      Array.from({ length: count }, (_, trial) => time(trial + 1) ?? Number.POSITIVE_INFINITY)
    const reference = sampled(wanTrials.model, () => electionTime(model, () => stream.unit()))
    const truth = meanOver(reference)
    const late = [...reference].sort((a, b) => a - b)[Math.floor(0.999 * reference.length)]
    const row = [
      `${live} of 5`,
      thesis,
      ms(estimatedElectionTime(model)),
      `${ms(truth.mean, 2)} ± ${ms(truth.error, 2)}`,
    ]
    row.push(ms(late, 0))
    wanRows.push(row)
    const judge = (times: readonly number[]) => {
      const seen = meanOver(times)
      const z = (seen.mean - truth.mean) / Math.hypot(seen.error, truth.error)
      row.push(`${ms(seen.mean, 2)} ± ${ms(seen.error, 2)} (z ${z.toFixed(1)})`)
      expect(Math.abs(z)).toBeLessThan(critical)
    }
    const plan = worldOf(model)
    judge(sampled(wanTrials.protocol, trial => firstElection(model, `long/wan/${live}/${trial}`, true).time))
    judge(sampled(wanTrials.world, trial => worldFirstElection(plan, model, trial, true).time))
  })
})

afterAll(() => {
  page.table(
    'How often the first vote is split, latency constant',
    [
      'A vote is split when some server stands in a later term before anyone leads the first one in which a server stood. `l` is',
      'the one-way latency over the width of the timeout range (100–200 ms here); the formula is section 9.2 with the',
      'derivation in `test/support/raft-split-vote-oracle.ts`. Intervals are exact, at 99 %.',
    ].join('\n'),
    ['live servers', 'thesis', 'formula', 'protocol', 'simulator'],
    splitRows,
  )
  page.table(
    'Time from fresh timers to a leader on a WAN, ms',
    [
      'One way 30–40 ms, uniform for each message; timeouts 300–600 ms (section 9.4). The thesis measured 10 000 elections of its',
      'simulator AvailSim for each number of failed servers; its text gives the figures below, and of none failed it shows a curve',
      'only. _Estimate_ is the sum at the end of section 9.3 for a constant latency of 35 ms. _Model_ is the independent one of',
      `\`test/support/raft-split-vote-oracle.ts\`, ${thousands(wanTrials.model)} elections; the protocol ran ${thousands(wanTrials.protocol)}, the simulator`,
      `${thousands(wanTrials.world)}. ± is one standard error. The thesis' two means lie above the model's, by 2 % and by 5 %, which is more than`,
      'chance explains in 10 000 elections; the cause is not known. Its bounds for 99.9 % hold.',
    ].join('\n'),
    ['live servers', 'thesis', 'estimate', 'model', '99.9 % of the model within', 'protocol', 'simulator'],
    wanRows,
  )
  page.write('raft-elections')
})
