import { runTimeWeights } from '../../balancers/index.js'
import { say, words } from '../../diagnostics/index.js'
import { keepsLog } from '../keeps-log.js'
import type { OperationEntry } from '../language/operations.js'
import type { BalancerOrder, BalancerUse, Service } from '../scenario.js'
import type { Named } from '../shape/collection.js'
import { report } from '../shape/reading.js'
import type { Located } from '../shape/shape.js'
import type { Group } from './consensus.js'
import { placesOf } from './members.js'

/** HAProxy's `SRV_UWGHT_MAX`. */
const heaviestOfHaproxy = 256

export const isForBalancer = ({ drain, maintenance, ready, weight }: OperationEntry): boolean =>
  [drain, maintenance, ready, weight].some(order => order !== null)

/** What an operator tells the balancer of a service; null when it cannot be told that, which is reported. */
export function balancerOrderOf(value: OperationEntry, service: Service, group: Group): BalancerOrder | null {
  const { reading, place } = group
  const { balancer, id } = service
  if (keepsLog(service)) {
    report(reading, 'S222', place, say`clients of ${id} look for its leader: no balancer picks who gets a request`)
    return null
  }
  if (balancer === null) {
    const help = [say`it has a balancer when a ${words('`workload`')} names it under ${words('`to`')}`]
    report(reading, 'S222', place, say`nobody calls ${id}: there is no balancer to be told`, { help })
    return null
  }
  if (value.weight !== null) return { kind: 'weight', weights: weightsOf(value.weight, balancer, group) }
  const kind = value.drain !== null ? 'drain' : value.maintenance !== null ? 'maintenance' : 'ready'
  return { kind, members: placesOf(value[kind] ?? [], group) }
}

/** What is said of a node itself goes before what is said of its group. */
function weightsOf(
  entries: readonly Named<Located<number>>[],
  balancer: BalancerUse,
  group: Group,
): { member: number; weight: number }[] {
  const isGroup = ({ name }: Named<unknown>) => group.names.groups.has(name)
  const weights = new Map<number, number>()
  for (const entry of [...entries.filter(isGroup), ...entries.filter(one => !isGroup(one))]) {
    const members = placesOf([{ value: entry.name, place: entry.namePlace }], group)
    checkWeight(entry.value, members, balancer, group)
    for (const member of members) weights.set(member, entry.value.value)
  }
  return [...weights].sort(([a], [b]) => a - b).map(([member, weight]) => ({ member, weight }))
}

function checkWeight(
  { value: weight, place }: Located<number>,
  members: readonly number[],
  { config }: BalancerUse,
  { name, reading }: Group,
): void {
  // The plain words deal by weights, all of which are 1 at first.
  if ('policy' in config || weight === 0) return
  const kind = runTimeWeights(config.name, config.config)
  const other = words('weigh by another policy, or take it out with 0, `drain` or `maintenance`')
  if (kind === 'ignored') {
    report(reading, 'S222', place, say`the balancer of ${name}, ${config.name}, does not deal by weights`, {
      help: [other],
    })
  } else if (config.name === 'haproxy' && weight > heaviestOfHaproxy) {
    report(reading, 'S222', place, say`weights of HAProxy go from 0 to 256, and not to ${weight}`)
  } else if (kind === 'fixed') {
    const first = members.map(m => config.config.servers[m]?.weight ?? 1).find(one => one !== weight)
    if (first === undefined) return
    const why = say`HAProxy keeps this policy on a static map, where weights are 0 or as configured, ${first}`
    const help = [words('`type: consistent` lets a hash have other weights at run time')]
    report(reading, 'S222', place, why, { help })
  }
}
