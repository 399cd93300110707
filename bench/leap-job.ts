// Does one job of leap.ts in a process of its own. usage: node leap-job.js JOB, in JSON; prints one line of JSON.
import { carryOut, type Job } from './leap-jobs.js'

const done = await carryOut(JSON.parse(process.argv[2]) as Job)
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ ...done, process: (user + system) / 1e6 }))
