import fc from 'fast-check'
import type { Happening, Request } from '../../src/balancers/index.js'
import type { Stream } from '../../src/random/index.js'
import type { Subject } from './policy-subjects.js'

const ok = { outcome: 'ok', status: 200, latency: 5000 } as const

/** A step of a course: what the host does next, in numbers that fit any state. */
const step = fc.record({
  what: fc.constantFrom('ask', 'ask', 'ask', 'end', 'down', 'up', 'drain', 'ready', 'weight'),
  which: fc.nat({ max: 1000 }),
  pause: fc.nat({ max: 2_000_000 }),
})
export const course = fc.record({
  weights: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
  // Left to itself the generator makes four steps.
  steps: fc.array(step, { maxLength: 60, size: 'max' }),
})
export type Course = typeof course extends fc.Arbitrary<infer T> ? T : never

/** A host that plays a course and knows for itself who may be picked. */
export class Host {
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
