import { describe, expect, it } from 'vitest'
import { endMeasuring } from '../../src/cluster/measuring.js'
import type { TraceRecord } from '../../src/kernel/index.js'
import { uniform } from '../../src/laws/index.js'
import type { FaultEffect, Scenario } from '../../src/scenario/index.js'
import { MINUTE, MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { constant, exponential, link, mode, node, nodes, scenario, service } from '../support/scenarios.js'
import { scheduled, spent, tracedWorld, turns } from '../support/worlds.js'

const disk = { sync: constant(MS), stallEvery: null, stall: constant(0) }
const at = 60 * SECOND

const raft = (members: number) =>
  ({
    kind: 'raft',
    config: { members, electionTimeout: uniform(150 * MS, 300 * MS), heartbeat: 50 * MS },
  }) as const

/** Three members of a consensus group, elected before measuring begins. Times of faults count from there. */
function group(more: Partial<Scenario> = {}): Scenario {
  return scenario({
    seed: 'raft outages',
    warmup: 5 * SECOND,
    horizon: 2 * MINUTE,
    nodes: nodes(3, { disk }),
    network: { classes: [link(constant(2 * MS))], between: 0, clients: 0 },
    services: [service('s', [0, 1, 2], { redundancy: raft(3) })],
    ...more,
  })
}

/** All of a run, with the members it had just before the faults of these tests strike: the leader and the others. */
function run(one: Scenario, s = 0) {
  const { world, records } = tracedWorld(one)
  world.run()
  endMeasuring(world)
  const { ledger, failovers } = world.state.services[s]
  const since = one.warmup
  return {
    ledger,
    failovers,
    spent: spent(world, s),
    turns: turns(records, one.services[s].id)
      .filter(([t]) => t > since)
      .map(([t]) => t - since),
    records: records.filter(r => r.time >= since).map(r => ({ ...r, time: r.time - since })),
  }
}

/** Who leads at the time of the faults, if none strikes before: variants share their luck. */
function leaderAndOthers(one: Scenario): [number, number, number] {
  const { world } = tracedWorld(one)
  world.run(one.warmup + at - 1)
  const leader = world.state.processes.findIndex(p => p.status?.serving === true)
  return [leader, (leader + 1) % 3, (leader + 2) % 3]
}

const [leader, follower, other] = leaderAndOthers(group())
const strike = (id: string, time: number, duration: number, effect: FaultEffect) =>
  scheduled(id, [time], duration, effect)
const crash = (id: string, n: number, time: number, duration: number) =>
  strike(id, time, duration, { kind: 'crash', nodes: [n] })

const total = (charges: { [charge: string]: number }): number => Object.values(charges).reduce((sum, x) => sum + x, 0)
const first = (records: readonly TraceRecord[], what: string, value = /./): number =>
  records.find(r => r.time >= at && r.what === what && value.test(String(r.fields.value)))!.time

describe('a consensus group', () => {
  it('is up all the time while nothing happens', () => {
    const { ledger } = run(group())
    expect([ledger.downtime, ledger.outages]).toEqual([0, 0])
  })

  it('without its leader is down until the next one serves, and each phase ends with what ends it', () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const whoever = strike('crash', at, 20 * SECOND, { kind: 'crash', nodes: [], leaderOf: 0 })
      const { ledger, failovers, spent, turns, records } = run(group({ seed, faults: [whoever] }))
      const [stood, chosen, served] = [
        first(records, 'election-started'),
        first(records, 'role', /"leader"/),
        first(records, 'serving'),
      ]
      expect(turns).toEqual([at, served])
      expect(spent['crash/detect']).toBe(stood - at)
      expect(spent['crash/decide']).toBe(chosen - stood)
      expect(spent['crash/restore']).toBe(served - chosen)
      expect(total(spent)).toBe(ledger.downtime)
      expect(failovers).toEqual([served - at])
      // From the last heartbeat, at most a period old, to a timeout of 150 to 300 ms; then a round trip and a sync.
      expect(stood - at).toBeGreaterThan(100 * MS)
      expect(stood - at).toBeLessThan(303 * MS)
      expect(chosen - stood).toBeGreaterThanOrEqual(4 * MS)
    }
  })

  it('loses nothing with a follower', () => {
    const { ledger } = run(group({ faults: [crash('crash', follower, at, 20 * SECOND)] }))
    expect(ledger.downtime).toBe(0)
  })

  it('without a majority waits for a repair, which either of the two that are missing could be', () => {
    const faults = [crash('one', follower, at, 20 * SECOND), crash('two', other, at + 2 * SECOND, 10 * SECOND)]
    const { spent, turns, failovers } = run(group({ faults }))
    expect(turns).toEqual([at + 2 * SECOND, at + 12 * SECOND])
    expect(spent).toEqual({ 'one/repair': 5 * SECOND, 'two/repair': 5 * SECOND })
    // The leader was there all the while: nobody was elected.
    expect(failovers).toEqual([])
  })

  it('without a majority shares its downtime between the smallest repairs that would do', () => {
    const faults = [
      crash('one', follower, at, 10 * SECOND),
      crash('two', other, at, 10 * SECOND),
      crash('three', other, at, 10 * SECOND),
    ]
    // Either the one follower is repaired, or both faults of the other.
    const { spent } = run(group({ faults }))
    expect(spent).toEqual({ 'one/repair': 5 * SECOND, 'two/repair': 2.5 * SECOND, 'three/repair': 2.5 * SECOND })
  })

  it('that loses its majority during a failover has a repair to wait for, not a long failover', () => {
    const faults = [crash('one', leader, at, 20 * SECOND), crash('two', other, at + 50 * MS, 10 * SECOND)]
    const { spent, turns, failovers, ledger } = run(group({ faults }))
    expect(turns[0]).toBe(at)
    expect(spent['one/detect']).toBeGreaterThanOrEqual(50 * MS)
    expect(spent['one/repair']).toBe((10 * SECOND) / 2)
    expect(spent['two/repair']).toBe((10 * SECOND) / 2)
    expect(total(spent)).toBe(ledger.downtime)
    expect(failovers).toEqual([])
  })

  it('deposed by a member that comes back from a partition with a higher term: the partition did it', () => {
    const cut = strike('cut', at, 10 * SECOND, { kind: 'partition', groups: [[follower], [leader, other, -1]] })
    const { ledger, spent, turns } = run(group({ faults: [cut] }))
    expect(turns[0]).toBeGreaterThanOrEqual(at + 10 * SECOND)
    expect(turns[0]).toBeLessThan(at + 11 * SECOND)
    expect(ledger.downtime).toBeGreaterThan(0)
    expect(Object.keys(spent).every(charge => charge.startsWith('cut/'))).toBe(true)
    expect(total(spent)).toBe(ledger.downtime)
  })

  it('whose leader is on the wrong side of a partition elects another', () => {
    const cut = strike('cut', at, 30 * SECOND, { kind: 'partition', groups: [[leader], [follower, other]] })
    const { turns, spent } = run(group({ faults: [cut] }))
    expect(turns[0]).toBe(at)
    expect(turns[1] - turns[0]).toBeLessThan(SECOND)
    expect(Object.keys(spent).every(charge => charge.startsWith('cut/'))).toBe(true)
  })

  it('whose leader only the clients have lost never notices', () => {
    const cut = strike('cut', at, 10 * SECOND, { kind: 'partition', groups: [[leader], [-1]] })
    const { turns, spent } = run(group({ faults: [cut] }))
    expect(turns).toEqual([at, at + 10 * SECOND])
    expect(spent).toEqual({ 'cut/detect': 10 * SECOND })
  })

  it('whose leader stands still elects another, and the pause is to blame', () => {
    const pause = strike('pause', at, 10 * SECOND, { kind: 'pause', nodes: [leader] })
    const { turns, spent, ledger } = run(group({ faults: [pause] }))
    expect(turns.length).toBe(2)
    expect(turns[1] - turns[0]).toBeLessThan(SECOND)
    expect(Object.keys(spent).every(charge => charge.startsWith('pause/'))).toBe(true)
    expect(total(spent)).toBe(ledger.downtime)
  })

  it('that no fault touches and that yet elects has suspected falsely', () => {
    const lossy = { classes: [link(constant(2 * MS), { loss: 0.3 })], between: 0, clients: 0 }
    const { spent, ledger } = run(group({ network: lossy }))
    expect(ledger.outages).toBeGreaterThan(3)
    expect(Object.keys(spent).every(charge => charge.startsWith('false-suspicion/'))).toBe(true)
    expect(total(spent)).toBe(ledger.downtime)
  })

  it('that loses messages to a fault has that to blame', () => {
    const loss = strike('loss', at, 50 * SECOND, {
      kind: 'loss',
      from: [leader],
      to: [follower, other],
      both: true,
      loss: 0.6,
    })
    const { spent, ledger } = run(group({ faults: [loss] }))
    expect(ledger.outages).toBeGreaterThan(3)
    expect(Object.keys(spent).every(charge => charge.startsWith('loss/'))).toBe(true)
  })

  it('whose election comes when the loss that caused it is over has it to blame all the same', () => {
    let after = 0
    for (let i = 0; i < 40; i++) {
      const seed = `aftermath ${i}`
      const [chief, ...followers] = leaderAndOthers(group({ seed }))
      const effect = { kind: 'loss', from: [chief], to: followers, both: true, loss: 0.999 } as const
      const { spent, turns } = run(group({ seed, faults: [strike('loss', at, 140 * MS, effect)] }))
      if (turns.length === 0) continue
      if (turns[0] > at + 140 * MS) after++
      expect(Object.keys(spent).every(charge => charge.startsWith('loss/'))).toBe(true)
    }
    expect(after).toBeGreaterThan(3)
  })

  it('is not there until its first leader serves, when measuring starts with it', () => {
    const { spent, turns, failovers } = run(group({ warmup: 0 }))
    expect(turns.length).toBe(1)
    expect(failovers).toEqual([])
    expect(total(spent)).toBe(turns[0])
    expect(Object.keys(spent).every(charge => charge.startsWith('start-up/'))).toBe(true)
  })
})

