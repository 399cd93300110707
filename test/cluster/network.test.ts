import { describe, expect, it, vi } from 'vitest'
import { cdf, lognormal } from '../../src/laws/index.js'
import type { Fault, FaultEffect, LinkClass, Scenario } from '../../src/scenario/index.js'
import { MILLISECOND as MS, SECOND } from '../../src/units/index.js'
import { ksOneSample } from '../support/ks.js'
import { constant, domain, link, node } from '../support/scenarios.js'
import { actors, noted, script, scriptedProtocols } from '../support/scripted.js'
import { scheduled, tracedWorld } from '../support/worlds.js'

vi.mock('../../src/cluster/protocols.js', () => scriptedProtocols)

/** Level of every test; two-sided critical value of the normal ones. */
const ALPHA = 1e-4
const Z = 3.891

const period = 10 * MS

/** Every member sends every other its number of the tick, every 10 ms; who hears one notes it and when it was sent. */
script(({ self, members, memory }, input, out) => {
  if (input.kind === 'start') {
    memory.ticks = 0
    out.every('tick', period)
  } else if (input.kind === 'timer') {
    memory.ticks++
    for (let to = 0; to < members; to++) if (to !== self) out.send(to, memory.ticks)
  } else if (input.kind === 'message') {
    out.note(`from ${input.from}`, input.message)
  }
})

interface Delivery {
  readonly tick: number
  readonly sent: number
  readonly arrived: number
}

/** What `to` heard from `from`, in order. */
function deliveries(what: Partial<Scenario>, from = 0, to = 1, members = 2): Delivery[] {
  const { world, records } = tracedWorld(actors(members, { seed: 'network', horizon: 60 * SECOND, ...what }))
  world.run()
  return noted(records, `n-${to + 1}`, `from ${from}`).map(([arrived, tick]) => ({
    tick: tick as number,
    sent: (tick as number) * period,
    arrived,
  }))
}

const over = (latency: LinkClass['latency'], more: Partial<LinkClass> = {}): Partial<Scenario> => ({
  network: { classes: [link(latency, more)], between: 0, clients: 0 },
})

const milliseconds = lognormal({ mu: Math.log(2 * MS), sigma: 0.5 })
const ticks = (list: readonly Delivery[]): number[] => list.map(d => d.tick)
const isAscending = (list: readonly number[]): boolean => list.every((x, i) => i === 0 || list[i - 1] <= x)

describe('a link', () => {
  it('delivers after a time with the law of its latency', () => {
    const list = deliveries({ ...over(milliseconds, { overtaking: true }), horizon: 200 * SECOND })
    expect(list.length).toBeGreaterThan(19_900)
    // Arrivals are whole microseconds; the law has no mass finer than that to speak of.
    const { distance, critical } = ksOneSample(
      list.map(d => d.arrived - d.sent),
      x => cdf(milliseconds, x),
      ALPHA,
    )
    expect(distance).toBeLessThan(critical)
  })

  it('loses, and doubles, as often as it says', () => {
    const list = deliveries({ ...over(constant(MS), { loss: 0.1, duplicate: 0.05 }), horizon: 200 * SECOND })
    const sent = 20_000
    const distinct = new Set(ticks(list)).size
    const deviations = (count: number, n: number, p: number) => Math.abs(count - n * p) / Math.sqrt(n * p * (1 - p))
    expect(deviations(distinct, sent, 0.9)).toBeLessThan(Z)
    expect(deviations(list.length - distinct, distinct, 0.05)).toBeLessThan(Z)
  })

  const spread = lognormal({ mu: Math.log(8 * MS), sigma: 1 })

  it('keeps the order of messages, unless they may overtake', () => {
    expect(isAscending(ticks(deliveries(over(spread))))).toBe(true)
    expect(isAscending(ticks(deliveries(over(spread, { overtaking: true }))))).toBe(false)
  })

  it('lets later messages pass one that reordering holds back, and holds back as many as it says', () => {
    const list = deliveries({ ...over(constant(15 * MS), { reorder: 0.02 }), horizon: 200 * SECOND })
    const late = list.filter(d => d.arrived - d.sent === 30 * MS)
    expect(late.length + list.filter(d => d.arrived - d.sent === 15 * MS).length).toBe(list.length)
    expect(Math.abs(late.length - 400) / Math.sqrt(20_000 * 0.02 * 0.98)).toBeLessThan(Z)
    expect(isAscending(ticks(list))).toBe(false)
    expect(isAscending(ticks(list.filter(d => !late.includes(d))))).toBe(true)
  })

  it('is of the class of the innermost domain that both ends stand in', () => {
    const classes = [1, 2, 3, 4].map(ms => link(constant(ms * MS)))
    const what = {
      network: { classes, between: 2, clients: 3 },
      domains: [domain('z', { linkClass: 1 }), domain('z/r', { parent: 0, kind: 'rack', linkClass: 0 })],
      nodes: [1, 1, 0, -1].map((d, i) => node(`n-${i + 1}`, { domain: d })),
      horizon: SECOND,
    }
    const latency = (from: number, to: number) => deliveries(what, from, to, 4)[0].arrived - period
    expect([latency(0, 1), latency(0, 2), latency(2, 1), latency(0, 3)]).toEqual([1, 2, 2, 3].map(ms => ms * MS))
  })
})

