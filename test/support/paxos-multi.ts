import type { Plain, Protocol, Stored } from '../../src/protocols/index.js'
import type { MultiPaxosConfig } from '../../src/protocols/paxos/multi/config.js'
import { type Entry, type MultiPaxosMessage, makeEntry } from '../../src/protocols/paxos/multi/messages.js'
import { multiPaxos } from '../../src/protocols/paxos/multi/multi-paxos.js'
import type { MultiPaxosState } from '../../src/protocols/paxos/multi/state.js'
import { KeyValueMachine } from './consensus/machine.js'
import { ProtocolNetwork } from './protocol-network.js'

export type MultiPaxos = Protocol<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage>
export type MultiPaxosNetwork = ProtocolNetwork<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage>

export const ms = 1000
export const never = 1_000_000 * ms

/** `value` accepted in `ballot`. */
export function command(ballot: number, value: Plain): Entry {
  return makeEntry(ballot, 'command', value, null)
}

/** A disk whose log has these entries behind slot `base`, all of which is in a snapshot. */
export function diskWith(promised: number, base: number, log: readonly Entry[]): Stored {
  const members = [0, 1, 2]
  const majority = { kind: 'majority', of: members }
  const snapshot: Plain = {
    index: base,
    configurations: [{ from: 1, members, prepare: majority, accept: majority }],
    sessions: { open: [] },
    machine: { last: 0, hash: 0, values: {} },
  }
  const values: { [key: string]: Plain } = base === 0 ? { promised } : { promised, chosen: base, snapshot }
  return { values, dropped: base, log: log as unknown as readonly Plain[] }
}

/** Links of 1 ms, disks of 0.5 ms; election timers go off as told, in ms, one after the other, and then never. */
export function scriptedPaxos(
  config: Partial<MultiPaxosConfig> & { readonly members: number },
  timeouts: readonly number[][],
  options: {
    readonly protocol?: MultiPaxos
    readonly disks?: readonly Stored[]
    readonly drift?: readonly number[]
    readonly passes?: (from: number, to: number, message: MultiPaxosMessage) => boolean
  } = {},
): MultiPaxosNetwork {
  const { protocol = multiPaxos, ...rest } = options
  const whole: MultiPaxosConfig = {
    electionTimeout: { kind: 'constant', value: 20 * ms },
    heartbeat: 5 * ms,
    ...config,
  }
  return new ProtocolNetwork<MultiPaxosConfig, MultiPaxosState, MultiPaxosMessage>(protocol, whole, config.members, {
    seed: 'scripted',
    latency: { kind: 'constant', value: ms },
    sync: { kind: 'constant', value: ms / 2 },
    draws: (node, name) => (name === 'election' ? (timeouts[node]?.shift() ?? never / ms) * ms : undefined),
    machine: () => new KeyValueMachine(),
    freeze: true,
    ...rest,
  })
}

/** What was answered, by request; and whether two processes applied different commands at one index. */
export class Told {
  readonly replies = new Map<number, Plain>()
  differs: string | null = null
  private readonly applied = new Map<number, string>()

  constructor(network: MultiPaxosNetwork) {
    network.observers.push({
      replied: ({ request, result }) => this.replies.set(request, result),
      applied: (node, index, value) => {
        const text = JSON.stringify(value)
        const before = this.applied.get(index) ?? text
        if (before !== text) this.differs ??= `${node} applies ${text} at ${index}, another ${before}`
        this.applied.set(index, before)
      },
    })
  }

  kindOf(request: number): string | undefined {
    return (this.replies.get(request) as { kind: string } | undefined)?.kind
  }
}
