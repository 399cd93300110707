import type { Ending, Policy, Release, Request } from '../../src/balancers/contract.js'
import { SeedTree } from '../../src/random/index.js'

export interface Recording<C> {
  readonly name: string
  readonly config: C
  readonly random?: boolean
  /** Milliseconds into a second of the wall clock at which it began. */
  readonly phase?: number
  /** µs that a request waits in a queue. */
  readonly queueTimeout?: number
  readonly steps: readonly RecordedStep[]
}

interface RecordedStep {
  readonly at: number
  readonly step: readonly unknown[]
  /** Of several requests: before which of them the wall clock came to another second. */
  readonly turned?: number
  /** ms until the checks had seen what was done. */
  readonly took?: number
  readonly result?: unknown
}

interface Seen {
  readonly step: readonly unknown[]
  readonly result: unknown
}

/** A request under way, and what its servers are told to do with it. */
interface Job {
  readonly id: number
  readonly fields: Partial<Request>
  readonly hold: boolean
  readonly failing: readonly number[]
  readonly answers: readonly (readonly [server: number, status: number])[]
  readonly visited: number[]
  /** Where it is; -1 while it waits, between two attempts and when it is over. */
  server: number
  /** When it came to a server alive, counted by arrivals; 0 for never. */
  came: number
  over: boolean
  /** What the client got. */
  got: string | number
  /** µs between attempts. */
  waited: number
  /** When it gives up waiting; Infinity while it does not wait. */
  patience: number
}

const loopback = [127, 0, 0, 1]
/** Health as an operator says it. */
const kinds: { readonly [what: string]: 'up' | 'down' } = { well: 'up', ill: 'down' }
const letter = (server: number) => server.toString(36)
/** How long the recorder looks, at the least, whether an opened request has come to a server, in µs. */
const patience = 60_000
/** How long it looks who moves when something is done. */
const watch = 40_000

/**
 * Plays the steps of a recording to a policy of ours and writes down what it does in the same words. Each step happens
 * at the moment at which it happened there.
 */
