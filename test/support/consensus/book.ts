import type { Plain, Reply } from '../../../src/protocols/index.js'
import type { Observer, Reply as Replied } from '../protocol-network.js'
import type { Verdict } from './breach.js'
import type { History } from './history.js'
import { type Seen, startHash } from './machine.js'

/** A command that some client wants carried out, by one request or, in a session, by several. */
export interface Command {
  readonly text: string
  /** Requests for it that may still have an effect: asked, and not turned away. */
  open: number
  /** Where it was applied first; 0: nowhere yet. */
  index: number
}

interface Request {
  readonly kind: 'write' | 'read' | 'order'
  readonly node: number
  readonly command: Command | null
  /** Index that was known to clients to be applied when this was asked. */
  readonly floor: number
  answered: boolean
  readonly then: ((reply: Reply) => void) | null
}

/** What clients asked and heard: one answer a request, true to the history; reads that miss nothing. */
export class Book<S = unknown, M = unknown> implements Observer<S, M> {
  readonly commands = new Map<string, Command>()
  /** The highest index any client knows to be applied. */
  answeredIndex = 0
  writesDone = 0
  readsDone = 0
  /** Reads are checked as the subject declares them. */
  reads: 'linearizable' | 'local' = 'linearizable'
  /** A request may be answered with another client's command (single decree). */
  once = false
  history: History<S, M> | null = null
  private readonly requests: Request[] = []
  private readonly lastRead: number[] = []
  private readonly verdict: Verdict

  constructor(verdict: Verdict) {
    this.verdict = verdict
  }

  /** Notes that `command` is asked of `node`; the id of the request. */
  write(node: number, command: Plain, then: ((reply: Reply) => void) | null = null): number {
    const text = JSON.stringify(command)
    let known = this.commands.get(text)
    if (known === undefined) {
      known = { text, open: 0, index: 0 }
      this.commands.set(text, known)
    }
    known.open += 1
    return this.add({ kind: 'write', node, command: known, floor: this.answeredIndex, answered: false, then })
  }

  read(node: number, then: ((reply: Reply) => void) | null = null): number {
    return this.add({ kind: 'read', node, command: null, floor: this.answeredIndex, answered: false, then })
  }

  order(node: number, then: ((reply: Reply) => void) | null = null): number {
    return this.add({ kind: 'order', node, command: null, floor: 0, answered: false, then })
  }

  started(node: number): void {
    this.lastRead[node] = 0
  }

  replied({ node, request: id, result }: Replied): void {
    const request = this.requests[id]
    const reply = result as Reply
    this.verdict.judge('one-answer', request !== undefined, () => `${node} answers ${id}, which nobody asked`)
    if (request === undefined) return
    this.verdict.judge('one-answer', !request.answered, () => `${node} answers ${id} twice`)
    this.verdict.judge('one-answer', request.node === node, () => `${node} answers ${id}, asked of ${request.node}`)
    request.answered = true
    if (request.kind === 'write') this.written(node, request, reply)
    else if (request.kind === 'read' && reply.kind === 'done') this.wasRead(node, request, reply.result)
    request.then?.(reply)
  }

  private add(request: Request): number {
    this.requests.push(request)
    return this.requests.length - 1
  }

  private written(node: number, { command }: Request, reply: Reply): void {
    const { verdict } = this
    if (command === null || reply.kind === 'unknown') return
    if (reply.kind !== 'done') {
      command.open -= 1
      const gone = command.open > 0 || command.index === 0
      verdict.judge('one-answer', gone, () => `${command.text}, applied at ${command.index}, is answered ${reply.kind}`)
      return
    }
    const { index, result } = reply
    const there = this.history?.commandAt(index) ?? null
    this.writesDone += 1
    const right = there !== null && (this.once || there.text === command.text)
    verdict.judge('one-answer', right, () => `${node} says ${command.text} is at ${index}, where ${there?.text} is`)
    verdict.judge(
      'one-answer',
      there?.hash === result,
      () => `${node} answers ${index} with another result than it had`,
    )
    const reached = this.history?.reachedBy(node) ?? 0
    verdict.judge('one-answer', reached >= index, () => `${node} answers ${index} having applied ${reached}`)
    this.answeredIndex = Math.max(this.answeredIndex, index)
  }

  private wasRead(node: number, { floor }: Request, result: Plain): void {
    const { verdict, reads } = this
    const { last, hash } = result as unknown as Seen
    this.readsDone += 1
    const expected = last === 0 ? startHash : this.history?.commandAt(last)?.hash
    verdict.judge('reads', hash === expected, () => `${node} reads a state that nobody had at ${last}`)
    const least = reads === 'local' ? this.lastRead[node] : floor
    verdict.judge('reads', last >= least, () => `${node} reads the state at ${last}, when ${least} was known`)
    this.lastRead[node] = last
    if (reads === 'linearizable') this.answeredIndex = Math.max(this.answeredIndex, last)
  }
}
