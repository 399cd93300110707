import { type Phrase, say, suggest, words } from '../diagnostics/index.js'
import { type Law, mean, quantile } from '../laws/index.js'
import { formatDuration, MINUTE, SECOND } from '../units/index.js'
import { beyondBudget } from './beyond-budget.js'
import { impatientChecks } from './impatient-checks.js'
import type { Nested } from './language/domains.js'
import { repairOf } from './language/failures.js'
import type { Watch } from './language/monitor.js'
import type { Root } from './language/root.js'
import type { ServiceEntry } from './language/services.js'
import { raftWays } from './raft-ways.js'
import type { Failing } from './resolve/domains.js'
import { horizonOf } from './resolve/warmup.js'
import type { Fault, Scenario, Service } from './scenario.js'
import { firstQuorums } from './service-quorums.js'
import type { Named } from './shape/collection.js'
import { type Reading, report } from './shape/reading.js'
import { type Place, spanOf } from './text/tree.js'
import { requestExpectations } from './time-only.js'

/** Fewer outages than this leave an interval too wide to say much. */
const enoughFailures = 30

/** Warnings about what can be run but is hardly meant. Only for scenarios without errors. */
export function plausibility(root: Root, scenario: Scenario, reading: Reading): void {
  const warn = (code: string, place: Place, message: Phrase, help: Phrase[] = []) =>
    report(reading, code, place, message, { help }, 'warning')
  latencies(root, warn)
  linkClasses(root, scenario, reading)
  repairs(root, warn)
  root.services.forEach((entry, i) => {
    quorums(entry, scenario.services[i], warn)
    elections(entry, scenario.services[i], scenario, warn)
    longLease(entry, warn)
    forgetful(entry, warn)
    attempts(entry, scenario.services[i], scenario, warn)
    proposals(entry, i, scenario, warn)
    leases(entry, scenario.services[i], warn)
    const impatient = impatientChecks(scenario, scenario.services[i])
    if (impatient !== null) warn('S316', entry.namePlace, impatient.message, [impatient.help])
    const watch = watchOf(entry)
    if (watch !== null) silences(watch, slowest(scenario, scenario.services[i].members), warn)
  })
  root.detectors.forEach(({ value }, i) => {
    silences(value.watch, slowest(scenario, scenario.detectors[i].members), warn)
  })
  raftWays(root, scenario, reading)
  beyondBudget(root, scenario, reading)
  lateFaults(root, scenario, warn)
  fewFailures(root, scenario, warn)
}

type Warn = (code: string, place: Place, message: Phrase, help?: Phrase[]) => void

function latencies(root: Root, warn: Warn): void {
  for (const { name, value } of root.network) {
    const latency = mean(value.latency.value)
    if (latency < SECOND) continue
    const meant = latency % MINUTE === 0 && latency < 1000 * MINUTE ? `${latency / MINUTE}ms` : null
    const help = meant === null ? [] : [say`${`${latency / MINUTE}m`} is minutes; did you mean ${meant}?`]
    warn('S301', value.latency.place, say`a latency of ${formatDuration(latency)} in ${name} is very long`, help)
  }
}

function linkClasses(root: Root, scenario: Scenario, reading: Reading): void {
  const kinds = [...new Set(scenario.domains.map(domain => domain.kind))]
  const possible = new Set(kinds.flatMap(kind => [`within-${kind}`, `between-${kind}s`]))
  for (const { name, namePlace } of root.network) {
    if (name === 'default' || name === 'clients' || possible.has(name)) continue
    const meant = suggest(name, [...possible])
    const suggestion =
      meant === null
        ? null
        : { text: say`did you mean ${meant}?`, edits: [{ span: spanOf(namePlace), replacement: meant }] }
    report(
      reading,
      'S308',
      namePlace,
      say`no domains are of the kind in ${name}, so that it is never used`,
      { suggestion },
      'warning',
    )
  }
}

function repairs(root: Root, warn: Warn): void {
  const check = (what: Phrase, body: Failing) => {
    const place = body.mttr?.place ?? body.repair?.place
    if (body.mtbf === null || place === undefined) return
    const { detect, diagnose, repair, restore } = repairOf(body)
    const down = mean(detect) + mean(diagnose) + mean(repair) + mean(restore)
    const up = mean(body.mtbf)
    if (!(down > up)) return
    warn(
      'S302',
      place,
      say`the repair of ${what} takes ${formatDuration(down)}, longer than it is up: ${formatDuration(up)}`,
    )
  }
  const checkAll = (
    kind: string,
    entries: readonly Named<Failing & { readonly failures: readonly Named<Failing>[] }>[],
  ) => {
    for (const { name, value } of entries) {
      check(say`${words(kind)} ${name}`, value)
      for (const failure of value.failures) check(say`${failure.name} of ${words(kind)} ${name}`, failure.value)
    }
  }
  const inside = ({ regions, zones, racks, domains }: Nested) => {
    for (const [kind, entries] of [
      ['region', regions],
      ['zone', zones],
      ['rack', racks],
      ['domain', domains],
    ] as const) {
      checkAll(kind, entries)
      for (const { value } of entries) inside(value)
    }
  }
  inside(root)
  checkAll('node', root.nodes)
}

