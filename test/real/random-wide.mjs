// Scripts by a seed of what random-scripts.mjs leaves out: other keys, ids, operators' words, patience, tries.
import { dice, ledger } from './random-scripts.mjs'

const functions = [{}, { function: 'sdbm' }, { function: 'djb2' }, { function: 'wt6' }, { function: 'crc32' }]
const others = [{ by: 'roundrobin' }, { by: 'leastconn' }, { by: 'static-rr' }, { by: 'first' }]

function haproxyBalance({ of, chance, below }) {
  if (chance(5, 2)) return of(others)
  const by = of(['key', 'hash', 'url_param', 'uri', 'source'])
  const type = of(['map-based', 'consistent'])
  const how = of(functions)
  return {
    ...{ by, type, ...how },
    ...(how.function && chance(2) ? { avalanche: chance(2) } : {}),
    ...(type === 'consistent' && chance(4) ? { balanceFactor: 101 + below(100) } : {}),
    ...(by === 'url_param' ? { param: 'user' } : {}),
    ...(by === 'uri' ? of([{}, { whole: true }, { len: 5 }, { depth: 1 }, { depth: 2, len: 9 }]) : {}),
  }
}

/** For HAProxy: any hash, ids among the automatic ones, weights in percent, health by hand, backups, queues left. */
export function haproxyWide(seed) {
  const luck = dice(seed)
  const { below, chance, of } = luck
  const balance = haproxyBalance(luck)
  const { by } = balance
  const hashed = !others.some(other => other.by === by)
  const dynamic = by !== 'static-rr' && (!hashed || balance.type === 'consistent')
  const n = 2 + below(9)
  const limits = by === 'first' || chance(3)
  const tried = !limits && chance(4)
  const ids = new Set()
  const servers = Array.from({ length: n }, (_, i) => {
    const id = 1 + below(n + 2)
    const given = chance(4) && !ids.has(id)
    if (given) ids.add(id)
    return {
      ...{ name: `s${i}`, weight: of([0, 1, 1, 2, 3, 5, 10, 100, 256, 1 + below(256)]) },
      ...(given ? { id } : {}),
      ...(chance(4) ? { backup: true } : {}),
      ...(chance(9) ? { disabled: true } : {}),
      ...(limits && chance(6, 5) ? { maxconn: 1 + below(3) } : {}),
      ...(limits && chance(5) ? { minconn: 1 + below(4) } : {}),
      ...(limits && chance(4) ? { maxqueue: 1 + below(2) } : {}),
    }
  })
  const config = {
    ...{ servers, balance },
    ...(chance(2) ? { allBackups: true } : {}),
    ...(limits && chance(2) ? { fullconn: 2 + below(20) } : {}),
    ...(chance(3) ? { redispatch: below(4) - 1 } : {}),
    ...(tried ? { retries: below(4), retryOn: ['conn-failure', 'empty-response', 503, 404] } : {}),
  }
  const path = k =>
    `/${of(['a', 'bb', 'c/d', 'e/f/g'])}/${below(7)}${of(['', '?x=1', `?user=u${k}`, `?z=1&user=v${below(5)}`])}`
  const one = k => {
    if (by === 'uri' || by === 'url_param') return { path: path(k) }
    if (by === 'key' || by === 'hash') return chance(4) ? {} : { key: of([`k${k}`, `/p/${below(50)}`, 'ünï', '']) }
    return {}
  }
  const key = k => (by === 'key' || by === 'hash' ? `o${k % 13}` : undefined)
  const { open, close, rest } = ledger(luck)
  const steps = []
  for (let k = 0; k < 60; k++) {
    const r = below(13)
    const i = below(n)
    if (r < 4 && !limits) {
      if (by === 'source') steps.push(['sources', Array.from({ length: 12 }, luck.source)])
      else if (hashed) steps.push(['requests', Array.from({ length: 12 }, (_, j) => one(12 * k + j))])
      else steps.push(['picks', 1 + below(30)])
    } else if (r < 7) steps.push(open(key(k)))
    else if (r < 9) steps.push(close() ?? open(key(k)))
    else if (tried && r < 11) {
      const some = luck.some(n)
      steps.push(chance(2) ? ['fail', some] : ['answer', ...some.map(who => [who, of([503, 404, 500, 502])])])
    } else {
      const what = of(['weight', 'weight', 'drain', 'ready', 'maintenance', 'ready', 'ill', 'well'])
      if (what !== 'weight') steps.push(['set', i, what])
      else if (dynamic) steps.push(['set', i, what, of([0, 1, 256, `${below(300)}%`, below(257)])])
      else steps.push(['set', i, what, of([0, '0%', '100%', servers[i].weight])])
    }
  }
  const queueTimeout = limits && chance(2) ? { queueTimeout: 731_000 + 1000 * below(900) } : {}
  const name = `wide ${seed}: ${JSON.stringify(balance)}`
  return { name, config, mayComplain: true, ...queueTimeout, steps: [...steps, ...rest()] }
}

