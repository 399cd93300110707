import type { Input, PaxosLockConfig, PaxosLockMessage, PaxosLockState, Plain } from '../../src/protocols/index.js'
import type { Observer, ProtocolNetwork } from './protocol-network.js'

type Network = ProtocolNetwork<PaxosLockConfig, PaxosLockState, PaxosLockMessage>

/**
 * What "Paxos Made Simple" asks for, judged for every epoch from messages and disks: only a proposed value is chosen, only one
 * is, nobody learns another (section 2.1); and P1, P2b and one value a ballot, on which that rests (section 2.2).
 */
export class PaxosLaws implements Observer<PaxosLockState, PaxosLockMessage> {
  broken: string | null = null
  decisions = 0
  private readonly network: Network
  private readonly decided = new Map<number, number>()
  private readonly chosen = new Map<number, { ballot: number; value: number }>()
  private readonly valueOf = new Map<string, number>()
  private readonly acceptors = new Map<string, Set<number>>()
  private readonly promised = new Map<string, number>()
  private readonly proposers = new Set<string>()
  private readonly epochOf: number[] = []

  constructor(network: Network) {
    this.network = network
    network.observers.push(this)
  }

  started(node: number, state: PaxosLockState): void {
    this.epochOf[node] = state.durable.decided
  }

  sent(from: number, _to: number, message: PaxosLockMessage): void {
    const epoch = message.decided + 1
    if (message.type === 'promise') this.promise(from, epoch, message.ballot)
    if (message.type === 'accepted') this.accepted(from, epoch, message.ballot)
    if (message.type === 'accept') this.propose(epoch, message.ballot, message.value)
  }

  stepped(node: number, state: PaxosLockState, input: Input<PaxosLockMessage>): void {
    const { decided, holder } = state.durable
    if (decided < this.epochOf[node]) this.breach(`${node} went back to epoch ${decided}`)
    this.epochOf[node] = decided
    if (input.kind === 'stored') this.synced(node)
    if (decided > 0) this.learned(node, decided, holder)
  }

  noted(node: number, what: string, value: Plain): void {
    if (what === 'propose') this.proposers.add(`${node}@${value}`)
  }

  /** P1: promises only rise, and nothing below them is accepted, over crashes too. */
  private promise(node: number, epoch: number, ballot: number): void {
    const key = `${node}@${epoch}`
    if (ballot < (this.promised.get(key) ?? 0)) return
    this.promised.set(key, ballot)
  }

  private accepted(node: number, epoch: number, ballot: number): void {
    if (ballot < (this.promised.get(`${node}@${epoch}`) ?? 0))
      this.breach(`${node} accepted ballot ${ballot} against its promise`)
  }

  /** One value a ballot; P2b: above the ballot of a chosen value nothing else is proposed. */
  private propose(epoch: number, ballot: number, value: number): void {
    const key = `${epoch}/${ballot}`
    if ((this.valueOf.get(key) ?? value) !== value) this.breach(`two values in ballot ${ballot} of epoch ${epoch}`)
    this.valueOf.set(key, value)
    if (!this.proposers.has(`${value}@${epoch}`)) this.breach(`${value} was never proposed for epoch ${epoch}`)
    const chosen = this.chosen.get(epoch)
    if (chosen !== undefined && ballot > chosen.ballot && value !== chosen.value) {
      this.breach(`ballot ${ballot} of epoch ${epoch} proposes ${value} after ${chosen.value} was chosen`)
    }
  }

  /** A value is chosen when it stands on the disks of a majority, accepted in one ballot. */
  private synced(node: number): void {
    const lock = this.network.members[node].disk.values['lock'] as {
      decided: number
      acceptedBallot: number
      acceptedValue: number
    }
    if (lock.acceptedBallot === 0) return
    const epoch = lock.decided + 1
    const key = `${epoch}/${lock.acceptedBallot}`
    const acceptors = this.acceptors.get(key) ?? new Set()
    this.acceptors.set(key, acceptors.add(node))
    if (2 * acceptors.size <= this.network.members.length) return
    const before = this.chosen.get(epoch)
    if (before === undefined) this.chosen.set(epoch, { ballot: lock.acceptedBallot, value: lock.acceptedValue })
    else if (before.value !== lock.acceptedValue) this.breach(`two values chosen for epoch ${epoch}`)
  }

  private learned(node: number, epoch: number, holder: number): void {
    const before = this.decided.get(epoch)
    if (before === undefined) {
      this.decided.set(epoch, holder)
      this.decisions += 1
      if (this.chosen.get(epoch)?.value !== holder)
        this.breach(`${node} learned ${holder} for epoch ${epoch}, not chosen`)
    } else if (before !== holder) {
      this.breach(`epoch ${epoch} went to ${before} and to ${holder}`)
    }
  }

  private breach(what: string): void {
    this.broken ??= `at ${this.network.now}: ${what}`
  }
}