describe('while the network is at fault', () => {
  /** From 10 s to 20 s. Latency is 25 ms: messages sent in the last 25 ms before the fault are under way when it strikes. */
  const fault = (effect: FaultEffect): Fault => scheduled('fault', [10 * SECOND], 10 * SECOND, effect)
  const latency = 25 * MS
  const lost = (effect: FaultEffect, from = 0, to = 1, members = 2): number[] => {
    const seen = new Set(ticks(deliveries({ ...over(constant(latency)), faults: [fault(effect)] }, from, to, members)))
    return Array.from({ length: 5990 }, (_, i) => i + 1).filter(tick => !seen.has(tick))
  }
  // What is sent within the fault is lost, and what would arrive within it: from 975 ms * 10 on, to 2000 exclusive, for
  // the fault is over before anything else that happens at 20 s.
  const cut = Array.from({ length: 1999 - 998 + 1 }, (_, i) => 998 + i)

  it('nothing crosses a partition, and what is under way when it begins is lost', () => {
    const partition: FaultEffect = { kind: 'partition', groups: [[0], [1, 2]] }
    expect(lost(partition, 0, 1, 3)).toEqual(cut)
    expect(lost(partition, 1, 0, 3)).toEqual(cut)
    expect(lost(partition, 1, 2, 3)).toEqual([])
  })

  it('a node in no group of a partition talks to all', () => {
    const partition: FaultEffect = { kind: 'partition', groups: [[0], [1]] }
    expect(lost(partition, 0, 2, 3)).toEqual([])
    expect(lost(partition, 2, 1, 3)).toEqual([])
  })

  it('a cut in one direction leaves the other', () => {
    const oneWay: FaultEffect = { kind: 'one-way', from: [0], to: [1] }
    expect(lost(oneWay, 0, 1)).toEqual(cut)
    expect(lost(oneWay, 1, 0)).toEqual([])
  })

  it('a domain without its network is cut off from outside and whole inside', () => {
    const what = {
      ...over(constant(latency)),
      domains: [domain('z'), domain('z/r', { parent: 0, kind: 'rack' })],
      nodes: [1, 0, -1].map((d, i) => node(`n-${i + 1}`, { domain: d })),
    }
    const lostIn = (of: number, from: number, to: number) =>
      5997 - deliveries({ ...what, faults: [fault({ kind: 'network', domain: of })] }, from, to, 3).length
    expect([lostIn(0, 0, 2), lostIn(0, 2, 1), lostIn(0, 0, 1)]).toEqual([cut.length, cut.length, 0])
    expect([lostIn(1, 0, 1), lostIn(1, 1, 0), lostIn(1, 1, 2)]).toEqual([cut.length, cut.length, 0])
  })

  it('messages are lost as often as a fault says, on top of what the link loses by itself', () => {
    const loss = scheduled('loss', [0], 100 * SECOND, { kind: 'loss', from: [0], to: [1], loss: 0.2 })
    const what = { ...over(constant(MS), { loss: 0.1 }), faults: [loss], horizon: 100 * SECOND }
    const deviations = (n: number, p: number) => Math.abs(n - 10_000 * p) / Math.sqrt(10_000 * p * (1 - p))
    expect(deviations(deliveries(what).length, 0.9 * 0.8)).toBeLessThan(Z)
    expect(deviations(deliveries(what, 1, 0).length, 0.9)).toBeLessThan(Z)
  })

  it('messages take as much longer as a fault says, in its direction or in both', () => {
    const delay = (both: boolean) =>
      scheduled('delay', [0], 100 * SECOND, { kind: 'delay', from: [0], to: [1], both, by: constant(5 * MS) })
    const travel = (both: boolean, from: number, to: number) =>
      new Set(deliveries({ ...over(constant(MS)), faults: [delay(both)] }, from, to).map(d => d.arrived - d.sent))
    expect([travel(false, 0, 1), travel(false, 1, 0)]).toEqual([new Set([6 * MS]), new Set([MS])])
    expect([travel(true, 0, 1), travel(true, 1, 0)]).toEqual([new Set([6 * MS]), new Set([6 * MS])])
  })

  it('loss of everything is a cut', () => {
    expect(lost({ kind: 'loss', from: [0], to: [1], loss: 1 })).toEqual(cut)
  })
})

