// Records how long requests take through a real HAProxy and a real nginx before ten servers of one place each:
// chrt -r 1 node test/real/latency-record.mjs [UTILISATION RUN [SECONDS]]; all ten recordings take 42 minutes. Needs both
// on the path; loopback only. The recorders' own sleep is to the millisecond, so nothing keeps a core busy, and strategies
// are recorded side by side: those of one product at a time.
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { TICK, ticks } from './latency-clock.mjs'
import { packColumns } from './latency-columns.mjs'
import { argumentsOf, strategies } from './latency-strategies.mjs'
import { freePorts, pause, startProxy } from './loopback.mjs'

const SERVERS = 10
const MEAN = 100_000 / TICK
const second = 1_000_000 / TICK

/** Uniform in (0, 1], from 32 bits of a counter's hash (splitmix32). */
function uniform(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296 + 1 / 4294967296
  }
}

/** Exponential gaps at `utilisation` of what ten servers can do, and exponential demands of 100 ms on average. */
function planOf(utilisation, run, seconds) {
  const draw = uniform(1000 * Math.round(100 * utilisation) + run)
  const at = []
  const work = []
  for (let time = 0; ; ) {
    time += -Math.log(draw()) * (MEAN / (SERVERS * utilisation))
    if (time > seconds * second) return { at, work }
    at.push(Math.round(time))
    work.push(Math.max(1, Math.round(-Math.log(draw()) * MEAN)))
  }
}

const heard = (child, kind) =>
  new Promise((done, fail) => {
    child.on('message', message => message.kind === kind && done(message))
    child.once('exit', code => code !== 0 && fail(new Error(`a process of the recording ended with ${code}`)))
  })

/** One strategy, its servers and its client. `delay` in ticks keeps clients from sending at the same moments. */
async function record(strategy, { at, work }, delay) {
  const [front, ...ports] = await freePorts(1 + SERVERS)
  const backends = fork(new URL('./latency-backends.mjs', import.meta.url))
  const client = fork(new URL('./latency-client.mjs', import.meta.url))
  backends.send({ kind: 'serve', ports, count: at.length })
  await heard(backends, 'ready')
  const proxy = await startProxy(strategy.product, argumentsOf[strategy.product], strategy.text(ports, front), front)
  // Nothing is on its way any more when the first request is planned.
  await pause(500)
  const origin = Math.round(ticks() + second / 2 + delay)
  backends.send({ kind: 'origin', origin })
  client.send({ port: front, origin, at, work })
  const ours = await heard(client, 'report')
  const theirs = heard(backends, 'report')
  backends.send({ kind: 'report' })
  const columns = columnsOf({ at, work }, ours, await theirs)
  await proxy.stop()
  if (ours.failures.length > 0) throw new Error(`${strategy.name}: ${JSON.stringify(ours.failures.slice(0, 9))}`)
  return columns
}

/**
 * All times follow from these, in ticks: how late a request was sent, how long it was on its way to its server, which one
 * that was, how much longer than asked it was worked on, and how long the answer was on its way.
 */
function columnsOf({ at, work }, { sent, received }, { server, arrive, begin, end }) {
  const last = new Array(SERVERS).fill(0)
  const order = at.map((_, id) => id).sort((a, b) => arrive[a] - arrive[b])
  for (const id of order) {
    const from = Math.max(arrive[id], last[server[id]])
    if (from !== begin[id]) throw new Error(`request ${id} began at ${begin[id]} and not at ${from}`)
    last[server[id]] = end[id]
  }
  return {
    late: at.map((time, id) => sent[id] - time),
    out: at.map((_, id) => arrive[id] - sent[id]),
    server,
    excess: at.map((_, id) => end[id] - begin[id] - work[id]),
    back: at.map((_, id) => received[id] - end[id]),
  }
}

const versions = [
  execFileSync('haproxy', ['-v'], { encoding: 'utf8' }).split('\n')[0].split(' - ')[0],
  spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr.trim(),
  `Node ${process.version}`,
]
const differences = values => values.map((value, i) => value - (i === 0 ? 0 : values[i - 1]))
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

async function recordRun(utilisation, run, seconds) {
  const plan = planOf(utilisation, run, seconds)
  const columns = { gap: differences(plan.at), work: plan.work }
  const loads = []
  for (const product of ['haproxy', 'nginx']) {
    const side = strategies.filter(strategy => strategy.product === product)
    const got = await Promise.all(side.map((strategy, i) => record(strategy, plan, Math.round(i * 0.2371 * second))))
    loads.push(loadavg()[0])
    for (const [i, strategy] of side.entries()) {
      const k = strategies.indexOf(strategy)
      for (const [name, column] of Object.entries(got[i])) columns[`${name} ${k}`] = column
      const { late, out, excess, back } = got[i]
      const shown = [late, out, excess, back].map(column => ((median(column) * TICK) / 1000).toFixed(2))
      console.log(utilisation, run, strategy.name, 'medians of late, out, excess, back in ms', ...shown)
    }
  }
  const header = {
    versions,
    machine: `${cpus().length} × ${cpus()[0].model}`,
    load: loads.map(load => Number(load.toFixed(2))),
    ...{ utilisation, run, seconds, tick: TICK, servers: SERVERS, count: plan.at.length },
    strategies: strategies.map(({ name }) => name),
    columns: Object.keys(columns),
  }
  const file = new URL(`./recordings/latency-${Math.round(100 * utilisation)}-${run}.br`, import.meta.url)
  writeFileSync(file, packColumns(header, columns))
}

const [utilisation, run, seconds = 120] = process.argv.slice(2).map(Number)
const wanted = utilisation > 0 ? [[utilisation, run]] : [1, 2, 3, 4, 5].flatMap(k => [0.7, 0.92].map(u => [u, k]))
for (const [u, k] of wanted) await recordRun(u, k, seconds)
