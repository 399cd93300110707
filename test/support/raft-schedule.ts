import { type Protocol, type RaftConfig, type RaftMessage, type RaftState, raft } from '../../src/protocols/index.js'
import { SeedTree, type Stream } from '../../src/random/index.js'
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
  const hostile = { on: true }
  const rates = { loss: stream.below(3) * 0.1, duplicate: stream.below(3) * 0.15 }
  const network = new ProtocolNetwork<RaftConfig, RaftState, RaftMessage>(protocol, config, members, {
    seed,
    latency: [
      { kind: 'constant', value: 1000 } as const,
      { kind: 'uniform', low: 200, high: 8000 } as const,
      { kind: 'exponential', mean: 2000 } as const,
    ][stream.below(3)],
    sync: [{ kind: 'constant', value: 500 } as const, { kind: 'exponential', mean: 3000 } as const][stream.below(2)],
    get loss() {
      return hostile.on ? rates.loss : 0
    },
    get duplicate() {
      return hostile.on ? rates.duplicate : 0
    },
  })
  const laws = new RaftLaws(network)
  network.start()
  planFaults(network, laws, stream)
  network.run(trouble, () => laws.broken !== null)
  hostile.on = false
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

/** Something happens every few milliseconds; the stream is read as the run goes, so that runs stop early at no cost. */
function planFaults(
  network: ProtocolNetwork<RaftConfig, RaftState, RaftMessage>,
  laws: RaftLaws,
  stream: Stream,
): void {
  const members = network.members.length
  let id = 0
  const request = () => {
    id += 1
    laws.requested(id, `c${id}`)
    network.request(stream.below(members), id, `c${id}`)
  }
  const leader = () => {
    const nodes = network.members.map((_, node) => node)
    return (
      nodes.find(node => network.members[node].up && network.status(node).role === 'leader') ?? stream.below(members)
    )
  }
  const deeds: (() => void)[] = [
    request,
    request,
    request,
    () => {
      const at = leader()
      for (let count = 0; count < 4; count++) {
        id += 1
        laws.requested(id, `c${id}`)
        network.request(at, id, `c${id}`)
      }
    },
    () => network.crash(stream.below(members)),
    () => network.crash(leader()),
    () => network.start(),
    () => network.restart(stream.below(members)),
    () => {
      const node = stream.below(members)
      network.crash(node)
      network.restart(node)
    },
    () => {
      const sides: number[][] = [[], []]
      for (let node = 0; node < members; node++) sides[stream.below(2)].push(node)
      network.partition(...sides)
    },
    () => network.cut(stream.below(members), stream.below(members)),
    () => network.heal(),
    () => network.heal(),
  ]
  const next = () => {
    if (network.now >= trouble) return
    deeds[stream.below(deeds.length)]()
    network.at(network.now + Math.round(8000 * stream.exponential()), next)
  }
  network.at(30_000, next)
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
