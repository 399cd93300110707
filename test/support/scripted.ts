import type { TraceRecord } from '../../src/kernel/index.js'
import type { Effects, Input, Plain, Status, Stored } from '../../src/protocols/index.js'
import type { Scenario, Service } from '../../src/scenario/index.js'
import { constant, nodes, scenario, service } from './scenarios.js'

/**
 * A protocol for tests of the world itself: what a member does is a function of the test's own, and everything it is told
 * can be noted with the time it was told. Test files put it in the place of the real ones:
 *
 *     vi.mock('../../src/cluster/protocols.js', () => scriptedProtocols)
 */
export interface Member {
  readonly self: number
  readonly members: number
  /** What was on its disk when it started. */
  readonly stored: Stored
  /** Free for the script; plain data. */
  memory: { [name: string]: number }
}

export type Script = (member: Member, input: Input<Plain>, out: Effects<Plain>) => void

const stage: { script: Script } = { script: () => {} }

/** What the members of all services do from now on. */
export function script(play: Script): void {
  stage.script = play
}

const status: Status = { role: 'actor', term: 0, leader: -1, serving: false, lastIndex: 0, commitIndex: 0, pending: 0 }

const protocol = {
  name: 'scripted',
  init: (config: { members: number }, self: number, stored: Stored): Member => ({
    self,
    members: config.members,
    stored: structuredClone(stored),
    memory: {},
  }),
  step: (_config: unknown, member: Member, input: Input<Plain>, out: Effects<Plain>) =>
    stage.script(member, input, out),
  status: () => status,
  advance() {},
  describe: (message: Plain) => JSON.stringify(message),
}

export const scriptedProtocols = {
  protocolOf: () => protocol,
  configOf: (service: Service) => ({ members: service.members.length }),
}

/** A service of scripted members, one on each node. */
export function actors(count: number, more: Partial<Scenario> = {}): Scenario {
  const config = { members: count, electionTimeout: constant(1), heartbeat: 1 }
  const all = Array.from({ length: count }, (_, i) => i)
  return scenario({
    nodes: nodes(count),
    services: [service('s', all, { redundancy: { kind: 'raft', config } })],
    ...more,
  })
}

/** What one member noted under a word, with the time: `[time, value]`. */
export function noted(records: readonly TraceRecord[], source: string, what: string): [number, Plain][] {
  return records
    .filter(r => r.source === source && r.what === what)
    .map(r => [r.time, JSON.parse(r.fields.value as string) as Plain])
}
