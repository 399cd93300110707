import { type RaftConfig, type RaftMessage, type RaftState, raft, type Stored } from '../../src/protocols/index.js'
import { ProtocolNetwork } from './protocol-network.js'
import { entry } from './raft-messages.js'
import type { Raft } from './raft-schedule.js'

export type RaftNetwork = ProtocolNetwork<RaftConfig, RaftState, RaftMessage>

const ms = 1000
/** A timer that does not go off in these stories. */
const never = 3600 * 1000 * ms

/** A network of 1 ms links and 0.5 ms disks in which election timeouts are dictated; `timeouts` may be changed as the story goes. */
export function scripted(
  disks: readonly Stored[],
  timeouts: (number | undefined)[],
  options: {
    readonly protocol?: Raft
    readonly batch?: number
    readonly heartbeat?: number
    readonly passes?: (from: number, to: number, message: RaftMessage) => boolean
  } = {},
): RaftNetwork {
  const config: RaftConfig = {
    members: disks.length,
    electionTimeout: { kind: 'constant', value: never },
    heartbeat: options.heartbeat ?? 50 * ms,
    batch: options.batch,
  }
  return new ProtocolNetwork<RaftConfig, RaftState, RaftMessage>(options.protocol ?? raft, config, disks.length, {
    seed: 'scripted',
    latency: { kind: 'constant', value: ms },
    sync: { kind: 'constant', value: ms / 2 },
    disks,
    draws: node => (timeouts[node] === undefined ? never : timeouts[node] * ms),
    passes: options.passes,
    freeze: true,
  })
}

/** A disk with entries of these terms, after the last of which the process has seen term `currentTerm`. */
export function diskOf(terms: string, currentTerm: number): Stored {
  const log = [...terms].map((term, i) => entry(Number(term), i + 1, `${term}@${i + 1}`))
  return { values: { currentTerm, votedFor: -1 }, dropped: 0, log }
}

export function termsOf(network: RaftNetwork, node: number): string {
  return network
    .state(node)
    .log.map(({ term }) => term)
    .join('')
}

/** The leader of figure 7 for term 8, then its possible followers (a) to (f). */
export function figure7(): RaftNetwork {
  const logs = ['1114455666', '111445566', '1114', '11144556666', '111445566677', '1114444', '11122233333']
  return scripted(
    logs.map(terms => diskOf(terms, 7)),
    [100],
  )
}

/**
 * Figure 8 from (c) on, with servers S1 to S5 as 0 to 4: S1 comes to lead term 4 with an entry of term 2, and S5 has one of
 * term 3. (S2 gets its copy only now and not in (a), so that S1 knows of it.) S4 and S5 hear nothing from S1 but its
 * request for votes; `story.open` says whether its own entry, of term 4, gets through to S2 and S3.
 */
export function figure8(protocol?: Raft): {
  network: RaftNetwork
  story: { open: boolean; timeouts: (number | undefined)[] }
} {
  const story = { open: false, timeouts: [100] as (number | undefined)[] }
  const passes = (from: number, to: number, message: RaftMessage) => {
    if (from !== 0 || message.type !== 'MsgApp') return true
    // What a follower is going to refuse may pass: it leads S1 back to the entry of term 2.
    const stored = message.index <= network.state(to).log.length && message.entries.some(({ term }) => term === 4)
    return to < 3 && (story.open || !stored)
  }
  const disks = [diskOf('12', 3), diskOf('1', 2), diskOf('1', 3), diskOf('1', 3), diskOf('13', 3)]
  const network = scripted(disks, story.timeouts, { protocol, batch: 1, heartbeat: 20 * ms, passes })
  return { network, story }
}
