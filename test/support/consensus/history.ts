import type { Plain } from '../../../src/protocols/index.js'
import type { Observer } from '../protocol-network.js'
import type { Book } from './book.js'
import type { Verdict } from './breach.js'
import { type Captured, startHash } from './machine.js'

/** What is known of one index, from whoever passed it first: a command, or that nothing is applied there. */
type Decided = { readonly text: string; readonly hash: number } | 'nothing'

/**
 * The one history all processes have to go through, put together from what each applies: agreement, validity, integrity
 * and durability. Over crashes too: a process that starts anew goes through it anew.
 */
export class History<S, M> implements Observer<S, M> {
  commits = 0
  restores = 0
  private readonly decided: Decided[] = []
  /** By process: the index it has come to in this life. */
  private readonly reached: number[] = []
  private readonly book: Book
  private readonly verdict: Verdict

  constructor(book: Book, verdict: Verdict) {
    this.book = book
    this.verdict = verdict
  }

  reachedBy(node: number): number {
    return this.reached[node] ?? 0
  }

  /** The text of the command at an index and the machine's hash after it; null where nothing is known to be applied. */
  commandAt(index: number): { readonly text: string; readonly hash: number } | null {
    const decided = this.decided[index]
    return decided === undefined || decided === 'nothing' ? null : decided
  }

  started(node: number): void {
    this.reached[node] = 0
  }

  applied(node: number, index: number, command: Plain, result: Plain): void {
    const { verdict, book, decided } = this
    const before = this.reachedBy(node)
    verdict.judge('integrity', index > before, () => `${node} applies ${index} after ${before}`)
    this.pass(node, before, index - 1)
    this.reached[node] = Math.max(before, index)
    const text = JSON.stringify(command)
    const known = decided[index]
    if (known === undefined) {
      decided[index] = { text, hash: result as number }
      if (command !== null) this.first(node, index, text)
      return
    }
    if (known === 'nothing') {
      verdict.judge('integrity', false, () => `${node} applies ${text} at ${index}, where another applied nothing`)
      return
    }
    const law = index <= book.answeredIndex ? 'durability' : 'agreement'
    verdict.judge(law, known.text === text, () => `${node} applies ${text} at ${index}, another ${known.text}`)
    verdict.judge('agreement', known.hash === result, () => `${node} is in another state after ${index}`)
  }

  restored(node: number, index: number, captured: Plain): void {
    const { verdict } = this
    const { last, hash } = captured as unknown as Captured
    const before = this.reachedBy(node)
    this.restores += 1
    verdict.judge('integrity', index >= before, () => `${node} goes back from ${before} to a snapshot of ${index}`)
    verdict.judge('agreement', last <= index, () => `${node} restores ${last} as the state at ${index}`)
    const expected = last === 0 ? startHash : this.commandAt(last)?.hash
    verdict.judge('agreement', hash === expected, () => `${node} restores another state than others had at ${index}`)
    this.pass(node, last, index)
    this.reached[node] = Math.max(before, index)
  }

  /** Nothing is applied after `from` up to `to`: all must do so. */
  private pass(node: number, from: number, to: number): void {
    for (let index = from + 1; index <= to; index++) {
      const known = this.decided[index]
      if (known === undefined) this.decided[index] = 'nothing'
      else this.verdict.judge('integrity', known === 'nothing', () => `${node} leaves out ${index}`)
    }
  }

  private first(node: number, index: number, text: string): void {
    const { verdict } = this
    this.commits += 1
    const command = this.book.commands.get(text)
    verdict.judge(
      'validity',
      command !== undefined,
      () => `${node} applies ${text} at ${index}, which nobody asked for`,
    )
    if (command === undefined) return
    verdict.judge('integrity', command.index === 0, () => `${text} is carried out at ${command.index} and at ${index}`)
    command.index = index
    verdict.judge('one-answer', command.open > 0, () => `${text} was turned away and is applied at ${index}`)
  }
}
