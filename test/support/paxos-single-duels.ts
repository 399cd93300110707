import type { Protocol } from '../../src/protocols/index.js'
import type { SinglePaxosConfig } from '../../src/protocols/paxos/single/config.js'
import { quorumsOf } from '../../src/protocols/paxos/single/config.js'
import type { SinglePaxosMessage } from '../../src/protocols/paxos/single/messages.js'
import { singlePaxos } from '../../src/protocols/paxos/single/single-paxos.js'
import type { SinglePaxosState } from '../../src/protocols/paxos/single/state.js'
import { isQuorum } from '../../src/quorum/index.js'
import { SeedTree, type Stream } from '../../src/random/index.js'
import { drawQuorums } from './consensus/subjects/single-paxos.js'
import { type Observer, ProtocolNetwork } from './protocol-network.js'

type Single = Protocol<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage>
type Network = ProtocolNetwork<SinglePaxosConfig, SinglePaxosState, SinglePaxosMessage>

/**
 * What "Paxos Made Simple" asks for, judged from messages and disks: only a proposed value is chosen, only one is, nobody
 * learns another (section 2.1); P1a, P2b and one value a ballot, on which that rests (section 2.2).
 */
export class SinglePaxosLaws implements Observer<SinglePaxosState, SinglePaxosMessage> {
  broken: string | null = null
  chosen: string | null = null
  private readonly network: Network
  private readonly asked = new Set<string>()
  private readonly valueOf = new Map<number, string>()
  private readonly acceptors = new Map<number, Set<number>>()
  private readonly promised: number[] = []
  private chosenIn = 0

  constructor(network: Network) {
    this.network = network
    network.observers.push(this)
  }

  ask(node: number, id: number, value: string): void {
    this.asked.add(JSON.stringify(value))
    this.network.request(node, id, value)
  }

  sent(from: number, _to: number, message: SinglePaxosMessage): void {
    const { promised } = this
    if (message.type === 'promise') promised[from] = Math.max(promised[from] ?? 0, message.ballot)
    if (message.type === 'accepted' && message.ballot < (promised[from] ?? 0)) {
      this.breach(`P1a: ${from} accepts ballot ${message.ballot} after it promised ${promised[from]}`)
    }
    if (message.type === 'accept') this.proposed(message.ballot, JSON.stringify(message.value))
  }

  stepped(node: number, state: SinglePaxosState, input: { kind: string }): void {
    if (input.kind === 'stored') this.synced(node)
    if (!state.decided) return
    const decision = JSON.stringify(state.decision)
    if (decision !== this.chosen) this.breach(`${node} learns ${decision}; chosen is ${this.chosen}`)
  }

  private proposed(ballot: number, value: string): void {
    if ((this.valueOf.get(ballot) ?? value) !== value) this.breach(`two values in ballot ${ballot}`)
    this.valueOf.set(ballot, value)
    if (!this.asked.has(value)) this.breach(`${value} is proposed, which nobody asked for`)
    if (this.chosen !== null && ballot > this.chosenIn && value !== this.chosen) {
      this.breach(`P2b: ballot ${ballot} proposes ${value} after ${this.chosen} was chosen in ${this.chosenIn}`)
    }
  }

  /** A value is chosen when it stands on the disks of a quorum of phase 2, accepted in one ballot. */
  private synced(node: number): void {
    const memory = this.network.members[node].disk.values['acceptor'] as
      | { acceptedBallot: number; acceptedValue: string | null }
      | undefined
    if (memory === undefined || memory.acceptedBallot === 0) return
    const { acceptedBallot: ballot, acceptedValue } = memory
    const acceptors = this.acceptors.get(ballot) ?? new Set()
    this.acceptors.set(ballot, acceptors.add(node))
    if (!isQuorum(quorumsOf(this.network.config).accept, member => acceptors.has(member))) return
    const value = JSON.stringify(acceptedValue)
    if (this.chosen !== null && this.chosen !== value) this.breach(`${this.chosen} and ${value} are chosen`)
    if (this.chosen === null) this.chosenIn = ballot
    this.chosen = value
  }

  private breach(what: string): void {
    this.broken ??= `at ${this.network.now}: ${what}`
  }
}

/** What broke, if anything did, and whether all knew the decision in the end. */
export interface DuelOutcome {
  readonly broken: string | null
  readonly decided: boolean
  readonly ballots: number
}

/** A short life: several proposers want different values at once, while members crash and come back. */
export function runDuel(
  seed: string,
  protocol: Single = singlePaxos,
  unsafe?: SinglePaxosConfig['quorums'],
): DuelOutcome {
  const stream = new SeedTree(seed).stream('duel')
  const members = unsafe === undefined ? 2 + stream.below(4) : 4
  const quorums = unsafe ?? drawQuorums(stream, members)
  const config: SinglePaxosConfig = {
    members,
    heartbeat: 20_000,
    backoff: { kind: 'uniform', low: 0, high: 2000 * (1 + stream.below(4)) },
    patience: 3000 * (1 + stream.below(3)),
    ...(quorums === undefined ? {} : { quorums }),
  }
  const options = {
    seed,
    latency: { kind: 'uniform', low: 200, high: 1000 * (1 + stream.below(6)) } as const,
    sync: { kind: 'exponential', mean: 300 * (1 + stream.below(8)) } as const,
    loss: stream.below(3) * 0.15,
    duplicate: stream.below(3) * 0.2,
    freeze: true,
  }
  const network: Network = new ProtocolNetwork(protocol, config, members, options)
  const laws = new SinglePaxosLaws(network)
  let ballots = 0
  network.observers.push({
    noted: (_node, what) => {
      if (what === 'election-started') ballots += 1
    },
  })
  network.start()
  for (let node = 0; node < members; node++) network.at(stream.below(12_000), () => laws.ask(node, node, `v${node}`))
  harm(network, stream, laws)
  network.run(80_000, () => laws.broken !== null)
  // Duels end when messages are quick against the back-off.
  Object.assign(options, { loss: 0, latency: { kind: 'constant', value: 200 }, sync: { kind: 'constant', value: 100 } })
  network.heal()
  network.start()
  // Crashes may have left nobody who asks.
  laws.ask(stream.below(members), members, 'last')
  const known = () => network.members.every(({ state }) => state.decided)
  while (laws.broken === null && !known() && network.now < 2_000_000) network.run(network.now + 20_000)
  return { broken: laws.broken, decided: known(), ballots }
}

function harm(network: Network, stream: Stream, laws: SinglePaxosLaws): void {
  const members = network.members.length
  const deed = () => {
    if (network.now > 70_000) return
    const node = stream.below(members)
    const kind = stream.below(5)
    if (kind < 2) {
      network.crash(node)
      network.restart(node)
      if (kind === 0) laws.ask(node, 100 + node, `w${node}`)
    } else if (kind === 2) network.crash(node)
    else if (kind === 3) network.cut(node, stream.below(members))
    else {
      network.heal()
      network.start()
    }
    network.at(network.now + Math.round(1500 * stream.exponential()), deed)
  }
  network.at(stream.below(10_000), deed)
}
