import {
  type HaproxyBalance,
  type HaproxyConfig,
  type HaproxyHashing,
  type HaproxyRetryOn,
  type HaproxyServerConfig,
  hashes,
} from './config.js'

/** What can be written in a configuration file and is read here. */
type Draft<T> = { -readonly [K in keyof T]?: T[K] }

interface Section {
  readonly kind: string
  readonly name: string
  /** The `defaults` it names; by default the last before it. */
  readonly from: string | undefined
  readonly lines: string[][]
}

/** Words that make other requests go to other servers, and that are not modelled. */
const notModelled = ['cookie', 'stick', 'use-server', 'dispatch']
const notModelledOfServers = ['track', 'agent-check', 'redir', 'cookie']

/**
 * Reads a `backend` or `listen` section of HAProxy's configuration file, the first unless its name is given, with what
 * `defaults` and `default-server` say. What has no influence on picks is passed over; what has some and is not modelled is refused.
 */
export function haproxyConfig(text: string, backend?: string): HaproxyConfig {
  const sections = sectionsOf(text)
  const at = sections.findIndex(
    ({ kind, name }) => (kind === 'backend' || kind === 'listen') && (backend === undefined || name === backend),
  )
  if (at === -1) throw new Error(backend === undefined ? 'no backend and no listen section' : `no backend ${backend}`)
  const { from } = sections[at]
  const defaults = sections
    .slice(0, at)
    .findLast(({ kind, name }) => kind === 'defaults' && (from === undefined || name === from))
  const lines = [...(defaults?.lines ?? []), ...sections[at].lines]
  const config: Draft<HaproxyConfig> = {}
  let balance: HaproxyBalance = { by: 'roundrobin' }
  let hashing: Draft<HaproxyHashing> = {}
  const servers: HaproxyServerConfig[] = []
  let usual: Draft<HaproxyServerConfig> = {}
  for (const [word, ...rest] of lines) {
    if (notModelled.includes(word)) throw new Error(`${word} is not modelled`)
    if (word === 'balance') balance = balanceOf(rest)
    else if (word === 'hash-type') hashing = { ...hashing, ...hashTypeOf(rest) }
    else if (word === 'hash-balance-factor') hashing.balanceFactor = Number(rest[0])
    else if (word === 'default-server') usual = { ...usual, ...serverOptions(rest) }
    else if (word === 'server') servers.push({ weight: 1, ...usual, ...serverOptions(rest.slice(2)), name: rest[0] })
    else if (word === 'server-template') servers.push(...templates(rest, usual))
    else if (word === 'no') Object.assign(config, withdrawn[rest[1]])
    else Object.assign(config, general(word, rest))
  }
  return { ...config, servers, balance: hashes(balance) ? { ...balance, ...hashing } : balance }
}

function sectionsOf(text: string): Section[] {
  const sections: Section[] = []
  const kinds = ['global', 'defaults', 'frontend', 'backend', 'listen', 'peers', 'resolvers', 'userlist', 'mailers']
  for (const line of text.split('\n')) {
    const words = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (words[0] === '') continue
    if (kinds.includes(words[0])) {
      const from = words[2] === 'from' ? words[3] : undefined
      sections.push({ kind: words[0], name: words[1] ?? '', from, lines: [] })
    } else sections.at(-1)?.lines.push(words)
  }
  return sections
}

/** `no option …`. */
const withdrawn: { readonly [option: string]: Draft<HaproxyConfig> } = {
  redispatch: { redispatch: 0 },
  allbackups: { allBackups: false },
}

function general(word: string, rest: readonly string[]): Draft<HaproxyConfig> {
  switch (`${word} ${word === 'option' || word === 'timeout' ? rest[0] : ''}`.trim()) {
    case 'fullconn':
      return { fullconn: Number(rest[0]) }
    case 'retries':
      return { retries: Number(rest[0]) }
    case 'retry-on':
      return { retryOn: rest.map(retryOf) }
    case 'option redispatch':
      return { redispatch: Number(rest[1] ?? -1) }
    case 'option allbackups':
      return { allBackups: true }
    case 'option persist':
      throw new Error('option persist is not modelled')
    case 'timeout connect':
      return { connectTimeout: microseconds(rest[1]) }
    default:
      return {}
  }
}

