// Records how long a real HAProxy waits for a server that takes its checks and never answers:
// node test/real/checks-silent-record.mjs; needs `haproxy` on the path; loopback only; about 20 s.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import { freePorts, pause, startProxy } from './loopback.mjs'

const version = execFileSync('haproxy', ['-v'], { encoding: 'utf8' }).split('\n')[0].split(' - ')[0]
// A `timeout check` below `inter` and `timeout connect` is not among them: HAProxy 2.6 looks for it when it next wakes, at
// the latest when those have passed (200 ms of 600 ms took 600, and after some checks 400).
const scripts = [
  { config: { inter: 500_000 } },
  { config: { inter: 400_000, fastinter: 200_000, downinter: 700_000 } },
  { config: { inter: 400_000, timeout: 900_000, connectTimeout: 1_000_000 } },
  { config: { inter: 500_000, timeout: 300_000, connectTimeout: 100_000 } },
]
const CHECKS = 4

const recordings = []
for (const { config } of scripts) {
  const { inter, fastinter, downinter, timeout, connectTimeout } = config
  const [port] = await freePorts(1)
  const began = []
  const ended = []
  const backend = net.createServer(socket => {
    const i = began.push(performance.now()) - 1
    socket.resume()
    socket.on('error', () => {})
    socket.on('close', () => (ended[i] = performance.now()))
  })
  await new Promise(done => backend.listen(port, '127.0.0.1', done))
  const words = Object.entries({ inter, fastinter, downinter })
    .filter(([, value]) => value)
    .map(([name, value]) => `${name} ${value / 1000}ms`)
  const text = `global
  nbthread 1
  stats socket {folder}/admin.sock mode 600 level admin
defaults
  mode http
  timeout connect ${(connectTimeout ?? 5_000_000) / 1000}ms
  timeout client 5s
  timeout server 5s
${timeout ? `  timeout check ${timeout / 1000}ms` : ''}
backend b
  option httpchk GET /
  server s0 127.0.0.1:${port} check ${words.join(' ')}
`
  const proxy = await startProxy('haproxy', file => ['-db', '-q', '-f', file], text, 'admin.sock')
  while (ended.filter(Boolean).length < CHECKS || began.length < CHECKS + 1) await pause(5)
  await proxy.stop()
  backend.close()
  const checks = Array.from({ length: CHECKS }, (_, i) => ({
    waited: Math.round(ended[i] - began[i]),
    next: Math.round(began[i + 1] - ended[i]),
  }))
  recordings.push({ config, checks })
  console.log(JSON.stringify(recordings.at(-1)))
}
const lines = recordings.map(recording => `  ${JSON.stringify(recording)}`).join(',\n')
const target = new URL('./recordings/haproxy-checks-silent.json', import.meta.url)
writeFileSync(target, `{"product":"haproxy","version":${JSON.stringify(version)},"recordings":[\n${lines}\n]}\n`)
