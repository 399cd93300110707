import { type Plain, type ZabConfig, type ZabMessage, type ZabState, zab } from '../../../../src/protocols/index.js'
import type { Stream } from '../../../../src/random/index.js'
import { type Zab, zabMutants } from '../../zab-mutants.js'
import { type Drawn, late, type Subject, sought } from '../subject.js'

const timeouts = [40_000, 80_000, 160_000]

/** ZooKeeper's times, shrunk so that a follower's patience is some 20 to 40 ms. */
export function drawZab(stream: Stream): Drawn<ZabConfig> {
  const voters = 3 + stream.below(3)
  const observers = stream.below(4) === 0 ? 1 : 0
  const tickTime = 8000
  const syncLimit = 3 + stream.below(3)
  const config: ZabConfig = {
    members: voters + observers,
    tickTime,
    syncLimit,
    initLimit: 8 + stream.below(8),
    ...(observers === 0 ? {} : { observers: [voters] }),
    finalizeWait: 2000 * (1 + stream.below(5)),
    minNotification: 10_000,
    maxNotification: 40_000 * (1 + stream.below(3)),
    connectRetry: 6000,
    retransmission: 12_000,
    delayedAcknowledgement: 2000,
    batch: 1 + stream.below(4),
    backlog: 16,
    snapshotEvery: [0, 3, 8][stream.below(3)],
    committedLog: [0, 2, 5, 500][stream.below(4)],
    sessions: 1 + stream.below(8),
    reads: stream.below(2) === 0 ? 'local' : 'sync',
  }
  // A sync asks no quorum, so that even a read after it is only promised not to go back.
  return {
    config,
    processes: config.members,
    patience: syncLimit * tickTime,
    calm: 3_000_000,
    reads: 'local',
  }
}

/** Three voters that keep nothing but the log, so that every follower that lags gets a snapshot. */
function drawSmall(stream: Stream): Drawn<ZabConfig> {
  const { config, ...drawn } = drawZab(stream)
  const { observers: _, ...rest } = config
  return { ...drawn, processes: 3, config: { ...rest, members: 3, committedLog: 0, snapshotEvery: 0 } }
}

/** What a crash within a few milliseconds of an acknowledgement brings to light, and then an election without those who hold more. */
const unsynced: readonly Zab[] = [
  zabMutants.newLeaderBeforeSync,
  zabMutants.ackBeforeSync,
  zabMutants.ownAckBeforeSync,
  zabMutants.snapshotInParts,
]

export const zabSubject: Subject<ZabConfig, ZabState, ZabMessage> = {
  name: 'ZAB',
  protocol: zab,
  oneLeaderATerm: true,
  draw: drawZab,
  mutants: sought(
    Object.values(zabMutants).map((protocol: Zab) => ({
      name: protocol.name,
      protocol,
      ...(unsynced.includes(protocol) ? { draw: drawSmall } : {}),
    })),
    {
      [zabMutants.epochBeforeHistory.name]: { hostility: 'forgetting' },
      [zabMutants.newLeaderBeforeSync.name]: { hostility: 'forgetting' },
      [zabMutants.ackBeforeSync.name]: { hostility: 'forgetting' },
      [zabMutants.ownAckBeforeSync.name]: { hostility: 'forgetting' },
      [zabMutants.newLeaderTooEarly.name]: { hostility: 'forgetting' },
      [zabMutants.diffIsCommitted.name]: { hostility: 'forgetting' },
      [zabMutants.snapshotInParts.name]: { hostility: 'forgetting', ...late },
      [zabMutants.votesInNoOrder.name]: late,
      [zabMutants.commitsBeforeUpToDate.name]: late,
    },
  ),
  sessions: {
    kind: 'opened',
    order: { kind: 'open-session', timeout: timeouts[1] },
    clientOf: reply => (reply.kind === 'done' && typeof reply.result === 'number' ? reply.result : null),
  },
  operation: ({ state }, at, stream) => {
    const { timeouts: open } = state(at).sessions
    const client = open.length > 0 ? open[stream.below(open.length)].client : 1 + stream.below(20)
    const orders: Plain[] = [
      { kind: 'open-session', timeout: timeouts[stream.below(3)] },
      { kind: 'touch', client },
      { kind: 'close-session', client },
      { kind: 'sync' },
      { kind: 'snapshot' },
    ]
    return orders[stream.below(orders.length)]
  },
  follow: ({ members }) => Array.from({ length: members }, (_, member) => member),
}
