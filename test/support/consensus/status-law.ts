import type { Input, Status } from '../../../src/protocols/index.js'
import type { Stream } from '../../../src/random/index.js'
import type { Observer, ProtocolNetwork } from '../protocol-network.js'
import type { Verdict } from './breach.js'
import type { History } from './history.js'

/** `Status` told honestly at every step, and state that is plain data at some. */
export class StatusLaw<C, S, M> implements Observer<S, M> {
  /** Terms in which somebody served. */
  readonly served = new Map<number, number>()
  private readonly before: (Status | null)[] = []
  private readonly leaderOf = new Map<number, number>()
  private readonly network: ProtocolNetwork<C, S, M>
  private readonly history: History<S, M>
  private readonly verdict: Verdict
  private readonly stream: Stream
  private readonly oneLeaderATerm: boolean
  /** Between two looks at the state, in steps, on average; 1 looks at every step. */
  private readonly gap: number
  /** Hears what a process says of itself whenever that is not what it said last. */
  changed: (node: number, before: Status, now: Status) => void = () => {}
  private left = 1

  constructor(
    network: ProtocolNetwork<C, S, M>,
    history: History<S, M>,
    verdict: Verdict,
    options: { stream: Stream; gap: number; oneLeaderATerm: boolean },
  ) {
    this.network = network
    this.history = history
    this.verdict = verdict
    this.stream = options.stream
    this.gap = options.gap
    this.oneLeaderATerm = options.oneLeaderATerm
  }

  started(node: number): void {
    this.before[node] = null
  }

  stepped(node: number, _state: S, _input: Input<M>): void {
    const status = this.network.status(node)
    const before = this.before[node]
    if (before !== null) this.goesOn(node, before, status)
    this.before[node] = status
    this.judge(status.lastIndex >= status.commitIndex, () => `${node} has committed beyond its end`)
    const reached = this.history.reachedBy(node)
    this.judge(reached <= status.commitIndex, () => `${node} applied ${reached}, committed ${status.commitIndex}`)
    const unsynced = this.network.members[node].unsynced.length
    this.judge(status.pending > 0 || unsynced === 0, () => `${node} has ${unsynced} writes to sync and none pending`)
    if (status.serving) this.serves(node, status)
    if (this.oneLeaderATerm && status.leader >= 0) this.names(node, status)
    this.left -= 1
    if (this.left <= 0) {
      this.left = this.gap === 1 ? 1 : 1 + this.stream.below(2 * this.gap - 1)
      this.isPlain(node)
    }
  }

  private goesOn(node: number, before: Status, status: Status): void {
    this.judge(status.term >= before.term, () => `${node} goes back from term ${before.term} to ${status.term}`)
    const { commitIndex } = before
    this.judge(status.commitIndex >= commitIndex, () => `${node} goes back from commit ${commitIndex}`)
    const { role, term, leader } = status
    if (role !== before.role || term !== before.term || leader !== before.leader) this.changed(node, before, status)
  }

  private serves(node: number, { term, leader }: Status): void {
    const other = this.served.get(term) ?? node
    this.judge(other === node, () => `${other} and ${node} serve in term ${term}`)
    this.judge(leader === node, () => `${node} serves and says that ${leader} leads`)
    this.served.set(term, node)
  }

  private names(node: number, { term, leader }: Status): void {
    const named = this.leaderOf.get(term) ?? leader
    this.judge(named === leader, () => `${node} says that ${leader} leads term ${term}, another ${named}`)
    this.leaderOf.set(term, leader)
  }

  /** From here on the process goes on with a copy of its state made by way of JSON. */
  private isPlain(node: number): void {
    const { network, verdict } = this
    const state = network.state(node)
    const text = JSON.stringify(state)
    network.status(node)
    verdict.judge('plain', JSON.stringify(state) === text, () => `status changes the state of ${node}`)
    const odd = oddIn(state, 'state')
    verdict.judge('plain', odd === null, () => `${node} keeps ${odd}`)
    network.members[node].state = JSON.parse(text) as S
  }

  private judge(holds: boolean, what: () => string): void {
    this.verdict.judge('status', holds, what)
  }
}

/** Where something is that JSON does not carry; null: nowhere. */
function oddIn(value: unknown, path: string): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} = ${value}`
  if (typeof value !== 'object') return `${path}, ${typeof value}`
  const kind = Object.getPrototypeOf(value)
  if (kind !== Object.prototype && kind !== Array.prototype) return `${path}, no plain object`
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const odd = oddIn(value[i], `${path}[${i}]`)
      if (odd !== null) return odd
    }
    return null
  }
  for (const key in value) {
    const odd = oddIn((value as { [key: string]: unknown })[key], `${path}.${key}`)
    if (odd !== null) return odd
  }
  return null
}
