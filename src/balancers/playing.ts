import { SeedTree } from '../random/index.js'
import type { Ending, Policy, Release, Request, ServerConfig } from './contract.js'

/**
 * What happened to a proxy and its servers, in the order in which it happened. Times are in µs; for rules that count in
 * whole seconds (`fail_timeout`, `slowstart`) they are those of the clock the product went by, such as µs since 1970.
 * Servers go by their name or by their place from 0.
 */
export type Played =
  /** A request comes and asks for a server. `source` is an address of IPv4 or IPv6, by default 127.0.0.1; `uri` by default `/`. */
  | {
      readonly kind: 'request'
      readonly at: number
      readonly id: number
      readonly key?: string | null
      readonly source?: string
      readonly uri?: string
    }
  /** Its server answered, with 200 unless said; or refused the connection, broke off, or did not answer in time. */
  | {
      readonly kind: 'ended'
      readonly at: number
      readonly id: number
      readonly outcome?: Ending['outcome']
      readonly status?: number
    }
  /** Its client or its time limit took it out of the queue in which it waited. */
  | { readonly kind: 'gone'; readonly at: number; readonly id: number }
  /** The process behind a server dies and breaks off what is under way; connections are refused until it is `revived`. */
  | { readonly kind: 'killed' | 'revived'; readonly at: number; readonly server: number | string }
  /** Checks find a server dead or well; an operator drains it, takes it out of service, or brings it back. */
  | {
      readonly kind: 'up' | 'down' | 'drain' | 'maintenance' | 'ready'
      readonly at: number
      readonly server: number | string
    }
  /** A weight set at run time; `50%` is of the weight in the configuration, as HAProxy has it. */
  | { readonly kind: 'weight'; readonly at: number; readonly server: number | string; readonly weight: number | string }

/**
 * Where a request was sent. With `waits`, the queue that it waits in: of that server, or at -1 the one for all; without,
 * -1 says that it was refused. A request that waits or is tried again has several.
 */
export interface PlayedPick {
  readonly at: number
  readonly id: number
  readonly server: number
  readonly waits: boolean
}

interface Asked {
  readonly fields: Omit<Request, 'now' | 'tried'>
  readonly tried: number[]
  /** Where it is; -1 while it waits or is between two attempts. */
  server: number
  since: number
}

/**
 * Plays what happened to a policy and tells every pick, in order. Who is set free, tried again or refused by a dead server
 * goes on by itself; only answers have to be told. Luck comes from `seed`.
 */
