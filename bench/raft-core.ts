// Raft messages a second through the core alone, beside a port of etcd's Raft; writes docs/measured/raft-speed.md.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { InMemoryPort, loadPort } from './raft/etcd-port.js'
import { InMemoryRaft } from './raft/in-memory.js'
import type { Work } from './raft/work.js'

const PORT = '@coaty/consensus.raft@1.0.0'
const FOLDER = `${process.cwd()}/.cache/bench/etcd-port`
const PAIRS = 11
const MEMBERS = 3
const REQUESTS = 20_000
const AHEAD = [1, 16, 64]
const WANTED = 1

/** Without its scripts, which would build a database that is not used, and with that database stubbed. */
function install(): void {
  if (existsSync(`${FOLDER}/node_modules/sqlite3/stubbed`)) return
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(`${FOLDER}/package.json`, '{ "private": true }\n')
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', PORT]
  if (spawnSync('npm', words, { cwd: FOLDER, stdio: 'inherit' }).status !== 0) throw new Error(`no ${PORT}`)
  writeFileSync(`${FOLDER}/node_modules/sqlite3/lib/sqlite3.js`, 'module.exports = {}\n')
  writeFileSync(`${FOLDER}/node_modules/sqlite3/stubbed`, '')
}

interface Pace {
  readonly messages: number
  readonly requests: number
}

/** Messages and requests in a second of CPU. */
function pace(side: { run(work: Work): number }, work: Work): Pace {
  const start = process.cpuUsage()
  const messages = side.run(work)
  const { user, system } = process.cpuUsage(start)
  const seconds = (user + system) / 1e6
  return { messages: messages / seconds, requests: work.requests / seconds }
}

function spread(values: readonly number[]): { low: number; middle: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b)
  return { low: sorted[0], middle: sorted[(sorted.length - 1) / 2], high: sorted[sorted.length - 1] }
}

install()
const port = loadPort(FOLDER)
const million = (x: number): string => (x / 1e6).toFixed(2)
const ratio = (values: readonly number[]): string => {
  const { low, middle, high } = spread(values)
  return `${middle.toFixed(2)} [${low.toFixed(2)} ${high.toFixed(2)}]`
}

const rows: string[][] = []
for (const ahead of AHEAD) {
  const work = { requests: REQUESTS, ahead }
  const ours = new InMemoryRaft(MEMBERS)
  const theirs = new InMemoryPort(port, MEMBERS)
  for (let i = 0; i < 2; i++) {
    ours.run(work)
    theirs.run(work)
  }
  const here: Pace[] = []
  const there: Pace[] = []
  for (let i = 0; i < PAIRS; i++) {
    if (i % 2 === 0) here.push(pace(ours, work))
    there.push(pace(theirs, work))
    if (i % 2 === 1) here.push(pace(ours, work))
  }
  rows.push([
    String(ahead),
    million(spread(here.map(({ messages }) => messages)).middle),
    million(spread(there.map(({ messages }) => messages)).middle),
    ratio(here.map(({ messages }, i) => messages / there[i].messages)),
    ratio(here.map(({ requests }, i) => requests / there[i].requests)),
  ])
  console.log(rows[rows.length - 1].join('  '))
}

const heads = ['requests under way', 'ours', 'the port', 'ratio, messages', 'ratio, requests']
const table = [heads, heads.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
const text = `# Speed of the Raft core

Written by \`npm run bench:raft\`. ${MEMBERS} members in one process, messages in one queue, disks that sync at once: the
core and as little else as can be. A closed loop gives the leader ${REQUESTS.toLocaleString('en')} requests, with so many of them unanswered at a
time; every one is replicated, committed and applied. Million messages a second of CPU on one core, medians of
${PAIRS} interleaved pairs, ratios with the least and the greatest; wanted are ${WANTED} million.

The other side is \`${PORT}\`, a port of etcd's Raft to TypeScript, driven through its RawNode with its memory storage.
It tells followers of every commit at once, and so sends 8 messages for a request; ours tells them with the next
entries or heartbeat, and sends 4 at most. Requests a second compare what a client gets.

Machine: ${cpus().length} cores, ${process.arch}, Node ${process.versions.node}.

${table}
`
writeFileSync('docs/measured/raft-speed.md', text)
