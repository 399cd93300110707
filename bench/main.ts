// Measures the kernel against std::priority_queue and SimPy and writes docs/measured/bench.md. See models.ts for what runs.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { FIGURES } from './figures.js'
import { memory, operations } from './operations.js'
import { makeTables, writeTables } from './tables.js'

const WORK = '.cache/bench'
const TABLES = `${WORK}/increments.bin`
const CPP = `${WORK}/queue`

interface Measured {
  ratio: number
  low: number
  high: number
  perSecond: number
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}

function measure(name: string, command: string[]): Measured {
  const script = new URL('figure.js', import.meta.url).pathname
  const child = spawnSync(process.execPath, [script, name, TABLES, ...command], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`)
  return JSON.parse(child.stdout) as Measured
}

const fixed = (x: number) => (x >= 10 ? x.toFixed(0) : x.toFixed(2))
const ratioOf = (m: Measured) => `${fixed(m.ratio)} [${fixed(m.low)} ${fixed(m.high)}]`
const table = (rows: string[][]) =>
  [rows[0], rows[0].map(() => '---'), ...rows.slice(1)].map(cells => `| ${cells.join(' | ')} |`).join('\n')

mkdirSync(WORK, { recursive: true })
mkdirSync('docs/measured', { recursive: true })
writeTables(TABLES, makeTables())
const sides: { title: string; command: string[]; simpy: boolean }[] = []
if (succeeds('g++', ['-std=c++17', '-O3', 'bench/cpp/queue.cpp', '-o', CPP])) {
  sides.push({ title: 'to C++', command: [CPP], simpy: false })
}
if (succeeds('/usr/bin/python3', ['-c', 'import simpy'])) {
  sides.push({ title: 'to SimPy', command: ['/usr/bin/python3', 'bench/simpy/models.py'], simpy: true })
}

const rows = [['figure', 'million events/s', ...sides.map(side => `ratio ${side.title}`), 'wanted of C++']]
for (const figure of FIGURES) {
  const measured = sides.map(side => (side.simpy && !figure.simpy ? undefined : measure(figure.name, side.command)))
  const speed = measured.find(m => m !== undefined)
  rows.push([
    figure.name,
    speed === undefined ? '' : (speed.perSecond / 1e6).toFixed(1),
    ...measured.map(m => (m === undefined ? '' : ratioOf(m))),
    figure.target === undefined ? '' : String(figure.target),
  ])
  console.log(rows[rows.length - 1].join('  '))
}

const text = `# Kernel benchmarks

Written by \`npm run bench\`. A ratio is ours to theirs in events per second of CPU time: the median of 11 interleaved
pairs, with the least and the greatest. All sides read the same tables of 65,536 increments, and the run fails when the
C++ side's clock differs from ours. C++ is \`std::priority_queue\` ordered by (time, sequence), C++17 at \`-O3\`. "Kernel"
is the public interface, with dispatch, cancellable handles and the fingerprint; "bare queue" the tree of keys alone. Heartbeats:
50 nodes beat each 100 ms to all others, with a standing timer for each of 2,450 pairs.

Machine: ${cpus().length} cores, ${process.arch}, Node ${process.versions.node}; other work ran beside it.

${table(rows)}

## Memory

${table([['figure', 'bytes', 'wanted'], ...memory()])}

## Other operations

${table([['operation', 'median time'], ...(await operations())])}
`
writeFileSync('docs/measured/bench.md', text)