describe('a consensus group of five, started in equilibrium', () => {
  it('lays a failover at the start to the leader that is found dead, whoever else is', () => {
    const shares = { lifetime: exponential(60 * SECOND), repair: exponential(30 * SECOND) }
    const five = (seed: string) =>
      group({
        seed,
        start: 'steady',
        horizon: 10 * SECOND,
        nodes: nodes(5, { disk, failures: [mode(shares.lifetime, shares.repair)] }),
        services: [service('s', [0, 1, 2, 3, 4], { redundancy: raft(5) })],
      })
    let several = 0
    for (let trial = 0; trial < 150; trial++) {
      const one = five(`steady ${trial}`)
      const { world, plan } = tracedWorld(one)
      world.run(one.warmup - 1)
      const leader = world.state.processes.findIndex(p => p.status?.serving === true)
      world.run(one.warmup)
      const dead = world.state.nodes.flatMap((n, i) => (n.running ? [] : [i]))
      world.run()
      endMeasuring(world)
      const [outage] = world.state.services[0].ledger.records
      if (dead.length > 2 || !dead.includes(leader)) continue
      expect(outage.start).toBe(0)
      if (dead.length === 2) several++
      // The second one dead is a bystander, unless a third makes a majority of them while the outage lasts.
      const causes = new Set(outage.charges.filter(c => c.phase === 'detect').map(c => plan.causes[c.cause].id))
      expect(causes).toContain(`n-${leader + 1}/crash`)
      if (!outage.charges.some(c => c.phase === 'repair')) expect(causes.size).toBe(1)
    }
    expect(several).toBeGreaterThan(3)
  })
})

describe('a consensus group that needs another service', () => {
  it('is down with it for its reasons, and finds its own for what begins behind that', () => {
    const one = group({
      nodes: [...nodes(3, { disk }), node('db')],
      services: [
        service('db', [3]),
        service('s', [0, 1, 2], { redundancy: raft(3), dependsOn: [{ service: 0, kind: 'hard' }] }),
      ],
    })
    const [chief] = leaderAndOthers(one)
    const faults = [crash('db', 3, at, 2 * SECOND), crash('leader', chief, at + 1900 * MS, 20 * SECOND)]
    const { spent, turns, failovers, ledger } = run({ ...one, faults }, 1)
    expect(turns[0]).toBe(at)
    expect(turns.length).toBe(2)
    expect(Object.keys(spent).filter(charge => !/^(db|leader)\//.test(charge))).toEqual([])
    // Alone for 1.9 s, and half of the 100 ms in which both were in the way.
    expect(spent['db/repair']).toBe(1950 * MS)
    expect(total(spent)).toBe(ledger.downtime)
    expect(failovers).toEqual([turns[1] - (at + 1900 * MS)])
  })
})
