import type { Plain } from '../../../src/protocols/index.js'
import type { Clients } from './clients.js'
import type { Sessions } from './subject.js'

/**
 * A client that counts its requests and sends each again, to whomever it likes, until it is answered (Ongaro's thesis,
 * section 6.3). When its session is forgotten it takes another, and the request that was under way is given up.
 */
export class SessionClient<C, S, M> {
  /** Requests answered `done`. */
  done = 0
  private readonly clients: Clients<C, S, M>
  private readonly kind: Sessions
  private number: number
  private sequence = 0
  private command: Plain = null
  /** Answers to requests of an earlier session are no longer of interest. */
  private sessions = 0

  constructor(clients: Clients<C, S, M>, kind: Sessions, number: number) {
    this.clients = clients
    this.kind = kind
    this.number = kind.kind === 'chosen' ? number : -1
  }

  /** Opens the session, sends the next request, or the last one again. */
  poke(node: number): void {
    if (this.number < 0) this.open(node)
    else this.send(node)
  }

  private open(node: number): void {
    const { kind } = this
    if (kind.kind === 'chosen') return
    const session = this.sessions
    this.clients.order(node, kind.order, reply => {
      if (reply.kind !== 'done' || this.number >= 0 || session !== this.sessions) return
      const number = kind.clientOf(reply)
      if (number === null) return
      this.number = number
      this.sequence = 0
      this.command = null
    })
  }

  private send(node: number): void {
    if (this.command === null) {
      this.command = this.clients.fresh()
      this.sequence += 1
    }
    const { command, sequence, number } = this
    this.clients.writeInSession(node, command, { client: number, sequence }, reply => {
      if (this.number !== number || this.sequence !== sequence || this.command === null) return
      if (reply.kind === 'done') {
        this.command = null
        this.done += 1
      } else if (reply.kind === 'refused') {
        this.sessions += 1
        this.command = null
        if (this.kind.kind === 'chosen') this.number += 1000
        else this.number = -1
        this.sequence = 0
      }
    })
  }
}
