// Records when a real HAProxy first checks each of several servers: node test/real/checks-starts-record.mjs; needs
// `haproxy` on the path; loopback only; about 15 s.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import http from 'node:http'
import { freePorts, pause, startProxy } from './loopback.mjs'

const version = execFileSync('haproxy', ['-v'], { encoding: 'utf8' }).split('\n')[0].split(' - ')[0]
const configs = [
  { config: { inter: 2_000_000 }, servers: 4 },
  { config: { inter: 2_000_000, fastinter: 600_000 }, servers: 4 },
  { config: { inter: 2_000_000, fastinter: 600_000, fall: 1 }, servers: 4 },
  { config: { inter: 500_000, fastinter: 1_500_000, rise: 3 }, servers: 3 },
  { config: { inter: 700_000, downinter: 5_000_000 }, servers: 5 },
]

/** How late timers come, at the most, while something is done: in ms. */
async function hurried(something) {
  let worst = 0
  let last = performance.now()
  const timer = setInterval(() => {
    worst = Math.max(worst, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  const result = await something()
  clearInterval(timer)
  return { result, late: worst }
}

const recordings = []
for (const { config, servers } of configs) {
  // The first check comes while the program is being started, so that it is not measured by.
  let first
  for (;;) {
    const { result, late } = await hurried(() => startsOf(config, servers))
    first = result
    if (late < 25) break
    console.log(`timers were ${Math.round(late)} ms late: once more`)
  }
  recordings.push({ config, servers, first })
  console.log(JSON.stringify({ config, first }))
}

/** ms from the first check of the second server to that of each later one. */
async function startsOf(config, servers) {
  const ports = await freePorts(servers)
  const seen = new Map()
  const backends = ports.map((port, i) => {
    const backend = http.createServer((_request, response) => {
      if (!seen.has(i)) seen.set(i, performance.now())
      response.writeHead(200, { connection: 'close', 'content-length': 0 })
      response.end()
    })
    backend.listen(port, '127.0.0.1')
    return backend
  })
  await pause(50)
  const words = Object.entries(config).map(([name, value]) => `${name} ${value > 100 ? `${value / 1000}ms` : value}`)
  const lines = ports.map((port, i) => `  server s${i} 127.0.0.1:${port} check ${words.join(' ')}`)
  const text = `global
  nbthread 1
  stats socket {folder}/admin.sock mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
backend b
  option httpchk GET /
${lines.join('\n')}
`
  const proxy = await startProxy('haproxy', file => ['-db', '-q', '-f', file], text, 'admin.sock')
  while (seen.size < servers) await pause(5)
  await proxy.stop()
  for (const backend of backends) backend.close()
  return ports.slice(1).map((_, i) => Math.round(seen.get(i + 1) - seen.get(1)))
}
const lines = recordings.map(recording => `  ${JSON.stringify(recording)}`).join(',\n')
const target = new URL('./recordings/haproxy-checks-starts.json', import.meta.url)
writeFileSync(target, `{"product":"haproxy","version":${JSON.stringify(version)},"recordings":[\n${lines}\n]}\n`)
