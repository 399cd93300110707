import type { NginxConfig, NginxNextOn, NginxServerConfig } from './config.js'

/**
 * Reads an `upstream` block of nginx's configuration file, the first unless its name is given, and what
 * `proxy_next_upstream` and its kin say anywhere in the text. What has no influence on picks (`zone`, `keepalive`) is passed
 * over. Names of servers stay as they are written, for `hash … consistent` hashes them so.
 */
export function nginxConfig(text: string, upstream?: string): NginxConfig {
  const statements = statementsOf(text)
  const at = statements.findIndex(
    ({ words: [word, name], opens }) => opens && word === 'upstream' && (upstream === undefined || name === upstream),
  )
  if (at === -1) throw new Error(upstream === undefined ? 'no upstream' : `no upstream ${upstream}`)
  const { depth } = statements[at]
  const end = statements.findIndex((statement, i) => i > at && statement.depth <= depth)
  const inside = statements.slice(at + 1, end === -1 ? statements.length : end)
  let method: NginxConfig['method'] = 'round-robin'
  const servers: NginxServerConfig[] = []
  for (const { words } of inside) {
    if (words[0] === 'server') servers.push(serverOf(words.slice(1)))
    else method = methodOf(words) ?? method
  }
  return { servers, method, ...nextOf(statements.map(({ words }) => words)) }
}

interface Statement {
  readonly words: readonly string[]
  readonly depth: number
  /** It has a block. */
  readonly opens: boolean
}

function statementsOf(text: string): Statement[] {
  const statements: Statement[] = []
  let words: string[] = []
  let depth = 0
  for (const [token] of text.matchAll(/#[^\n]*|"[^"]*"|'[^']*'|[{};]|(?:\$\{\w+\}|[^\s{};"'#])+/g)) {
    if (token.startsWith('#')) continue
    if (token === '}') depth--
    else if (token === ';' || token === '{') {
      statements.push({ words, depth, opens: token === '{' })
      words = []
      if (token === '{') depth++
    } else words.push(token.replace(/^(["'])(.*)\1$/, '$2'))
  }
  return statements
}

function methodOf([word, ...rest]: readonly string[]): NginxConfig['method'] | null {
  switch (word) {
    case 'ip_hash':
      return 'ip-hash'
    case 'least_conn':
      return 'least-conn'
    case 'random':
      return rest[0] === 'two' ? 'random-two' : 'random'
    case 'hash':
      return rest.includes('consistent') ? 'hash-consistent' : 'hash'
    default:
      return null
  }
}

function serverOf([name, ...words]: readonly string[]): NginxServerConfig {
  const server: { -readonly [K in keyof NginxServerConfig]: NginxServerConfig[K] } = { name, weight: 1 }
  for (const word of words) {
    const [key, value = ''] = word.split('=')
    if (key === 'weight') server.weight = Number(value)
    else if (key === 'max_fails') server.maxFails = Number(value)
    else if (key === 'max_conns') server.maxConns = Number(value)
    else if (key === 'fail_timeout') server.failTimeout = seconds(value)
    else if (key === 'backup' || key === 'down') server[key] = true
    else throw new Error(`${word} is not modelled`)
  }
  return server
}

const reasons: readonly NginxNextOn[] = ['error', 'timeout', 403, 404, 429, 500, 502, 503, 504]

function nextOf(statements: readonly (readonly string[])[]): Partial<NginxConfig> {
  const last = (word: string) => statements.findLast(([first]) => first === word)?.slice(1)
  const words = last('proxy_next_upstream')
  const [tries] = last('proxy_next_upstream_tries') ?? []
  const [timeout] = last('proxy_next_upstream_timeout') ?? []
  return {
    ...(words ? { nextOn: reasons.filter(one => words.includes(typeof one === 'number' ? `http_${one}` : one)) } : {}),
    ...(tries ? { nextTries: Number(tries) } : {}),
    ...(timeout ? { nextTimeout: Math.round(seconds(timeout) * 1e6) } : {}),
  }
}

const units: { readonly [unit: string]: number } = { ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400, '': 1 }

/** A time as nginx writes it: without a unit, seconds. */
function seconds(text: string): number {
  const parts = /^(\d+)(ms|s|m|h|d|)$/.exec(text)
  if (parts === null) throw new Error(`${text} is not a time`)
  return Number(parts[1]) * units[parts[2]]
}
