import { mean } from '../../src/laws/index.js'
import type { Quorum } from '../../src/quorum/index.js'
import type { FailureMode, Fault, FaultEffect, Redundancy, Scenario } from '../../src/scenario/index.js'

/**
 * The obviously right, slow way: every combination of what can be wrong with each part, its probability, and who serves in
 * it. Shares no code with the models.
 */

/** Something that is wrong with a part. `boot` is how long ago its power came back, as a range; else it is still failed. */
interface Wrong {
  readonly mode: string
  readonly effect: FaultEffect
  readonly share: number
  readonly rate: number
  /** Nodes whose boots are at least this long are down; 0 while the failure lasts. */
  readonly bootFrom: number
}

/** One part at a time can be in one of these states, or well. */
export interface Part {
  readonly id: string
  readonly states: readonly Wrong[]
}

export interface Answer {
  readonly unavailability: number
  readonly degraded: number
  /** Outages per microsecond. */
  readonly rate: number
}

/** All parts of a scenario: those whose modes exclude each other are one. */
export function partsOf(scenario: Scenario): Part[] {
  const { domains, nodes, faults } = scenario
  const insideOf = (d: number): number[] => [...nodes.keys()].filter(n => standsIn(scenario, n, d))
  const parts: Part[] = []
  for (const [d, { id, failures }] of domains.entries()) {
    const effect = (m: FailureMode): FaultEffect => ({ kind: m.effect === 'network' ? 'network' : 'power', domain: d })
    const boots = (m: FailureMode) => (m.effect === 'network' ? [] : insideOf(d).map(n => mean(nodes[n].boot)))
    for (const [i, group] of together(failures).entries())
      parts.push({ id: `domain ${id} ${i}`, states: states(group.map(m => cycle(m, effect(m), boots(m)))) })
  }
  for (const [n, { id, failures, boot }] of nodes.entries()) {
    const stops = failures.filter(m => m.effect === 'crash' || m.effect === 'power')
    const b = mean(boot)
    for (const [i, group] of together(stops).entries()) {
      const still = group[0].aging === 'while-up'
      const cycles = group.map(m => cycle(m, { kind: 'crash', nodes: [n] }, still ? [] : [b]))
      parts.push({ id: `node ${id} ${i}`, states: states(cycles.map(c => (still ? { ...c, down: c.down + b } : c))) })
    }
    for (const m of failures.filter(m => m.effect === 'pause'))
      parts.push({ id: `node ${id} ${m.name}`, states: states([cycle(m, { kind: 'pause', nodes: [n] }, [])]) })
  }
  for (const fault of faults) parts.push({ id: fault.id, states: states([faultCycle(scenario, fault, insideOf)]) })
  return parts.filter(part => part.states.length > 0)
}

interface Cycle {
  readonly mode: string
  readonly effect: FaultEffect
  readonly up: number
  readonly down: number
  readonly upBefore: (t: number) => number
  readonly boots: readonly number[]
}

function cycle(m: FailureMode, effect: FaultEffect, boots: readonly number[]): Cycle {
  const up = mean(m.lifetime)
  // E[min(life, t)] of an exponential and of a constant.
  const upBefore = (t: number) => (m.lifetime.kind === 'exponential' ? up * (1 - Math.exp(-t / up)) : Math.min(up, t))
  return { mode: m.name, effect, up, down: mean(m.repair.repair), upBefore, boots }
}

function faultCycle(
  scenario: Scenario,
  { id, when, duration, effect }: Fault,
  insideOf: (d: number) => number[],
): Cycle {
  const up = when.kind === 'law' ? mean(when.law) : Infinity
  const struck = effect.kind === 'power' ? insideOf(effect.domain) : effect.kind === 'crash' ? effect.nodes : []
  const boots = struck.map(n => mean(scenario.nodes[n].boot))
  return { mode: id, effect, up, down: mean(duration), upBefore: t => up * (1 - Math.exp(-t / up)), boots }
}

/** Modes that age only while their part is up in one group, every other in one of its own. */
function together(failures: readonly FailureMode[]): FailureMode[][] {
  const still = failures.filter(m => m.aging === 'while-up')
  const others = failures.filter(m => m.aging === 'always').map(m => [m])
  return still.length > 0 ? [still, ...others] : others
}

function states(cycles: readonly Cycle[]): Wrong[] {
  const well = 1 / (1 + cycles.reduce((sum, c) => sum + c.down / c.up, 0))
  return cycles.flatMap(({ mode, effect, up, down, upBefore, boots }) => {
    const rate = well / up
    const stages = [...new Set([0, ...boots])].sort((a, b) => a - b)
    const booting = stages.slice(1).map((to, i): Wrong => {
      const share = rate * (upBefore(to) - upBefore(stages[i]))
      return { mode, effect, share, rate: 0, bootFrom: to }
    })
    return [{ mode, effect, share: rate * down, rate, bootFrom: 0 }, ...booting]
  })
}

