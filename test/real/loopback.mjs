// Small backends and clients on loopback: what the recordings of real proxies are made with.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const pause = ms => new Promise(done => setTimeout(done, ms))

/** A request that has reached no backend for so long, and been looked for so often, counts as waiting. */
const PATIENCE = 150
const LOOKS = 40

/**
 * Backends that answer with their number at once, or when told, for requests that ask to be held. `keep`: connections may
 * serve many requests.
 */
export async function startBackends(ports, keep = false) {
  const arrivals = new Map()
  const held = new Map()
  const servers = []
  const sockets = []
  const listeners = new Set()
  const closing = keep ? {} : { connection: 'close' }
  const arrived = (id, server) => {
    arrivals.set(id, server)
    for (const listener of listeners) listener(id, server)
  }
  async function start(i) {
    const server = http.createServer((request, response) => {
      const id = request.headers['x-id']
      const reply = () => {
        response.writeHead(200, { 'content-length': String(i).length, ...closing })
        response.end(String(i))
      }
      if (request.headers['x-fail']?.split(',').includes(String(i))) {
        if (id) arrived(id, i)
        return request.socket.destroy()
      }
      if (id) arrived(id, i)
      const code = answerOf(request.headers['x-answer'], i)
      if (code !== null) {
        response.writeHead(code, { 'content-length': 0, ...closing, 'x-by': i })
        response.end()
      } else if (request.headers['x-hold']) held.set(id, reply)
      else reply()
    })
    sockets[i] = new Set()
    server.on('connection', socket => {
      sockets[i].add(socket)
      socket.on('close', () => sockets[i].delete(socket))
    })
    server.keepAliveTimeout = keep ? 60_000 : 1
    await new Promise((done, fail) => {
      server.once('error', fail)
      server.listen(ports[i], '127.0.0.1', done)
    })
    servers[i] = server
  }
  for (const i of ports.keys()) await start(i)
  return {
    arrivals,
    listeners,
    release(id) {
      held.get(id)?.()
      held.delete(id)
    },
    /** No connection is taken any more, and those there are end in the order in which they came. */
    async kill(i) {
      const closed = new Promise(done => servers[i].close(done))
      for (const socket of sockets[i]) socket.destroy()
      await closed
    },
    revive: start,
    async stop() {
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
      await pause(10)
    },
  }
}

/** Node writes the characters of a header as bytes: the bytes that a key has in UTF-8 are what proxies are to see. */
const keyed = key => (key === undefined ? {} : { 'x-key': Buffer.from(key, 'utf8').toString('latin1') })

/** What `1=503,2=404` tells a server to answer, or null. */
function answerOf(text, i) {
  const mine = text?.split(',').find(part => part.startsWith(`${i}=`))
  return mine === undefined ? null : Number(mine.split('=')[1])
}

/**
 * One request through the proxy: resolves with status and body when it is over and its connection closed. `claimed` is an
 * address that the connection says it comes from, in words of the PROXY protocol.
 */
export function ask(port, { headers = {}, path = '/', source, method, claimed, agent = false } = {}) {
  if (claimed !== undefined) return askBehind(claimed, port, path)
  return new Promise(done => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        path,
        headers: agent ? headers : { ...headers, connection: 'close' },
        agent,
        localAddress: source,
        method,
      },
      response => {
        let body = ''
        response.on('data', data => (body += data))
        response.on(agent ? 'end' : 'close', () =>
          done({ status: response.statusCode, body, by: response.headers['x-by'] }),
        )
      },
    )
    request.on('error', error => done({ status: 0, body: error.code }))
    request.end()
  })
}

function askBehind(address, port, path) {
  const six = address.includes(':')
  return new Promise(done => {
    let answer = ''
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write(`PROXY TCP${six ? 6 : 4} ${address} ${six ? '::1' : '127.0.0.1'} 4000 80\r\n`)
      socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
    })
    socket.on('data', data => (answer += data))
    socket.on('error', error => done({ status: 0, body: error.code }))
    socket.on('close', () => done({ status: Number(answer.split(' ')[1]), body: answer.split('\r\n\r\n')[1] }))
  })
}

/** Free ports of loopback, found by binding. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = net.createServer()
      return new Promise(done => server.listen(0, '127.0.0.1', () => done(server)))
    }),
  )
  const ports = servers.map(server => server.address().port)
  await Promise.all(servers.map(server => new Promise(done => server.close(done))))
  return ports
}

/**
 * A proxy in the foreground with a configuration of its own; stopped by its own handle. It is there when its port takes
 * connections, or a socket of that name in its folder.
 */
