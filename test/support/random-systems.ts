import type { DetectorConfig } from '../../src/detectors/index.js'
import { type Law, lognormal, uniform } from '../../src/laws/index.js'
import type { Stream } from '../../src/random/index.js'
import type {
  ClusterNode,
  DetectorGroup,
  Fault,
  FaultEffect,
  LinkClass,
  Redundancy,
  Scenario,
  Service,
} from '../../src/scenario/index.js'
import { MINUTE, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, domain, exponential, link, mode, node, scenario, service } from './scenarios.js'

/** Small systems with everything that may befall them, put together by chance. */

export interface Choices {
  /** Links lose and hold up nothing, and no fault makes them: there are no suspicions by chance. */
  readonly certain?: boolean
}

export function randomSystem(stream: Stream, { certain = false }: Choices = {}): Scenario {
  const chance = (p: number): boolean => stream.unit() < p
  const pick = <T>(...from: readonly T[]): T => from[stream.below(from.length)]
  const between = (low: number, high: number): number => Math.round(low + stream.unit() * (high - low))

  const period = pick(200, 500, 1000) * MS
  const count = 2 + stream.below(4)
  const members = Array.from({ length: count }, (_, i) => i)
  const some = (): number[] => {
    const chosen = members.filter(() => chance(0.4))
    return chosen.length > 0 ? chosen : [stream.below(count)]
  }
  const seconds = (low: number, high: number): Law => {
    const length = between(low * SECOND, high * SECOND)
    return pick<Law>(constant(length), exponential(length), uniform(0.5 * length, 1.5 * length))
  }

  function linkClass(): LinkClass {
    const latency = pick<Law>(constant(between(0, 30 * MS)), uniform(MS, between(2 * MS, 50 * MS)))
    if (certain) return link(latency, { overtaking: chance(0.5) })
    const loss = pick(0, 0, 0.001, 0.05, 0.3)
    const law = pick<Law>(latency, exponential(between(MS, period / 3)), lognormal({ median: 10 * MS, p99: period }))
    const [duplicate, reorder] = chance(0.1) ? [0.05, 0.05] : [0, 0]
    return link(law, { loss, duplicate, reorder, overtaking: chance(0.5) })
  }

  function detector(): DetectorConfig {
    const tail = pick('normal', 'logistic', 'exponential')
    const window = pick(4, 20, 100)
    return pick<DetectorConfig>(
      { kind: 'timeout', timeout: Math.round(pick(1.5, 2.5, 4.2) * period) },
      { kind: 'missed', beats: pick(2, 3, 5), grace: pick(0, 60 * MS) },
      { kind: 'phi', threshold: between(3, 9), window, minStdDev: period / pick(4, 10), pause: pick(0, period), tail },
    )
  }

  function redundancy(): Redundancy {
    const monitor = { heartbeat: period, detector: detector() }
    const law = { promotion: seconds(0, 2), resync: seconds(0, 2) }
    return pick<() => Redundancy>(
      () => {
        const low = pick(1.5, 2.2, 4) * period
        const electionTimeout = uniform(low, 2 * low)
        const redraw = pick('each-reset', 'each-election')
        const options = pick({}, {}, { preVote: true }, { preVote: true, checkQuorum: true, reads: 'lease' as const })
        return { kind: 'raft', config: { members: count, electionTimeout, heartbeat: period, redraw, ...options } }
      },
      () => {
        const low = pick(1.5, 2.2, 4) * period
        const timing = { members: count, heartbeat: period }
        return pick<Redundancy>(
          { kind: 'multi-paxos', config: { ...timing, electionTimeout: uniform(low, 2 * low) } },
          { kind: 'vsr', config: { ...timing, viewTimeout: uniform(low, 2 * low), keeps: 'disk' } },
          { kind: 'zab', config: { members: count, tickTime: 2 * period, initLimit: 10, syncLimit: pick(2, 4) } },
        )
      },
      () => {
        const config = { members: count, heartbeat: period, backoff: uniform(0, 200 * MS), patience: SECOND }
        return { kind: 'paxos', config, monitor }
      },
      () => ({
        kind: 'standby',
        config: { members: count, heartbeat: period, ...law, failback: chance(0.3) },
        monitor,
      }),
    )()
  }

  function services(): Service[] {
    const protocol = service('s', members, { redundancy: redundancy() })
    const balancer = {
      config: { policy: 'round-robin' },
      monitor: { heartbeat: period, detector: detector() },
    } as const
    return [protocol, ...(chance(0.3) ? [service('web', some(), { balancer })] : [])]
  }

  function detectors(): DetectorGroup[] {
    return chance(0.5) && count > 1 ? [{ id: 'd', members, monitor: { heartbeat: period, detector: detector() } }] : []
  }

  function nodeOf(i: number): ClusterNode {
    const failures = [mode(seconds(60, 600), seconds(1, 30))]
    if (chance(0.2)) failures.push(mode(seconds(60, 300), seconds(0, 5), { name: 'gc', effect: 'pause' }))
    const sync = pick<Law>(constant(0), uniform(0, 5 * MS))
    const stalls = chance(0.2) ? { stallEvery: seconds(60, 200), stall: seconds(0, 5) } : null
    return node(`n-${i + 1}`, {
      domain: i % 2,
      failures: chance(0.8) ? failures : [],
      disk: { sync, ...(stalls ?? { stallEvery: null, stall: constant(0) }) },
      clock: { drift: pick(0, 0, 1e-4) },
      boot: chance(0.5) ? seconds(0, 5) : constant(0),
    })
  }

  function faults(): Fault[] {
    const others = some().filter(n => n > 0)
    const effects: FaultEffect[] = [
      { kind: 'partition', groups: [[0], members.slice(1)] },
      { kind: 'partition', groups: [[0], [...members.slice(1), -1]] },
      { kind: 'one-way', from: [0], to: others },
      { kind: 'pause', nodes: some() },
      { kind: 'disk-stall', nodes: some() },
      { kind: 'slow', nodes: some(), factor: 10 },
      { kind: 'clock-step', nodes: some(), by: 1000 * SECOND },
      { kind: 'crash', nodes: [], leaderOf: 0 },
      { kind: 'crash', nodes: some() },
      { kind: 'network', domain: 1 },
    ]
    if (!certain) {
      effects.push({ kind: 'loss', from: [0], to: members.slice(1), both: true, loss: 0.5 })
      effects.push({ kind: 'delay', from: [1], to: [0], by: exponential(period) })
    }
    return effects
      .filter(() => chance(0.3))
      .map((effect, i) => ({
        id: `fault ${i}`,
        when: chance(0.3)
          ? { kind: 'at', times: [between(0, 2 * MINUTE), between(3 * MINUTE, 9 * MINUTE)] }
          : { kind: 'law', law: seconds(60, 300) },
        duration: seconds(0, 20),
        effect,
      }))
  }

  const power = mode(seconds(200, 600), seconds(5, 20), { name: 'power', effect: 'power' })
  return scenario({
    seed: `system ${stream.below(1e9)}`,
    warmup: pick(0, 20 * SECOND),
    horizon: 10 * MINUTE,
    start: pick('new', 'steady'),
    domains: [domain('a', { failures: chance(0.3) ? [power] : [] }), domain('b', { linkClass: 1 })],
    nodes: members.map(nodeOf),
    network: { classes: [linkClass(), linkClass(), linkClass()], between: 0, clients: 2 },
    services: services(),
    detectors: detectors(),
    faults: faults(),
  })
}
