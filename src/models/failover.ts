import { type Law, mean, quantile, survivalQuantile } from '../laws/index.js'
import { pow } from '../numerics/index.js'
import { hasLeader, type Monitor, type Scenario, type Service } from '../scenario/index.js'
import type { Component, Tuning } from './component.js'
import type { Layout } from './layout.js'

/**
 * What the structure function leaves out of a service that runs a protocol: after its leader or primary has stopped,
 * nobody serves until the others have noticed and chosen. To first order its share of time is rate x mean length.
 */
export interface Failover {
  /** Stops of whoever leads, per microsecond. */
  readonly rate: number
  /** Mean time from the stop to the next who serves. */
  readonly length: number
  readonly unavailability: number
  /** What the length is made of. */
  readonly terms: readonly { readonly what: string; readonly mean: number }[]
}

/** The estimate, or why there is none. */
export type FailoverEstimate = { readonly estimate: Failover } | { readonly why: string }

/** First order: one stop at a time, all others well, no two candidates at once. Null for services without a protocol. */
export function failoverOf(
  scenario: Scenario,
  layout: Layout,
  components: readonly Component[],
  s: number,
  tuning: Tuning,
): FailoverEstimate | null {
  const service = scenario.services[s]
  const { redundancy } = service
  if (!hasLeader(service) || redundancy.kind === 'k-of-n') return null
  const why = disturbing(scenario, layout, service)
  if (why !== '') return { why }
  const terms = termsOf(scenario, layout, service)
  if (typeof terms === 'string') return { why: terms }
  const factor = Object.hasOwn(tuning.failover, service.id) ? tuning.failover[service.id] : 1
  const length = factor * terms.reduce((sum, term) => sum + term.mean, 0)
  const rate = rateOfStops(components, service) + rateOnLeader(scenario, s)
  return { estimate: { rate, length, unavailability: rate * length, terms } }
}

/**
 * Whoever leads does so until it stops, and the next is any of the others: reigns alternate, and their mean is the mean
 * over members of the time to a stop.
 */
function rateOfStops(components: readonly Component[], { members }: Service): number {
  const reigns = members.map(n => {
    const rate = components.reduce((sum, { effect, rate }) => {
      const strikes =
        effect.kind === 'stop' ? effect.pause !== true && effect.nodes.includes(n) : effect.separates(-1, n)
      return strikes ? sum + rate : sum
    }, 0)
    return 1 / rate
  })
  return members.length / reigns.reduce((sum, reign) => sum + reign, 0)
}

/** How often the author's own faults strike whoever leads. */
function rateOnLeader({ faults }: Scenario, s: number): number {
  return faults.reduce((sum, { when, effect, duration }) => {
    const strikes = when.kind === 'law' && effect.kind === 'crash' && effect.leaderOf === s
    return strikes ? sum + 1 / (mean(when.law) + mean(duration)) : sum
  }, 0)
}

type Terms = Failover['terms']

