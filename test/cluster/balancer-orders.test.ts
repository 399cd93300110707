import { describe, expect, it } from 'vitest'
import { policies } from '../../src/balancers/index.js'
import { compile, runTrial, summarise, World, type WorldSnapshot } from '../../src/cluster/index.js'
import { loadScenario, printResolved, type Scenario, timeOnly } from '../../src/scenario/index.js'
import { SECOND } from '../../src/units/index.js'
import { tracedWorld } from '../support/worlds.js'

const written = (policy: string, operations: string, more = '') => `version: 1
name: web
horizon: 60s
warmup: 2s
trials: 1
nodes: { web: { count: 4, mtbf: 90d, mttr: 20m } }
network: { default: { latency: 1ms } }
services:
  web: { on: web, concurrency: 50, balancer: { policy: ${policy}${more} } }
workload: { users: { to: web, arrivals: { regular: 100/s }, service: 5ms, timeout: 10s } }
operations: ${operations}
`

function read(text: string): Scenario {
  const { scenario, problems } = loadScenario(text, 'web.yaml')
  const errors = problems.filter(p => p.severity === 'error')
  if (scenario === null || errors.length > 0) throw new Error(JSON.stringify(errors))
  return scenario
}

/** Requests sent to each member between two seconds from the start of measuring. */
function sentBetween(scenario: Scenario, spans: readonly (readonly [number, number])[]): number[][] {
  const plan = compile(scenario)
  const world = World.start(plan, scenario.seed, 1)
  const counts = () => world.state.services[0].attempts!.members.map(({ sent }) => sent)
  return spans.map(([from, to]) => {
    world.run(plan.from + from * SECOND)
    const before = counts()
    world.run(plan.from + to * SECOND)
    return counts().map((count, m) => count - before[m])
  })
}

const spans = [
  [0.5, 2.99],
  [3.02, 5.99],
  [6.02, 9],
] as const

