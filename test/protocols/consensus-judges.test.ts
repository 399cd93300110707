import { describe, expect, it } from 'vitest'
import type { Plain, Reply } from '../../src/protocols/index.js'
import { Book } from '../support/consensus/book.js'
import { Verdict } from '../support/consensus/breach.js'
import { History } from '../support/consensus/history.js'
import { KeyValueMachine } from '../support/consensus/machine.js'

/** A few processes that apply what the test says, before the judges of the suite. */
function court() {
  const verdict = new Verdict(() => 0)
  const book = new Book(verdict)
  const history = new History(book, verdict)
  book.history = history
  const machines = [new KeyValueMachine(), new KeyValueMachine(), new KeyValueMachine()]
  return {
    book,
    apply(node: number, index: number, command: Plain) {
      history.applied(node, index, command, machines[node].apply(index, command))
    },
    copy(from: number, to: number, index: number) {
      const captured = machines[from].capture()
      machines[to].restore(index, captured)
      history.restored(to, index, captured)
    },
    restart(node: number) {
      machines[node] = new KeyValueMachine()
      history.started(node)
      book.started(node)
    },
    reply: (node: number, request: number, result: Reply) => book.replied({ node, request, result: result as Plain }),
    hash: (node: number) => machines[node].hash,
    seen: (node: number) => machines[node].read('a'),
    broken: () => verdict.broken?.law ?? null,
  }
}

type Court = ReturnType<typeof court>

const ask = (c: Court, ...commands: string[]) => commands.map(command => c.book.write(0, command))
const done = (c: Court, node: number, request: number, index: number) =>
  c.reply(node, request, { kind: 'done', index, result: c.hash(node) })

const breaches: readonly [law: string, what: string, act: (c: Court) => void][] = [
  [
    'agreement',
    'two commands at one index',
    c => {
      ask(c, 'x', 'y')
      c.apply(0, 1, 'x')
      c.apply(1, 1, 'y')
    },
  ],
  [
    'agreement',
    'a snapshot of another state',
    c => {
      ask(c, 'x', 'y')
      c.apply(0, 1, 'x')
      c.apply(0, 2, 'y')
      c.copy(0, 1, 1)
    },
  ],
  [
    'validity',
    'a command nobody asked for',
    c => {
      c.apply(0, 1, 'x')
    },
  ],
  [
    'integrity',
    'an index left out',
    c => {
      ask(c, 'x', 'y')
      c.apply(0, 1, 'x')
      c.apply(0, 2, 'y')
      c.apply(1, 2, 'y')
    },
  ],
  [
    'integrity',
    'an index applied twice',
    c => {
      ask(c, 'x')
      c.apply(0, 1, 'x')
      c.apply(0, 1, 'x')
    },
  ],
  [
    'integrity',
    'one command carried out twice',
    c => {
      ask(c, 'x')
      c.apply(0, 1, 'x')
      c.apply(0, 2, 'x')
    },
  ],
  [
    'integrity',
    'a start that leaves out what a snapshot should have brought',
    c => {
      ask(c, 'x', 'y')
      c.apply(0, 1, 'x')
      c.restart(0)
      c.apply(0, 2, 'y')
    },
  ],
  [
    'durability',
    'what was answered is another command after a restart',
    c => {
      const [x] = ask(c, 'x', 'y')
      c.apply(0, 1, 'x')
      done(c, 0, x, 1)
      c.restart(0)
      c.apply(0, 1, 'y')
    },
  ],
  [
    'reads',
    'a read that misses an answered write',
    c => {
      const [x] = ask(c, 'x')
      c.apply(0, 1, 'x')
      done(c, 0, x, 1)
      const read = c.book.read(1)
      c.reply(1, read, { kind: 'done', index: 0, result: c.seen(1) })
    },
  ],
  [
    'reads',
    'a read that misses what an earlier read saw',
    c => {
      ask(c, 'x')
      c.apply(0, 1, 'x')
      c.reply(0, c.book.read(0), { kind: 'done', index: 0, result: c.seen(0) })
      c.reply(1, c.book.read(1), { kind: 'done', index: 0, result: c.seen(1) })
    },
  ],
  [
    'one-answer',
    'two answers to one request',
    c => {
      const [x] = ask(c, 'x')
      c.reply(0, x, { kind: 'busy' })
      c.reply(0, x, { kind: 'busy' })
    },
  ],
  [
    'one-answer',
    'an answer with another index',
    c => {
      const [x] = ask(c, 'x', 'y')
      c.apply(0, 1, 'x')
      c.apply(0, 2, 'y')
      done(c, 0, x, 2)
    },
  ],
  [
    'one-answer',
    'an answer with another result',
    c => {
      const [x] = ask(c, 'x')
      c.apply(0, 1, 'x')
      c.reply(0, x, { kind: 'done', index: 1, result: 7 })
    },
  ],
  [
    'one-answer',
    'what was turned away is applied',
    c => {
      const [x] = ask(c, 'x')
      c.reply(0, x, { kind: 'redirect', redirect: 1 })
      c.apply(0, 1, 'x')
    },
  ],
  [
    'one-answer',
    'what was applied is turned away',
    c => {
      const [x] = ask(c, 'x')
      c.apply(0, 1, 'x')
      c.reply(0, x, { kind: 'refused', why: 'no' })
    },
  ],
]

describe('the judges of the consensus laws notice:', () => {
  for (const [law, what, act] of breaches) {
    it(`${law}: ${what}`, () => {
      const c = court()
      act(c)
      expect(c.broken()).toBe(law)
    })
  }

  it('and let pass what is right: commands, indices passed over, a snapshot, a request in a session asked twice, reads', () => {
    const c = court()
    const [x, again, y] = ask(c, 'x', 'x', 'y')
    for (const node of [0, 1]) {
      c.apply(node, 1, null)
      c.apply(node, 3, 'x')
    }
    done(c, 0, x, 3)
    c.reply(0, again, { kind: 'unknown', redirect: -1 })
    const read = c.book.read(1)
    c.reply(1, read, { kind: 'done', index: 0, result: c.seen(1) })
    c.copy(0, 2, 4)
    c.apply(2, 5, 'y')
    c.apply(0, 5, 'y')
    done(c, 0, y, 5)
    c.restart(1)
    c.copy(0, 1, 5)
    expect(c.broken()).toBeNull()
  })
})
