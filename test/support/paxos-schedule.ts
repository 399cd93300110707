import {
  type PaxosLockConfig,
  type PaxosLockMessage,
  type PaxosLockState,
  type Protocol,
  paxosLock,
} from '../../src/protocols/index.js'
import { SeedTree } from '../../src/random/index.js'
import { hostileNetwork, makeTrouble, watch } from './hostility.js'
import { PaxosLaws } from './paxos-laws.js'
import { ProtocolNetwork } from './protocol-network.js'

export type PaxosLock = Protocol<PaxosLockConfig, PaxosLockState, PaxosLockMessage>

export interface Outcome {
  readonly broken: string | null
  /** After all faults ended: all know the same epoch, and its holder alone serves. */
  readonly settled: boolean
  readonly decisions: number
}

const trouble = 500_000
const calm = 3_000_000

/** One small hostile history of 2 to 5 members, drawn from its seed. */
export function runPaxosSchedule(seed: string, protocol: PaxosLock = paxosLock): Outcome {
  const stream = new SeedTree(seed).stream('schedule')
  const members = 2 + stream.below(4)
  const config: PaxosLockConfig = {
    members,
    heartbeat: 6000,
    backoff: { kind: 'uniform', low: 0, high: 10_000 * (1 + stream.below(3)) },
    patience: 20_000,
  }
  const options = { seed, ...hostileNetwork(stream) }
  const network = new ProtocolNetwork<PaxosLockConfig, PaxosLockState, PaxosLockMessage>(
    protocol,
    config,
    members,
    options,
  )
  const laws = new PaxosLaws(network)
  watch(network, 20_000, 3000)
  network.start()
  makeTrouble(network, stream, { until: trouble, every: 8000 })
  network.run(trouble, () => laws.broken !== null)
  options.loss = 0
  options.duplicate = 0
  network.heal()
  network.start()
  while (laws.broken === null && !isSettled(network) && network.now < trouble + calm) network.run(network.now + 25_000)
  return { broken: laws.broken, settled: isSettled(network), decisions: laws.decisions }
}

function isSettled(network: ProtocolNetwork<PaxosLockConfig, PaxosLockState, PaxosLockMessage>): boolean {
  const all = network.members.map((_, node) => network.status(node))
  const { term, leader } = all[0]
  const agreed = all.every(status => status.term === term && status.leader === leader)
  return agreed && leader >= 0 && all.every((status, node) => status.serving === (node === leader))
}
