import type { Plain, Reply, Session } from '../../../src/protocols/index.js'
import type { Stream } from '../../../src/random/index.js'
import type { ProtocolNetwork } from '../protocol-network.js'
import type { Book } from './book.js'
import type { Hostility } from './hostilities.js'
import { SessionClient } from './session-client.js'
import type { Drawn, Situation, Subject } from './subject.js'

/** Clients of all kinds and an operator, who ask this and that of whoever they think leads, or of anyone. */
export class Clients<C, S, M> {
  readonly sessions: SessionClient<C, S, M>[] = []
  private readonly network: ProtocolNetwork<C, S, M>
  private readonly book: Book<S, M>
  private readonly subject: Subject<C, S, M>
  private readonly drawn: Drawn<C>
  private readonly stream: Stream
  private readonly situation: Situation<C, S>
  private readonly deeds: (() => void)[] = []
  private gap: number
  /** Orders of the operator so far. */
  orders = 0
  private unique = 0

  constructor(
    network: ProtocolNetwork<C, S, M>,
    book: Book<S, M>,
    subject: Subject<C, S, M>,
    drawn: Drawn<C>,
    stream: Stream,
    hostility: Hostility,
  ) {
    this.network = network
    this.book = book
    this.subject = subject
    this.drawn = drawn
    this.stream = stream
    this.situation = {
      config: drawn.config,
      processes: drawn.processes,
      isUp: node => network.members[node].up,
      status: node => network.status(node),
      state: node => network.state(node),
    }
    this.gap = [2000, 6000, 15_000][stream.below(3)]
    this.chooseDeeds()
    if (hostility !== 'anything') this.press(hostility)
  }

  /** Asks on until `until`, except while `silent` says so. */
  start(until: number, silent: () => boolean): void {
    const { network, stream, deeds } = this
    if (deeds.length === 0) return
    const next = () => {
      if (network.now >= until) return
      if (!silent()) deeds[stream.below(deeds.length)]()
      network.at(network.now + Math.round(this.gap * stream.exponential()), next)
    }
    network.at(this.gap, next)
  }

  /** A command never asked before. */
  fresh(): Plain {
    this.unique += 1
    const { subject, stream, unique } = this
    return subject.command?.(unique, stream) ?? { key: 'abc'[stream.below(3)], value: unique }
  }

  write(node: number, then: ((reply: Reply) => void) | null = null): void {
    const command = this.fresh()
    if (this.network.members[node].up) this.network.request(node, this.book.write(node, command, then), command)
  }

  /** One request of a session's client; with nobody up at `node` it goes nowhere. */
  writeInSession(node: number, command: Plain, session: Session, then: (reply: Reply) => void): void {
    if (!this.network.members[node].up) return
    const id = this.book.write(node, command, then)
    this.network.tell(node, { kind: 'request', id, command, session })
  }

  read(node: number, then: ((reply: Reply) => void) | null = null): void {
    if (!this.network.members[node].up) return
    this.network.tell(node, { kind: 'read', id: this.book.read(node, then), query: 'abc'[this.stream.below(3)] })
  }

  order(node: number, operation: Plain, then: ((reply: Reply) => void) | null = null): void {
    if (!this.network.members[node].up) return
    this.network.tell(node, { kind: 'operate', id: this.book.order(node, then), operation })
  }

  /** Somebody who believes that it leads, or, one time in four, anyone. */
  likely(): number {
    const { network, stream } = this
    const leaders = this.leaders()
    const asked = stream.below(4) === 0 || leaders.length === 0 ? network.members.map((_, node) => node) : leaders
    return asked[stream.below(asked.length)]
  }

  /** All who believe that they lead: of two of them, one is mistaken and must not be found out by what it answers. */
  private leaders(): number[] {
    const { members } = this.network
    return members.flatMap(({ up }, node) => (up && this.network.status(node).leader === node ? [node] : []))
  }

  below(n: number): number {
    return this.stream.below(n)
  }

  flip(): boolean {
    return this.stream.below(2) === 0
  }

  change(node: number): void {
    this.command(node, this.subject.change ?? this.subject.operation)
  }

  handOver(node: number): void {
    this.command(node, this.subject.handOver ?? this.subject.operation)
  }

  /** An order, drawn, to the process at `node`. */
  private command(node: number, drawn = this.subject.operation): void {
    if (drawn === undefined || !this.network.members[node].up) return
    const order = drawn(this.situation, node, this.stream)
    if (order === null) return
    this.orders += 1
    this.order(node, order)
  }

  /** Deeds for a kind of hostility, beside those of every seed. */
  private press(hostility: Hostility): void {
    const { subject, drawn, deeds, stream } = this
    const takes = subject.commands !== false
    const writeAtAll = () => {
      for (const node of this.leaders()) this.write(node)
    }
    const readAtAll = () => {
      for (const node of this.leaders()) this.read(node)
    }
    if (hostility === 'staleness' && drawn.reads !== undefined) {
      this.gap = [700, 1500, 3000][stream.below(3)]
      deeds.push(readAtAll, readAtAll, readAtAll, readAtAll, readAtAll)
    }
    if ((hostility === 'staleness' || hostility === 'changing') && takes) deeds.push(writeAtAll, writeAtAll)
    if (hostility === 'changing') {
      this.gap = 2000
      const order = () => {
        for (const node of this.leaders()) this.change(node)
      }
      deeds.push(order, order, order)
    }
    if (hostility === 'forgetting' && takes) this.gap = 2000
    if (hostility === 'duels' && takes) {
      this.gap = 1500
      const anyone = () => this.write(stream.below(drawn.processes))
      for (let node = 0; node < drawn.processes; node++) this.network.at(stream.below(12_000), () => this.write(node))
      deeds.push(anyone, anyone, anyone)
    }
  }

  private chooseDeeds(): void {
    const { subject, drawn, stream, deeds } = this
    if (subject.commands !== false) {
      const one = () => this.write(this.likely())
      const burst = () => {
        const node = this.likely()
        for (let count = 2 + stream.below(6); count > 0; count--) this.write(node)
      }
      deeds.push(one, one, one, burst)
    }
    if (subject.sessions !== undefined && stream.below(3) > 0) {
      for (let client = 0; client < 2; client++) {
        const one = new SessionClient(this, subject.sessions, 1_000_000 + client)
        this.sessions.push(one)
        deeds.push(() => one.poke(this.likely()))
      }
    }
    if (drawn.reads !== undefined && stream.below(3) > 0) {
      const read = () => this.read(this.likely())
      const readAll = () => {
        for (const node of this.leaders()) this.read(node)
      }
      deeds.push(read, read, readAll, () => this.read(stream.below(drawn.processes)))
    }
    if (subject.operation !== undefined && stream.below(2) > 0) {
      deeds.push(() => {
        this.command(this.likely())
      })
    }
  }
}
