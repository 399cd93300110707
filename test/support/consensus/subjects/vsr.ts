import { type Plain, type VsrConfig, type VsrMessage, type VsrState, vsr } from '../../../../src/protocols/index.js'
import type { Stream } from '../../../../src/random/index.js'
import { vsrDisklessMutants, vsrDiskMutants, vsrLeaseMutants, vsrMutants, vsrRareMutants } from '../../vsr-mutants.js'
import { type Drawn, late, type Mutant, rare, type Situation, type Subject, sought } from '../subject.js'

function draw(stream: Stream, keeps: 'nothing' | 'disk'): Drawn<VsrConfig> {
  const voters = 3 + stream.below(3)
  const others = stream.below(3) === 0 ? 1 + stream.below(2) : 0
  const members = voters + others
  const lease = stream.below(3) === 0
  const config: VsrConfig = {
    members,
    ...(others === 0 ? {} : { voters: Array.from({ length: voters }, (_, member) => member) }),
    viewTimeout: { kind: 'uniform', low: 20_000, high: 20_000 + 5000 * (1 + stream.below(4)) },
    redraw: stream.below(2) === 0 ? 'each-reset' : 'each-view',
    heartbeat: 6000,
    batch: 1 + stream.below(4),
    window: 2 + stream.below(8),
    backlog: 16,
    checkpointEvery: [0, 3, 8][stream.below(3)],
    keepEntries: stream.below(5),
    keeps,
    reads: lease ? 'lease' : 'log',
    ...(lease ? { driftBound: [0.001, 0.05, 0.2][stream.below(3)] } : {}),
    sessions: 1 + stream.below(8),
  }
  return { config, processes: members, patience: 20_000, calm: 3_000_000, reads: 'linearizable' }
}

/**
 * An order of the operator. What keeps nothing is given no configuration that bears fewer crashes than the budget says, which
 * is that of the first.
 */
function operation({ config, processes }: Situation<VsrConfig, VsrState>, _at: number, stream: Stream): Plain {
  if (stream.below(3) === 0) return { kind: 'checkpoint' }
  const least = config.keeps === 'disk' ? 1 : (config.voters?.length ?? processes)
  const out = Array.from({ length: processes }, (_, process) => process)
  const size = least + stream.below(processes - least + 1)
  while (out.length > size) out.splice(stream.below(out.length), 1)
  return { kind: 'change', members: out }
}

function drawLease(stream: Stream): Drawn<VsrConfig> {
  const drawn = draw(stream, 'nothing')
  return { ...drawn, config: { ...drawn.config, reads: 'lease', driftBound: 0.001 } }
}

type Broken = Mutant<VsrConfig, VsrState, VsrMessage>

const common: readonly Broken[] = [
  ...sought(
    vsrMutants.map(protocol => ({ name: protocol.name, protocol })),
    {
      'the view begins with one log less (4.2, 3)': { hostility: 'forgetting', ...late },
      'the log of a later view leaves the own end standing (5.2)': { hostility: 'forgetting' },
      'what is not known to be committed is cut off when a later view is asked for (5.2)': {
        hostility: 'forgetting',
        ...late,
      },
    },
  ),
  ...vsrLeaseMutants.map(protocol => ({
    name: protocol.name,
    protocol,
    draw: drawLease,
    hostility: 'staleness' as const,
  })),
]

function subjectOf(
  name: string,
  keeps: 'nothing' | 'disk',
  own: readonly Broken[],
): Subject<VsrConfig, VsrState, VsrMessage> {
  return {
    name,
    protocol: vsr,
    oneLeaderATerm: true,
    draw: stream => draw(stream, keeps),
    mutants: own,
    sessions: {
      kind: 'opened',
      order: { kind: 'open-session' },
      clientOf: reply => (reply.kind === 'done' && typeof reply.result === 'number' ? reply.result : null),
    },
    operation,
    recovering: ({ role }) => role === 'recovering',
  }
}

export const vsrSubject = subjectOf('Viewstamped Replication', 'nothing', [
  ...common,
  ...vsrDisklessMutants.map(protocol => ({ name: protocol.name, protocol })),
  ...vsrRareMutants.map(protocol => ({ name: protocol.name, protocol, hostility: 'relapsing' as const, ...rare })),
])
export const vsrDiskSubject = subjectOf('Viewstamped Replication with a disk', 'disk', [
  ...sought(
    vsrDiskMutants.map(protocol => ({ name: protocol.name, protocol })),
    { 'the view is not written': { hostility: 'relapsing' } },
  ),
])