/** Adds up all states of all parts. */
export function everyState(scenario: Scenario, parts: readonly Part[], s: number): Answer {
  let unavailability = 0
  let degraded = 0
  let rate = 0
  for (const { wrong, share } of combinations(parts)) {
    const up = upServices(
      scenario,
      wrong.filter(w => w !== null),
    )
    if (!up[s]) {
      unavailability += share
      continue
    }
    if (scenario.services[s].dependsOn.some(d => d.kind === 'soft' && !up[d.service])) degraded += share
    for (const [p, { states }] of parts.entries()) {
      if (wrong[p] !== null) continue
      for (const next of states) {
        if (next.rate === 0) continue
        const then = wrong.with(p, next).filter(w => w !== null)
        const well = 1 - states.reduce((sum, state) => sum + state.share, 0)
        if (!upServices(scenario, then)[s]) rate += (share / well) * next.rate
      }
    }
  }
  return { unavailability, degraded, rate }
}

/** P(down) with one part forced into a state (null: well). */
export function givenState(
  scenario: Scenario,
  parts: readonly Part[],
  s: number,
  p: number,
  state: Wrong | null,
): number {
  const others = parts.filter((_, i) => i !== p)
  let sum = 0
  for (const { wrong, share } of combinations(others)) {
    const all = [...wrong, state].filter(w => w !== null)
    if (!upServices(scenario, all)[s]) sum += share
  }
  return sum
}

function* combinations(parts: readonly Part[]): Generator<{ wrong: (Wrong | null)[]; share: number }> {
  const at = parts.map(() => 0)
  for (;;) {
    const wrong = parts.map(({ states }, p) => (at[p] === 0 ? null : states[at[p] - 1]))
    const share = parts.reduce((product, { states }, p) => {
      const state = wrong[p]
      return product * (state === null ? 1 - states.reduce((sum, w) => sum + w.share, 0) : state.share)
    }, 1)
    yield { wrong, share }
    let p = 0
    for (; p < parts.length; p++) {
      if (++at[p] <= parts[p].states.length) break
      at[p] = 0
    }
    if (p === parts.length) return
  }
}

function upServices(scenario: Scenario, wrong: readonly Wrong[]): boolean[] {
  const { nodes, services } = scenario
  const alive = nodes.map((_, n) => !wrong.some(w => stops(scenario, w, n)))
  const hears = (from: number, to: number): boolean => from === to || !wrong.some(w => silences(scenario, w, from, to))
  const talks = (a: number, b: number): boolean => hears(a, b) && hears(b, a)
  const up: boolean[] = []
  for (const { members, redundancy, dependsOn } of services) {
    const serving = members.filter(n => alive[n] && talks(-1, n))
    const quorate = serving.filter(n =>
      enough(
        redundancy,
        members.map(m => alive[m] && talks(n, m)),
        members.indexOf(n),
      ),
    )
    const own =
      redundancy.kind === 'k-of-n'
        ? serving.length >= redundancy.needs
        : redundancy.kind === 'standby'
          ? serving.length > 0
          : quorate.length > 0
    up.push(own && dependsOn.every(d => d.kind === 'soft' || up[d.service]))
  }
  return up
}

/** Whether member `self` may be chosen by those it talks to, and then commit with them. */
function enough(redundancy: Redundancy, there: readonly boolean[], self: number): boolean {
  if (redundancy.kind === 'multi-paxos' && redundancy.config.quorums !== undefined) {
    const { prepare, accept } = redundancy.config.quorums
    return has(prepare, there) && has(accept, there)
  }
  if (redundancy.kind === 'zab' && redundancy.config.quorum?.kind === 'weighted') {
    // A member without a vote cannot be chosen (ZooKeeper's `FastLeaderElection.totalOrderPredicate`).
    return redundancy.config.quorum.weights[self] > 0 && has(redundancy.config.quorum, there)
  }
  return there.filter(is => is).length > there.length / 2
}

function has(quorum: Quorum, there: readonly boolean[]): boolean {
  switch (quorum.kind) {
    case 'count':
      return there.filter(is => is).length >= quorum.needed
    case 'weighted':
      return quorum.weights.reduce((sum, weight, m) => sum + (there[m] ? weight : 0), 0) >= quorum.needed
    case 'grid': {
      const { rows } = quorum
      const lines = quorum.takes === 'row' ? rows : rows[0].map((_, i) => rows.map(row => row[i]))
      return lines.some(line => line.every(m => there[m]))
    }
    default:
      throw new Error(`no design has a quorum of kind ${quorum.kind}`)
  }
}

function stops(scenario: Scenario, { effect, bootFrom }: Wrong, n: number): boolean {
  if (mean(scenario.nodes[n].boot) < bootFrom) return false
  if (effect.kind === 'crash' || effect.kind === 'pause') return effect.nodes.includes(n)
  return effect.kind === 'power' && standsIn(scenario, n, effect.domain)
}

function silences(scenario: Scenario, { effect }: Wrong, from: number, to: number): boolean {
  switch (effect.kind) {
    case 'network':
      return standsIn(scenario, from, effect.domain) !== standsIn(scenario, to, effect.domain)
    case 'partition': {
      const groupOf = (n: number) => effect.groups.findIndex(group => group.includes(n))
      return groupOf(from) >= 0 && groupOf(to) >= 0 && groupOf(from) !== groupOf(to)
    }
    case 'one-way':
      return effect.from.includes(from) && effect.to.includes(to)
    case 'loss':
      return effect.loss === 1 && effect.from.includes(from) && effect.to.includes(to)
    default:
      return false
  }
}

function standsIn({ nodes, domains }: Scenario, n: number, d: number): boolean {
  for (let at = n < 0 ? -1 : nodes[n].domain; at >= 0; at = domains[at].parent) if (at === d) return true
  return false
}