describe('a paused node', () => {
  it('hears what arrived meanwhile when it goes on, in order, and ticks as if nothing had been', () => {
    const pause = scheduled('pause', [10 * SECOND], 5 * SECOND, { kind: 'pause', nodes: [1] })
    const heard = deliveries({ ...over(constant(MS)), faults: [pause] })
    expect(ticks(heard)).toEqual(Array.from({ length: heard.length }, (_, i) => i + 1))
    const during = heard.filter(d => d.sent + MS >= 10 * SECOND && d.sent + MS < 15 * SECOND)
    expect(during.length).toBe(500)
    expect(new Set(during.map(d => d.arrived))).toEqual(new Set([15 * SECOND]))

    // Of its own 500 ticks of that time the first comes late and the others never.
    const sent = deliveries({ ...over(constant(MS)), faults: [pause] }, 1, 0).map(d => d.arrived - MS)
    expect(sent.filter(t => t > 9.98 * SECOND && t < 15.03 * SECOND)).toEqual(
      [9.99, 15, 15.01, 15.02].map(t => t * SECOND),
    )
  })

  it('hears what waited before what arrives as it goes on', () => {
    const pause = scheduled('pause', [10 * SECOND], 5 * SECOND, { kind: 'pause', nodes: [1] })
    const heard = deliveries({ ...over(constant(period)), faults: [pause] })
    expect(heard.filter(d => d.arrived === 15 * SECOND).length).toBe(501)
    expect(isAscending(ticks(heard))).toBe(true)
  })

  it('does not hear what the network lost while it stood still, and hears what had come before a cut', () => {
    const faults = [
      scheduled('pause', [10 * SECOND], 5 * SECOND, { kind: 'pause', nodes: [1] }),
      scheduled('cut', [12 * SECOND], 2 * SECOND, { kind: 'partition', groups: [[0], [1]] }),
      scheduled('late cut', [14.5 * SECOND], 2 * SECOND, { kind: 'partition', groups: [[0], [1]] }),
    ]
    const heard = deliveries({ ...over(constant(MS)), faults })
    const missing = Array.from({ length: 1700 }, (_, i) => i + 1).filter(tick => !ticks(heard).includes(tick))
    const between = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
    expect(missing).toEqual([...between(1200, 1400), ...between(1450, 1650)])
    expect(heard.filter(d => d.sent < 14.5 * SECOND && d.arrived > 15 * SECOND)).toEqual([])
  })
})
