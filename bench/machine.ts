import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Done, Job } from './leap-jobs.js'

/** Of what a process did, and how much of the machine others took meanwhile (0 where that cannot be known). */
export interface Measured extends Done {
  readonly others: number
}

/** Does a job in a process of its own, so that it starts with nothing compiled, as on the command line. */
export function measure(job: Job): Measured {
  const script = new URL('leap-job.js', import.meta.url).pathname
  const before = busy()
  const start = process.hrtime.bigint()
  const child = spawnSync(process.execPath, [script, JSON.stringify(job)], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${JSON.stringify(job)}: ${child.stderr}`)
  const wall = Number(process.hrtime.bigint() - start) / 1e9
  const done = JSON.parse(child.stdout) as Done
  const others = Math.max(0, (busy() - before - done.process) / (wall * cpus().length))
  return { ...done, others }
}

/** Seconds of CPU that all of the machine has spent so far. */
function busy(): number {
  try {
    const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]
      .split(/\s+/)
      .slice(1)
      .map(Number)
    return (user + nice + system + irq + softirq) / 100
  } catch {
    return 0
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y)
  return sorted[Math.floor(sorted.length / 2)]
}
