// Records what a real nginx picks: node test/real/nginx-record.mjs [name...]; with --random FROM TO FILE, scripts of
// those seeds go to a file. Needs `nginx` on the path; loopback only.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { freePorts, play, startBackends, startProxy } from './loopback.mjs'
import { nginxScripts } from './nginx-scripts.mjs'
import { nginxRandom } from './random-scripts.mjs'

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

function configOf({ servers, method, nextOn, nextTries }, front) {
  return `daemon off; master_process off; worker_processes 1; user root;
pid {folder}/pid; error_log /dev/null crit;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream u { ${methods[method]} ${servers.map(serverLine).join(' ')} }
  server {
    listen 127.0.0.1:${front};
    location / {
      proxy_pass http://u; proxy_connect_timeout 1s; proxy_read_timeout 300s;
      ${nextOn ? `proxy_next_upstream ${nextOn.length === 0 ? 'off' : nextOn.map(one => (one > 0 ? `http_${one}` : one)).join(' ')};` : ''}
      ${nextTries ? `proxy_next_upstream_tries ${nextTries};` : ''}
    }
  }
}
`
}

const version = spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr.trim()
const [first, ...others] = process.argv.slice(2)
const byChance = first === '--random'
const [from, to] = others.map(Number)
const scripts = byChance ? Array.from({ length: to - from }, (_, i) => nginxRandom(from + i)) : nginxScripts
const target = byChance ? others[2] : new URL('./recordings/nginx.json', import.meta.url)
const wanted = byChance || first === undefined ? [] : [first, ...others]
const old = wanted.length > 0 ? JSON.parse(readFileSync(target, 'utf8')).recordings : []
const recordings = []
for (const script of scripts) {
  if (wanted.length > 0 && !wanted.some(name => script.name.includes(name))) {
    const kept = old.find(({ name }) => name === script.name)
    if (kept) recordings.push(kept)
    continue
  }
  const [front, ...ports] = await freePorts(1 + script.config.servers.length)
  // The ring is made of names with their ports, so the ports are part of the recording.
  const servers = script.config.servers.map((server, i) => ({ ...server, name: `127.0.0.1:${ports[i]}` }))
  const config = { ...script.config, servers }
  const backends = await startBackends(ports)
  const proxy = await startProxy('nginx', (file, folder) => ['-p', folder, '-c', file], configOf(config, front), front)
  try {
    const { phase, steps } = await play(script.steps, front, backends, () => {}, script.early)
    recordings.push({ name: script.name, config, random: script.random, phase, steps })
    console.log(script.name, JSON.stringify(steps.map(step => step.result)).slice(0, 150))
  } finally {
    await proxy.stop()
    await backends.stop()
  }
}
const text = recordings.map(recording => `  ${JSON.stringify(recording)}`).join(',\n')
writeFileSync(target, `{"product":"nginx","version":${JSON.stringify(version)},"recordings":[\n${text}\n]}\n`)