const retries: readonly (string | number)[] = [
  ...['conn-failure', 'empty-response', 'response-timeout'],
  ...[401, 403, 404, 408, 425, 500, 501, 502, 503, 504],
]

function retryOf(word: string): HaproxyRetryOn {
  const found = retries.find(one => String(one) === word)
  if (found === undefined) throw new Error(`retry-on ${word} is not modelled`)
  return found as HaproxyRetryOn
}

function balanceOf([word, ...rest]: readonly string[]): HaproxyBalance {
  const after = (name: string) => Number(rest[rest.indexOf(name) + 1])
  const inside = /\((.*)\)/.exec(word)?.[1]
  const by = word.replace(/\(.*\)/, '')
  switch (by) {
    case 'roundrobin':
    case 'static-rr':
    case 'leastconn':
    case 'first':
    case 'source':
      return { by }
    case 'random':
      return inside === undefined ? { by } : { by, draws: Number(inside) }
    case 'uri':
      return {
        by,
        ...(rest.includes('len') ? { len: after('len') } : {}),
        ...(rest.includes('depth') ? { depth: after('depth') } : {}),
        ...(rest.includes('whole') ? { whole: true } : {}),
        ...(rest.includes('path-only') ? { pathOnly: true } : {}),
      }
    case 'hdr':
      return rest.includes('use_domain_only') ? { by: 'key', domainOnly: true } : { by: 'key' }
    case 'hash':
      return { by }
    case 'url_param':
      if (rest.includes('check_post')) throw new Error('check_post is not modelled')
      return { by, param: rest[0] }
    default:
      throw new Error(`balance ${word} is not modelled`)
  }
}

function hashTypeOf([type, hash, modifier]: readonly string[]): Draft<HaproxyHashing> {
  return {
    type: type as 'map-based' | 'consistent',
    ...(hash === undefined ? {} : { function: hash as 'sdbm' }),
    ...(modifier === 'avalanche' ? { avalanche: true } : {}),
  }
}

function serverOptions(words: readonly string[]): Draft<HaproxyServerConfig> {
  const options: Draft<HaproxyServerConfig> = {}
  for (const [i, word] of words.entries()) {
    const value = words[i + 1]
    if (notModelledOfServers.includes(word)) throw new Error(`${word} is not modelled`)
    if (word === 'weight' || word === 'id' || word === 'maxconn' || word === 'minconn' || word === 'maxqueue') {
      options[word] = Number(value)
    } else if (word === 'slowstart') options.slowstart = microseconds(value)
    else if (word === 'backup' || word === 'disabled') options[word] = true
    else if (word === 'no-backup') options.backup = false
    else if (word === 'enabled') options.disabled = false
  }
  return options
}

/** `server-template web 3 host:80` is web1 to web3; `web 2-4 …` is web2 to web4. */
function templates([prefix, range, , ...words]: readonly string[], usual: object): HaproxyServerConfig[] {
  const [from, to] = range.includes('-') ? range.split('-').map(Number) : [1, Number(range)]
  const options = serverOptions(words)
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    ...{ weight: 1, ...usual, ...options },
    name: `${prefix}${from + i}`,
  }))
}

const units: { readonly [unit: string]: number } = { us: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9, d: 8.64e10, '': 1e3 }

/** A time as HAProxy writes it: without a unit, milliseconds. */
function microseconds(text: string): number {
  const parts = /^(\d+)(us|ms|s|m|h|d|)$/.exec(text)
  if (parts === null) throw new Error(`${text} is not a time`)
  return Number(parts[1]) * units[parts[2]]
}
