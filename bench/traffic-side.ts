// One of our sides of traffic.ts in a process of its own. usage: node traffic-side.js station | FILE; then as queue.cpp is asked:
// lines "MODEL REQUESTS" in, "CPU MEAN" out (nanoseconds; mean time of a request, µs).
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { compile, runTrial } from '../src/cluster/index.js'
import { loadScenario } from '../src/scenario/index.js'
import { histogramMean } from '../src/statistics/index.js'
import { Station } from './traffic/station.js'
import { GAP, SERVERS, WORK } from './traffic/system.js'

type Side = (requests: number) => number

function station(): Side {
  const own = new Station(SERVERS, GAP, WORK)
  return requests => {
    own.run(requests)
    return own.meanTime
  }
}

/** Trials of a scenario of one workload, each of them long enough for so many requests. */
function scenario(file: string): Side {
  const { scenario: written } = loadScenario(readFileSync(file, 'utf8'), file)
  if (written === null) throw new Error(`${file} does not load`)
  let trial = 0
  return requests => {
    const horizon = Math.round((requests * 1e6) / written.workloads[0].rate)
    const { workloads } = runTrial(compile({ ...written, horizon }), written.seed, ++trial)
    return histogramMean(workloads[0].latency)
  }
}

const side = process.argv[2] === 'station' ? station() : scenario(process.argv[2])
for await (const line of createInterface({ input: process.stdin })) {
  const requests = Number(line.split(' ').at(-1))
  const start = process.cpuUsage()
  const mean = side(requests)
  const { user, system } = process.cpuUsage(start)
  console.log(`${(user + system) * 1000} ${mean}`)
}
