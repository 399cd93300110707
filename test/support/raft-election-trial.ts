import { type RaftConfig, type RaftMessage, type RaftState, raft, type Stored } from '../../src/protocols/index.js'
import { SeedTree } from '../../src/random/index.js'
import { ProtocolNetwork } from './protocol-network.js'
import type { ElectionModel } from './raft-election-oracle.js'
import { entry } from './raft-messages.js'

function disk(length: number): Stored {
  return {
    values: { currentTerm: 1, votedFor: 0 },
    dropped: 0,
    log: Array.from({ length }, (_, i) => entry(1, i + 1, null)),
  }
}

/**
 * One trial of the same experiment as the oracle's, with the real protocol: process 0 led term 1 and is gone; the other
 * four come up in the moment in which its last heartbeat arrived, which starts their election timers.
 */
export function electionTrial(model: ElectionModel, seed: string, redraw: RaftConfig['redraw'] = 'each-reset'): number {
  const { low, high, latency, sync = 0, logs = [1, 1, 0, 0], patience = 60_000_000 } = model
  const config: RaftConfig = { members: 5, electionTimeout: { kind: 'uniform', low, high }, heartbeat: low / 2, redraw }
  const network = new ProtocolNetwork<RaftConfig, RaftState, RaftMessage>(raft, config, 5, {
    seed,
    latency: { kind: 'constant', value: latency },
    sync: { kind: 'constant', value: sync },
    disks: [disk(2), ...logs.map(length => disk(1 + length))],
  })
  const crashAt = (low / 2) * new SeedTree(seed).stream('crash').unit()
  let elected = false
  network.observers.push({
    noted: (_node, what, value) => {
      elected ||= what === 'role' && value === 'leader'
    },
  })
  for (let node = 1; node < 5; node++) network.restart(node)
  network.run(patience, () => elected)
  return elected ? latency + network.now - crashAt : Infinity
}
