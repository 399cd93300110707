// Sends requests at the times they are planned for, whatever has become of those before. Started by latency-record.mjs.
import http from 'node:http'
import { TICK, ticks } from './latency-clock.mjs'

process.once('message', ({ port, origin, at, work }) => {
  const count = at.length
  const sent = new Array(count).fill(-1)
  const received = new Array(count).fill(-1)
  const failures = []
  // As many connections as there are requests under way; idle ones are used again.
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 100_000 })
  const now = () => Math.round(ticks() - origin)
  let next = 0
  let open = 0

  function over(id, why) {
    received[id] = now()
    open--
    if (why !== undefined) failures.push([id, why])
    if (next === count && open === 0) process.send({ kind: 'report', sent, received, failures }, () => process.exit(0))
  }

  function send(id) {
    open++
    sent[id] = now()
    const request = http.request(
      { host: '127.0.0.1', port, agent, headers: { 'x-id': String(id), 'x-work': String(work[id]) } },
      response => {
        response.resume()
        response.on('end', () => over(id, response.statusCode === 200 ? undefined : response.statusCode))
      },
    )
    request.on('error', error => over(id, error.code))
    request.end()
  }

  function turn() {
    while (next < count && at[next] <= now()) send(next++)
    if (next < count) setTimeout(turn, Math.max(0, Math.floor(((at[next] - now()) * TICK) / 1000)))
  }

  turn()
})
