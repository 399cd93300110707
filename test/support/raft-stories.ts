import {
  type Plain,
  type RaftConfig,
  type RaftMessage,
  type RaftOperation,
  type RaftState,
  raft,
} from '../../src/protocols/index.js'
import { ProtocolNetwork, type StateMachine } from './protocol-network.js'
import { ProtocolTranscript } from './protocol-transcript.js'

export type RaftStoryNetwork = ProtocolNetwork<RaftConfig, RaftState, RaftMessage>

const ms = 1000

/** A register that remembers all it was told, in order. */
function register(): StateMachine {
  let told: Plain[] = []
  return {
    apply(_index, command) {
      if (command !== null) told.push(command)
      return null
    },
    read: () => told.slice(),
    capture: () => told.slice(),
    restore(_index, captured) {
      told = (captured as Plain[]).slice()
    },
  }
}

/**
 * A group of Raft processes whose story is written down: links of 1 ms, disks of 0.5 ms, heartbeats of 50 ms, and
 * `patience[node]` milliseconds for every election timeout of a node.
 */
export class RaftStory {
  readonly network: RaftStoryNetwork
  readonly transcript: ProtocolTranscript<RaftConfig, RaftState, RaftMessage>
  #asked = 0

  constructor(title: string, members: number, options: Partial<RaftConfig>, patience: readonly number[]) {
    const config: RaftConfig = {
      members,
      electionTimeout: { kind: 'uniform', low: 150 * ms, high: 300 * ms },
      heartbeat: 50 * ms,
      ...options,
    }
    this.network = new ProtocolNetwork(raft, config, members, {
      seed: title,
      latency: { kind: 'constant', value: ms },
      sync: { kind: 'constant', value: ms / 2 },
      draws: (node, name) => (name === 'election' ? patience[node] * ms : undefined),
      machine: register,
      freeze: true,
    })
    this.transcript = new ProtocolTranscript(this.network, title)
    this.network.start()
  }

  /** Says what happens next, lets it happen, and runs on until `until` (milliseconds). */
  next(text: string, until: number, act: () => void = () => {}): void {
    this.transcript.say(text)
    act()
    this.network.run(until * ms)
  }

  request(node: number, command: Plain): void {
    this.network.request(node, this.#newId(), command)
  }

  read(node: number): void {
    this.network.tell(node, { kind: 'read', id: this.#newId(), query: null })
  }

  operate(node: number, operation: RaftOperation): void {
    this.network.tell(node, { kind: 'operate', id: this.#newId(), operation: operation as unknown as Plain })
  }

  /** Role, term, log and configuration of every process, as each sees it. */
  show(): void {
    this.network.members.forEach(({ up, state }, node) => {
      const { role, term, commitIndex, lastIndex } = this.network.status(node)
      const { voters, outgoing } = state.configuration
      const joint = outgoing.length > 0 ? ` and ${outgoing.join(' ')}` : ''
      const what = up ? role.padEnd(9) : 'down     '
      this.transcript.show(
        `${node} ${what} t${term} log to ${lastIndex} commit ${commitIndex} voters ${voters.join(' ')}${joint}`,
      )
    })
  }

  #newId(): number {
    this.#asked += 1
    return this.#asked
  }
}