describe("operators' orders to a balancer", () => {
  it.each(policies.map(({ description: { name } }) => name))(
    'keep requests from a drained server under %s, and from one of weight 0, until it is ready',
    name => {
      for (const [out, back] of [
        ['drain: web-1', 'ready: web-1'],
        ['maintenance: web-1', 'ready: web-1'],
        ['weight: { web-1: 0 }', 'weight: { web-1: 1 }'],
      ]) {
        // What deals by no weights refuses 1 as well.
        if (back.startsWith('weight') && problemsOf(written(`{ ${name}: {} }`, orders(out, back))).length > 0) continue
        const scenario = read(written(`{ ${name}: {} }`, orders(out, back)).replace('100/s', '25/s'))
        const [before, during, after] = sentBetween({ ...scenario, horizon: 10 * SECOND }, spans)
        expect(during[0]).toBe(0)
        expect(during.reduce((sum, sent) => sum + sent, 0)).toBeGreaterThanOrEqual(74)
        // gRPC's pick_first stays where it has gone.
        if (before[0] > 0 && name !== 'grpc') expect(after[0]).toBeGreaterThan(0)
      }
    },
  )

  // HAProxy's fair weighted round robin deals exactly by weights: 50, 10, 1, 1 of 62.
  it('change the shares of the next requests', () => {
    const text = written('{ haproxy: {} }', '[{ at: 10s, service: web, weight: { web: 1, web-1: 50, web-2: 10 } }]')
    const [even, shares] = sentBetween(read(text), [
      [5, 9.995],
      [20, 32.4],
    ])
    expect(even.every(sent => Math.abs(sent - 125) <= 1)).toBe(true)
    expect(shares.map(sent => Math.round((sent * 62) / 1240))).toEqual([50, 10, 1, 1])
  })

  it('let what is in flight go on to its end', () => {
    const text = written('{ haproxy: {} }', '[{ at: 10s, service: web, drain: web-1 }]').replace(
      'service: 5ms',
      'service: 1s',
    )
    const { world, plan } = tracedWorld(read(text))
    world.run(plan.from + 10 * SECOND)
    const { members } = world.state.services[0]
    expect(members[0].working.length).toBeGreaterThan(10)
    world.run(plan.from + 11.1 * SECOND)
    expect(members[0].working.length + members[0].inFlight).toBe(0)
    expect(world.state.workloads[0].tally.failed).toBe(0)
  })

  it('are told in the story, and are charged with requests that nobody may be sent', () => {
    const scenario = read(written('least-connections', '{ stop: { at: 10s, service: web, drain: web } }'))
    const { world, plan, records } = tracedWorld(scenario)
    world.run()
    const [story] = records.filter(({ what }) => what === 'operation')
    expect([story.time - plan.from, story.source, story.fields['said']]).toEqual([
      10 * SECOND,
      'stop',
      'drain web-1, web-2, web-3, web-4',
    ])
    const [{ failed, charges }] = summarise(world).workloads
    expect(failed).toBeGreaterThan(4990)
    expect(charges!.map(({ cause, count }) => [plan.causes[cause].id, count])).toEqual([['operations/stop', failed]])
  })

  // Without the order the others would have served; a crash beside it changes nothing, unless it is all that is left.
  it.each([
    ['web', [['operations/stop', 1]]],
    [
      '[web-2, web-3, web-4]',
      [
        ['dead', 0.5],
        ['operations/stop', 0.5],
      ],
    ],
  ])('share the charge with a crash where either would do: drain %s', (drained, shares) => {
    const orders = `{ stop: { at: 30s, service: web, drain: ${drained} } }`
    const text = written('least-connections', orders, ', health-check: haproxy')
    const scenario = read(`${text}faults: { dead: { at: 1s, for: 1h, crash: web-1 } }\n`.replace('60s', '50s'))
    const { world, plan } = tracedWorld(scenario)
    world.run(plan.from + 30 * SECOND)
    const before = { ...world.state.workloads[0].tally.charges }
    world.run()
    const { charges } = world.state.workloads[0].tally
    const since = Object.entries(charges ?? {}).map(([cause, { count }]) => {
      const earlier = before[Number(cause)]?.count ?? 0
      return [plan.causes[Number(cause)].id, count - earlier] as const
    })
    const sum = since.reduce((all, [, count]) => all + count, 0)
    expect(sum).toBeGreaterThan(1900)
    const found = since
      .filter(([, count]) => count > 0)
      .map(([id, count]) => [id, Math.round((100 * count) / sum) / 100])
    expect(found).toEqual(shares)
  })

  // HAProxy, srv_update_status: up when it leaves maintenance, down again after one failed check. Its checks rest meanwhile.
  it('keep HAProxy from checking what is in maintenance', () => {
    const text = written(
      '{ haproxy: {} }',
      '[{ at: 10s, service: web, maintenance: web-1 }, { at: 40s, service: web, ready: web-1 }]',
      ', health-check: haproxy',
    )
    const scenario = read(`${text}faults: { dead: { at: 20s, for: 1m, crash: web-1 } }\n`)
    const { world, plan, records } = tracedWorld(scenario)
    world.run(plan.from + 39 * SECOND)
    expect(world.state.services[0].members[0].eligible).toBe(true)
    expect(records.filter(({ what }) => what === 'suspect')).toEqual([])
    world.run()
    const [down] = records.filter(({ what }) => what === 'suspect')
    // The first check comes within an interval, and takes one to fail.
    expect(down.time - plan.from).toBeGreaterThanOrEqual(42 * SECOND)
    expect(down.time - plan.from).toBeLessThanOrEqual(44.01 * SECOND)
  })

  it('go on from a snapshot to the same bytes, beside checks of every kind', () => {
    for (const check of ['haproxy: { spread: 20% }', 'envoy: { jitter: 1s }', 'kubernetes: {}', 'aws-alb: {}']) {
      const orders = '[{ at: 5s, service: web, maintenance: web-1 }, { at: [9s, 15s], service: web, ready: web-1 }]'
      const text = written('{ haproxy: {} }', orders, `, health-check: { ${check}, work: 300us..2ms }`)
      const scenario = read(
        `${text}faults: { dead: { every: 20s, for: 5s, pause: web-2 } }\n`
          .replace('60s', '20s')
          .replace('100/s', '30/s'),
      )
      const plan = compile(scenario)
      const straight = World.start(plan, scenario.seed, 1)
      straight.run()
      let world = World.start(plan, scenario.seed, 1)
      const { dispatched } = straight.sim
      for (const share of [0.15, 0.4, 0.77]) {
        world.run(undefined, Math.floor(share * dispatched) - world.sim.dispatched)
        world = World.restore(plan, scenario.seed, JSON.parse(JSON.stringify(world.snapshot())) as WorldSnapshot)
      }
      world.run()
      expect(world.fingerprint()).toBe(straight.fingerprint())
    }
  })

  it('are left out with the requests', () => {
    const scenario = read(written('{ haproxy: {} }', '[{ at: 10s, service: web, drain: web }]'))
    const left = timeOnly(scenario)
    expect(left.operations).toBeUndefined()
    expect(runTrial(compile(left), 'x', 1).services[0].outages).toBe(0)
  })
})

