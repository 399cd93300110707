import { describe, expect, it } from 'vitest'
import { compile, runTrial } from '../../src/cluster/index.js'
import { runStudy } from '../../src/experiments/index.js'
import { Load } from '../../src/experiments/sampled/bands.js'
import { type Done, perform, type SampledTask, sampleTraffic, type Work } from '../../src/experiments/sampled/index.js'
import { walk } from '../../src/experiments/sampled/paths.js'
import { staged } from '../../src/experiments/sampled/staged.js'
import { canonicalPath, kindsOfMembers } from '../../src/experiments/sampled/symmetry.js'
import { normalQuantile } from '../../src/numerics/index.js'
import type { RunResult } from '../../src/results/index.js'
import { loadScenario, type Scenario } from '../../src/scenario/index.js'
import { mmck } from '../support/queues.js'

function scenarioOf(text: string): Scenario {
  const { scenario, problems } = loadScenario(text, 'test.yaml')
  if (scenario === null) throw new Error(problems.map(p => p.code).join(' '))
  return scenario
}

/** Half an hour in which members crash every few minutes, and a third of which is busier. */
const compressed = scenarioOf(`
version: 1
name: compressed
horizon: 30m
trials: 6
start: steady
nodes: { web: { count: 3, mtbf: 6m, mttr: 40s } }
services:
  shop:
    on: web
    concurrency: 2
    queue: 8
    balancer: { policy: random, health-check: { heartbeat: 500ms, detector: { timeout: 1500ms } } }
workload:
  users:
    to: shop
    arrivals: { flash: { rate: 6/s, peak: 18/s, at: 10m, for: 10m } }
    service: { exponential: 100ms }
    timeout: 1s
traffic: { sampled: { precision: 10%, floor: 0.5% } }
`)

const plainText = `
version: 1
name: plain
horizon: 1h
nodes: { web: { count: 2 } }
services: { shop: { on: web } }
workload: { users: { to: shop, arrivals: { poisson: 10/s } } }
`

/** The trials of a scenario, and a way to work that remembers what came of each task. */
function asked(scenario: Scenario, count: number) {
  const plan = compile(scenario)
  const ground = { scenario, plan }
  const trials = Array.from({ length: count }, (_, i) => runTrial(plan, 'seed', i + 1))
  const work =
    (results: Map<string, string>, order: <T>(tasks: readonly T[]) => T[] | readonly T[]): Work =>
    async <T extends SampledTask>(tasks: readonly T[]) => {
      const found = new Map<T, Done<T>>()
      for (const task of order(tasks)) {
        const done = perform(ground, 'seed', task)
        results.set(JSON.stringify(task), JSON.stringify(done))
        found.set(task, done)
      }
      return tasks.map(task => found.get(task)!)
    }
  return { ground, trials, work }
}

const full = (scenario: Scenario): Scenario => {
  const { traffic: _, ...rest } = scenario
  return rest
}

const study = (scenario: Scenario, trials?: number): Promise<RunResult> =>
  runStudy(scenario, { workers: 1, file: 'test.yaml', ...(trials !== undefined && { trials }) })

/** From an interval on the logarithm: its standard deviation there. */
const deviation = ({ low, high }: { low: number; high: number }): number =>
  Math.log(high / low) / 2 / normalQuantile(0.975)

describe('sampled traffic', () => {
  it('agrees with the simulation of every request: two-sample z on the logarithm of the failed share, at 0.1 %', async () => {
    const [sampled, simulated] = [await study(compressed), await study(full(compressed))]
    const [a, b] = [sampled.workloads[0].unavailability, simulated.workloads[0].unavailability]
    const z = Math.log(a.value / b.value) / Math.hypot(deviation(a), deviation(b))
    expect(Math.abs(z)).toBeLessThan(normalQuantile(0.9995))
    // The faults are the same, so that time availability is too.
    expect(sampled.services[0].unavailability).toEqual(simulated.services[0].unavailability)
    expect(sampled.sampled?.obtained).toBe('sampled')
    // Six trials of 20 minutes at 6/s and ten at 18/s.
    expect(sampled.sampled!.represented).toBeCloseTo(6 * (1200 * 6 + 600 * 18), 3)
  })

  it('measures a configuration as a pure function of scenario, seed, configuration and load', async () => {
    const { ground, trials, work } = asked(compressed, 2)
    const all = new Map<string, string>()
    await sampleTraffic(
      ground,
      'seed',
      trials,
      work(all, tasks => tasks),
    )
    const few = new Map<string, string>()
    // With fewer trials, and from the last task to the first.
    await sampleTraffic(
      ground,
      'seed',
      trials.slice(0, 2),
      work(few, tasks => [...tasks].reverse()),
    )
    const common = [...few.keys()].filter(key => all.has(key) && key.includes('"settled"'))
    expect(common.length).toBeGreaterThan(4)
    for (const key of common) expect(few.get(key)).toBe(all.get(key))
    const other = perform(ground, 'another seed', JSON.parse(common[0]) as SampledTask)
    expect(JSON.stringify(other)).not.toBe(all.get(common[0]))
  })

  it.each([
    { up: 1, words: 'up down down' },
    { up: 2, words: 'up up down' },
    { up: 3, words: 'up up up' },
  ])('finds in a configuration with $up of 3 up the loss of M/M/2/10 queues, to three half-widths', ({ up, words }) => {
    const { ground } = asked(compressed, 0)
    const rate = 50
    const { parts, precise, unsettled } = perform(ground, 'erlang', {
      kind: 'settled',
      service: 0,
      configuration: `${words} |`,
      rates: [rate],
    })
    // Drawing lots splits a Poisson stream into Poisson streams. Time-outs are none: the queue holds half a second of work.
    const { loss } = mmck(rate / up, 10, 2, 10)
    const [{ share, variance }] = parts
    expect(precise).toBe(true)
    expect(unsettled).toBe('')
    expect(Math.abs(share - loss)).toBeLessThan(3 * 1.96 * Math.sqrt(variance) + 0.002)
  })

  it('takes members that lots are drawn among for one another, and no others', () => {
    expect(kindsOfMembers(compressed, 0)).toEqual([0, 0, 0])
    const [shop] = compressed.services
    const inTurn = { ...shop, balancer: { ...shop.balancer!, config: { policy: 'round-robin' as const } } }
    expect(kindsOfMembers({ ...compressed, services: [inTurn] }, 0)).toEqual([0, 1, 2])
    const path = ['up up up |', 'up down up |', 'down down up |']
    expect(canonicalPath(path, [0, 0, 0])).toEqual(['up up up |', 'down up up |', 'down down up |'])
    // Who came back is another matter than who went.
    const back = ['down up up |', 'down down up |', 'up down up |']
    const same = ['up up down |', 'up down down |', 'up down up |']
    expect(canonicalPath(back, [0, 0, 0])).toEqual(canonicalPath(same, [0, 0, 0]))
    expect(canonicalPath(back, [0, 0, 0])).not.toEqual(canonicalPath([...path.slice(1), path[1]], [0, 0, 0]))
    expect(canonicalPath(path, [0, 1, 2])).toEqual(path)
  })
})

