// Ten servers of one place each, a queue before each, in one process of their own. Work is sleep: as long as the request
// says, to the millisecond, and what it really took is written down. Started by latency-record.mjs.
import http from 'node:http'
import { TICK, ticks } from './latency-clock.mjs'

process.on('message', message => {
  if (message.kind === 'serve') serve(message)
})

function serve({ ports, count }) {
  let origin = 0
  const server = new Array(count).fill(-1)
  const arrive = new Array(count).fill(-1)
  const begin = new Array(count).fill(-1)
  const end = new Array(count).fill(-1)
  const now = () => Math.round(ticks() - origin)
  const listening = ports.map((port, i) => {
    const queue = []
    let working = false
    let last = -1
    const work = (job, at) => {
      working = true
      begin[job.id] = at
      setTimeout(() => {
        const over = now()
        end[job.id] = over
        const { response } = job
        response.writeHead(200, { 'content-length': 1 })
        response.end(String(i))
        working = false
        if (queue.length > 0) work(queue.shift(), over)
      }, job.sleep)
    }
    const one = http.createServer((request, response) => {
      const id = Number(request.headers['x-id'])
      // Two at the same tick keep their order.
      last = Math.max(now(), last + 1)
      server[id] = i
      arrive[id] = last
      // Timers are late by a millisecond on average.
      const sleep = Math.max(1, Math.round((Number(request.headers['x-work']) * TICK) / 1000) - 1)
      const job = { id, response, sleep }
      if (working) queue.push(job)
      else work(job, last)
    })
    // A connection that is closed while a request is on its way would be a fault of the experiment.
    one.keepAliveTimeout = 0
    return new Promise((done, fail) => one.once('error', fail).listen(port, '127.0.0.1', done))
  })
  Promise.all(listening).then(() => process.send({ kind: 'ready' }))
  process.on('message', message => {
    if (message.kind === 'origin') origin = message.origin
    else if (message.kind === 'report')
      process.send({ kind: 'report', server, arrive, begin, end }, () => process.exit(0))
  })
}
