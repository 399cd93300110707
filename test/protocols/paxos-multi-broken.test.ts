import { describe, expect, it } from 'vitest'
import { type MultiPaxosMessage, multiPaxos } from '../../src/protocols/index.js'
import { noEntry } from '../../src/protocols/paxos/multi/messages.js'
import { multiPaxosSubject } from '../support/consensus/subjects/multi-paxos.js'
import {
  command,
  diskWith,
  type MultiPaxos,
  type MultiPaxosNetwork,
  ms,
  scriptedPaxos,
  Told,
} from '../support/paxos-multi.js'
import { emptyDisk } from '../support/protocol-process.js'

/** Rules whose breach takes a rare course of events: here it is played, with the rule and without it. */
function broken(name: string): MultiPaxos {
  const found = multiPaxosSubject.mutants.find(mutant => mutant.name === name)
  if (found === undefined) throw new Error(`no mutant ${name}`)
  return found.protocol
}

const cut = 130 * ms

/**
 * 0 leads and is cut off from 1 and 2; 1 stands `wait` ms later and takes a write; after `readAt` ms someone reads at 0, which
 * knows nothing of that. What is answered to the write and to the read.
 */
function staleRead(
  protocol: MultiPaxos,
  config: { reads: 'lease' | 'index'; driftBound?: number; lease?: number },
  course: { wait: number; readAt: number; drift?: number[]; restart?: boolean },
): { write: string | undefined; read: string | undefined } {
  const timeouts = [[5], [1000], [1000]]
  const { wait, readAt, drift, restart = false } = course
  const network = scriptedPaxos({ members: 3, ...config }, timeouts, {
    protocol,
    ...(drift === undefined ? {} : { drift }),
  })
  const told = new Told(network)
  // With leases nobody stands before the first one, which might have been forgotten, has run out.
  timeouts[0] = Array.from({ length: 30 }, () => 5)
  network.start()
  network.run(cut)
  expect(network.status(0).serving).toBe(true)
  network.partition([0], [1, 2])
  timeouts[1].unshift(wait)
  // Only now the new wait is drawn: by a restart, or as the last heartbeat under way would have done.
  if (restart) for (const node of [1, 2]) network.crash(node)
  if (restart) network.start()
  else rearm(network, 1, wait * ms)
  network.run(cut + readAt * ms - 6 * ms)
  network.request(1, 1, { key: 'a', value: 1 })
  network.run(cut + readAt * ms)
  network.tell(0, { kind: 'read', id: 2, query: 'a' })
  network.run(cut + readAt * ms + ms / 2)
  return { write: told.kindOf(1), read: told.kindOf(2) }
}

/** Lets an election timer go off after `wait`. */
function rearm(network: MultiPaxosNetwork, node: number, wait: number): void {
  network.at(network.now + wait, () => network.step(node, { kind: 'timer', name: 'election' }))
}

describe('a stale read takes the broken rule', () => {
  it('of a lease that ends for those who granted it before it ends for the leader (Paxos Made Live, 5.2)', () => {
    const course = { wait: 24, readAt: 36 }
    const lease = { reads: 'lease', driftBound: 0.05 } as const
    const name = 'a lease lasts longer for the leader than for those who granted it'
    expect(staleRead(broken(name), lease, course)).toEqual({ write: 'done', read: 'done' })
    expect(staleRead(multiPaxos, lease, course)).toEqual({ write: 'done', read: undefined })
  })

  it('of a lease that is forgotten in a restart', () => {
    const course = { wait: 2, readAt: 14, restart: true }
    const lease = { reads: 'lease', driftBound: 0.05 } as const
    expect(staleRead(broken('a lease is forgotten in a restart'), lease, course)).toEqual({
      write: 'done',
      read: 'done',
    })
    expect(staleRead(multiPaxos, lease, course)).toEqual({ write: 'redirect', read: 'done' })
  })

  it('of clocks that drift, the slow one at the leader, the fast ones at those who granted the lease', () => {
    const course = { wait: 50, readAt: 66, drift: [-0.3, 0.3, 0.3] }
    const lease = { reads: 'lease', driftBound: 0.3, lease: 60 * ms } as const
    expect(staleRead(broken('clocks that drift are not allowed for'), lease, course)).toEqual({
      write: 'done',
      read: 'done',
    })
    expect(staleRead(multiPaxos, lease, course)).toEqual({ write: 'done', read: undefined })
  })

  it('of a leader that asks no quorum', () => {
    const course = { wait: 2, readAt: 20 }
    const index = { reads: 'index' } as const
    expect(staleRead(broken('a read is answered without asking a quorum'), index, course)).toEqual({
      write: 'done',
      read: 'done',
    })
    expect(staleRead(multiPaxos, index, course)).toEqual({ write: 'done', read: undefined })
  })
})

describe('a new configuration that is in force at once (Lamport 2001, section 3: only α instances later)', () => {
  /**
   * {0, …, 4} become {0, 1} by slot 2, which all but 4 accept; slot 3, a no-op, reaches 0 and 1 alone. 4 has kept something
   * for slot 3 from an old ballot. Then 2 leads with 3 and 4, who have not heard of the no-op.
   */
  function play(protocol: MultiPaxos): { change: boolean; differs: string | null; x: number } {
    const story = { at: 'first' }
    const passes = (from: number, to: number, message: MultiPaxosMessage) =>
      from < 2
        ? to < 2 ||
          message.type === 'accepted' ||
          (to < 4 && story.at === 'first' && (message.type !== 'accept' || message.slot <= 2))
        : to >= 2 || message.type !== 'prepare'
    const old = diskWith(3, 0, [noEntry, noEntry, command(3, { key: 'x', value: 1 })])
    const disks = [emptyDisk, emptyDisk, emptyDisk, emptyDisk, old]
    const network = scriptedPaxos({ members: 5, window: 6, batch: 1 }, [[5], [], [], [], []], {
      protocol,
      disks,
      passes,
    })
    const told = new Told(network)
    let x = 0
    network.observers.push({
      applied: (_node, index, value) => {
        if (JSON.stringify(value).includes('"x"')) x = index
      },
    })
    network.start()
    network.run(23 * ms)
    expect(network.status(0).serving).toBe(true)
    network.tell(0, { kind: 'operate', id: 1, operation: { kind: 'change', members: [0, 1] } })
    network.run(30 * ms)
    const change = network.status(0).commitIndex > 2
    story.at = 'second'
    rearm(network, 2, 5 * ms)
    network.run(60 * ms)
    return { change, differs: told.differs, x }
  }

  it('lets two leaders choose different commands for one slot', () => {
    const name = 'a new configuration is in force at once, whatever was proposed before'
    expect(play(broken(name))).toMatchObject({ change: true, differs: expect.stringContaining('at 3') })
  })

  it('and with the window it does not: slot 3 is still for all of them to choose', () => {
    expect(play(multiPaxos)).toEqual({ change: false, differs: null, x: 3 })
  })
})
