// Measures how fast quiet time is leapt over, and how trials spread over threads; writes docs/measured/leap-speed.md.
// usage: node leap.js [PAIRS]
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Job } from './leap-jobs.js'
import { type Measured, measure, median } from './machine.js'
import { OtherSide } from './other-side.js'
import { makeTables, writeTables } from './tables.js'

const WORK = '.cache/bench'
const TABLES = `${WORK}/increments.bin`
const CPP = `${WORK}/queue`
const RAFT = 'bench/scenarios/five-node-raft.yaml'
const FIFTY = 'bench/scenarios/fifty-nodes.yaml'
const WEB_SHOP = 'scenarios/web-shop.yaml'
/** Figures wanted are for a machine on which C++ holds 10^4 events at this pace. */
const REFERENCE = 13e6
const TIMES = 3
const HOURS = 100
const PAIRS = Number(process.argv[2] ?? 7)
/** Others' share of the machine up to which a pair of runs counts as undisturbed. */
const QUIET = 0.05
const YEAR = 365 * 86_400

mkdirSync(WORK, { recursive: true })
writeTables(TABLES, makeTables())
if (spawnSync('g++', ['-std=c++17', '-O3', 'bench/cpp/queue.cpp', '-o', CPP]).status !== 0) throw new Error('no g++')
const cpp = new OtherSide(CPP, [TABLES], 'hold 10000')
await cpp.run(2_000_000)
const holds: number[] = []
const loads: number[] = []

/** Runs jobs in turns, the C++ side between them. */
async function inTurns(jobs: readonly Job[], times: number): Promise<Measured[][]> {
  const runs: Measured[][] = jobs.map(() => [])
  for (let i = 0; i < times; i++) {
    for (let j = 0; j < jobs.length; j++) {
      // Each comes first in turn, so that none always follows the same one.
      const at = (i + j) % jobs.length
      holds.push(2_000_000 / (await cpp.run(2_000_000)).seconds)
      const run = measure(jobs[at])
      runs[at].push(run)
      loads.push(run.others)
      console.log(JSON.stringify(jobs[at]), run.wall.toFixed(2), run.cpu.toFixed(2), run.others.toFixed(2))
    }
  }
  return runs
}

const table = (rows: readonly (readonly string[])[]): string =>
  [rows[0], rows[0].map(() => '---'), ...rows.slice(1)].map(cells => `| ${cells.join(' | ')} |`).join('\n')
const fixed = (x: number, digits = 1): string => x.toFixed(digits)
const count = (x: number): string => String(Math.round(x)).replace(/\B(?=(\d{3})+$)/g, ',')

const century = { kind: 'study', file: RAFT, trials: 1000 } as const
const watched = { kind: 'study', file: FIFTY, trials: 1 } as const
const [alone, together, fifty, some, more, full] = await inTurns(
  [
    { ...century, workers: 1 },
    { ...century, workers: 2 },
    watched,
    { ...watched, loss: 0.001 },
    { ...watched, loss: 0.01 },
    { kind: 'hours', file: RAFT, trials: HOURS, fidelity: 'full' },
  ],
  TIMES,
)
const [[counted], [inFull], [inLeaps]] = await inTurns(
  [
    { kind: 'messages', file: RAFT, trials: 5, fidelity: 'full' },
    { kind: 'profile', file: RAFT, trials: HOURS, fidelity: 'full' },
    { kind: 'profile', file: RAFT, trials: 1000, fidelity: 'leap' },
  ],
  1,
)

interface SpeedUp {
  readonly trials: number
  /** Seconds on one thread. */
  readonly wall: number
  readonly ratios: readonly number[]
  /** Of the pairs that others left alone. */
  readonly quiet: readonly number[]
  /** CPU on two threads over CPU on one. */
  readonly cpu: number
}

/** Two threads against one. */
async function speedUp(file: string, trials: number): Promise<SpeedUp> {
  const pairs: { readonly one: Measured; readonly two: Measured }[] = []
  for (let i = 0; i < PAIRS; i++) {
    const workers = i % 2 === 0 ? [1, 2] : [2, 1]
    const runs = await inTurns(
      workers.map((w): Job => ({ kind: 'study', file, trials, workers: w })),
      1,
    )
    const one = runs[workers.indexOf(1)][0]
    const two = runs[workers.indexOf(2)][0]
    if (one.fingerprint !== two.fingerprint) throw new Error(`${file}: the result depends on the threads`)
    pairs.push({ one, two })
  }
  const undisturbed = pairs.filter(({ one, two }) => one.others < QUIET && two.others < QUIET)
  return {
    trials,
    wall: median(pairs.map(({ one }) => one.wall)),
    ratios: pairs.map(({ one, two }) => one.wall / two.wall),
    quiet: undisturbed.map(({ one, two }) => one.wall / two.wall),
    cpu: median(pairs.map(({ one, two }) => two.cpu / one.cpu)),
  }
}

const ofRaft = await speedUp(RAFT, 5000)
const ofShop = await speedUp(WEB_SHOP, 40_000)
const short = await speedUp(RAFT, 400)
cpp.close()

const hold = median(holds)
const scale = hold / REFERENCE
const seconds = (runs: readonly Measured[], of: (run: Measured) => number): string[] => {
  const value = median(runs.map(of))
  return [fixed(value), fixed(value * scale)]
}
const cpu = (run: Measured): number => run.cpu
const wall = (run: Measured): number => run.wall

