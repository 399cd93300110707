import { type Plain, type VsrConfig, type VsrMessage, type VsrState, vsr } from '../../src/protocols/index.js'
import { KeyValueMachine } from './consensus/machine.js'
import { ProtocolNetwork } from './protocol-network.js'
import { ProtocolTranscript } from './protocol-transcript.js'

interface Held {
  readonly from: number
  readonly to: number
  readonly message: VsrMessage
}

/** A story of a small group: messages take 1 ms, syncs 0.5 ms, heartbeats come every 20 ms, and view timers are as given. */
export class VsrStory {
  readonly network: ProtocolNetwork<VsrConfig, VsrState, VsrMessage>
  readonly transcript: ProtocolTranscript<VsrConfig, VsrState, VsrMessage>
  readonly replies: { readonly node: number; readonly request: number; readonly result: Plain }[] = []
  /** Messages the network keeps back, to come when the story wants them; what this does not take passes. */
  holds: (from: number, to: number, message: VsrMessage) => boolean = () => false
  private held: Held[] = []
  private requests = 0

  constructor(title: string, members: number, more: Partial<VsrConfig>, viewTimers: readonly number[]) {
    const config: VsrConfig = {
      members,
      viewTimeout: { kind: 'uniform', low: 60_000, high: 1_000_000 },
      heartbeat: 20_000,
      ...more,
    }
    this.network = new ProtocolNetwork(vsr, config, members, {
      seed: 'story',
      latency: { kind: 'constant', value: 1000 },
      sync: { kind: 'constant', value: 500 },
      draws: (node, name) => (name === 'view' ? viewTimers[node] * 1000 : undefined),
      freeze: true,
      machine: () => new KeyValueMachine(),
      passes: (from, to, message) => {
        if (!this.holds(from, to, message)) return true
        this.held.push({ from, to, message })
        return false
      },
    })
    this.transcript = new ProtocolTranscript(this.network, title)
    this.network.observers.push({ replied: reply => this.replies.push(reply) })
    this.network.start()
  }

  /** Says what happens, does it, and runs on to `until`, in milliseconds. */
  next(text: string, until: number, act: () => void = () => {}): void {
    this.transcript.say(text)
    act()
    this.network.run(until * 1000)
  }

  request(node: number, command: Plain): void {
    this.requests += 1
    this.network.request(node, this.requests, command)
  }

  /** What the network kept back for `to` comes now. */
  release(to: number): void {
    const due = this.held.filter(one => one.to === to)
    this.held = this.held.filter(one => one.to !== to)
    for (const { from, message } of due) this.network.tell(to, { kind: 'message', from, message })
  }

  /** Where everybody stands, and their logs: the view each entry was numbered in, and what it asks for. */
  show(): void {
    const { network, transcript } = this
    for (const [node, { up }] of network.members.entries()) {
      if (!up) {
        transcript.show(`${node} is down`)
        continue
      }
      const { role, term, commitIndex } = network.status(node)
      const { log, base, epoch } = network.state(node)
      const entries = log.map(
        ({ view, kind, command }) => `${view}:${kind === 'command' ? JSON.stringify(command) : kind}`,
      )
      const before = base === 0 ? '' : `(${base}) `
      const at = epoch.epoch === 0 ? `v${term}` : `e${epoch.epoch} v${network.state(node).view}`
      transcript.show(`${node} ${role} ${at} commit ${commitIndex} log ${before}${entries.join(' ')}`)
    }
  }
}
