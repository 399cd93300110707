// Records what a real HAProxy picks: node test/real/haproxy-record.mjs [name...]; with --random FROM TO FILE, scripts of
// those seeds go to a file. Needs `haproxy` on the path; loopback only.
import { execFileSync } from 'node:child_process'
import http from 'node:http'
import net from 'node:net'
import { haproxyKeys } from './haproxy-keys.mjs'
import { haproxyOperators } from './haproxy-operators.mjs'
import { haproxyScripts } from './haproxy-scripts.mjs'
import { freePorts, pause, play, startBackends, startProxy } from './loopback.mjs'
import { recordTakes } from './loopback-takes.mjs'
import { haproxyRandom } from './random-scripts.mjs'
import { haproxyWide } from './random-wide.mjs'

function balanceLines(balance) {
  const { by, type, avalanche, balanceFactor } = balance
  const lines = []
  if (by === 'random') lines.push(`balance random${balance.draws === undefined ? '' : `(${balance.draws})`}`)
  else if (by === 'key') lines.push(`balance hdr(x-key)${balance.domainOnly ? ' use_domain_only' : ''}`)
  else if (by === 'hash') lines.push('balance hash req.hdr(x-key)')
  else if (by === 'url_param') lines.push(`balance url_param ${balance.param}`)
  else if (by === 'uri') {
    const options = ['balance uri']
    if (balance.len) options.push(`len ${balance.len}`)
    if (balance.depth) options.push(`depth ${balance.depth}`)
    if (balance.whole) options.push('whole')
    if (balance.pathOnly) options.push('path-only')
    lines.push(options.join(' '))
  } else lines.push(`balance ${by}`)
  if (type) lines.push(`hash-type ${[type, balance.function ?? '', avalanche ? 'avalanche' : ''].join(' ')}`)
  if (balanceFactor) lines.push(`hash-balance-factor ${balanceFactor}`)
  return lines
}

function serverLine(server, i, port, extra) {
  const words = [`server s${i} 127.0.0.1:${port} weight ${server.weight}`]
  if (server.id) words.push(`id ${server.id}`)
  if (server.maxconn) words.push(`maxconn ${server.maxconn}`)
  if (server.minconn) words.push(`minconn ${server.minconn}`)
  if (server.maxqueue) words.push(`maxqueue ${server.maxqueue}`)
  if (server.slowstart) words.push(`slowstart ${server.slowstart / 1000}ms`)
  if (server.backup) words.push('backup')
  if (server.disabled) words.push('disabled')
  return [...words, extra ?? ''].join(' ')
}

function configOf(script, ports, front) {
  const { config, lines = [], serverExtra, claimed, keep, mode = 'http', queueTimeout = 3e8 } = script
  const { retries, retryOn, redispatch, fullconn, connectTimeout = 1e6, allBackups } = config
  return [
    'global',
    '  nbthread 1',
    '  stats socket {folder}/admin.sock mode 600 level admin',
    'defaults',
    `  mode ${mode}`,
    `  timeout connect ${connectTimeout / 1000}ms`,
    '  timeout client 300s',
    '  timeout server 300s',
    `  timeout queue ${queueTimeout / 1000}ms`,
    ...(keep || mode === 'tcp' ? [] : ['  option httpclose', '  http-reuse never']),
    ...(retries === undefined ? [] : [`  retries ${retries}`]),
    ...(retryOn ? [`  retry-on ${retryOn.join(' ')}`] : []),
    ...(redispatch ? [`  option redispatch ${redispatch}`] : []),
    'frontend f',
    `  bind 127.0.0.1:${front}${claimed ? ' accept-proxy' : ''}`,
    '  default_backend b',
    'backend b',
    ...balanceLines(config.balance).map(line => `  ${line}`),
    ...(fullconn ? [`  fullconn ${fullconn}`] : ['  fullconn 1']),
    ...(allBackups ? ['  option allbackups'] : []),
    ...lines.map(line => `  ${line}`),
    ...config.servers.map((server, i) => `  ${serverLine(server, i, ports[i], serverExtra)}`),
    '',
  ].join('\n')
}

function command(folder, text) {
  return new Promise((done, fail) => {
    const socket = net.connect(`${folder}/admin.sock`, () => socket.end(`${text}\n`))
    let answer = ''
    socket.on('data', data => (answer += data))
    socket.on('close', () => done(answer.trim()))
    socket.on('error', fail)
  })
}

const version = execFileSync('haproxy', ['-v'], { encoding: 'utf8' }).split('\n')[0].split(' - ')[0]