const { events, failures, detail } = alone[0].figures
const perYear = median(alone.map(cpu)) / century.trials
const fullPace = median(full.map(run => run.figures.events / run.cpu))
const fullPerYear = ((YEAR / 3600) * (full[0].figures.events / HOURS)) / fullPace
const share = counted.figures.delivered / counted.figures.events

const times = [
  ['what', 'seconds here', 'on the reference machine', 'wanted'],
  ['1,000 cluster-years of Raft, one thread, CPU', ...seconds(alone, cpu), ''],
  ['… by the clock', ...seconds(alone, wall), ''],
  ['… two threads, by the clock', ...seconds(together, wall), '15'],
  ['50 nodes for a year, no loss, CPU', ...seconds(fifty, cpu), '20'],
  ['… loss of 0.1 %', ...seconds(some, cpu), ''],
  ['… loss of 1 %', ...seconds(more, cpu), ''],
]
const leaping = [
  ['what', 'figure', 'wanted'],
  ['faults and repairs in a year', fixed((2 * failures) / century.trials), ''],
  ['simulated seconds message by message, for each', fixed(detail / (2 * failures), 2), '10'],
  ['events in a year, leapt', count(events / century.trials), ''],
  ['events in a year, in full', count((YEAR / 3600) * (full[0].figures.events / HOURS)), ''],
  ['CPU for a year, leapt', `${fixed(perYear * 1000, 2)} ms`, ''],
  ['CPU for a year, in full, from hours', `${count(fullPerYear)} s`, ''],
  ['factor', count(fullPerYear / perYear), ''],
]
const pace = [
  ['events in full, one core', 'million/s here', 'on the reference machine', 'wanted'],
  ['messages delivered', fixed((share * fullPace) / 1e6, 2), fixed((share * fullPace) / scale / 1e6, 2), '1.5'],
  ['all events', fixed(fullPace / 1e6, 2), fixed(fullPace / scale / 1e6, 2), ''],
]
const areas = (run: Measured): string =>
  table([
    ['where', 'share of the time'],
    ...run.areas.filter(([, part]) => part >= 0.001).map(([area, part]) => [area, `${fixed(100 * part)} %`]),
  ])
const spread = (ratios: readonly number[]): string =>
  ratios.length === 0
    ? 'none'
    : `${fixed(median(ratios), 2)} [${fixed(Math.min(...ratios), 2)} ${fixed(Math.max(...ratios), 2)}] of ${ratios.length}`
const speedUpRow = (name: string, { trials, wall, ratios, quiet, cpu }: SpeedUp): string[] => [
  `${name}, ${count(trials)} trials`,
  `${fixed(wall)} s`,
  spread(ratios),
  spread(quiet),
  fixed(cpu, 2),
]

const text = `# Speed of the leap

Written by \`npm run bench:leap\`. Each run is a process of its own, with nothing compiled before; runs of different kinds
alternate, and figures are medians of ${TIMES}. The reference machine holds 10^4 events in C++ (bench/cpp) at ${fixed(REFERENCE / 1e6, 0)} million a
second; this one did ${fixed(hold / 1e6)} million in the same run, and figures are scaled by that.

Machine: ${cpus().length} cores, ${process.arch}, Node ${process.versions.node}. Other work took ${fixed(100 * median(loads), 0)} % of it (median over the runs).

## Whole studies

[Five-node Raft](../../bench/scenarios/five-node-raft.yaml): heartbeats of 100 ms, a crash each 30 days and node, repairs of
10 minutes. [50 nodes](../../bench/scenarios/fifty-nodes.yaml) watch each other with heartbeats of 1 s, 5 of them missed, a
crash each 60 days and node.

${table(times)}

## What the leap of that Raft is worth

${table(leaping)}

A year has ${fixed((2 * failures) / century.trials, 0)} faults and repairs, each of which costs ${fixed(events / (2 * failures), 0)} events and ${fixed((1e6 * perYear * century.trials) / (2 * failures), 0)} µs: the factor grows with the time
between faults, and nothing else bounds it. An event costs ${fixed((1e9 * perYear * century.trials) / events, 0)} ns when leaping and ${fixed(1e9 / fullPace, 0)} ns in full: elections, boots
and looks are rarer and dearer than heartbeats, and streams have to be seeded anew for every trial.

${areas(inLeaps)}

## Full fidelity

The same Raft for hours without a leap. ${fixed(100 * share, 0)} % of the events are messages; the rest are timers.

${table(pace)}

${areas(inFull)}

## Two threads against one

Pairs of whole studies on one thread and on two, in alternating order; wanted is 1.8. A pair is undisturbed when others took less than
${fixed(100 * QUIET, 0)} % of the machine in either run. On two threads V8 compiles everything twice, and has no idle core left for
compiling and for collecting garbage beside the simulation: that is the CPU in the last column, and why studies of a
second or two gain nothing.

${table([
  ['study', 'one thread', 'speed-up, all pairs', 'undisturbed pairs', 'CPU, two to one'],
  speedUpRow('five-node Raft', ofRaft),
  speedUpRow('web-shop', ofShop),
  speedUpRow('five-node Raft', short),
])}
`
writeFileSync('docs/measured/leap-speed.md', text)
