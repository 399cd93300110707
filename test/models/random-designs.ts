import type { PaxosQuorums } from '../../src/protocols/index.js'
import type { Quorum } from '../../src/quorum/index.js'
import { Stream } from '../../src/random/index.js'
import type {
  ClusterNode,
  Domain,
  FailureMode,
  Fault,
  FaultEffect,
  Redundancy,
  Scenario,
  Service,
} from '../../src/scenario/index.js'
import { constant, domain, exponential, mode, node, nothing, scenario, service } from '../support/scenarios.js'

/** Small scenarios of every shape: nested domains, shared parts, boots, cuts, quorums, dependencies. */
export function randomDesign(seed: number): Scenario {
  const draw = new Draw(seed)
  const domains = randomDomains(draw)
  const nodes = randomNodes(draw, domains.length)
  const services = randomServices(draw, nodes.length)
  const faults = draw.chance(0.5) ? [randomFault(draw, nodes.length, domains.length)] : []
  return scenario({ domains, nodes, services, faults })
}

class Draw {
  readonly #stream: Stream

  constructor(seed: number) {
    this.#stream = Stream.from([seed, seed ^ 0x5bd1e995, 0x9e3779b9, 1])
    for (let i = 0; i < 20; i++) this.#stream.uint32()
  }

  below(n: number): number {
    return this.#stream.below(n)
  }

  chance(p: number): boolean {
    return this.#stream.unit() < p
  }

  of<T>(...values: readonly T[]): T {
    return values[this.below(values.length)]
  }

  some(n: number, count: number): number[] {
    const left = Array.from({ length: n }, (_, i) => i)
    while (left.length > count) left.splice(this.below(left.length), 1)
    return left
  }
}

function randomMode(draw: Draw, name: string, effects: readonly FailureMode['effect'][]): FailureMode {
  const up = 1000 * (1 + draw.below(20))
  const lifetime = draw.chance(0.7) ? exponential(up) : constant(up)
  const repair = exponential(100 * (1 + draw.below(30)))
  return mode(lifetime, repair, { name, effect: draw.of(...effects), aging: draw.of('always', 'while-up') })
}

function randomDomains(draw: Draw): Domain[] {
  return Array.from({ length: draw.below(4) }, (_, d) => {
    const failures = Array.from({ length: draw.below(3) }, (_, i) =>
      randomMode(draw, `mode-${i}`, ['power', 'power', 'network', 'crash']),
    )
    return domain(`d${d}`, { parent: d > 0 && draw.chance(0.4) ? draw.below(d) : -1, failures })
  })
}

function randomNodes(draw: Draw, domains: number): ClusterNode[] {
  const booting = draw.chance(0.4)
  return Array.from({ length: 2 + draw.below(4) }, (_, n) => {
    const failures = Array.from({ length: draw.of(0, 1, 1, 1, 2) }, (_, i) =>
      randomMode(draw, `mode-${i}`, ['crash', 'crash', 'pause', 'slow']),
    )
    const boot = booting ? constant(draw.of(0, 50, 50, 120)) : nothing
    return node(`n-${n}`, { domain: domains > 0 && draw.chance(0.8) ? draw.below(domains) : -1, failures, boot })
  })
}

function randomServices(draw: Draw, nodes: number): Service[] {
  return Array.from({ length: 1 + draw.below(3) }, (_, s) => {
    const members = draw.some(nodes, 1 + draw.below(nodes))
    const dependsOn = Array.from({ length: s }, (_, d) => ({
      service: d,
      kind: draw.of('hard' as const, 'soft' as const),
    })).filter(() => draw.chance(0.5))
    return service(`s${s}`, members, { redundancy: randomRedundancy(draw, members.length), dependsOn })
  })
}

function randomRedundancy(draw: Draw, members: number): Redundancy {
  const of = Array.from({ length: members }, (_, m) => m)
  const uniform = { kind: 'uniform', low: 30, high: 60 } as const
  const monitor = { heartbeat: 10, detector: { kind: 'timeout', timeout: 30 } } as const
  return draw.of<Redundancy>(
    { kind: 'k-of-n', needs: 1 + draw.below(members) },
    { kind: 'raft', config: { members, electionTimeout: uniform, heartbeat: 10 } },
    { kind: 'paxos', config: { members, heartbeat: 10, backoff: constant(1), patience: 20 }, monitor },
    { kind: 'standby', config: { members, heartbeat: 10, promotion: constant(5), resync: nothing }, monitor },
    {
      kind: 'multi-paxos',
      config: { members, electionTimeout: uniform, heartbeat: 10, quorums: countsOrGrid(draw, of) },
    },
    { kind: 'zab', config: { members, tickTime: 10, initLimit: 5, syncLimit: 2, quorum: weights(draw, of) } },
  )
}

/** Quorums of the two phases that meet: any so many of all, or columns and rows. */
function countsOrGrid(draw: Draw, of: readonly number[]): PaxosQuorums {
  if (of.length === 4 && draw.chance(0.7)) {
    const rows = [of.slice(0, 2), of.slice(2)]
    return { prepare: { kind: 'grid', rows, takes: 'column' }, accept: { kind: 'grid', rows, takes: 'row' } }
  }
  const needed = 1 + draw.below(of.length)
  return {
    prepare: { kind: 'count', of, needed },
    accept: { kind: 'count', of, needed: of.length - needed + 1 },
  }
}

/** Votes of 0 to 3 each, of which more than half are needed. */
function weights(draw: Draw, of: readonly number[]): Quorum {
  const votes = of.map((_, i) => (i === 0 ? 1 : 0) + draw.below(3))
  return { kind: 'weighted', of, weights: votes, needed: Math.floor(votes.reduce((a, b) => a + b, 0) / 2) + 1 }
}

function randomFault(draw: Draw, nodes: number, domains: number): Fault {
  const [a, b] = [draw.some(nodes, 1 + draw.below(2)), draw.some(nodes, 1 + draw.below(2))]
  const rest = b.filter(n => !a.includes(n))
  const effect = draw.of<FaultEffect>(
    { kind: 'crash', nodes: a },
    { kind: 'pause', nodes: a },
    { kind: 'partition', groups: [a, rest, draw.chance(0.3) ? [-1] : []] },
    { kind: 'one-way', from: draw.chance(0.3) ? [-1] : a, to: rest },
    { kind: 'loss', from: a, to: [...rest, -1], loss: draw.of(1, 0.5) },
    { kind: 'slow', nodes: a, factor: 2 },
    domains > 0 ? { kind: draw.of('network', 'power'), domain: 0 } : { kind: 'pause', nodes: b },
  )
  const when = { kind: 'law', law: exponential(1000 * (1 + draw.below(20))) } as const
  return { id: 'fault', when, duration: constant(100 * (1 + draw.below(9))), effect }
}
