import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  haproxy,
  haproxyConfig,
  nginx,
  nginxConfig,
  type Played,
  type PlayedPick,
  type Policy,
  playPicks,
  type ServerConfig,
} from '../../src/balancers/index.js'
import { addressBytes } from '../../src/balancers/playing.js'
import type { Recording } from './replay.js'

type Servers = { readonly servers: readonly ServerConfig[] }
type Request = { key?: string; path?: string }

// The recordings, told to the entry for whoever has recordings of his own.
hold(haproxy, 'haproxy')
hold(nginx, 'nginx')

function hold<C extends Servers, S>(policy: Policy<C, S>, name: string): void {
  const file = new URL(`../real/recordings/${name}.json`, import.meta.url)
  const { version, recordings } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string
    recordings: Recording<C>[]
  }
  const told = ['picks', 'keys', 'sources', 'claims', 'paths', 'requests', 'open', 'close', 'set', 'wait', 'at']
  const usable = recordings.filter(
    ({ random, queueTimeout, steps }) =>
      !random &&
      queueTimeout === undefined &&
      steps.every(({ step, turned, took, result }) => {
        return told.includes(String(step[0])) && turned === undefined && took === undefined && result !== '-'
      }),
  )

  it(`plays what ${version} did, ${usable.length} scripts of it`, () => {
    expect(usable.length).toBeGreaterThan(10)
    for (const recording of usable) {
      const { played, expected } = asPlayed(recording)
      const picks = playPicks(policy, recording.config, played)
      const last = new Map<number, number>()
      for (const { id, server, waits } of picks) last.set(id, waits ? -1 : server)
      const ours = expected.map(({ id }) => last.get(id))
      expect(ours, recording.name).toEqual(expected.map(({ server }) => server))
    }
  })
}

/** The events of a recording, and where every request came to in the end. */
function asPlayed<C>({ steps, phase = 0 }: Recording<C>): {
  played: Played[]
  expected: { id: number; server: number }[]
} {
  const played: Played[] = []
  const came = new Map<number, number>()
  let next = 1_000_000
  for (const { at: ms, step, result } of steps) {
    const at = 1_000_000_000 + (phase + ms) * 1000
    const [what, a, b, c] = step
    const atOnce = (requests: readonly Omit<Extract<Played, { kind: 'request' }>, 'kind' | 'at' | 'id'>[]) => {
      for (const [i, request] of requests.entries()) {
        const id = next++
        const server = Number.parseInt((result as string)[i], 36)
        came.set(id, Number.isNaN(server) ? -1 : server)
        played.push({ kind: 'request', at, id, ...request })
        if (!Number.isNaN(server)) played.push({ kind: 'ended', at, id })
      }
    }
    if (what === 'picks') atOnce(Array.from({ length: a as number }, () => ({})))
    else if (what === 'keys') atOnce(Array.from({ length: b as number }, (_, i) => ({ key: `${a}${i}` })))
    else if (what === 'paths') atOnce((a as string[]).map(uri => ({ uri, key: uri })))
    else if (what === 'sources' || what === 'claims') atOnce((a as string[]).map(source => ({ source })))
    else if (what === 'requests') atOnce((a as Request[]).map(({ key, path }) => ({ key, uri: path })))
    else if (what === 'open') {
      played.push({ kind: 'request', at, id: a as number, key: (b as string | undefined) ?? null })
      came.set(a as number, result === 'waits' ? -1 : (result as number))
    } else if (what === 'close' && result !== 'still waits') played.push({ kind: 'ended', at, id: a as number })
    else if (what === 'set' && b === 'weight') {
      played.push({ kind: 'weight', at, server: a as number, weight: c as number | string })
    } else if (what === 'set') {
      const kind = b === 'well' ? 'up' : b === 'ill' ? 'down' : (b as 'drain')
      played.push({ kind, at, server: a as number })
    }
    if (Array.isArray(result)) for (const [id, server] of result as [number, number][]) came.set(id, server)
  }
  return { played, expected: [...came].map(([id, server]) => ({ id, server })) }
}