function quorums({ name, namePlace, value }: ServiceEntry, service: Service, warn: Warn): void {
  const n = votersOf(service)
  const commit = firstQuorums(service)?.commit
  if (commit !== undefined && commit.kind !== 'majority') return
  if (n % 2 === 1 || n === 0 || (value.protocol === null && value.needs?.value.kind !== 'majority')) return
  const message = say`${name} has ${n} ${words(n < service.members.length ? 'voters' : 'members')}, and a majority of them is ${n / 2 + 1}`
  const place = value.protocol?.place ?? value.needs?.place ?? namePlace
  warn('S304', place, message, [say`${n - 1} members survive the loss of as many, ${n / 2 - 1}`])
}

/** Members whose majority decides. */
function votersOf(service: Service): number {
  const commit = firstQuorums(service)?.commit
  return commit?.kind === 'majority' ? commit.of.length : service.members.length
}

/** Members that stand for election while they themselves promise nothing to anybody. */
function longLease({ name, value }: ServiceEntry, warn: Warn): void {
  const body = value.protocol?.value
  if (body?.kind !== 'multi-paxos' || body.lease === null || body.reads !== 'lease') return
  const wait = mean(body['election-timeout'].value)
  const { value: lease, place } = body.lease
  if (lease <= wait) return
  const message = say`members of ${name} promise nothing for ${formatDuration(lease)} after a heartbeat, and stand for election after ${formatDuration(wait)}`
  warn('S313', place, message, [words('every failover waits for the lease, whatever the election timeout')])
}

/** The recovery of the report of 2012 can lose what was acknowledged (Michael et al., DISC 2017). */
function forgetful({ name, value }: ServiceEntry, warn: Warn): void {
  const body = value.protocol?.value
  if (body?.kind !== 'vsr' || body.keeps === 'disk' || body.recovery.value !== 'liskov') return
  warn(
    'S314',
    body.recovery.place,
    say`with ${'recovery: liskov'} late messages of a member that forgot can make ${name} lose what was acknowledged (safety)`,
    [words('`recovery: crash-vector` keeps them apart')],
  )
}

/** A leader's lease rests on votes that are refused while it is heard. */
function leases({ name, value }: ServiceEntry, { redundancy }: Service, warn: Warn): void {
  if (redundancy.kind !== 'raft' || redundancy.config.reads !== 'lease' || value.protocol === null) return
  if (redundancy.config.stickiness !== false) return
  warn('S309', value.protocol.place, say`members of ${name} vote for another while a leader holds its lease`)
}

function elections({ value }: ServiceEntry, { members, redundancy }: Service, scenario: Scenario, warn: Warn): void {
  const body = value.protocol?.value
  if (body === undefined || !('config' in redundancy) || members.length < 2) return
  const timeout =
    'election-timeout' in body ? body['election-timeout'] : 'view-timeout' in body ? body['view-timeout'] : null
  if (timeout === null || !('heartbeat' in redundancy.config)) return
  const { value: law, place } = timeout
  const shortest = law.kind === 'uniform' ? law.low : quantile(law, 0.001)
  const latency = slowest(scenario, members)
  const roundTrip = 2 * mean(latency)
  if (mean(law) <= roundTrip) {
    const message = say`an election timeout of ${formatDuration(mean(law))} is not above the round trip of ${formatDuration(roundTrip)}`
    warn('S306', place, message, [words('votes come back after the next election has begun')])
  } else if (shortest < redundancy.config.heartbeat + quantile(latency, 0.99)) {
    const message = say`an election timeout may be ${formatDuration(shortest)}, less than a heartbeat interval and the latency`
    warn('S303', place, message, [words('followers stand for election while the leader is well')])
  }
}

/** Who waits for a decision goes on asking for it, which a long trial without one is full of. */
function proposals({ name, value }: ServiceEntry, s: number, scenario: Scenario, warn: Warn): void {
  if (value.protocol?.value.kind !== 'single-paxos') return
  const { operations = [], workloads, horizon } = scenario
  const proposed = operations.some(({ service, order, times }) => {
    return service === s && order.kind === 'propose' && times.some(time => time < horizon)
  })
  if (proposed || workloads.some(({ service }) => service === s)) return
  const help = say`${`operations: { red: { at: 1s, service: ${name}, propose: red, by: … } }`}, or a ${words('`workload`')}`
  warn('S315', value.protocol.place, say`nobody proposes anything to ${name}, and nothing is decided`, [help])
}

