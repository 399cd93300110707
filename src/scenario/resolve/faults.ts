import { say, words } from '../../diagnostics/index.js'
import { constant, mean } from '../../laws/index.js'
import type { FaultEntry } from '../language/faults.js'
import type { Fault, FaultEffect } from '../scenario.js'
import type { Named } from '../shape/collection.js'
import { type Reading, report } from '../shape/reading.js'
import type { Reference } from '../shape/reference.js'
import type { Names } from './context.js'
import { unknownName, unknownService } from './context.js'
import { clients } from './nodes.js'

/** What names in faults are looked up in. */
export interface World {
  readonly names: Names
  readonly nodeIds: readonly string[]
  readonly nodesOfDomain: (domain: number) => readonly number[]
  /** Whether the members of a service run a protocol, so that one of them leads. */
  readonly hasLeader: (service: number) => boolean
}

type Direction = NonNullable<FaultEntry['loss']>

export function resolveFaults(entries: readonly Named<FaultEntry>[], world: World, reading: Reading): Fault[] {
  return entries.map(({ name, namePlace, value }): Fault => {
    const law = value.every ?? value.mtbf
    if (law !== null && !(mean(law) >= 1))
      report(reading, 'S107', namePlace, say`the time between two faults ${name} has to be above zero`)
    const times = (value.at ?? []).map(time => time.value).sort((a, b) => a - b)
    return {
      id: name,
      when: law === null ? { kind: 'at', times } : { kind: 'law', law },
      duration: value.for ?? constant(0),
      effect: effectOf(value, world, reading),
    }
  })
}

function effectOf(value: FaultEntry, world: World, reading: Reading): FaultEffect {
  const inside = (refs: readonly Reference[]) => endpoints(refs, false, world, reading)
  if (value.crash !== null) return { kind: 'crash', nodes: inside(value.crash) }
  if (value.pause !== null) return { kind: 'pause', nodes: inside(value.pause) }
  const led = value['crash-leader'] ?? value['pause-leader']
  if (led !== null) {
    const kind = value['crash-leader'] !== null ? ('crash' as const) : ('pause' as const)
    return { kind, nodes: [], leaderOf: ledService(led, world, reading) }
  }
  if (value.slow !== null) return { kind: 'slow', nodes: inside(value.slow), factor: value.factor ?? 1 }
  if (value['disk-stall'] !== null) return { kind: 'disk-stall', nodes: inside(value['disk-stall']) }
  if (value.power !== null) return { kind: 'power', domain: domainNamed(value.power, world, reading) }
  if (value.network !== null) return { kind: 'network', domain: domainNamed(value.network, world, reading) }
  const step = value['clock-step']
  if (step !== null) return { kind: 'clock-step', nodes: inside(step.node), by: step.by }
  return networkEffectOf(value, world, reading)
}

function networkEffectOf(value: FaultEntry, world: World, reading: Reading): FaultEffect {
  const anyone = (refs: readonly Reference[]) => endpoints(refs, true, world, reading)
  const oneWay = value['one-way']
  if (oneWay !== null) return { kind: 'one-way', from: anyone(oneWay.from), to: anyone(oneWay.to) }
  if (value.loss !== null) return { kind: 'loss', ...sides(value.loss, world, reading), loss: value.loss.probability }
  if (value.delay !== null) return { kind: 'delay', ...sides(value.delay, world, reading), by: value.delay.by }
  return { kind: 'partition', groups: partition(value.partition ?? [], world, reading) }
}

function sides(value: Omit<Direction, 'probability'>, world: World, reading: Reading) {
  if (value.between === null) {
    return {
      from: endpoints(value.from ?? [], true, world, reading),
      to: endpoints(value.to ?? [], true, world, reading),
    }
  }
  const groups = apart(value.between, world, reading)
  if (groups.length !== 2) {
    const place = value.between[0]?.[0]?.place
    if (place !== undefined)
      report(reading, 'S107', place, words('`between` takes two groups, such as `[[db-1], [db-2, db-3]]`'))
  }
  return { from: groups[0] ?? [], to: groups[1] ?? [], both: true }
}

function partition(written: readonly (readonly Reference[])[], world: World, reading: Reading): (readonly number[])[] {
  const groups = apart(written, world, reading)
  if (groups.length !== 1) return groups
  const cut = new Set(groups[0])
  const place = written[0][0]?.place
  if (place === undefined || !world.names.memberships.take(world.nodeIds.length, place, reading)) return groups
  const others = [-1, ...world.nodeIds.keys()].filter(node => !cut.has(node))
  return [groups[0], others]
}

/** Groups of endpoints, none of which may be in two. */
function apart(written: readonly (readonly Reference[])[], world: World, reading: Reading): (readonly number[])[] {
  const groupOf = new Map<number, number>()
  return written.map((refs, g) => {
    const members = endpoints(refs, true, world, reading)
    for (const member of members) {
      if ((groupOf.get(member) ?? g) !== g && refs.length > 0) {
        const who = member < 0 ? clients : world.nodeIds[member]
        report(reading, 'S212', refs[0].place, say`${who} stands on both sides`)
        break
      }
      groupOf.set(member, g)
    }
    return members
  })
}

/** Nodes (and -1 for the clients) of names that stand for nodes, groups, domains or the clients; ascending. */
function endpoints(refs: readonly Reference[], withClients: boolean, world: World, reading: Reading): number[] {
  const found = new Set<number>()
  for (const ref of refs) {
    if (withClients && ref.value === clients) found.add(-1)
    else {
      const nodes = nodesOf(ref, withClients, world, reading)
      if (!world.names.memberships.take(nodes.length, ref.place, reading)) return []
      for (const node of nodes) found.add(node)
    }
  }
  return [...found].sort((a, b) => a - b)
}

function nodesOf(ref: Reference, withClients: boolean, world: World, reading: Reading): readonly number[] {
  const { domains, nodes, groups, brokenGroups } = world.names
  const domain = domains.get(ref.value)
  const group = groups.get(ref.value)
  const node = nodes.get(ref.value)
  if (domain !== undefined && (group !== undefined || node !== undefined)) {
    report(reading, 'S213', ref.place, say`${ref.value} is a domain and also a name of nodes`)
  }
  if (group !== undefined) return group
  if (node !== undefined) return [node]
  if (domain !== undefined) return world.nodesOfDomain(domain)
  if (brokenGroups.has(/^(.+)-\d+$/.exec(ref.value)?.[1] ?? '')) return []
  if (world.names.unread.size > 0) return []
  const known = [...groups.keys(), ...domains.keys(), ...nodes.keys(), ...(withClients ? [clients] : [])]
  unknownName(reading, 'node, group or domain', ref, known)
  return []
}

function domainNamed(ref: Reference, world: World, reading: Reading): number {
  const found = world.names.domains.get(ref.value)
  if (found === undefined && !world.names.unread.has('domains'))
    unknownName(reading, 'failure domain', ref, [...world.names.domains.keys()])
  return found ?? 0
}

function ledService(ref: Reference, world: World, reading: Reading): number {
  const found = world.names.services.get(ref.value)
  if (found === undefined) unknownService(reading, world.names, ref)
  else if (!world.hasLeader(found))
    report(reading, 'S107', ref.place, say`nobody leads ${ref.value}: it runs no protocol, or one without a leader`)
  return found ?? 0
}