describe('a staged scenario', () => {
  it('goes through the configurations it was told, at their times', () => {
    const { ground } = asked(compressed, 0)
    const stages = [
      [0, 'up down slow=3 |'],
      [1000, 'paused up up |'],
      [3000, 'paused,slow=2 cut-out loss-in=0.5,loss-out=0.25 |'],
      [7000, 'down down down |'],
      [9000, 'up up up |'],
    ] as const
    const told = stages.map(([at, configuration]) => ({ at, configuration }))
    const made = staged(ground, 0, told, { workloads: compressed.workloads, horizon: 20_000 })
    const { exposures = [] } = runTrial(compile({ ...made, traffic: compressed.traffic }), 'seed', 1)
    const [{ times, places, configurations }] = exposures
    // Faults that begin or end at one moment follow each other: what counts is what that moment leaves behind.
    const left = new Map(times.map((time, i) => [time, configurations[places[i]]]))
    expect([...left]).toEqual(stages)
  })
})

describe('the cutting of a trial', () => {
  const load = new Load(full(scenarioOf(plainText)), 0)
  const ways = { load, horizon: 1000, quiet: 100, settles: () => true, alwaysSettles: () => true }
  const exposure = (times: number[], places: number[]) => ({
    service: 0,
    configurations: ['a', 'b', 'c'],
    times,
    places,
  })

  it('ends a path when nothing has changed for longer than the quiet length', () => {
    const { occurrences, settled } = walk(1, exposure([0, 300, 350, 600, 950], [0, 1, 0, 2, 0]), ways)
    expect(occurrences).toEqual([
      { trial: 1, start: 300, configurations: ['a', 'b', 'a'], offsets: [0, 50], owned: 300, length: 50 },
      { trial: 1, start: 600, configurations: ['a', 'c'], offsets: [0], owned: 350, length: 0 },
      // The end of the trial cuts the last one short: all of it is to be simulated.
      { trial: 1, start: 950, configurations: ['c', 'a'], offsets: [0], owned: 50, length: 50 },
    ])
    expect(settled.map(({ configuration, time }) => [configuration, time])).toEqual([
      ['a', 300 + 250],
      ['c', 350],
    ])
  })

  it('ends none with what does not settle, however long that lasts', () => {
    const unsettled = { ...ways, settles: (c: string) => c !== 'b', alwaysSettles: (c: string) => c !== 'b' }
    const { occurrences, settled } = walk(1, exposure([0, 300, 700], [0, 1, 0]), unsettled)
    expect(occurrences).toEqual([
      { trial: 1, start: 300, configurations: ['a', 'b', 'a'], offsets: [0, 400], owned: 700, length: 400 },
    ])
    expect(settled).toEqual([{ configuration: 'a', band: '10', time: 600 }])
  })
})

describe('what cannot be sampled', () => {
  it.each([
    { what: 'a log', services: 'shop: { on: web, protocol: { raft: {} } }', arrivals: 'poisson: 10/s' },
    { what: 'a closed loop', services: 'shop: { on: web }', arrivals: 'clients: { count: 5 }' },
  ])('is refused with a reason: $what', ({ services, arrivals }) => {
    const text = `version: 1
name: x
horizon: 1h
nodes: { web: { count: 3 } }
services: { ${services} }
workload: { users: { to: shop, arrivals: { ${arrivals} } } }
traffic: sampled
`
    const { problems } = loadScenario(text, 'test.yaml')
    expect(problems.map(problem => problem.code)).toContain('S230')
    expect(loadScenario(text.replace('traffic: sampled', 'traffic: full'), 'test.yaml').scenario).not.toBeNull()
  })
})