/** Two round trips are what a decision takes when nothing is in the way. */
function attempts({ value }: ServiceEntry, { members }: Service, scenario: Scenario, warn: Warn): void {
  const body = value.protocol?.value
  if (body === undefined || !('patience' in body) || members.length < 2) return
  const { value: patience, place } = body.patience
  const roundTrips = 4 * mean(slowest(scenario, members))
  if (patience > roundTrips) return
  const message = say`an attempt is given up after ${formatDuration(patience)}, and two round trips take ${formatDuration(roundTrips)}`
  warn('S306', place, message, [words('attempts are given up before they can succeed')])
}

function watchOf({ value }: ServiceEntry): Watch | null {
  if (value.standby !== null) return value.standby
  if (value.protocol?.value.kind === 'paxos') return value.protocol.value
  const check = value.balancer?.['health-check'] ?? null
  return check?.kind === 'heartbeats' ? check.watch : null
}

function silences({ heartbeat, detector }: Watch, latency: Law, warn: Warn): void {
  if (detector.value.kind === 'phi') return
  const needed = 2 * heartbeat.value + quantile(latency, 0.99)
  const allowed = horizonOf({ heartbeat: heartbeat.value, detector: detector.value })
  if (allowed >= needed) return
  const message = say`a silence of ${formatDuration(allowed)} raises suspicion, less than two heartbeats and the latency: ${formatDuration(needed)}`
  warn('S303', detector.place, message, [words('one lost or late heartbeat is then taken for a crash')])
}

/** Members in further places are taken to be like those in the first. */
const mostPlaces = 12

/** The slowest latency law between any two of these nodes; of the clients' class when there is one node or none. */
function slowest({ network, nodes, domains }: Scenario, members: readonly number[]): Law {
  const places = [...new Set(members.map(node => nodes[node].domain))].slice(0, mostPlaces)
  const used = new Set<number>(members.length < 2 ? [network.clients] : [])
  for (const a of places) for (const b of places) used.add(classBetween(network, domains, a, b))
  const laws = [...used].map(i => network.classes[i].latency)
  return laws.reduce((slow, law) => (mean(law) > mean(slow) ? law : slow))
}

function classBetween(network: Scenario['network'], domains: Scenario['domains'], a: number, b: number): number {
  const above = new Set<number>()
  for (let at = a; at >= 0; at = domains[at].parent) above.add(at)
  for (let at = b; at >= 0; at = domains[at].parent) if (above.has(at)) return domains[at].linkClass
  return network.between
}

function lateFaults(root: Root, { horizon }: Scenario, warn: Warn): void {
  for (const { name, value } of root.faults) {
    for (const time of value.at ?? []) {
      if (time.value < horizon) continue
      warn(
        'S307',
        time.place,
        say`fault ${name} is due at ${formatDuration(time.value)}, not before the horizon of ${formatDuration(horizon)}`,
      )
    }
  }
}

function fewFailures(root: Root, scenario: Scenario, warn: Warn): void {
  if (scenario.services.length === 0) return
  // Who asks about requests alone may have good reason to let nothing fail.
  const { expectations } = scenario
  if (expectations.length > 0 && expectations.length === requestExpectations(scenario).length) return
  const expected = scenario.trials * failuresPerTrial(scenario)
  if (expected >= enoughFailures) return
  const message = say`only ${Number(expected.toPrecision(2))} failures are expected in all trials together`
  warn('S305', root.horizon.place, message, [
    say`an interval needs ${enoughFailures} or more to say much: a longer ${words('`horizon`')} or more ${words('`trials`')}`,
  ])
}

function failuresPerTrial({ nodes, domains, faults, horizon }: Scenario): number {
  let expected = 0
  for (const part of [...domains, ...nodes]) {
    for (const { lifetime, repair } of part.failures) {
      const cycle =
        mean(lifetime) + mean(repair.detect) + mean(repair.diagnose) + mean(repair.repair) + mean(repair.restore)
      expected += horizon / cycle
    }
  }
  for (const fault of faults) expected += timesWithin(fault, horizon)
  return expected
}

function timesWithin({ when, duration }: Fault, horizon: number): number {
  if (when.kind === 'at') return when.times.filter(time => time < horizon).length
  return horizon / (mean(when.law) + mean(duration))
}