export function playPicks<C extends { readonly servers: readonly ServerConfig[] }, S>(
  policy: Policy<C, S>,
  config: C,
  played: readonly Played[],
  seed = 'picks',
): PlayedPick[] {
  const state = policy.init(config)
  const stream = new SeedTree(seed).stream(policy.name)
  const asked = new Map<number, Asked>()
  const dead = new Set<number>()
  /** Attempts to come, and refusals on their way: connections are refused after what happens at once. */
  let later: { readonly at: number; readonly id: number; readonly refused: boolean }[] = []
  const picks: PlayedPick[] = []
  let now = played[0]?.at ?? 0
  for (const one of played) {
    advance(one.at)
    happen(one)
    advance(now)
  }
  return picks

  function advance(to: number): void {
    for (;;) {
      const due = policy.due?.(state) ?? Infinity
      const next = later.reduce((best, one) => (one.at < best.at ? one : best), {
        at: Infinity,
        id: -1,
        refused: false,
      })
      if (Math.min(due, next.at) > to) break
      now = Math.max(now, Math.min(due, next.at))
      if (due <= next.at) settle(policy.tell(config, state, { kind: 'clock', now }))
      else {
        later = later.filter(one => one !== next)
        if (next.refused) end(next.id, { outcome: 'refused', status: 0, latency: 0 })
        else ask(next.id)
      }
    }
    now = Math.max(now, to)
  }

  function happen(one: Played): void {
    switch (one.kind) {
      case 'request': {
        const { id, key = null, source = '127.0.0.1', uri = '/' } = one
        asked.set(id, { fields: { id, key, source: addressBytes(source), uri }, tried: [], server: -1, since: now })
        return ask(id)
      }
      case 'ended': {
        const { id, outcome = 'ok', status = outcome === 'ok' ? 200 : 0 } = one
        return end(id, { outcome, status, latency: now - known(id).since })
      }
      case 'gone':
        return leave(one.id)
      case 'killed': {
        const server = placeOf(config, one.server)
        dead.add(server)
        // Connections end in the order in which they were made.
        const here = [...asked.values()].filter(request => request.server === server).sort((a, b) => a.since - b.since)
        for (const { fields, since } of here) end(fields.id, { outcome: 'reset', status: 0, latency: now - since })
        return
      }
      case 'revived':
        return void dead.delete(placeOf(config, one.server))
      case 'weight': {
        const server = placeOf(config, one.server)
        const weight = weightOf(config.servers[server], one.weight)
        return settle(policy.tell(config, state, { kind: 'weight', server, weight, now }))
      }
      default:
        return settle(policy.tell(config, state, { kind: one.kind, server: placeOf(config, one.server), now }))
    }
  }

  function ask(id: number): void {
    const { fields, tried } = known(id)
    const { server, wait } = policy.pick(config, state, { ...fields, now, tried: [...tried] }, stream)
    picks.push({ at: now, id, server, waits: wait })
    if (wait) return
    if (server === -1) return leave(id)
    policy.tell(config, state, { kind: 'sent', server, id, now })
    arrive(id, server)
  }

  function arrive(id: number, server: number): void {
    const request = known(id)
    // Who came later to the same server in the same µs stands later in the map, and sorting keeps it so.
    asked.delete(id)
    asked.set(id, request)
    request.server = server
    request.since = now
    request.tried.push(server)
    if (dead.has(server)) later.push({ at: now, id, refused: true })
  }

  function end(id: number, ending: Ending): void {
    const request = known(id)
    const { fields, tried, server } = request
    if (server === -1) throw new Error(`request ${id} is at no server`)
    request.server = -1
    const failed = ending.outcome !== 'ok' || ending.status >= 400
    const told = failed ? policy.retry?.(config, state, { ...fields, now, tried: [...tried] }, ending) : undefined
    const { again, delay } = told ?? { again: false, delay: 0 }
    const happening = { kind: 'ended', server, id, now, ending, again } as const
    if (!again) asked.delete(id)
    settle(policy.tell(config, state, happening))
    if (!again) return
    if (delay > 0) later.push({ at: now + delay, id, refused: false })
    else ask(id)
  }

  function leave(id: number): void {
    asked.delete(id)
    settle(policy.tell(config, state, { kind: 'gone', id, now }))
  }

  function settle(releases: readonly Release[]): void {
    for (const { id, server } of releases) {
      if (server === -1) {
        ask(id)
        continue
      }
      picks.push({ at: now, id, server, waits: false })
      arrive(id, server)
    }
  }

  function known(id: number): Asked {
    const request = asked.get(id)
    if (request === undefined) throw new Error(`request ${id} is not under way`)
    return request
  }
}

function placeOf({ servers }: { readonly servers: readonly ServerConfig[] }, server: number | string): number {
  const place = typeof server === 'number' ? server : servers.findIndex(({ name }) => name === server)
  if (servers[place] === undefined) throw new Error(`there is no server ${server}`)
  return place
}

/** `server_parse_weight_change_request` (HAProxy, server.c): no heavier than 256. */
function weightOf(server: ServerConfig, told: number | string): number {
  if (typeof told === 'number') return told
  const percent = /^(\d+)%$/.exec(told)
  if (percent === null) throw new Error(`a weight is a whole number or percent, not ${told}`)
  return Math.min(256, Math.floor((server.weight * Number(percent[1])) / 100))
}

/** The bytes of an address of IPv4, or of IPv6 written without a tail of IPv4. */
export function addressBytes(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number)
  const [head, tail = []] = address.split('::').map(part => (part === '' ? [] : part.split(':')))
  const gap = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...gap, ...tail].map(word => Number.parseInt(word, 16)).flatMap(word => [word >> 8, word & 255])
}
