import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Happening, Request } from '../../src/balancers/index.js'
import { SeedTree, Stream } from '../../src/random/index.js'
import { type Subject, subjects } from './policy-subjects.js'

const ok = { outcome: 'ok', status: 200, latency: 5000 } as const

/** A step of a course: what the host does next, in numbers that fit any state. */
const step = fc.record({
  what: fc.constantFrom('ask', 'ask', 'ask', 'end', 'down', 'up', 'drain', 'ready', 'weight'),
  which: fc.nat({ max: 1000 }),
  pause: fc.nat({ max: 2_000_000 }),
})
const course = fc.record({
  weights: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
  steps: fc.array(step, { maxLength: 60 }),
})
type Course = typeof course extends fc.Arbitrary<infer T> ? T : never

/** A host that plays a course and knows for itself who may be picked. */
class Host {
  state: object
  readonly up: boolean[]
  readonly drained: boolean[]
  readonly open: [id: number, server: number][] = []
  now = 1_000_000
  id = 0
  private readonly config: object

  private readonly subject: Subject
  private readonly weights: readonly number[]
  stream: Stream

  constructor(subject: Subject, weights: readonly number[], stream: Stream) {
    this.subject = subject
    this.weights = weights
    this.stream = stream
    this.config = subject.config(weights)
    this.state = subject.policy.init(this.config)
    this.up = weights.map(() => true)
    this.drained = weights.map(() => false)
  }

  usable = () => this.weights.flatMap((_, i) => (this.up[i] && !this.drained[i] ? [i] : []))

  ask(key: string): number {
    const id = this.id++
    const source = [10, (id >> 8) & 255, id & 255, 1]
    const request: Request = { id, now: this.now, key, source, uri: `/${key}`, tried: [] }
    const { server, wait } = this.subject.policy.pick(this.config, this.state, request, this.stream)
    if (wait) throw new Error(`request ${id} waits, where nobody has to`)
    if (server === -1) this.tell({ kind: 'gone', id, now: this.now })
    else {
      this.tell({ kind: 'sent', server, id, now: this.now })
      this.open.push([id, server])
    }
    return server
  }

  end(at: number): void {
    const [id, server] = this.open.splice(at, 1)[0]
    this.tell({ kind: 'ended', server, id, now: this.now, ending: ok, again: false })
  }

  tell(happening: Happening): void {
    const { length } = this.subject.policy.tell(this.config, this.state, Object.freeze(happening))
    if (length > 0) throw new Error(`${length} are set free, where nobody waits`)
  }

  play({ what, which, pause }: Course['steps'][number]): number {
    this.now += pause
    const server = which % this.weights.length
    const { now } = this
    switch (what) {
      case 'ask':
        return this.ask(`k${which}`)
      case 'end':
        if (this.open.length > 0) this.end(which % this.open.length)
        return -1
      case 'weight':
        this.tell({ kind: 'weight', server, weight: 1 + (which % 7), now })
        return -1
      case 'up':
      case 'down':
        this.up[server] = what === 'up'
        this.tell({ kind: what, server, now })
        return -1
      default:
        this.drained[server] = what === 'drain'
        this.tell({ kind: what as 'drain' | 'ready', server, now })
        return -1
    }
  }
}

const luck = (name: string) => new SeedTree('policies').stream(name)

describe.each(subjects)('$name', subject => {
  it('picks who may be picked, and nobody only when nobody may be', () => {
    fc.assert(
      fc.property(course, ({ weights, steps }) => {
        const host = new Host(subject, weights, luck('usable'))
        for (const one of steps) {
          const picked = host.play(one)
          if (one.what !== 'ask') continue
          const usable = host.usable()
          if (usable.length === 0 ? picked !== -1 : !usable.includes(picked)) expect(usable).toContain(picked)
        }
      }),
      { seed: 60, numRuns: 100 },
    )
  })

  it('goes on from JSON copies as from itself, at any step', () => {
    fc.assert(
      fc.property(course, ({ weights, steps }) => {
        const host = new Host(subject, weights, luck('copy'))
        const twin = new Host(subject, weights, luck('copy'))
        for (const one of steps) {
          twin.state = JSON.parse(JSON.stringify(twin.state))
          twin.stream = Stream.from(twin.stream.state())
          const [copied, original] = [twin.play(one), host.play(one)]
          if (copied !== original) expect(copied).toBe(original)
          if (JSON.stringify(twin.state) !== JSON.stringify(host.state)) expect(twin.state).toEqual(host.state)
        }
        // Nothing in it that JSON would leave out.
        expect(JSON.parse(JSON.stringify(host.state))).toEqual(host.state)
      }),
      { seed: 61, numRuns: 40 },
    )
  })

  if (subject.shares !== undefined) {
    it(`shares requests out ${subject.shares}`, () => {
      const weights = [1, 2, 3, 4]
      const host = new Host(subject, weights, luck('shares'))
      const counts = [0, 0, 0, 0]
      const n = 3000
      for (let i = 0; i < n; i++) {
        counts[host.ask(`key/${i}`)]++
        host.end(0)
        host.now += 1000
      }
      const share = (i: number) => (subject.shares === 'evenly' ? 0.25 : weights[i] / 10)
      const chi2 = counts.reduce((sum, count, i) => sum + (count - n * share(i)) ** 2 / (n * share(i)), 0)
      // The 99.9 % point of chi-square with 3 degrees of freedom.
      expect(chi2).toBeLessThan(16.266)
    })
  }

  const keeps = subject.keeps
  if (keeps !== undefined) {
    it('moves the keys of a server that leaves, and brings them back with it', () => {
      const host = new Host(subject, [1, 2, 3, 1, 2], luck('moves'))
      const owners = () =>
        Array.from({ length: 1000 }, (_, i) => {
          const owner = host.ask(`key/${i}`)
          host.end(0)
          return owner
        })
      const before = owners()
      host.tell({ kind: 'down', server: 2, now: host.now })
      const without = owners()
      const stayed = before.filter((owner, i) => owner !== 2 && owner === without[i]).length
      expect(stayed).toBeGreaterThanOrEqual(keeps * before.filter(owner => owner !== 2).length)
      expect(without).not.toContain(2)
      host.tell({ kind: 'up', server: 2, now: host.now })
      expect(owners()).toEqual(before)
    })
  }
})
