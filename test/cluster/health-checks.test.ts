import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type HaproxyCheckConfig, haproxyCheck, healthCheckNamed } from '../../src/balancers/index.js'
import { CHECK_DUE } from '../../src/cluster/events.js'
import { compile, summarise, World } from '../../src/cluster/index.js'
import { unleapt } from '../../src/experiments/fidelity.js'
import { SeedTree } from '../../src/random/index.js'
import type { CheckUse, FaultEffect, Scenario } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { ksOneSample } from '../support/ks.js'
import { constant, link, nodes, nothing, scenario, service } from '../support/scenarios.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

const minute = 60 * SECOND

function checked(check: CheckUse, members: number, more: Partial<Scenario> = {}): Scenario {
  return scenario({
    horizon: 10 * minute,
    warmup: 5 * minute,
    network: { classes: [link(constant(MS))], between: 0, clients: 0 },
    nodes: nodes(members),
    services: [
      service('s', [...Array(members).keys()], {
        balancer: { config: { policy: 'round-robin' }, monitor: null, check },
        concurrency: 100,
      }),
    ],
    workloads: [],
    ...more,
  })
}

/** A request every ten milliseconds. */
const busy: Partial<Scenario> = {
  horizon: 3 * minute,
  warmup: 30 * SECOND,
  workloads: [
    {
      ...{ id: 'w', service: 0, rate: 100, arrivals: { kind: 'regular' }, serviceTime: constant(MS) },
      ...{ timeout: 100 * MS, retries: 0 },
    },
  ],
}

const onFirst = (effect: 'crash' | 'pause' | 'cut' | 'slow', at: number, duration: number, factor = 1) => {
  const effects: { [kind: string]: FaultEffect } = {
    crash: { kind: 'crash', nodes: [0] },
    pause: { kind: 'pause', nodes: [0] },
    cut: { kind: 'one-way', from: [0], to: [-1] },
    slow: { kind: 'slow', nodes: [0], factor },
  }
  return { faults: [scheduled('f', [at], duration, effects[effect])] }
}

/** When the balancer turned on member 0, and back, µs from the start of measuring. */
function turnsOf(what: Scenario, trial = 1): { at: number; what: string }[] {
  const { world, plan, records } = tracedWorld(what, trial)
  world.run()
  return records
    .filter(r => r.source === 's' && (r.what === 'suspect' || r.what === 'trust') && r.fields['of'] === 'n-1')
    .filter(r => r.time >= plan.from)
    .map(r => ({ at: r.time - plan.from, what: r.what }))
}

/** When the checks of member 0 begin. */
function beginnings(what: Scenario, until: number): number[] {
  const plan = compile(what)
  const world = World.start(plan, what.seed, 1)
  const times: number[] = []
  for (let serial = 0; world.now - plan.from < until; ) {
    if (world.run(undefined, 1) !== 'events') break
    const state = world.state.services[0].health!.members[0]
    if (state.serial === serial) continue
    serial = state.serial
    times.push(state.began - plan.from)
  }
  return times
}

/** The machine, settled on a member that is up, from the check that began last before the failure. */
function expectedTurns(use: CheckUse, begun: number, fails: number, back: number): { at: number; what: string }[] {
  const { check } = healthCheckNamed(use.name)!
  const state = check.init(use.config)
  const luck = new SeedTree('unused').stream('luck')
  // Enough checks before it that all counters have settled.
  for (let i = 0; i < 10; i++) check.hear(use.config, state, { outcome: 'ok', took: 2 * MS }, luck)
  const turns: { at: number; what: string }[] = []
  for (let begins = begun; begins < back + 5 * minute; ) {
    // It arrives a millisecond after it begins, and is answered at once.
    const silent = begins + MS >= fails && begins + MS < back
    const took = silent ? check.patience(use.config).connect : 2 * MS
    const { change, wait } = check.hear(use.config, state, { outcome: silent ? 'failed' : 'ok', took }, luck)
    if (change !== null) turns.push({ at: begins + took, what: change === 'up' ? 'trust' : 'suspect' })
    begins += took + wait
  }
  return turns
}

