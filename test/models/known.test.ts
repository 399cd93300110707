import { describe, expect, it } from 'vitest'
import { solveScenario } from '../../src/models/index.js'
import { renderSolveText } from '../../src/report/index.js'
import type { Scenario, Service } from '../../src/scenario/index.js'
import { constant, domain, exponential, mode, node, nodes, scenario, service, YEAR } from '../support/scenarios.js'

/** Up 1 - u of the time, in cycles of a day. */
const failing = (u: number) => [mode(exponential((1 - u) * 86_400e6), constant(u * 86_400e6), { aging: 'always' })]

const solve = (design: Scenario) =>
  solveScenario(design, { file: '', cutSets: { most: 10, maxOrder: null }, reproduce: '' })
const one = (design: Scenario) => solve(design).services[0]
const needing = (id: string, members: number[], needs: number, more: Partial<Service> = {}) =>
  service(id, members, { redundancy: { kind: 'k-of-n', needs }, ...more })

describe('published calculations', () => {
  // Amazon Web Services, "Reliability Pillar", section "Availability": a workload of 99.99 % with two hard dependencies of
  // 99.99 % each has 99.97 %; two redundant components of 99.9 % have 99.9999 %.
  it('agree on hard dependencies', () => {
    const design = scenario({
      nodes: nodes(3, { failures: failing(1e-4) }),
      services: [
        needing('workload', [0], 1, {
          dependsOn: [
            { service: 1, kind: 'hard' },
            { service: 2, kind: 'hard' },
          ],
        }),
        needing('first', [1], 1),
        needing('second', [2], 1),
      ],
    })
    expect(one(design).unavailability).toBeCloseTo(1 - 0.9999 ** 3, 15)
    expect((100 * (1 - one(design).unavailability)).toFixed(2)).toBe('99.97')
  })

  it('agree on redundant components', () => {
    const design = scenario({ nodes: nodes(2, { failures: failing(1e-3) }), services: [needing('pair', [0, 1], 1)] })
    expect(one(design).unavailability).toBeCloseTo(1e-6, 18)
  })

  // Azure/reliable-web-app-pattern-dotnet, assets/sla-calculation.md: two regions behind shared services. The page doubles
  // the shared services with the rest and multiplies them in once more: 99.98 % × (1 - (1 - 99.546 %)²) = 99.9779 %.
  it('two regions behind shared services: 99.9781 %, where 99.9779 % is in print', () => {
    const link = 1e-4
    const inRegion = [link, 5e-4, link, 1e-3, link, 5e-5, link, 1e-3, link, 1e-4, link, 1e-3, link]
    const failures = inRegion.map((u, i) => ({ ...failing(u)[0], name: `part-${i}`, effect: 'power' as const }))
    const design = scenario({
      domains: [domain('east', { kind: 'region', failures }), domain('west', { kind: 'region', failures })],
      nodes: [
        node('app-1', { domain: 0 }),
        node('app-2', { domain: 1 }),
        node('front-door', { failures: failing(1e-4) }),
        node('entra', { failures: failing(1e-4) }),
      ],
      services: [
        needing('app', [0, 1], 1, { dependsOn: [{ service: 1, kind: 'hard' }] }),
        needing('shared', [2, 3], 2),
      ],
    })
    const { unavailability, domains } = one(design)
    expect((100 * (1 - unavailability)).toFixed(4)).toBe('99.9781')
    expect(domains.map(d => d.components)).toEqual([13, 13])
  })

  // Two web tiers that call the same database: multiplied path by path, the database counts twice.
  it('count what two dependencies share once', () => {
    const design = scenario({
      nodes: nodes(3, { failures: failing(1e-2) }),
      services: [
        needing('site', [0], 1, {
          dependsOn: [
            { service: 1, kind: 'hard' },
            { service: 2, kind: 'hard' },
          ],
        }),
        needing('cart', [1], 1, { dependsOn: [{ service: 2, kind: 'hard' }] }),
        needing('database', [2], 1),
      ],
    })
    expect(one(design).unavailability).toBeCloseTo(1 - 0.99 ** 3, 14)
  })
})

