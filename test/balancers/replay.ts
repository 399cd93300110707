import type { Policy, Release, Request } from '../../src/balancers/contract.js'
import { SeedTree } from '../../src/random/index.js'

export interface Recording<C> {
  readonly name: string
  readonly config: C
  readonly random?: boolean
  /** Milliseconds into a second of the wall clock at which it began. */
  readonly phase?: number
  readonly steps: readonly { readonly at: number; readonly step: readonly unknown[]; readonly result?: unknown }[]
}

interface Seen {
  readonly step: readonly unknown[]
  readonly result: unknown
}

const loopback = [127, 0, 0, 1]
const ok = { outcome: 'ok', status: 200, latency: 1000 } as const

/**
 * Plays the steps of a recording to a policy of ours and writes down what it does in the same words. Each step happens
 * at the moment at which it happened there.
 */
export function replay<C, S>(policy: Policy<C, S>, { config, steps, name, phase = 0 }: Recording<C>, luck = 0): Seen[] {
  const begin = 1_000_000_000 + phase * 1000
  let state = policy.init(config)
  const stream = new SeedTree('real').stream(`${name}/${luck}`)
  const placed = new Map<number, number>()
  const dead = new Set<number>()
  let now = begin
  let nextId = 1_000_000
  const blank: Request = { id: 0, now: 0, key: null, source: loopback, uri: '/', tried: [] }
  const letter = (server: number) => (server < 0 ? '-' : server.toString(36))

  const settle = (releases: readonly Release[]): [number, number][] => {
    const settled: [number, number][] = []
    for (const release of releases) {
      let { server } = release
      if (server === -1) {
        const choice = policy.pick(config, state, { ...blank, id: release.id, now }, stream)
        if (choice.wait || choice.server === -1) continue
        server = choice.server
        policy.tell(config, state, { kind: 'sent', server, id: release.id, now })
      }
      placed.set(release.id, server)
      settled.push([release.id, server])
    }
    return settled
  }

  /** One request that is answered at once, through all its retries; its server and the ms it waited between tries. */
  const whole = (fields: Partial<Request>, fails: (server: number) => 'refused' | 'reset' | null) => {
    const id = nextId++
    const visited: number[] = []
    let waited = 0
    for (;;) {
      const choice = policy.pick(config, state, { ...blank, ...fields, id, now, tried: [...visited] }, stream)
      const { server } = choice
      if (server === -1 || choice.wait) {
        policy.tell(config, state, { kind: 'gone', id, now })
        return { visited, server: -1, waited }
      }
      policy.tell(config, state, { kind: 'sent', server, id, now })
      visited.push(server)
      const failure = fails(server)
      const ending = failure === null ? ok : { outcome: failure, status: 0, latency: 0 }
      const request = { ...blank, ...fields, id, now, tried: [...visited] }
      const retry = failure === null ? undefined : policy.retry?.(config, state, request, ending)
      settle(policy.tell(config, state, { kind: 'ended', server, id, now, ending, again: retry?.again ?? false }))
      if (!retry?.again) return { visited, server: failure === null ? server : -1, waited }
      now += retry.delay
      waited += retry.delay
    }
  }
  const alive = (server: number) => (dead.has(server) ? ('refused' as const) : null)
  const single = (fields: Partial<Request>) => letter(whole(fields, alive).server)

  return steps.map(({ at, step, result: theirs }) => {
    now = Math.max(now, begin + at * 1000)
    for (let due = policy.due?.(state) ?? Infinity; due <= now; due = policy.due?.(state) ?? Infinity) {
      settle(policy.tell(config, state, { kind: 'clock', now: due }))
    }
    return { step, result: perform(step, theirs) }
  })

  function perform(step: readonly unknown[], theirs: unknown): unknown {
    const [what, a, b, c] = step
    state = JSON.parse(JSON.stringify(state))
    switch (what) {
      case 'picks':
        return Array.from({ length: a as number }, () => single({})).join('')
      case 'keys':
        return Array.from({ length: b as number }, (_, i) => single({ key: `${a}${i}` })).join('')
      case 'sources':
        return (a as string[]).map(source => single({ source: source.split('.').map(Number) })).join('')
      case 'paths':
        return (a as string[]).map(uri => single({ uri, key: uri })).join('')
      case 'fail': {
        const failing = a as number[]
        const { visited, server } = whole({}, i => alive(i) ?? (failing.includes(i) ? 'reset' : null))
        return [visited.map(letter).join(''), letter(server)]
      }
      case 'timed': {
        const { server, waited } = whole({}, alive)
        return [letter(server), waited / 1000]
      }
      case 'open': {
        const id = a as number
        const key = (b as string | undefined) ?? null
        const { server, wait } = policy.pick(config, state, { ...blank, id, key, now }, stream)
        if (wait) return 'waits'
        if (server === -1) return '-'
        placed.set(id, server)
        policy.tell(config, state, { kind: 'sent', server, id, now })
        return server
      }
      case 'close': {
        if (theirs === 'still waits') return placed.has(a as number) ? 'has a server' : theirs
        const id = a as number
        const server = placed.get(id) ?? -1
        const told = { kind: 'ended', server, id, now, ending: ok, again: false } as const
        return orNothing(settle(policy.tell(config, state, told)))
      }
      case 'kill':
        return void dead.add(a as number)
      case 'revive':
        return void dead.delete(a as number)
      case 'set': {
        const server = a as number
        const change =
          b === 'weight'
            ? ({ kind: 'weight', server, weight: c as number, now } as const)
            : ({ kind: b as 'drain' | 'ready' | 'maintenance', server, now } as const)
        return orNothing(settle(policy.tell(config, state, change)))
      }
      default:
        return undefined
    }
  }
}

function orNothing(released: [number, number][]): [number, number][] | undefined {
  return released.length > 0 ? released : undefined
}
