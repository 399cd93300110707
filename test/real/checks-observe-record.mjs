// Records how many requests must fail until a real HAProxy that observes them takes a server out:
// node test/real/checks-observe-record.mjs; needs `haproxy` on the path; loopback only; about 10 s.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { ask, freePorts, pause, startBackends, startProxy } from './loopback.mjs'

const version = execFileSync('haproxy', ['-v'], { encoding: 'utf8' }).split('\n')[0].split(' - ')[0]
/** `well`: after how many failures in a row the server answers once. */
const scripts = [
  { config: {}, limit: 3, onError: 'fail-check' },
  { config: { rise: 3, fall: 4 }, limit: 2, onError: 'fail-check' },
  { config: {}, limit: 4, onError: 'sudden-death' },
  { config: { fall: 6 }, limit: 1, onError: 'sudden-death' },
  { config: { rise: 4, fall: 5 }, limit: 5, onError: 'mark-down' },
  { config: {}, limit: 3, onError: 'mark-down', well: 2 },
  { config: {}, limit: 2, onError: 'fastinter' },
]

const recordings = []
for (const { config, limit, onError, well } of scripts) {
  const [front, ...ports] = await freePorts(3)
  const backends = await startBackends(ports)
  const words = Object.entries(config).map(([name, value]) => `${name} ${value}`)
  const observe = `check inter 60s ${words.join(' ')} observe layer7 error-limit ${limit} on-error ${onError}`
  const text = `global
  nbthread 1
  stats socket {folder}/admin.sock mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
  retries 0
frontend f
  bind 127.0.0.1:${front}
  default_backend b
backend b
  balance roundrobin
  option httpchk GET /
  server s0 127.0.0.1:${ports[0]} ${observe}
  server s1 127.0.0.1:${ports[1]}
`
  const proxy = await startProxy('haproxy', file => ['-db', '-q', '-f', file], text, 'admin.sock')
  // The first check has passed by then, and there is none for a minute.
  await pause(400)
  let course = ''
  for (let i = 0, bad = 0; i < 80; i++) {
    const fine = bad === well
    const { status, body } = await ask(front, { headers: fine ? {} : { 'x-answer': '0=500' } })
    // The other server has the turns between.
    if (status === 500) {
      course += '-'
      bad++
    } else if (body === '0') {
      course += '+'
      bad = 0
    }
  }
  recordings.push({ config, limit, onError, course })
  console.log(JSON.stringify(recordings.at(-1)))
  await proxy.stop()
  await backends.stop()
}
const lines = recordings.map(recording => `  ${JSON.stringify(recording)}`).join(',\n')
const target = new URL('./recordings/haproxy-observe.json', import.meta.url)
writeFileSync(target, `{"product":"haproxy","version":${JSON.stringify(version)},"recordings":[\n${lines}\n]}\n`)
