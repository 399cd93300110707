import { type Protocol, type RaftConfig, type RaftMessage, type RaftState, raft } from '../../src/protocols/index.js'
import { SeedTree, type Stream } from '../../src/random/index.js'
import { hostileNetwork, leaderOf, makeTrouble } from './hostility.js'
import { ProtocolNetwork } from './protocol-network.js'
import { RaftLaws } from './raft-laws.js'

export type Raft = Protocol<RaftConfig, RaftState, RaftMessage>

export interface Outcome {
  readonly broken: string | null
  /** After all faults ended: one leader that serves, everyone's log and commit index the same. */
  readonly converged: boolean
  readonly steps: number
  readonly commits: number
  readonly leaders: number
}

const trouble = 600_000
const calm = 5_000_000

/** One small hostile history of 3 to 5 members, drawn from its seed: crashes, partitions, losses, slow disks, requests. */
export function runSchedule(seed: string, protocol: Raft = raft): Outcome {
  const stream = new SeedTree(seed).stream('schedule')
  const members = 3 + stream.below(3)
  const config = drawConfig(members, stream)
  const hostile = hostileNetwork(stream)
  const options = { seed, ...hostile }
  const network = new ProtocolNetwork<RaftConfig, RaftState, RaftMessage>(protocol, config, members, options)
  const laws = new RaftLaws(network)
  network.start()
  makeTrouble(network, stream, { until: trouble, every: 8000, deeds: requests(network, laws, stream) })
  network.run(trouble, () => laws.broken !== null)
  options.loss = 0
  options.duplicate = 0
  network.heal()
  network.start()
  // With timeouts this close to the latencies (section 5.6 asks for much more) votes are split often, but not for ever.
  while (laws.broken === null && !hasConverged(network) && network.now < trouble + calm)
    network.run(network.now + 25_000)
  return {
    broken: laws.broken,
    converged: hasConverged(network),
    steps: network.steps,
    commits: laws.commits,
    leaders: laws.leaders,
  }
}

function drawConfig(members: number, stream: Stream): RaftConfig {
  return {
    members,
    electionTimeout: { kind: 'uniform', low: 20_000, high: 20_000 + 5000 * (1 + stream.below(4)) },
    heartbeat: 6000,
    redraw: stream.below(2) === 0 ? 'each-reset' : 'each-election',
    backtracking: stream.below(2) === 0 ? 'by-one' : 'by-term',
    batch: 1 + stream.below(4),
    window: 2 + stream.below(8),
    backlog: 16,
  }
}

/** Single requests to anyone, and bursts to whoever leads. */
function requests(
  network: ProtocolNetwork<RaftConfig, RaftState, RaftMessage>,
  laws: RaftLaws,
  stream: Stream,
): (() => void)[] {
  let id = 0
  const request = (node: number) => {
    id += 1
    laws.requested(id, `c${id}`)
    network.request(node, id, `c${id}`)
  }
  const one = () => request(stream.below(network.members.length))
  const burst = () => {
    const node = leaderOf(network) ?? 0
    for (let count = 0; count < 4; count++) request(node)
  }
  return [one, one, one, burst]
}

function hasConverged(network: ProtocolNetwork<RaftConfig, RaftState, RaftMessage>): boolean {
  const states = network.members.map(({ state }) => state)
  const leaders = states.filter((_, node) => network.status(node).serving)
  const text = JSON.stringify(states[0].log)
  return (
    leaders.length === 1 &&
    states.every(state => JSON.stringify(state.log) === text && state.commitIndex === state.log.length)
  )
}