const uses: readonly CheckUse[] = [
  { name: 'haproxy', config: {} },
  { name: 'haproxy', config: { inter: 3e6, fastinter: 700_000, downinter: 5e6, fall: 4, rise: 3 } },
  { name: 'haproxy', config: { timeout: 400_000, connectTimeout: 250_000 } },
  { name: 'envoy', config: { interval: 5e6, unhealthyThreshold: 3, healthyThreshold: 2, unhealthyEdgeInterval: 1e6 } },
  { name: 'kubernetes', config: {} },
  { name: 'aws-alb', config: {} },
]

describe('checks that a balancer makes', () => {
  it.each(uses)('turn when the machine alone turns, to the microsecond: $name $config', use => {
    const [fails, length] = [123_456_789, 2 * minute]
    for (const kind of ['crash', 'cut'] as const) {
      const what = checked(use, 2, onFirst(kind, fails, length))
      const begun = beginnings(what, fails).findLast(at => at + MS < fails)!
      const expected = expectedTurns(use, begun, fails, fails + length)
      expect(turnsOf(what)).toEqual(expected)
      expect(expected.map(turn => turn.what)).toEqual(['suspect', 'trust'])
    }
  })

  // Made by test/real/checks-record.mjs. What it answers, ours answers; a refusal by silence costs a millisecond here.
  const file = new URL('../real/recordings/haproxy-checks.json', import.meta.url)
  const { recordings, version } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string
    recordings: { config: HaproxyCheckConfig; steps: { at: number; ok: boolean; status: string }[] }[]
  }
  it.each(recordings)(`come when those of ${version} come, and say what they say: $config`, ({ config, steps }) => {
    const use = { name: 'haproxy', config: { ...config, timeout: MS, connectTimeout: MS } as CheckUse['config'] }
    const network = { classes: [link(nothing)], between: 0, clients: 0 }
    const what = checked(use, 1, { network, warmup: 0 })
    const world = World.start(compile(what), what.seed, 1)
    const { health } = world.state.services[0]
    const [state] = health!.members
    const seen: { at: number; status: string }[] = []
    let first = 0
    for (const [i, { ok }] of steps.entries()) {
      world.state.nodes[0].running = ok
      while (state.serial === i) world.run(undefined, 1)
      if (i === 0) first = world.now
      const at = (world.now - first) / MS
      while (state.began >= 0) world.run(undefined, 1)
      seen.push({ at, status: haproxyCheck.held(config, state.machine as never) ? 'UP' : 'DOWN' })
    }
    for (const [i, { at, status }] of steps.entries()) {
      expect(seen[i].status).toBe(status)
      // The recording machine was busy: a check came up to 40 ms late, and every one of them delays the next.
      const gap = i === 0 ? 0 : seen[i].at - seen[i - 1].at
      const theirs = i === 0 ? 0 : at - steps[i - 1].at
      expect(Math.abs(gap - theirs)).toBeLessThan(40)
    }
  })

  // configuration.txt, inter and fall: three checks of 2 s each that nothing answers, and two waits of 2 s; the first comes
  // when it comes, uniformly within an interval of 2.002 s. Kolmogorov-Smirnov at 1e-4.
  it('find a failure at any moment of an interval', () => {
    const what = checked(uses[0], 2, { ...onFirst('crash', 123_456_789, minute), warmup: minute })
    const short = { ...what, horizon: 140 * SECOND, seed: 'phases' }
    const delays = Array.from({ length: 300 }, (_, i) => turnsOf(short, i + 1)[0].at - 123_456_789)
    const { distance, critical } = ksOneSample(
      delays,
      delay => Math.min(1, Math.max(0, (delay - 9_999_000) / 2_002_000)),
      1e-4,
    )
    expect(distance).toBeLessThan(critical)
  })

  it('pass on a slow node, unless an answer is work that takes longer than their patience', () => {
    const check = { name: 'kubernetes', config: {} }
    const slow = onFirst('slow', minute, 3 * minute, 30)
    expect(turnsOf(checked(check, 2, slow))).toEqual([])
    expect(turnsOf(checked({ ...check, work: constant(30 * MS) }, 2, slow))).toEqual([])
    const found = turnsOf(checked({ ...check, work: constant(40 * MS) }, 2, slow))
    expect(found.map(({ what }) => what)).toEqual(['suspect', 'trust'])
    // Three failures in a row: the first within a period, the third ends after its time-out of 1 s.
    expect(found[0].at - minute).toBeGreaterThanOrEqual(21 * SECOND - 50 * MS)
    expect(found[0].at - minute).toBeLessThanOrEqual(31 * SECOND + 50 * MS)
  })

  it('find a node that is paused, and are answered late when it goes on', () => {
    const found = turnsOf(checked(uses[0], 2, onFirst('pause', minute, minute)))
    expect(found.map(({ what }) => what)).toEqual(['suspect', 'trust'])
    expect(turnsOf(checked(uses[0], 2, onFirst('pause', minute, SECOND)))).toEqual([])
  })

  // User guide of Elastic Load Balancing: when all targets are unhealthy, all get requests.
  it('fail open where the product does, and nowhere else', () => {
    const all = { kind: 'crash', nodes: [0, 1] } as const
    const faults = [scheduled('all', [minute], 2 * minute, all)]
    const errors = (check: CheckUse) => {
      const { world } = tracedWorld(checked(check, 2, { ...busy, faults }))
      world.run()
      return Object.keys(world.state.workloads[0].tally.errors).sort()
    }
    expect(errors({ name: 'aws-alb', config: {} })).toEqual(['timeout'])
    expect(errors({ name: 'haproxy', config: {} })).toEqual(['no-backend', 'timeout'])
  })

  it('are refused by a member whose door is shut', () => {
    const what = checked(uses[0], 1, { ...busy, horizon: minute })
    const [full] = what.services
    const work = { serviceTime: constant(10 * minute), timeout: 20 * minute }
    const shut = { ...full, concurrency: 1, queue: 0, whenFull: 'refuse' as const }
    const { world } = tracedWorld({ ...what, services: [shut], workloads: [{ ...what.workloads[0], ...work }] })
    world.run()
    expect(world.state.services[0].members[0].eligible).toBe(false)
  })

  it('are told to be made one by one, whatever is leapt over', () => {
    const told = (fidelity: Scenario['fidelity']) => unleapt(compile(checked(uses[0], 2, { fidelity })))
    expect(told('leap')).toEqual(['health checks of s: made one by one, as requests are'])
    expect(told('full')).toEqual([])
  })

  it('cost three events each', () => {
    const what = checked(uses[0], 3, { warmup: 0, horizon: 100 * SECOND })
    const world = World.start(compile(what), what.seed, 1)
    let due = 0
    for (const { kind } of events(world)) if (kind === CHECK_DUE) due++
    expect(due).toBeGreaterThanOrEqual(3 * 49)
    expect(world.sim.dispatched).toBeLessThan(3 * due + 5)
  })
})

function* events(world: World): Generator<{ kind: number }> {
  for (let seen = 0; world.run(undefined, 1) === 'events'; ) {
    const serials = world.state.services[0].health!.members.reduce((sum, { serial }) => sum + serial, 0)
    if (serials > seen) yield { kind: CHECK_DUE }
    seen = serials
  }
}

describe('the last request to a dead server', () => {
  it('is the last that was sent before it was taken out, in the tally', () => {
    const what = checked(uses[0], 2, { ...busy, ...onFirst('crash', minute, minute) })
    const [out] = turnsOf(what)
    const { world } = tracedWorld(what)
    world.run()
    const { health } = summarise(world).services[0]
    // Round robin of two: one request in 20 ms goes to it.
    const last = health!.lastRequest.max
    expect(health!.lastRequest.count).toBe(1)
    expect(out.at - minute - last).toBeGreaterThanOrEqual(0)
    expect(out.at - minute - last).toBeLessThanOrEqual(20 * MS)
    expect(health!.detection.detection.max).toBe(out.at - minute)
    expect(Math.abs(health!.sent - last / (20 * MS))).toBeLessThanOrEqual(1)
    expect(health!.detection.falseSuspicions).toBe(0)
  })
})