describe('playing', () => {
  const servers = ['a', 'b', 'c'].map(name => ({ name, weight: 1 }))
  const request = (at: number, id: number): Played => ({ kind: 'request', at, id })

  it('goes on by itself with who waits, is tried again, or meets a dead server', () => {
    // HAProxy, maxconn 1 on each of three servers: the fourth waits and gets the first slot that is free.
    const config = { servers: servers.map(s => ({ ...s, maxconn: 1 })), balance: { by: 'roundrobin' } } as const
    const four = [1, 2, 3, 4].map(id => request(1e6, id))
    const picks = playPicks(haproxy, config, [...four, { kind: 'ended', at: 2e6, id: 2 }])
    expect(picks.slice(3)).toEqual([
      { at: 1e6, id: 4, server: -1, waits: true },
      { at: 2e6, id: 4, server: 1, waits: false },
    ])
    // nginx goes on to the next server at once; HAProxy without redispatch to the same one after a second.
    const dead: Played[] = [{ kind: 'killed', at: 1e6, server: 'a' }, request(1e6, 1)]
    const served = (picked: PlayedPick[]) => picked.map(({ at, server }) => [at, server])
    expect(served(playPicks(nginx, { servers, method: 'round-robin' }, dead))).toEqual([
      [1e6, 0],
      [1e6, 1],
    ])
    const back: Played[] = [...dead, { kind: 'revived', at: 1.5e6, server: 'a' }, request(3e6, 2)]
    expect(served(playPicks(haproxy, { servers, balance: { by: 'roundrobin' } }, back))).toEqual([
      [1e6, 0],
      [2e6, 0],
      [3e6, 1],
    ])
  })

  it('says what cannot be', () => {
    const config = { servers, method: 'round-robin' } as const
    expect(() => playPicks(nginx, config, [{ kind: 'ended', at: 0, id: 1 }])).toThrow('request 1 is not under way')
    expect(() => playPicks(nginx, config, [{ kind: 'down', at: 0, server: 'z' }])).toThrow('there is no server z')
  })

  it('reads addresses', () => {
    expect(addressBytes('10.0.255.1')).toEqual([10, 0, 255, 1])
    expect(addressBytes('2001:db8::f:1')).toEqual([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 0, 1])
    expect(addressBytes('::1')).toEqual([...Array(15).fill(0), 1])
  })
})

describe('configuration files', () => {
  it('of HAProxy', () => {
    const text = `
global
  nbthread 1
defaults
  mode http
  timeout connect 400ms
  retries 2
  balance roundrobin
frontend f
  bind :80
  default_backend b
backend a
  server only 10.0.0.9:80
backend b
  balance hdr(x-key)   # a header
  hash-type consistent djb2 avalanche
  hash-balance-factor 125
  option redispatch
  option allbackups
  default-server maxconn 5
  server s0 10.0.0.1:80 weight 10 id 7 check inter 1s
  server s1 10.0.0.2:80 backup slowstart 2s minconn 1 maxqueue 3 disabled
  server-template t 2-3 10.0.0.3:80 weight 0`
    expect(haproxyConfig(text, 'b')).toEqual({
      ...{ connectTimeout: 400_000, retries: 2, redispatch: -1, allBackups: true },
      balance: { by: 'key', type: 'consistent', function: 'djb2', avalanche: true, balanceFactor: 125 },
      servers: [
        { name: 's0', weight: 10, id: 7, maxconn: 5 },
        {
          ...{ name: 's1', weight: 1, maxconn: 5, backup: true, disabled: true },
          ...{ slowstart: 2_000_000, minconn: 1, maxqueue: 3 },
        },
        { name: 't2', weight: 0, maxconn: 5 },
        { name: 't3', weight: 0, maxconn: 5 },
      ],
    })
    expect(haproxyConfig(text).servers).toEqual([{ name: 'only', weight: 1 }])
    const named = `defaults a\nretries 1\noption redispatch 2\ndefaults\nretries 2\nbackend b from a\nno option redispatch\nserver s :80`
    expect(haproxyConfig(named)).toMatchObject({ retries: 1, redispatch: 0 })
    const balance = (line: string) => haproxyConfig(`backend b\nbalance ${line}\nserver s :80`).balance
    expect(balance('random')).toEqual({ by: 'random' })
    expect(balance('random(3)')).toEqual({ by: 'random', draws: 3 })
    expect(balance('uri len 5 depth 2 whole path-only')).toEqual({
      ...{ by: 'uri', len: 5, depth: 2, whole: true, pathOnly: true },
    })
    expect(balance('url_param user')).toEqual({ by: 'url_param', param: 'user' })
    expect(balance('hash req.hdr(x)')).toEqual({ by: 'hash' })
    expect(balance('hdr(host) use_domain_only')).toEqual({ by: 'key', domainOnly: true })
    expect(() => balance('rdp-cookie')).toThrow('balance rdp-cookie is not modelled')
  })

  it('of nginx', () => {
    const text = `http {
  upstream other { server x; }
  upstream u { # the one
    hash $arg_k consistent;
    zone u 64k; keepalive 8;
    server 10.0.0.1:8080 weight=3 max_fails=2 fail_timeout=1m;
    server "10.0.0.2:8080" max_conns=4 down;
  }
  server { location / { proxy_pass http://u;
    proxy_next_upstream error http_503 non_idempotent; proxy_next_upstream_tries 2; proxy_next_upstream_timeout 1500ms; } }
}`
    expect(nginxConfig(text, 'u')).toEqual({
      ...{ method: 'hash-consistent', nextOn: ['error', 503], nextTries: 2, nextTimeout: 1_500_000 },
      servers: [
        { name: '10.0.0.1:8080', weight: 3, maxFails: 2, failTimeout: 60 },
        { name: '10.0.0.2:8080', weight: 1, maxConns: 4, down: true },
      ],
    })
    const method = (words: string) => nginxConfig(`upstream u { ${words} server a; }`).method
    expect(['', 'least_conn;', 'random;', 'random two least_conn;', 'ip_hash;', 'hash $uri;'].map(method)).toEqual([
      ...['round-robin', 'least-conn', 'random', 'random-two', 'ip-hash', 'hash'],
    ])
    expect(nginxConfig('upstream u { server a; } proxy_next_upstream off;').nextOn).toEqual([])
  })
})