const orders = (out: string, back: string) => `[{ at: 3s, service: web, ${out} }, { at: 6s, service: web, ${back} }]`

const problemsOf = (text: string) =>
  loadScenario(text, 'web.yaml').problems.flatMap(({ code, message, severity }) =>
    severity === 'error'
      ? [`${code} ${message.map(part => (typeof part === 'string' ? part : part.user)).join('')}`]
      : [],
  )

describe('an order that cannot be', () => {
  it.each([
    ['{ jump: {} }', 'weight: { web-1: 5 }', 'S222 the balancer of web, jump, does not deal by weights'],
    ['{ grpc: {} }', 'weight: { web-1: 5 }', 'S222 the balancer of web, grpc, does not deal by weights'],
    ['{ haproxy: {} }', 'weight: { web-1: 257 }', 'S222 weights of HAProxy go from 0 to 256, and not to 257'],
    [
      '{ haproxy: { balance: static-rr } }',
      'weight: { web-1: 5 }',
      'S222 HAProxy keeps this policy on a static map, where weights are 0 or as configured, 1',
    ],
    ['round-robin', 'drain: web-9', 'S201 there is no node or group of nodes web-9'],
    ['round-robin', 'drain: [web-1, web]', 'S212 node web-1 is named twice'],
  ])('is told when the file is read: %s, %s', (policy, order, problem) => {
    expect(problemsOf(written(policy, `[{ at: 1s, service: web, ${order} }]`))).toEqual([problem])
  })

  it.each([
    ['jump', 'weight: { web-1: 0 }'],
    ['{ grpc: { policy: ring_hash } }', 'weight: { web-1: 5 }'],
    ['{ haproxy: { balance: { source: { type: consistent } } } }', 'weight: { web-1: 5 }'],
    ['{ haproxy: { balance: static-rr } }', 'weight: { web-1: 1 }'],
    ['round-robin', 'weight: { web-1: 300 }'],
  ])('is not one of these: %s, %s', (policy, order) => {
    expect(problemsOf(written(policy, `[{ at: 1s, service: web, ${order} }]`))).toEqual([])
  })

  it('is one to a service without a balancer', () => {
    const quiet = written('round-robin', '[{ at: 1s, service: web, drain: web-1 }]').replace(/workload: .*\n/, '')
    expect(problemsOf(quiet)).toEqual(['S222 nobody calls web: there is no balancer to be told'])
    const led = quiet.replace(/web: \{ on: web, .*/, 'web: { on: web, protocol: { raft: {} } }')
    expect(problemsOf(led)).toEqual(['S222 clients of web look for its leader: no balancer picks who gets a request'])
  })
})

describe('a health check in a file', () => {
  const withCheck = (check: string) => written('round-robin', '[]', `, health-check: ${check}`)

  it.each([
    ['{ haprox: { inter: 2s } }', 'S101 unknown key haprox', 'did you mean haproxy?'],
    ['{ haproxy: { intr: 2s } }', 'S101 unknown key intr', 'did you mean inter?'],
    ['{ haproxy: { fast-inter: 2s } }', 'S101 unknown key fast-inter', 'did you mean fastinter?'],
    ['{ aws-alb: { unhealthy-threshold: 1 } }', 'S107', ''],
    ['{ envoy: {}, haproxy: {} }', 'S110 haproxy cannot stand beside envoy', ''],
    ['{ work: 1ms }', 'S110 one of', ''],
    ['kubernetes-probe', 'S108', ''],
  ])('that is no good is told with what was meant: %s', (check, problem, help) => {
    const [first] = loadScenario(withCheck(check), 'web.yaml').problems
    const text = (phrase: readonly (string | { user: string })[]) =>
      phrase.map(part => (typeof part === 'string' ? part : part.user)).join('')
    expect(`${first.code} ${text(first.message)}`).toContain(problem)
    if (help !== '') expect(text(first.suggestion!.text)).toBe(help)
  })

  it('is printed with nothing left to default, and read again', () => {
    const loaded = loadScenario(withCheck('haproxy'), 'web.yaml')
    const printed = printResolved(loaded)
    expect(printed).toContain('inter: 2s')
    const again = loadScenario(printed, 'web.yaml')
    expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(again.scenario!.services).toEqual(loaded.scenario!.services)
  })
})