describe('k of n in shared zones, by hand', () => {
  const zone = (id: string, u: number) =>
    domain(id, { failures: failing(u).map(m => ({ ...m, name: 'power', effect: 'power' as const })) })

  it('three machines in one zone, two needed: Z + (1 - Z)(3 u² - 2 u³)', () => {
    const [z, u] = [1e-4, 1e-3]
    const design = scenario({
      domains: [zone('a', z)],
      nodes: nodes(3, { domain: 0, failures: failing(u) }),
      services: [needing('s', [0, 1, 2], 2)],
    })
    const { unavailability, components, cutSets, outages, nextNine } = one(design)
    expect(unavailability).toBeCloseTo(z + (1 - z) * (3 * u ** 2 - 2 * u ** 3), 17)
    expect(components[0].label).toBe('zone a: power')
    expect(components[0].raw).toBeCloseTo(1 / unavailability, 6)
    expect(components[0].rrw).toBeCloseTo(unavailability / (3 * u ** 2 - 2 * u ** 3), 6)
    expect(cutSets).toMatchObject({
      count: '4',
      byOrder: [
        { order: 1, count: '1' },
        { order: 2, count: '3' },
      ],
    })
    // The zone alone, once a day while two of three are up; and a machine while another one is down.
    const perDay = 1 - (3 * u ** 2 - 2 * u ** 3) + (1 - z) * 3 * 2 * u * (1 - u)
    expect(outages?.perYear).toBeCloseTo(365 * perDay, 6)
    expect(nextNine.target).toBe(1e-4)
  })

  it('three machines in two zones, any will do: both zones, or the zone of one with the other two, or all three', () => {
    const [z, u] = [1e-3, 1e-2]
    const machine = (id: string, d: number) => node(id, { domain: d, failures: failing(u) })
    const design = scenario({
      domains: [zone('a', z), zone('b', z)],
      nodes: [machine('x-1', 0), machine('x-2', 0), machine('x-3', 1)],
      services: [needing('s', [0, 1, 2], 1)],
    })
    const a = z + (1 - z) * u ** 2
    const b = z + (1 - z) * u
    expect(one(design).unavailability).toBeCloseTo(a * b, 15)
  })

  it('five Raft members, three needed: 10 u³ (1-u)² + 5 u⁴ (1-u) + u⁵', () => {
    const u = 1e-4
    const config = { members: 5, electionTimeout: { kind: 'uniform', low: 1e6, high: 2e6 }, heartbeat: 1e5 } as const
    const design = scenario({
      nodes: nodes(5, { failures: failing(u) }),
      services: [service('raft', [0, 1, 2, 3, 4], { redundancy: { kind: 'raft', config } })],
    })
    const exact = 10 * u ** 3 * (1 - u) ** 2 + 5 * u ** 4 * (1 - u) + u ** 5
    const { unavailability, failover, total } = one(design)
    expect(unavailability / exact).toBeCloseTo(1, 12)
    // Once a day, the mean of the least of four uniform timeouts, half a heartbeat off, four latencies and one.
    expect(failover?.perYear).toBeCloseTo(365, 9)
    expect(failover?.length).toBeCloseTo(1.2e6 - 5e4 + 5 * 500, -3)
    expect(total - unavailability).toBeCloseTo((failover?.length ?? 0) / 86_400e6, 12)
  })

  it('a network that cuts off two of three members takes their majority with it, and that of one does not', () => {
    const cut = (id: string) =>
      domain(id, { failures: failing(1e-3).map(m => ({ ...m, name: 'net', effect: 'network' as const })) })
    const config = { members: 3, electionTimeout: { kind: 'uniform', low: 1e6, high: 2e6 }, heartbeat: 1e5 } as const
    const design = scenario({
      domains: [cut('a'), cut('b')],
      nodes: [node('m-1', { domain: 0 }), node('m-2', { domain: 0 }), node('m-3', { domain: 1 })],
      services: [service('raft', [0, 1, 2], { redundancy: { kind: 'raft', config } })],
    })
    expect(one(design).unavailability).toBeCloseTo(1e-3, 15)
    expect(one(design).components.map(c => [c.label, c.birnbaum])).toEqual([
      ['zone a: net', 1],
      ['zone b: net', 0],
    ])
  })
})

describe('failure modes that exclude each other', () => {
  // Barlow & Proschan 1975, section 7.4: of a series system with suspended animation, A = 1 / (1 + sum of down / up).
  it('of a node that ages only while it is up', () => {
    const failures = [
      mode(exponential(1000), constant(100), { name: 'power-supply' }),
      mode(constant(500), constant(50), { name: 'kernel' }),
    ]
    const { unavailability, components } = one(
      scenario({ nodes: [node('n', { failures })], services: [service('s', [0])] }),
    )
    expect(unavailability).toBeCloseTo(1 - 1 / 1.2, 14)
    expect(components.map(c => c.unavailability)).toEqual([
      expect.closeTo(0.1 / 1.2, 14),
      expect.closeTo(0.1 / 1.2, 14),
    ])
    for (const { rrw } of components) expect(rrw).toBeCloseTo(0.2 / 1.2 / (0.1 / 1.1), 12)
  })
})

describe('parts that stand still while their zone is without power', () => {
  // The zone fails at rate a and is back at rate b; the machine fails at rate l while there is power, is repaired at rate m
  // always. With p the share of time with power, balance gives P(power, machine down) = l p / (l + m + a m / (b + m)).
  it('fail less often than counted, by at most what the note says', () => {
    const [a, b, l, m] = [1 / 1000, 1 / 50, 1 / 400, 1 / 20].map(rate => rate / 3_600e6)
    const power = mode(exponential(1 / a), exponential(1 / b), { name: 'power', effect: 'power' })
    const design = scenario({
      domains: [domain('a', { failures: [power] })],
      nodes: nodes(1, { domain: 0, failures: [mode(exponential(1 / l), exponential(1 / m))] }),
      services: [service('s', [0])],
    })
    const p = b / (a + b)
    const truth = 1 - p + (l * p) / (l + m + (a * m) / (b + m))
    const { notes, services } = solve(design)
    expect(notes.map(note => note.code)).toContain('R422')
    const most = Number(/at most ([\d.]+) %/.exec(notes.find(note => note.code === 'R422')?.message ?? '')?.[1]) / 100
    expect(most).toBeCloseTo(1 - p, 3)
    const ofMachine = services[0].unavailability - (1 - p)
    expect(ofMachine).toBeGreaterThan(truth - (1 - p))
    expect(ofMachine * (1 - most)).toBeLessThan(truth - (1 - p))
  })
})