export function replay<C, S>(
  policy: Policy<C, S>,
  { config, steps, name, phase = 0, queueTimeout = Infinity }: Recording<C>,
  luck = 0,
): Seen[] {
  const begin = 1_000_000_000 + phase * 1000
  let state = policy.init(config)
  const stream = new SeedTree('real').stream(`${name}/${luck}`)
  const jobs = new Map<number, Job>()
  const dead = new Set<number>()
  /** Retries that wait for their time, and refusals on their way: a connection is refused after what happens at once. */
  const later: { readonly at: number; readonly job: Job; readonly refused: boolean }[] = []
  /** Who came to a server since the step began. */
  let moves: [number, number][] = []
  let arrivals = 0
  let now = begin
  let nextId = 1_000_000

  return steps.map(({ at, step, turned = 0, took = 0 }, i) => {
    advance(Math.max(now, begin + at * 1000))
    moves = []
    // State goes on from what JSON keeps of it; not at every step, for rings are then built anew.
    if (i % 7 === 3) state = JSON.parse(JSON.stringify(state))
    return { step, result: perform(step, turned, took * 1000) }
  })

  function advance(to: number): void {
    for (;;) {
      const due = policy.due?.(state) ?? Infinity
      const next = nextLater()
      const weary = wearied()
      const soonest = Math.min(due, next, weary?.patience ?? Infinity)
      if (soonest > to) break
      now = Math.max(now, soonest)
      if (weary?.patience === soonest) {
        weary.patience = Infinity
        finish(weary, '-')
        settle(policy.tell(config, state, { kind: 'gone', id: weary.id, now }))
      } else if (due <= next) settle(policy.tell(config, state, { kind: 'clock', now: due }))
      else {
        const { job, refused } = later.shift() as (typeof later)[number]
        if (refused) end(job, { outcome: 'refused', status: 0, latency: 0 })
        else launch(job)
      }
    }
    now = to
  }

  function nextLater(): number {
    later.sort((a, b) => a.at - b.at)
    return later[0]?.at ?? Infinity
  }

  /** Who gives up next; of many the one that came first. */
  function wearied(): Job | undefined {
    let first: Job | undefined
    for (const job of jobs.values()) if (job.patience < (first?.patience ?? Infinity)) first = job
    return first
  }

  function requestOf(job: Job): Request {
    const blank = { key: null, source: loopback, uri: '/' }
    return { ...blank, ...job.fields, id: job.id, now, tried: [...job.visited] }
  }

  function launch(job: Job): void {
    const { server, wait } = policy.pick(config, state, requestOf(job), stream)
    if (wait) {
      job.patience = now + queueTimeout
      return
    }
    if (server === -1) {
      settle(policy.tell(config, state, { kind: 'gone', id: job.id, now }))
      finish(job, '-')
      return
    }
    policy.tell(config, state, { kind: 'sent', server, id: job.id, now })
    arrive(job, server)
  }

  function arrive(job: Job, server: number): void {
    job.server = server
    job.patience = Infinity
    job.visited.push(server)
    if (dead.has(server)) return void later.push({ at: now, job, refused: true })
    job.came = ++arrivals
    moves.push([job.id, server])
    if (job.failing.includes(server)) return end(job, { outcome: 'reset', status: 0, latency: 0 })
    const told = job.answers.find(([who]) => who === server)
    if (told !== undefined) return end(job, { outcome: 'ok', status: told[1], latency: 0 })
    if (!job.hold) end(job, { outcome: 'ok', status: 200, latency: 1000 })
  }

  function end(job: Job, ending: Ending): void {
    const { id, server } = job
    job.server = -1
    const good = ending.outcome === 'ok' && ending.status === 200
    const { again, delay } = (good ? undefined : policy.retry?.(config, state, requestOf(job), ending)) ?? {
      again: false,
      delay: 0,
    }
    if (!again) finish(job, good ? letter(server) : ending.outcome === 'ok' ? ending.status : '-')
    settle(policy.tell(config, state, { kind: 'ended', server, id, now, ending, again }))
    if (!again) return
    job.waited += delay
    if (delay > 0) later.push({ at: now + delay, job, refused: false })
    else launch(job)
  }

  function settle(releases: readonly Release[]): void {
    for (const { id, server } of releases) {
      const job = jobs.get(id)
      if (job === undefined) throw new Error(`nobody of the number ${id} waits`)
      job.patience = Infinity
      if (server === -1) launch(job)
      else arrive(job, server)
    }
  }

  function finish(job: Job, got: string | number): void {
    job.over = true
    job.got = got
  }

  function begun(told: Partial<Job>, id = nextId++): Job {
    const blank = {
      fields: {},
      hold: false,
      failing: [],
      answers: [],
      server: -1,
      came: 0,
      over: false,
      got: '',
      waited: 0,
      patience: Infinity,
    }
    const job: Job = { ...blank, ...told, id, visited: [] }
    jobs.set(id, job)
    launch(job)
    return job
  }

  /** One request that is answered at once, through all its retries. */
  function whole(told: Partial<Job>): Job {
    const job = begun(told)
    while (!job.over) {
      const next = Math.min(nextLater(), policy.due?.(state) ?? Infinity, wearied()?.patience ?? Infinity)
      if (next === Infinity) throw new Error('a request waits for nothing')
      advance(next)
    }
    jobs.delete(job.id)
    return job
  }

  /** Connections end in the order in which they were made. */
  function kill(server: number): void {
    dead.add(server)
    const here = [...jobs.values()].filter(job => job.server === server)
    for (const job of here.sort((x, y) => x.came - y.came)) end(job, { outcome: 'reset', status: 0, latency: 0 })
  }

  function moved(): [number, number][] | undefined {
    advance(now + watch)
    return moves.length > 0 ? moves.sort((a, b) => a[0] - b[0]) : undefined
  }

  /** `50%` is of the weight in the configuration file (`server_parse_weight_change_request`, server.c). */
  function weightOf(server: number, told: number | string): number {
    if (typeof told === 'number') return told
    const { servers } = config as { servers: { weight: number }[] }
    return Math.min(256, Math.floor((servers[server].weight * Number.parseInt(told, 10)) / 100))
  }

  function perform(step: readonly unknown[], turned: number, took: number): unknown {
    const [what, a, b, c] = step
    const nextSecond = Math.ceil((now + 1) / 1e6) * 1e6
    const oneByOne = (requests: Partial<Request>[]) =>
      requests.map((fields, i) => {
        if (turned > 0 && i === turned) advance(Math.max(now, nextSecond))
        return String(whole({ fields }).got)
      })
    const visits = (job: Job) => [
      job.visited
        .filter(i => !dead.has(i))
        .map(letter)
        .join(''),
      job.got,
    ]
    switch (what) {
      case 'picks':
        return oneByOne(Array.from({ length: a as number }, () => ({}))).join('')
      case 'keys':
        return oneByOne(Array.from({ length: b as number }, (_, i) => ({ key: `${a}${i}` }))).join('')
      case 'sources':
      case 'claims':
        return oneByOne((a as string[]).map(source => ({ source: bytesOf(source) }))).join('')
      case 'paths':
        return oneByOne((a as string[]).map(uri => ({ uri, key: uri }))).join('')
      case 'requests':
        return oneByOne(
          (a as { key?: string; path?: string }[]).map(({ key = null, path = '/' }) => ({ key, uri: path })),
        ).join('')
      case 'fail':
        return visits(whole({ failing: a as number[] }))
      case 'answer':
        return visits(whole({ answers: step.slice(1) as [number, number][] }))
      case 'timed': {
        const { got, waited } = whole({})
        return [got, waited / 1000]
      }
      case 'open': {
        const job = begun({ fields: { key: (b as string | undefined) ?? null }, hold: true }, a as number)
        advance(now)
        if (!job.over && job.server === -1) advance(now + patience)
        if (job.over) return '-'
        return job.server === -1 ? 'waits' : job.server
      }
      case 'close': {
        const job = jobs.get(a as number)
        if (job === undefined || job.came === 0) return 'still waits'
        if (job.over) return moved()
        end(job, { outcome: 'ok', status: 200, latency: 1000 })
        return moved()
      }
      case 'kill':
        kill(a as number)
        return moved()
      case 'revive':
        return void dead.delete(a as number)
      case 'set': {
        const server = a as number
        if (b === 'up') dead.delete(server)
        if (b === 'down') kill(server)
        advance(now + took)
        const change =
          b === 'weight'
            ? ({ kind: 'weight', server, weight: weightOf(server, c as number | string), now } as const)
            : ({ kind: kinds[b as string] ?? (b as 'up'), server, now } as const)
        settle(policy.tell(config, state, change))
        return moved()
      }
      default:
        return undefined
    }
  }
}

/** An address as bytes; of IPv6 without an IPv4 tail. */
function bytesOf(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number)
  const [head, tail] = address.split('::').map(part => (part === '' ? [] : part.split(':')))
  const rest = tail ?? []
  const words = [...head, ...Array<string>(8 - head.length - rest.length).fill('0'), ...rest]
  return words.flatMap(word => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255])
}
