// Records what a real nginx picks: node test/real/nginx-record.mjs [name...]; with --random FROM TO FILE, scripts of
// those seeds go to a file. Needs `nginx` on the path; loopback only.
import { spawnSync } from 'node:child_process'
import { freePorts, play, startBackends, startProxy } from './loopback.mjs'
import { recordTakes } from './loopback-takes.mjs'
import { nginxFailures } from './nginx-failures.mjs'
import { nginxScripts } from './nginx-scripts.mjs'
import { nginxRandom } from './random-scripts.mjs'
import { nginxWide } from './random-wide.mjs'

const methods = {
  'round-robin': '',
  'least-conn': 'least_conn;',
  random: 'random;',
  'random-two': 'random two;',
  'ip-hash': 'ip_hash;',
  hash: 'hash $http_x_key;',
  'hash-consistent': 'hash $http_x_key consistent;',
}

function serverLine({ name, weight, maxFails, failTimeout, maxConns, backup, down }) {
  const words = [`server ${name} weight=${weight}`]
  if (maxFails !== undefined) words.push(`max_fails=${maxFails}`)
  if (failTimeout !== undefined) words.push(`fail_timeout=${failTimeout}s`)
  if (maxConns) words.push(`max_conns=${maxConns}`)
  if (backup) words.push('backup')
  if (down) words.push('down')
  return `${words.join(' ')};`
}

function configOf({ servers, method, nextOn, nextTries, nextTimeout }, { lines = [], claimed, keep }, front) {
  return `daemon off; master_process off; worker_processes 1; user root;
pid {folder}/pid; error_log /dev/null crit;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  ${claimed ? 'set_real_ip_from 127.0.0.1; real_ip_header proxy_protocol;' : ''}
  upstream u { ${methods[method]} ${lines.join(' ')} ${servers.map(serverLine).join(' ')} }
  server {
    listen 127.0.0.1:${front}${claimed ? ' proxy_protocol' : ''};
    location / {
      proxy_pass http://u; proxy_connect_timeout 1s; proxy_read_timeout 300s;
      ${keep ? 'proxy_http_version 1.1; proxy_set_header Connection "";' : ''}
      ${nextOn ? `proxy_next_upstream ${nextOn.length === 0 ? 'off' : nextOn.map(one => (one > 0 ? `http_${one}` : one)).join(' ')};` : ''}
      ${nextTimeout ? `proxy_next_upstream_timeout ${nextTimeout / 1000}ms;` : ''}
      ${nextTries ? `proxy_next_upstream_tries ${nextTries};` : ''}
    }
  }
}
`
}

const version = spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr.trim()

/** The ring is made of names with their ports, so the ports are part of the recording and the same in a second take. */
async function take(script, before) {
  const { name, config, random, lines } = script
  const [front, ...ports] = await freePorts(1 + config.servers.length)
  const known = before?.config.servers.map(server => Number(server.name.split(':')[1]))
  const servers = config.servers.map((server, i) => ({ ...server, name: `127.0.0.1:${(known ?? ports)[i]}` }))
  const whole = { ...config, servers }
  const backends = await startBackends(known ?? ports, script.keep)
  const argumentsFor = (file, folder) => ['-p', folder, '-c', file]
  const proxy = await startProxy('nginx', argumentsFor, configOf(whole, script, front), front)
  try {
    const method = config.idempotent === false ? 'POST' : undefined
    const { phase, steps } = await play(script.steps, front, backends, () => {}, { early: script.early, method })
    return { name, config: whole, random, lines, phase, steps }
  } finally {
    await proxy.stop()
    await backends.stop()
  }
}

// Seeds from 10000 on are of the wider kind.
const ofSeed = seed => (seed < 10_000 ? nginxRandom(seed) : nginxWide(seed))

await recordTakes({
  ...{ product: 'nginx', version, scripts: [...nginxScripts, ...nginxFailures], ofSeed, take },
  committed: new URL('./recordings/nginx.json', import.meta.url),
})
