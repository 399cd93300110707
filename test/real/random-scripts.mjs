// Scripts by a small generator of its own, so that a seed is a script.

export function dice(seed) {
  let word = (seed * 2654435761 + 12345) >>> 0
  const below = n => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0
    return Math.floor((word / 4294967296) * n)
  }
  for (let i = 0; i < 5; i++) below(2)
  return {
    below,
    of: list => list[below(list.length)],
    chance: (n, m = 1) => below(n) < m,
    some: n => Array.from({ length: 1 + below(n) }, () => below(n)),
    source: () => `127.${below(250)}.${below(250)}.${1 + below(250)}`,
  }
}

/** Opens and closes, and remembers what is open. */
export function ledger({ below }) {
  const open = []
  let id = 1
  return {
    open: key => {
      open.push(id)
      return key === undefined ? ['open', id++] : ['open', id++, key]
    },
    close: () => (open.length > 0 ? ['close', open.splice(below(open.length), 1)[0]] : null),
    rest: () => open.map(left => ['close', left]),
  }
}

const nginxMethods = ['round-robin', 'least-conn', 'hash', 'hash-consistent', 'ip-hash', 'round-robin', 'least-conn']

/** For nginx: servers that fail, die under load and come back, limits, backups, times that pass. */
export function nginxRandom(seed) {
  const luck = dice(seed)
  const { below, chance } = luck
  const method = nginxMethods[seed % nginxMethods.length]
  const hashed = method.startsWith('hash')
  const n = 2 + below(9)
  const servers = Array.from({ length: n }, (_, i) => ({
    name: `s${i}`,
    weight: 1 + below(chance(4) ? 60 : 8),
    ...(chance(3, 2) ? { maxFails: below(4), failTimeout: 1 + below(2) } : {}),
    ...((method === 'round-robin' || method === 'least-conn') && i > 1 && chance(5) ? { backup: true } : {}),
    ...(i > 1 && chance(6) ? { down: true } : {}),
    ...(chance(4) ? { maxConns: 1 + below(3) } : {}),
  }))
  const config = {
    ...{ servers, method },
    ...(chance(3)
      ? { nextOn: luck.of([[], ['error'], ['error', 'timeout', 500, 503], ['error', 404, 502, 429]]) }
      : {}),
    ...(chance(4) ? { nextTries: 1 + below(4) } : {}),
  }
  const { open, close, rest } = ledger(luck)
  const dead = new Set()
  const steps = []
  for (let k = 0; k < 45; k++) {
    const r = below(12)
    if (r < 3) {
      if (hashed) steps.push(['keys', `p${k}`, 20])
      else if (method === 'ip-hash') steps.push(['sources', Array.from({ length: 10 }, luck.source)])
      else steps.push(['picks', 1 + below(25)])
    } else if (r < 6) steps.push(open(hashed ? `o${k}` : undefined))
    else if (r === 6) steps.push(close() ?? ['picks', 3])
    else if (r === 7) steps.push(['fail', luck.some(n)])
    else if (r === 8) steps.push(['answer', ...luck.some(n).map(i => [i, luck.of([500, 502, 503, 404, 403, 429])])])
    else if (r === 9) steps.push(['wait', 300 + below(1900)])
    else {
      const i = below(n)
      steps.push([dead.has(i) ? 'revive' : 'kill', i])
      if (!dead.delete(i)) dead.add(i)
    }
  }
  return { name: `random ${seed}: ${method}`, config, early: true, steps: [...steps, ...rest()] }
}

const haproxyBalances = [
  { by: 'roundrobin' },
  { by: 'leastconn' },
  { by: 'key', type: 'consistent' },
  { by: 'static-rr' },
  { by: 'first' },
  { by: 'source' },
  { by: 'uri', depth: 2 },
  { by: 'key', type: 'consistent', balanceFactor: 125 },
  { by: 'roundrobin' },
  { by: 'leastconn' },
  { by: 'key', type: 'map-based', function: 'djb2' },
  { by: 'source', type: 'consistent' },
  { by: 'uri', type: 'consistent', function: 'wt6', whole: true },
  { by: 'key', type: 'consistent', function: 'crc32', balanceFactor: 180 },
]