const nginxMethods = ['round-robin', 'least-conn', 'hash', 'hash-consistent', 'ip-hash', 'round-robin', 'least-conn']
const reasons = ['error', 'timeout', 403, 404, 429, 500, 502, 503, 504]

/** For nginx: heavy weights, requests that must not be repeated, other reasons and bounds of tries, zones, no waits. */
export function nginxWide(seed) {
  const luck = dice(seed)
  const { below, chance, of } = luck
  const method = of(nginxMethods)
  const backups = method === 'round-robin' || method === 'least-conn'
  const n = 1 + below(12)
  const servers = Array.from({ length: n }, (_, i) => ({
    ...{ name: `s${i}`, weight: of([1, 1, 2, 3, 5, 10, 1 + below(100)]) },
    ...(chance(2) ? { maxFails: below(5) } : {}),
    ...(chance(2) ? { failTimeout: below(4) } : {}),
    ...(backups && i > 0 && chance(4) ? { backup: true } : {}),
    ...(i > 0 && chance(6) ? { down: true } : {}),
    ...(chance(4) ? { maxConns: 1 + below(3) } : {}),
  }))
  const config = {
    ...{ servers, method },
    ...(chance(2) ? { nextOn: reasons.filter(() => chance(2)) } : {}),
    ...(chance(3) ? { nextTries: 1 + below(4) } : {}),
    ...(chance(4) ? { idempotent: false } : {}),
  }
  const { open, close, rest } = ledger(luck)
  const dead = new Set()
  const steps = []
  for (let k = 0; k < 60; k++) {
    const r = below(12)
    if (r < 3) {
      if (method.startsWith('hash'))
        steps.push(['requests', Array.from({ length: 12 }, (_, j) => ({ key: of([`k${k}/${j}`, '', 'ü']) }))])
      else if (method === 'ip-hash') steps.push(['sources', Array.from({ length: 10 }, luck.source)])
      else steps.push(['picks', 1 + below(25)])
    } else if (r < 6) steps.push(open(`o${k % 11}`))
    else if (r === 6) steps.push(close() ?? ['picks', 3])
    else if (r < 9) steps.push(['fail', luck.some(n)])
    else if (r === 9) steps.push(['answer', ...luck.some(n).map(i => [i, of([500, 502, 503, 504, 404, 403, 429])])])
    else if (r === 10 && chance(3)) steps.push(['wait', 900 + below(1900)])
    else {
      const i = below(n)
      steps.push([dead.has(i) ? 'revive' : 'kill', i])
      if (!dead.delete(i)) dead.add(i)
    }
  }
  const lines = chance(3) ? ['zone u 64k;'] : []
  return { name: `wide ${seed}: ${method}`, config, lines, early: true, steps: [...steps, ...rest()] }
}
