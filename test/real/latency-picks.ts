import { type Ending, type Policy, policyNamed } from '../../src/balancers/index.js'
import { SeedTree } from '../../src/random/index.js'
import type { Run } from './latency-recording.js'
import { policyConfigOf, strategyOf } from './latency-simulated.js'

/** Something the proxy saw, no earlier than `from` and no later than `to`, µs: a request that came, or an answer. */
interface Seen {
  readonly id: number
  readonly answer: boolean
  readonly from: number
  readonly to: number
  /** Of an answer: which of all things seen is its request. */
  readonly after: number
}

/** An order in which things may have been seen so far: all before `first` and those in `beyond`; and what came of it. */
interface Story {
  readonly first: number
  readonly beyond: readonly number[]
  /** JSON. */
  readonly state: string
  readonly waiting: readonly number[]
  /** How many were seen ahead of something that is likelier to have been first. */
  readonly swaps: number
}

export interface Explained {
  /** Of so many requests the policy sends each where the product did, in some order of what it saw. */
  readonly requests: number
  /** Whether that is all that were asked for. */
  readonly whole: boolean
  /** The most orders that were open at a time, before any was given up. */
  readonly widest: number
}

/** Of more open orders than this, those with the most swaps are given up: one that holds to the end is enough. */
const most = 2000
/** A request that came to its server only after so many µs waited in the proxy, and was seen by it within `noticed`. */
const longest = 20_000
const noticed = 5000
const answered: Ending = { outcome: 'ok', status: 200, latency: 0 }
const source = [127, 0, 0, 1]

/**
 * Whether a policy picks, request by request, what the product picked, for an order of requests and answers that their
 * times allow. A proxy sees a request after it was sent and before it came to its server, an answer after the work was
 * done and before the client had it; where two such spans meet, either may have come first, and both ways are followed
 * until picks tell them apart. `as` is a run of another strategy: whether that one would have picked so.
 */
export function explain(run: Run, requests = run.sent.length, as: Run = run): Explained {
  const { product, waits } = strategyOf(as)
  const described = policyNamed(product)
  if (described === null) throw new Error(`there is no policy ${product}`)
  const policy = described.policy as Policy<object, object>
  const config = policyConfigOf(as)
  const seen = seenOf(run, requests, waits)
  let stories: Story[] = [{ first: 0, beyond: [], state: JSON.stringify(policy.init(config)), waiting: [], swaps: 0 }]
  let widest = 1
  for (let n = 0; n < seen.length; n++) {
    const next = new Map<string, Story>()
    for (const story of stories) {
      for (const [k, x] of nextOf(story, seen).entries()) {
        const told = tellStory(policy, config, run, story, seen[x], n)
        if (told === null) continue
        const moved = { ...told, ...passed(story, x), swaps: story.swaps + k }
        const key = `${moved.first} ${moved.beyond} ${moved.state}`
        const known = next.get(key)
        if (known === undefined || known.swaps > moved.swaps) next.set(key, moved)
      }
    }
    if (next.size === 0) {
      const reached = Math.max(...stories.map(({ first }) => first))
      return { requests: seen.slice(0, reached).filter(({ answer }) => !answer).length, whole: false, widest }
    }
    widest = Math.max(widest, next.size)
    stories = [...next.values()]
    if (next.size > most) stories = stories.sort((a, b) => a.swaps - b.swaps).slice(0, most)
  }
  return { requests, whole: true, widest }
}

function seenOf({ sent, arrive, end, received }: Run, requests: number, waits: boolean): Seen[] {
  const seen: Seen[] = []
  const last = Math.max(...sent.slice(0, requests))
  for (let id = 0; id < sent.length; id++) {
    if (sent[id] > last) continue
    const to = waits && arrive[id] > sent[id] + longest ? sent[id] + noticed : arrive[id]
    seen.push({ id, answer: false, from: sent[id], to, after: -1 })
    if (end[id] <= last) seen.push({ id, answer: true, from: end[id], to: received[id], after: -1 })
  }
  seen.sort((a, b) => a.from - b.from || a.to - b.to)
  const asked = new Map(seen.flatMap(({ id, answer }, x) => (answer ? [] : [[id, x] as const])))
  return seen.map(one => (one.answer ? { ...one, after: asked.get(one.id) ?? -1 } : one))
}

/** What may be seen next: whatever need not come behind another. */
function nextOf({ first, beyond }: Story, seen: readonly Seen[]): number[] {
  const found: number[] = []
  let until = Number.POSITIVE_INFINITY
  for (let x = first; x < seen.length && seen[x].from <= until; x++) {
    if (beyond.includes(x)) continue
    const { after } = seen[x]
    if (after < first || beyond.includes(after)) found.push(x)
    until = Math.min(until, seen[x].to)
  }
  return found
}

function passed({ first, beyond }: Story, x: number): Pick<Story, 'first' | 'beyond'> {
  if (x !== first) return { first, beyond: [...beyond, x].sort((a, b) => a - b) }
  let next = first + 1
  while (beyond.includes(next)) next++
  return { first: next, beyond: beyond.filter(one => one > next) }
}

/** What the policy makes of it; null where the product did otherwise. `now` only has to grow. */
function tellStory(
  policy: Policy<object, object>,
  config: object,
  run: Run,
  story: Story,
  { id, answer, from }: Seen,
  now: number,
): Pick<Story, 'state' | 'waiting'> | null {
  const state = JSON.parse(story.state) as object
  const server = run.server[id]
  if (!answer) {
    const choice = policy.pick(config, state, { id, now, key: null, source, uri: '/', tried: [] }, noLuck)
    if (choice.wait) return { state: JSON.stringify(state), waiting: [...story.waiting, id] }
    if (choice.server !== server) return null
    policy.tell(config, state, { kind: 'sent', server, id, now })
    return { state: JSON.stringify(state), waiting: story.waiting }
  }
  if (story.waiting.includes(id)) return null
  const released = policy.tell(config, state, { kind: 'ended', server, id, now, ending: answered, again: false })
  const rightly = released.every(({ id: next, server: to }) => to === run.server[next] && from <= run.arrive[next])
  if (!rightly) return null
  const waiting = story.waiting.filter(one => !released.some(({ id: next }) => next === one))
  return { state: JSON.stringify(state), waiting }
}

const noLuck = new SeedTree('no luck').stream('picks')
