// Records the health checks of a real HAProxy: when it checks, and what it makes of the answers.
// node test/real/checks-record.mjs; needs `haproxy` on the path; loopback only; about 15 s.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { freePorts, pause, startProxy } from './loopback.mjs'

const version = execFileSync('haproxy', ['-v'], { encoding: 'utf8' }).split('\n')[0].split(' - ')[0]

/** + and -: what the server answers to its checks, one after the other. */
const scripts = [
  { config: { inter: 400_000, rise: 2, fall: 3 }, answers: '++--+---++--' },
  { config: { inter: 400_000, fastinter: 150_000, downinter: 250_000, rise: 3, fall: 2 }, answers: '+++-+--+-+++++' },
  { config: { inter: 300_000, fastinter: 100_000, rise: 2, fall: 3 }, answers: '--+++---' },
  { config: { inter: 500_000, downinter: 200_000, rise: 1, fall: 1 }, answers: '+-+--+++' },
  {
    config: { inter: 350_000, fastinter: 120_000, downinter: 600_000, rise: 4, fall: 4 },
    answers: '++---+----+++-++++',
  },
  { config: { inter: 250_000, fastinter: 400_000, rise: 3, fall: 1 }, answers: '+-++-+++++-' },
]

function show(folder) {
  return new Promise(done => {
    const socket = net.connect(`${folder}/admin.sock`, () => socket.end('show stat b 4 -1\n'))
    let answer = ''
    socket.on('data', data => (answer += data))
    socket.on('close', () => done(answer.split('\n')[1]?.split(',')[17]?.split(' ')[0] ?? ''))
  })
}

const recordings = []
for (const { config, answers } of scripts) {
  const [front, port] = await freePorts(2)
  const checks = []
  const backend = http.createServer((_request, response) => {
    const ok = answers[checks.length] !== '-'
    checks.push({ at: Math.round(performance.now()), ok })
    response.writeHead(ok ? 200 : 500, { connection: 'close', 'content-length': 0 })
    response.end()
  })
  await new Promise(done => backend.listen(port, '127.0.0.1', done))
  const { inter, fastinter, downinter, rise, fall } = config
  const times = [`inter ${inter / 1000}ms`]
  if (fastinter) times.push(`fastinter ${fastinter / 1000}ms`)
  if (downinter) times.push(`downinter ${downinter / 1000}ms`)
  const text = `global
  nbthread 1
  stats socket {folder}/admin.sock mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend f
  bind 127.0.0.1:${front}
  default_backend b
backend b
  option httpchk GET /
  server s0 127.0.0.1:${port} check ${times.join(' ')} rise ${rise} fall ${fall}
`
  const proxy = await startProxy('haproxy', file => ['-db', '-q', '-f', file], text, front)
  const seen = []
  while (seen.length < answers.length) {
    if (checks.length === seen.length) {
      await pause(5)
      continue
    }
    await pause(25)
    seen.push({ ...checks[seen.length], status: await show(proxy.folder) })
  }
  await proxy.stop()
  backend.close()
  const steps = seen.map(({ at, ok, status }) => ({ at: at - seen[0].at, ok, status }))
  recordings.push({ config, steps })
  console.log(JSON.stringify(steps))
}
const lines = recordings.map(recording => `  ${JSON.stringify(recording)}`).join(',\n')
const target = new URL('./recordings/haproxy-checks.json', import.meta.url)
writeFileSync(target, `{"product":"haproxy","version":${JSON.stringify(version)},"recordings":[\n${lines}\n]}\n`)