export async function startProxy(command, argumentsFor, text, port) {
  const folder = mkdtempSync(join(tmpdir(), 'nines-real-'))
  const file = join(folder, 'proxy.conf')
  writeFileSync(file, text.replaceAll('{folder}', folder))
  const child = spawn(command, argumentsFor(file, folder), { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', data => (complaints += data))
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`${command} did not start: ${complaints}\n${text}`)
    const open = await new Promise(done => {
      const socket = net.connect(
        typeof port === 'string' ? { path: join(folder, port) } : { port, host: '127.0.0.1' },
        () => {
          socket.destroy()
          done(true)
        },
      )
      socket.on('error', () => done(false))
    })
    if (open) break
    await pause(20)
  }
  await pause(30)
  return {
    folder,
    async stop() {
      const over = new Promise(done => child.once('exit', done))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000)
      await over
      clearTimeout(timer)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Plays a script and writes down what the proxy did. Steps: ['picks', n], ['keys', prefix, n], ['sources', addresses],
 * ['paths', paths], ['requests', requests], ['claims', addresses], ['open', id, key?], ['close', id], ['fail', servers], ['answer', [server, status]...], ['kill', i],
 * ['revive', i], ['wait', ms], ['at', ms], which waits until the wall clock is so far into a second, and ['set', i, what, value?], which is the proxy's own; of `up` and `down` it is written
 * down how many milliseconds they took. With `early` every step begins in the
 * first part of a second of the wall clock, so that all of it counts as in one second. What is `timed` is told in
 * multiples of `pace` milliseconds, the time between attempts. With an `agent`, requests one after the other share a
 * connection where the proxy keeps it. `breath` is how many milliseconds pass between them;
 * `lag`, how many the clock that the proxy goes by is behind the wall's.
 */
export async function play(
  steps,
  port,
  backends,
  set,
  { early = false, method, pace = 50, agent, breath = 0, lag = 0 } = {},
) {
  const pending = new Map()
  const over = new Map()
  const letter = ({ status, body }) => (status === 200 ? Number(body).toString(36) : '-')
  const began = performance.now()
  // Milliseconds into a second of the wall clock: products count in whole ones.
  const clock = () => Date.now() - lag
  const phase = Math.round(clock()) % 1000
  const recorded = []
  let turned = 0
  let took = 0
  for (const step of steps) {
    const [what, ...rest] = step
    const late = clock() % 1000
    if (early && (late < 30 || late > 650)) await pause(1040 - (late < 30 ? late + 1000 : late))
    const at = Math.round(performance.now() - began)
    const result = await one(what, rest)
    const noted = { ...(turned > 0 ? { turned } : {}), ...(took > 0 ? { took } : {}) }
    recorded.push({ at, step, ...noted, ...(result === undefined ? {} : { result }) })
    turned = 0
    took = 0
  }
  return { phase, steps: recorded }

  /** Requests one after the other. Remembers before which the wall clock came to another second. */
  async function oneByOne(options) {
    const second = Math.floor(clock() / 1000)
    let text = ''
    for (const [i, option] of options.entries()) {
      if (turned === 0 && Math.floor(clock() / 1000) > second) turned = i
      text += letter(await ask(port, { method, agent, ...option }))
      if (breath > 0) await pause(breath)
    }
    return text
  }

  async function one(what, rest) {
    switch (what) {
      case 'picks':
        return oneByOne(Array.from({ length: rest[0] }, () => ({})))
      case 'keys':
        return oneByOne(Array.from({ length: rest[1] }, (_, i) => ({ headers: keyed(`${rest[0]}${i}`) })))
      case 'sources':
        return oneByOne(rest[0].map(source => ({ source })))
      case 'paths':
        return oneByOne(rest[0].map(path => ({ path })))
      case 'claims':
        return oneByOne(rest[0].map(claimed => ({ claimed })))
      case 'requests':
        return oneByOne(
          rest[0].map(({ key, host, ...other }) => ({
            ...other,
            headers: { ...keyed(key), ...(host === undefined ? {} : { host }) },
          })),
        )
      case 'fail':
        return failing({ 'x-fail': rest[0].join(',') })
      case 'answer':
        return failing({ 'x-answer': rest.map(([server, status]) => `${server}=${status}`).join(',') })
      case 'open':
        return open(rest[0], rest[1])
      case 'close':
        return close(rest[0])
      case 'kill':
        return moved(() => backends.kill(rest[0]))
      case 'revive':
        return void (await backends.revive(rest[0]))
      case 'wait':
        return void (await pause(rest[0]))
      case 'at':
        return void (await pause((((rest[0] - clock()) % 1000) + 1000) % 1000))
      case 'set':
        return moved(async () => {
          const start = performance.now()
          await set(...rest)
          if (rest[1] === 'up' || rest[1] === 'down') took = Math.round(performance.now() - start)
        })
      case 'timed': {
        const start = performance.now()
        const server = letter(await ask(port))
        return [server, Math.round((performance.now() - start) / pace) * pace]
      }
      default:
        throw new Error(`no step ${what}`)
    }
  }

  /** Who is sent where because of something, in the order of their numbers. */
  async function moved(something) {
    const released = []
    const listener = (id, server) => released.push([Number(id), server])
    backends.listeners.add(listener)
    await something()
    await pause(40)
    backends.listeners.delete(listener)
    return released.length > 0 ? released.sort((a, b) => a[0] - b[0]) : undefined
  }

  /** A request that some servers drop or refuse: which it visited, and what the client got. */
  async function failing(told) {
    const visited = []
    const id = `f${Math.random()}`
    const listener = (who, server) => who === id && visited.push(server)
    backends.listeners.add(listener)
    const answer = await ask(port, { method, headers: { 'x-id': id, ...told } })
    backends.listeners.delete(listener)
    const other = answer.by !== undefined
    return [visited.map(i => i.toString(36)).join(''), other ? answer.status : letter(answer)]
  }

  async function open(id, key) {
    const name = String(id)
    const headers = { 'x-id': name, 'x-hold': '1', ...keyed(key) }
    pending.set(
      name,
      ask(port, { method, headers }).then(answer => {
        over.set(name, answer)
        return answer
      }),
    )
    const until = performance.now() + PATIENCE
    for (let looks = 0; looks < LOOKS || performance.now() < until; looks++) {
      if (backends.arrivals.has(name)) return backends.arrivals.get(name)
      if (over.has(name)) return '-'
      await pause(2)
    }
    return 'waits'
  }

  async function close(id) {
    const name = String(id)
    if (!backends.arrivals.has(name)) return 'still waits'
    return moved(async () => {
      backends.release(name)
      await pending.get(name)
    })
  }
}
