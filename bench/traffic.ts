// Requests a second through a plain station and through a full service, beside C++ and SimPy; writes docs/measured/traffic-speed.md.
// usage: node traffic.js [PAIRS]
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { manyServers } from '../src/analysis/queueing/index.js'
import { OtherSide } from './other-side.js'
import { makeTables, writeTables } from './tables.js'
import { GAP, SERVERS, WORK } from './traffic/system.js'

const FOLDER = '.cache/bench'
const TABLES = `${FOLDER}/increments.bin`
const CPP = `${FOLDER}/queue`
const PYTHON = '/usr/bin/python3'
/** Figures wanted are for a machine on which C++ holds 10^4 events at this pace. */
const REFERENCE = 13e6
const PAIRS = Number(process.argv[2] ?? 11)
const HOLD = 2_000_000

mkdirSync(FOLDER, { recursive: true })
writeTables(TABLES, makeTables())
if (spawnSync('g++', ['-std=c++17', '-O3', 'bench/cpp/queue.cpp', '-o', CPP]).status !== 0) throw new Error('no g++')
const script = new URL('traffic-side.js', import.meta.url).pathname
const own = (what: string): OtherSide => new OtherSide(process.execPath, [script, what], 'station')
const hold = new OtherSide(CPP, [TABLES], 'hold 10000')
const sides: { title: string; requests: number; wanted: number; side: OtherSide; paces: number[]; mean: number }[] = [
  { title: 'M/M/4, on the kernel', requests: 1_000_000, wanted: 2, side: own('station') },
  { title: 'M/M/4, as a scenario', requests: 300_000, wanted: 2, side: own('bench/scenarios/station.yaml') },
  {
    title: 'ten servers, balancer, health checks',
    requests: 1_000_000,
    wanted: 0.5,
    side: own('bench/scenarios/service.yaml'),
  },
  {
    title: 'M/M/4, on SimPy',
    requests: 50_000,
    wanted: 0,
    side: new OtherSide(PYTHON, ['bench/simpy/station.py', ...[SERVERS, GAP, WORK].map(String)], 'station'),
  },
].map(one => ({ ...one, paces: [], mean: 0 }))
const holds: number[] = []
for (let i = -2; i < PAIRS; i++) {
  const { seconds } = await hold.run(HOLD)
  if (i >= 0) holds.push(HOLD / seconds)
  for (const one of sides) {
    const { seconds: spent, now: mean } = await one.side.run(one.requests)
    one.mean = mean
    if (i >= 0) one.paces.push(one.requests / spent)
  }
}
for (const { side } of sides) side.close()
hold.close()

const spread = (values: readonly number[]): [number, number, number] => {
  const sorted = [...values].sort((a, b) => a - b)
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]]
}
const ratio = (values: readonly number[]): string => {
  const [low, middle, high] = spread(values).map(x => x.toPrecision(2))
  return `${middle} [${low} ${high}]`
}
const simpy = sides[sides.length - 1].paces
const rows = sides.map(({ title, paces, wanted, mean }) => [
  title,
  (spread(paces)[1] / 1e6).toFixed(2),
  wanted === 0 ? '' : ratio(paces.map((pace, i) => (pace / 1e6) * (REFERENCE / holds[i]))),
  wanted === 0 ? '' : wanted.toFixed(1),
  title.startsWith('M/M/4') ? ratio(paces.map((pace, i) => pace / simpy[i])) : '',
  title.startsWith('M/M/4') ? `${(mean / 1000).toFixed(2)} ms` : '',
])
const heads = ['what', 'million a second', 'as on the reference', 'wanted', 'to SimPy', 'mean time']
const table = [heads, heads.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
const expected = manyServers(SERVERS, { arrivals: 1e6 / GAP, service: WORK }).meanResponse
const text = `# Speed of traffic

Written by \`npm run bench:traffic\`. Requests a second of CPU on one core, medians of ${PAIRS} rounds in which every side has its
turn, ratios with the least and the greatest. "As on the reference" is scaled to a machine on which C++'s
\`std::priority_queue\` holds 10^4 events at ${REFERENCE / 1e6} million a second; here it made ${(spread(holds)[1] / 1e6).toFixed(1)}.

The station is the same on all sides: Poisson arrivals, exponential work, ${SERVERS} servers, one queue, at a load of
${((100 * WORK) / GAP / SERVERS).toFixed(1)} %; by Erlang's C a request spends ${(expected / 1000).toFixed(2)} ms there. "On the kernel" is that and nothing else, as a
user of the kernel would write it; "as a scenario" it goes through all that a request of a scenario goes through: client,
network, time-out, queue, measures. The service has ten machines that fail, heartbeats, least connections, time-outs,
retries, a deadline, and histograms of latencies.

Machine: ${cpus().length} cores, ${process.arch}, Node ${process.versions.node}.

${table}
`
writeFileSync('docs/measured/traffic-speed.md', text)
console.log(text)