/** For HAProxy: weights, drains, maintenance, limits with queues, slow start, deaths with retries. */
export function haproxyRandom(seed) {
  const luck = dice(seed)
  const { below, chance } = luck
  const balance = haproxyBalances[seed % haproxyBalances.length]
  const { by } = balance
  const dynamic = by !== 'static-rr' && (!['key', 'source', 'uri'].includes(by) || balance.type === 'consistent')
  const n = 2 + below(9)
  // A request that waits would hold up the script unless it is one that is opened: limits go without whole requests.
  const limits = by === 'first' || chance(3)
  const checked = chance(3)
  const deaths = !checked && chance(3)
  const servers = Array.from({ length: n }, (_, i) => ({
    ...{ name: `s${i}`, weight: 1 + below(chance(2) ? 256 : 8) },
    ...(i > 1 && chance(5) ? { backup: true } : {}),
    ...(i > 1 && chance(8) ? { disabled: true } : {}),
    ...(limits && chance(6, 5) ? { maxconn: 1 + below(4) } : {}),
    ...(chance(6) ? { id: 100 + 7 * i + below(5) } : {}),
    ...(dynamic && chance(8) ? { slowstart: 1_000_000 * (2 + below(4)) } : {}),
  }))
  for (const server of servers) {
    if (server.maxconn > 1 && chance(4)) server.minconn = 1 + below(server.maxconn)
    if (server.maxconn && chance(4)) server.maxqueue = 1 + below(3)
  }
  const config = {
    ...{ servers, balance },
    ...(chance(3) ? { allBackups: true } : {}),
    ...(limits && chance(2) ? { fullconn: 4 + below(20) } : {}),
    ...(deaths ? { retries: 1 + below(3), redispatch: below(4) - 1, connectTimeout: 400_000 } : {}),
    ...(!deaths && chance(3) ? { redispatch: -1 } : {}),
  }
  const away = new Set()
  const key = k => (by === 'key' ? `o${k % 13}` : undefined)
  const { open, close, rest } = ledger(luck)
  const dead = new Set()
  const steps = []
  for (let k = 0; k < 60; k++) {
    const r = below(12)
    if (r < 3 && !limits) {
      if (by === 'key') steps.push(['keys', `p${k}/`, 25])
      else if (by === 'source') steps.push(['sources', Array.from({ length: 12 }, luck.source)])
      else if (by === 'uri')
        steps.push(['paths', Array.from({ length: 15 }, () => `/a${below(9)}/b${below(9)}/c?d=${k}`)])
      else steps.push(deaths && dead.size > 0 ? ['timed'] : ['picks', 1 + below(30)])
    } else if (r < 7) steps.push(open(key(k)))
    else if (r < 9) steps.push(close() ?? open(key(k)))
    else if (deaths && r === 9) {
      const i = below(n)
      steps.push([dead.has(i) ? 'revive' : 'kill', i])
      if (!dead.delete(i)) dead.add(i)
    } else if (checked && r === 9) {
      const i = below(n)
      if (servers[i].disabled || away.has(i)) continue
      steps.push(['set', i, dead.has(i) ? 'up' : 'down'])
      if (!dead.delete(i)) dead.add(i)
    } else if (r === 10 && chance(3)) steps.push(['wait', 500 + below(900)])
    else {
      const i = below(n)
      const what = luck.of(['weight', 'weight', 'drain', 'ready', 'maintenance', 'ready'])
      if (what === 'weight' && dynamic) steps.push(['set', i, 'weight', chance(4) ? below(3) : 1 + below(256)])
      else if (what === 'weight') steps.push(['set', i, 'weight', chance(2) ? 0 : servers[i].weight])
      else {
        // What is out of service is not checked.
        if (checked && (what === 'maintenance' || dead.has(i))) continue
        steps.push(['set', i, what])
        if (what === 'maintenance') away.add(i)
        else away.delete(i)
      }
    }
  }
  const early = servers.some(({ slowstart }) => slowstart)
  const name = `random ${seed}: ${JSON.stringify(balance)}`
  const serverExtra = checked ? 'check inter 60ms fall 2 rise 2' : ''
  return { name, config, early, serverExtra, mayComplain: true, steps: [...steps, ...rest()] }
}
