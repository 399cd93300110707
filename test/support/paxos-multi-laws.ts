import type { MultiPaxosMessage, MultiPaxosState, Plain } from '../../src/protocols/index.js'
import { alphaOf } from '../../src/protocols/paxos/multi/config.js'
import type { Entry } from '../../src/protocols/paxos/multi/messages.js'
import type { MultiPaxosNetwork } from './paxos-multi.js'
import type { Observer } from './protocol-network.js'

/**
 * The invariants of "Paxos Made Moderately Complex" (van Renesse & Altinbuken 2015, section 2), judged from messages and
 * disks, for members that stay the same and majorities: acceptors A1, A2, A5; commanders C1, C2; replicas R1, R5.
 */
export class MultiPaxosLaws implements Observer<MultiPaxosState, MultiPaxosMessage> {
  broken: string | null = null
  chosenSlots = 0
  private readonly network: MultiPaxosNetwork
  /** By slot and ballot: what its leader proposes, and who has accepted it. */
  private readonly valueOf = new Map<string, string>()
  private readonly acceptors = new Map<string, Set<number>>()
  private readonly chosen = new Map<number, { ballot: number; value: string }>()
  private readonly executed = new Map<number, string>()
  private readonly promised: number[] = []
  private readonly onDisk: number[] = []

  constructor(network: MultiPaxosNetwork) {
    this.network = network
    network.observers.push(this)
  }

  sent(from: number, _to: number, message: MultiPaxosMessage): void {
    if (message.type === 'promise') this.promised[from] = Math.max(this.promised[from] ?? 0, message.ballot)
    else if (message.type === 'accept') this.proposes(from, message.ballot, message.slot, message.entries)
    else if (message.type === 'accepted') {
      if (message.ballot < (this.promised[from] ?? 0))
        this.breach(`A2: ${from} accepts ${message.ballot} below its promise`)
      for (let slot = message.slot; slot <= message.last; slot++) this.accepts(from, message.ballot, slot)
    }
  }

  stepped(node: number, state: MultiPaxosState, input: { kind: string }): void {
    if (input.kind !== 'stored') return
    const { values, dropped, log } = this.network.members[node].disk
    const promised = (values['promised'] ?? 0) as number
    if (promised < (this.onDisk[node] ?? 0)) this.breach(`A1: ${node} goes back to ballot ${promised}`)
    this.onDisk[node] = promised
    if (state.role !== 'leader') return
    // A leader's own acceptances send no message.
    for (const [place, entry] of (log as unknown as readonly Entry[]).entries()) {
      if (entry.ballot === state.ballot) this.accepts(node, entry.ballot, dropped + place + 1)
    }
  }

  applied(node: number, index: number, command: Plain): void {
    const text = JSON.stringify(command)
    const before = this.executed.get(index) ?? text
    if (before !== text) this.breach(`R1: ${node} executes ${text} at ${index}, another ${before}`)
    this.executed.set(index, before)
  }

  private proposes(from: number, ballot: number, slot: number, entries: readonly Entry[]): void {
    const { config } = this.network
    for (const [i, { kind, command }] of entries.entries()) {
      const value = JSON.stringify([kind, command])
      const key = `${slot + i}/${ballot}`
      if ((this.valueOf.get(key) ?? value) !== value)
        this.breach(`C1: two values in ballot ${ballot} for slot ${slot + i}`)
      this.valueOf.set(key, value)
      const chosen = this.chosen.get(slot + i)
      if (chosen !== undefined && ballot > chosen.ballot && chosen.value !== value) {
        this.breach(`C2: ballot ${ballot} proposes ${value} for slot ${slot + i} after ${chosen.value} was chosen`)
      }
    }
    const { executed } = this.network.state(from)
    if (slot + entries.length - 1 > executed + alphaOf(config)) this.breach(`R5: ${from} proposes beyond its window`)
  }

  private accepts(node: number, ballot: number, slot: number): void {
    const key = `${slot}/${ballot}`
    const acceptors = this.acceptors.get(key) ?? new Set()
    this.acceptors.set(key, acceptors.add(node))
    const value = this.valueOf.get(key)
    if (value === undefined || 2 * acceptors.size <= this.network.members.length) return
    const before = this.chosen.get(slot)
    if (before === undefined) {
      this.chosen.set(slot, { ballot, value })
      this.chosenSlots += 1
    } else if (before.value !== value) this.breach(`A5: ${before.value} and ${value} are chosen for slot ${slot}`)
  }

  private breach(what: string): void {
    this.broken ??= `at ${this.network.now}: ${what}`
  }
}
