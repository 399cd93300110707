import { say, words } from '../../diagnostics/index.js'
import type { Law } from '../../laws/index.js'
import { keepsLog } from '../keeps-log.js'
import type { Needs } from '../language/needs.js'
import type { ServiceEntry } from '../language/services.js'
import type { Redundancy, Service } from '../scenario.js'
import { type Reading, report } from '../shape/reading.js'
import type { Place } from '../text/tree.js'
import { balancerOf, type Machines, toldByNode } from './balancer.js'
import { consensusOf } from './consensus.js'
import { membersOf, type Names, unknownService } from './context.js'
import { findCycles } from './cycles.js'
import { monitorOf } from './monitor.js'

/** Members of a consensus group or a standby at most; groups in use have three to seven. */
const mostMembers = 31

export function resolveServices(
  entries: readonly ServiceEntry[],
  machines: Machines,
  called: ReadonlySet<string>,
  reading: Reading,
): Service[] {
  const { names } = machines
  const nodeIds = machines.nodes.map(({ id }) => id)
  const services = entries.map((entry): Service => {
    const { name, namePlace, value } = entry
    const members = membersOf(reading, names, value.on, nodeIds)
    const redundancy = redundancyOf(entry, members, { names, nodeIds }, reading)
    const led = keepsLog({ redundancy })
    if (led && value.balancer !== null) {
      const why = say`${words('`balancer`')} cannot stand beside the protocol of ${name}: its clients look for the leader`
      report(reading, 'S110', value.protocol?.place ?? namePlace, why)
    }
    return {
      id: name,
      members: members ?? [],
      redundancy,
      dependsOn: dependenciesOf(entry, names, reading),
      balancer: called.has(name) && !led ? balancerOf(value.balancer, members ?? [], machines, reading) : null,
      concurrency: value.concurrency,
      queue: value.queue,
      ...(value['when-full'] === 'refuse' && { whenFull: 'refuse' as const }),
      ...(value['service-time'].length > 0 && {
        work: workOf(value['service-time'], members ?? [], machines, reading),
      }),
      ...(value.cache !== null && { cache: value.cache }),
      ...(value['warm-up'] !== null && { warmUp: { window: value['warm-up'].for, factor: value['warm-up'].factor } }),
    }
  })
  for (const cycle of findCycles(services.map(service => service.dependsOn.map(d => d.service)))) {
    const [first, second] = cycle
    const place = entries[first].value['depends-on'].find(d => d.service.value === entries[second].name)!.service.place
    const chain = cycle.map(i => say`${entries[i].name}`)
    const message = chain
      .slice(1)
      .reduce((said, link) => say`${said} on ${link}`, say`services depend on each other in a circle: ${chain[0]}`)
    report(reading, 'S202', place, message)
  }
  return services
}

function redundancyOf(
  { name, namePlace, value }: ServiceEntry,
  members: readonly number[] | null,
  { names, nodeIds }: { readonly names: Names; readonly nodeIds: readonly string[] },
  reading: Reading,
): Redundancy {
  const n = members?.length ?? 0
  if (value.protocol !== null) {
    const { value: body, place } = value.protocol
    if (n > mostMembers) tooMany(name, n, place, reading)
    return consensusOf(body, { name, members: members ?? [], names, nodeIds, place, reading })
  }
  if (value.standby !== null) {
    const { heartbeat, promotion, resync, failback, stale } = value.standby
    if (n > mostMembers) tooMany(name, n, namePlace, reading)
    if (members !== null && n < 2) report(reading, 'S205', namePlace, say`${name} has no other member to stand by`)
    const config = { members: n, heartbeat: heartbeat.value, promotion, resync, failback, stale }
    return { kind: 'standby', config, monitor: monitorOf(value.standby) }
  }
  const needs = value.needs ?? { value: { kind: 'any' } as Needs, place: namePlace }
  if (members !== null) checkNeeds(needs.value, n, name, needs.place, reading)
  return { kind: 'k-of-n', needs: leastOf(needs.value, n) }
}

function workOf(
  entries: ServiceEntry['value']['service-time'],
  members: readonly number[],
  machines: Machines,
  reading: Reading,
): (Law | null)[] {
  const told = toldByNode(entries, new Set(members), machines, reading)
  return members.map(n => told.get(n) ?? null)
}

function tooMany(name: string, members: number, place: Place, reading: Reading): void {
  report(
    reading,
    'S207',
    place,
    say`${name} has ${members} members that talk to each other; there may be ${mostMembers}`,
  )
}

export function leastOf(needs: Needs, members: number): number {
  if (needs.kind === 'number') return needs.least
  if (needs.kind === 'all') return members
  return needs.kind === 'any' ? 1 : Math.floor(members / 2) + 1
}

function checkNeeds(needs: Needs, members: number, name: string, place: Place, reading: Reading): void {
  if (needs.kind !== 'number') return
  if (needs.of !== null && needs.of !== members) {
    report(reading, 'S205', place, say`${name} has ${members} members, not ${needs.of}`, {
      help: [
        say`write ${`${Math.min(needs.least, members)} of ${members}`}, or give the nodes another ${words('`count`')}`,
      ],
    })
  } else if (needs.least > members) {
    report(reading, 'S205', place, say`${name} needs ${needs.least} members but has ${members}`)
  }
}

function dependenciesOf({ name, value }: ServiceEntry, names: Names, reading: Reading): Service['dependsOn'] {
  const out: { service: number; kind: 'hard' | 'soft' }[] = []
  const seen = new Set<number>()
  for (const { service, kind } of value['depends-on']) {
    const index = names.services.get(service.value)
    if (index === undefined) unknownService(reading, names, service)
    else if (seen.has(index)) report(reading, 'S212', service.place, say`${name} names ${service.value} twice`)
    else {
      seen.add(index)
      out.push({ service: index, kind })
    }
  }
  return out
}