/**
 * How far, in ms, its clock is behind the wall's, by the quickest of some answers: held up for more than a tenth of a second, it
 * takes the wall's clock to have been set and goes on from where its own stood (`clock_update_date`, clock.c). Slow start
 * goes by its clock.
 */
async function lagOf(folder) {
  let best = { took: Infinity, lag: 0 }
  for (let k = 0; k < 8; k++) {
    const before = Date.now()
    const [, seconds, micros] = /date_now: (\d+)\.(\d+)/.exec(await command(folder, 'show activity'))
    const took = Date.now() - before
    if (took < best.took) best = { took, lag: before + took / 2 - (Number(seconds) * 1000 + Number(micros) / 1000) }
  }
  return best.lag
}

/** Checks that failed while their server counted as up, of all servers. */
async function failedChecks(folder) {
  const [names, ...rows] = (await command(folder, 'show stat b 4 -1')).split('\n').map(line => line.split(','))
  return rows.reduce((sum, row) => sum + Number(row[names.indexOf('chkfail')]), 0)
}

async function take(script) {
  const { name, config, random, queueTimeout, early, mayComplain, keep } = script
  const agent = keep ? new http.Agent({ keepAlive: true, maxSockets: 1 }) : undefined
  const [front, ...ports] = await freePorts(1 + config.servers.length)
  const backends = await startBackends(ports, keep)
  // In TCP mode a connection is a request: none may be made to see whether it is there.
  const proxy = await startProxy(
    'haproxy',
    file => ['-db', '-q', '-f', file],
    configOf(script, ports, front),
    'admin.sock',
  )
  /** Kills or revives a server and waits until the checks have seen it. */
  const setHealth = async (i, what) => {
    await (what === 'down' ? backends.kill(i) : backends.revive(i))
    for (let looks = 0; looks < 400; looks++) {
      const table = (await command(proxy.folder, 'show servers state b')).split('\n')
      // srv_name, srv_op_state: https://docs.haproxy.org/2.6/management.html, "show servers state".
      const fields = table.map(line => line.split(' ')).find(line => line[3] === `s${i}`)
      if (what === 'down' ? fields[5] === '0' : fields[5] !== '0') return
      await pause(3)
    }
    throw new Error(`${name}: server ${i} is not seen ${what}`)
  }
  const set = async (i, what, value) => {
    if (what === 'up' || what === 'down') return setHealth(i, what)
    const of = { weight: `set server b/s${i} weight ${value}`, drain: `set server b/s${i} state drain` }
    of.ready = `set server b/s${i} state ready`
    of.maintenance = `set server b/s${i} state maint`
    // Health as an operator says it; nobody checks.
    of.well = `set server b/s${i} health up`
    of.ill = `set server b/s${i} health down`
    const answer = await command(proxy.folder, of[what])
    if (answer !== '' && !mayComplain) console.error(`${name}: ${answer}`)
  }
  try {
    const slow = config.servers.some(({ slowstart }) => slowstart)
    const lag = slow ? await lagOf(proxy.folder) : 0
    // A connection that comes as another ends may be heard of first.
    const breath = script.mode === 'tcp' ? 8 : 0
    const pace = (config.connectTimeout ?? 50_000) / 1000
    const { phase, steps } = await play(script.steps, front, backends, set, { early, pace, agent, breath, lag })
    if (slow && Math.abs((await lagOf(proxy.folder)) - lag) > 10) throw new Error('its clock has strayed')
    // Two checks take a server down; more have failed when the machine was too busy to answer them in time.
    const downs = steps.filter(({ step }) => step[0] === 'set' && step[2] === 'down').length
    if (script.serverExtra && (await failedChecks(proxy.folder)) !== 2 * downs) throw new Error('checks came too late')
    return { name, config, random, queueTimeout, phase, steps }
  } finally {
    agent?.destroy()
    await proxy.stop()
    await backends.stop()
  }
}

// Seeds from 10000 on are of the wider kind; from 20000 on with connections kept, or in TCP mode.
function ofSeed(seed) {
  if (seed < 10_000) return haproxyRandom(seed)
  const script = haproxyWide(seed)
  if (seed < 20_000) return script
  const { by } = script.config.balance
  if (seed % 2 === 0 || ['key', 'hash', 'url_param', 'uri'].includes(by)) return { ...script, keep: true }
  const { retryOn, ...config } = script.config
  return { ...script, config, mode: 'tcp' }
}

await recordTakes({
  ...{
    product: 'haproxy',
    version,
    scripts: [...haproxyScripts, ...haproxyKeys, ...haproxyOperators],
    ofSeed,
    take,
  },
  committed: new URL('./recordings/haproxy.json', import.meta.url),
})