function termsOf(scenario: Scenario, layout: Layout, service: Service): Terms | string {
  const { members, redundancy } = service
  if (members.length < 2) return 'a single member has nobody to fail over to'
  const latency = meanLatency(scenario, layout, members)
  const sync = members.reduce((sum, n) => sum + mean(scenario.nodes[n].disk.sync), 0) / members.length
  const rivals = members.length - 1
  switch (redundancy.kind) {
    case 'raft': {
      const { electionTimeout, heartbeat } = redundancy.config
      if (spread(electionTimeout) < 20 * latency) return 'election timeouts so close to each other that votes split'
      const silence = meanLeast(electionTimeout, rivals) - heartbeat / 2 + latency
      return [
        { what: 'the first election timeout', mean: silence },
        { what: 'a vote and a first entry', mean: 4 * latency + 3 * sync },
      ]
    }
    case 'multi-paxos':
    case 'vsr': {
      const { config } = redundancy
      const timeout = 'viewTimeout' in config ? config.viewTimeout : config.electionTimeout
      if (redundancy.kind === 'vsr' && redundancy.config.keeps === 'nothing') {
        return 'members that come back with nothing, which count only when they have recovered'
      }
      if (spread(timeout) < 20 * latency) return 'timeouts so close to each other that ballots collide'
      const silence = meanLeast(timeout, rivals) - config.heartbeat / 2 + latency
      return [
        { what: 'the first timeout', mean: silence },
        { what: 'two round trips', mean: 4 * latency + 3 * sync },
      ]
    }
    case 'zab':
      return 'the election and synchronisation of ZAB, whose length depends on what its connections wait for'
    case 'own':
      return `${redundancy.name}, of whose elections nothing is known here`
    case 'standby': {
      const notice = meanNotice(redundancy.monitor, latency)
      if (typeof notice === 'string') return notice
      return [
        { what: 'notice', mean: notice },
        { what: 'promotion', mean: mean(redundancy.config.promotion) },
      ]
    }
    case 'paxos': {
      const notice = meanNotice(redundancy.monitor, latency)
      if (typeof notice === 'string') return notice
      return [
        { what: 'notice', mean: notice },
        { what: 'back-off', mean: meanLeast(redundancy.config.backoff, rivals) },
        { what: 'two round trips', mean: 4 * latency + 3 * sync },
      ]
    }
    default:
      return 'it runs no protocol'
  }
}

/** From a stop at a moment that heartbeats know nothing of, to the end of the silence that is borne. */
function meanNotice({ heartbeat, detector }: Monitor, latency: number): number | string {
  if (detector.kind === 'phi') return 'the silence an accrual detector bears depends on what it heard before'
  const silence = detector.kind === 'timeout' ? detector.timeout : detector.beats * heartbeat + (detector.grace ?? 0)
  return silence - heartbeat / 2 + latency
}

const STEPS = 512

/** E[least of k independent draws], by the midpoint rule over its quantiles. */
export function meanLeast(law: Law, k: number): number {
  if (law.kind === 'constant') return law.value
  let sum = 0
  for (let i = 0; i < STEPS; i++) sum += survivalQuantile(law, pow(1 - (i + 0.5) / STEPS, 1 / k))
  return sum / STEPS
}

const spread = (law: Law): number => (law.kind === 'constant' ? 0 : quantile(law, 0.9) - quantile(law, 0.1))

function meanLatency(scenario: Scenario, layout: Layout, members: readonly number[]): number {
  const links = linksBetween(scenario, layout, members)
  return links.reduce((sum, c) => sum + mean(scenario.network.classes[c].latency), 0) / links.length
}

/** The link class of every ordered pair of different members. */
function linksBetween(
  { network, domains }: Pick<Scenario, 'network' | 'domains'>,
  { domainsOfNode }: Layout,
  members: readonly number[],
): number[] {
  return members.flatMap(a =>
    members.flatMap(b => {
      if (a === b) return []
      const common = domainsOfNode[a].find(d => domainsOfNode[b].includes(d))
      return [common === undefined ? network.between : domains[common].linkClass]
    }),
  )
}

/** A heartbeat lost in so many makes false suspicions and split votes that the first order knows nothing of. */
const LOSSY = 0.01

/** What else makes members take each other for dead, or votes fail. */
function disturbing({ nodes, domains, faults, network }: Scenario, layout: Layout, { members }: Service): string {
  if (linksBetween({ network, domains }, layout, members).some(c => network.classes[c].loss > LOSSY))
    return 'lost heartbeats can pass for deaths'
  for (const n of members) {
    const effects = nodes[n].failures.map(mode => mode.effect)
    if (effects.includes('pause') || effects.includes('slow')) return `pauses of ${nodes[n].group} can pass for deaths`
    if (nodes[n].disk.stallEvery !== null) return `disks of ${nodes[n].group} stall`
  }
  const disturbs = faults.some(
    ({ when, effect }) => when.kind === 'law' && ['pause', 'slow', 'loss', 'delay', 'disk-stall'].includes(effect.kind),
  )
  return disturbs ? 'faults of the author disturb without stopping' : ''
}