describe('laws without a mean', () => {
  const pareto = { kind: 'pareto', minimum: 1e6, shape: 0.9 } as const

  it('a life counts as never failing, a repair as never ending, and both have no answer', () => {
    const design = (lifetime: Parameters<typeof mode>[0], repair: Parameters<typeof mode>[1]) =>
      solve(scenario({ nodes: [node('n', { failures: [mode(lifetime, repair)] })], services: [service('s', [0])] }))
    expect(design(pareto, constant(1)).services[0].unavailability).toBe(0)
    expect(design(constant(1), pareto).services[0].unavailability).toBe(1)
    const neither = design(pareto, pareto).services[0]
    expect(neither.leftOut).toEqual(['n: crash: neither its life nor its repair has a mean'])
  })
})

describe('what is promised', () => {
  const design = (expectations: Scenario['expectations'], more: Partial<Scenario> = {}) =>
    solve(
      scenario({ nodes: nodes(1, { failures: failing(1e-3) }), services: [service('s', [0])], expectations, ...more }),
    )
  const promise = (text: string, metric: string, op: '>=' | '<=', threshold: number, subject = 's') => ({
    ...{ text, name: '', metric, subject, quantile: 0, op, threshold, level: 0.95, span: null },
  })

  it('is judged against the exact value', () => {
    const { expectations, verdict } = design([
      promise('a', 'availability', '>=', 1.1e-3),
      promise('b', 'availability', '>=', 0.9e-3),
      promise('c', 'nines', '>=', 2.9),
      promise('d', 'downtime', '<=', 1e-3 * YEAR + 1000),
      promise('e', 'outages', '<=', 365.01),
      promise('f', 'mean-outage', '<=', 86_400e3 + 1),
      promise('g', 'availability', '>=', 1.1e-3, 'n-1'),
    ])
    expect(expectations.map(e => e.verdict)).toEqual(['pass', 'fail', 'pass', 'pass', 'pass', 'pass', 'pass'])
    expect(verdict).toBe('fail')
  })

  it('may be of a domain, in which boots do not count, and which is down with the domain around it', () => {
    const power = failing(1e-3).map(m => ({ ...m, name: 'power', effect: 'power' as const }))
    const domains = [domain('eu', { failures: power }), domain('eu/a', { parent: 0, failures: power })]
    const boot = constant(3_600e6)
    const { expectations } = design([promise('d', 'availability', '>=', 2e-3, 'eu/a')], {
      domains,
      nodes: nodes(1, { domain: 1, boot }),
    })
    expect(expectations[0].observed).toBeCloseTo(1 - 0.999 ** 2, 15)
    expect(expectations[0].verdict).toBe('pass')
  })

  it('may be of being degraded', () => {
    const services = [
      needing('s', [0], 1, { dependsOn: [{ service: 1, kind: 'soft' as const }] }),
      needing('search', [1], 1),
    ]
    const { expectations } = design([promise('d', 'degraded', '<=', 1e-3)], {
      nodes: nodes(2, { failures: failing(1e-3) }),
      services,
    })
    expect(expectations[0]).toMatchObject({ verdict: 'pass', observed: expect.closeTo(1e-3 * 0.999, 15) })
  })

  it('does not count when no formula speaks of it, and all of that is no answer', () => {
    const length = promise('x', 'longest-outage', '<=', 1)
    const kept = promise('y', 'availability', '>=', 1.1e-3)
    expect(design([length, kept])).toMatchObject({
      verdict: 'pass',
      expectations: [{ verdict: 'not-solved' }, { verdict: 'pass' }],
    })
    expect(design([length]).verdict).toBe('unknown')
    expect(design([]).verdict).toBe('pass')
  })

  it('cannot be kept for certain while faults on schedule are left out, and can be broken', () => {
    const fault = {
      id: 'drill',
      when: { kind: 'at', times: [1e9] },
      duration: constant(1e6),
      effect: { kind: 'crash', nodes: [0] },
    } as const
    const promises = [promise('y', 'availability', '>=', 1.1e-3), promise('z', 'availability', '>=', 0.9e-3)]
    const { expectations, services } = design(promises, { faults: [fault] })
    expect(services[0].leftOut).toEqual(['drill: it strikes on schedule'])
    expect(expectations.map(e => e.verdict)).toEqual(['unknown', 'fail'])
    const nines = design([promise('n', 'nines', '>=', 2.9), promise('m', 'nines', '>=', 3.1)], { faults: [fault] })
    expect(nines.expectations.map(e => [e.verdict, e.low])).toEqual([
      ['unknown', 0],
      ['fail', 0],
    ])
    expect(renderSolveText(nines)).toContain('at most 3')
  })
})
