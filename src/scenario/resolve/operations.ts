import { say, words } from '../../diagnostics/index.js'
import { keepsLog } from '../keeps-log.js'
import type { OperationEntry } from '../language/operations.js'
import type { Operation, Service } from '../scenario.js'
import type { Named } from '../shape/collection.js'
import { type Reading, report } from '../shape/reading.js'
import { balancerOrderOf, isForBalancer } from './balancer-orders.js'
import { type Names, unknownService } from './context.js'
import { placesOf } from './members.js'

export function resolveOperations(
  entries: readonly Named<OperationEntry>[],
  services: readonly Service[],
  { names, nodeIds }: { readonly names: Names; readonly nodeIds: readonly string[] },
  reading: Reading,
): Operation[] {
  return entries.flatMap(({ name, value }): Operation[] => {
    const s = names.services.get(value.service.value)
    if (s === undefined) {
      unknownService(reading, names, value.service)
      return []
    }
    const service = services[s]
    const kind = service.redundancy.kind
    const { place } = value.service
    const times = value.at.map(time => time.value).sort((a, b) => a - b)
    const common = { id: name, times, service: s }
    const group = { name: service.id, members: service.members, names, nodeIds, place, reading }
    if (isForBalancer(value)) {
      const order = balancerOrderOf(value, service, group)
      return order === null ? [] : [{ ...common, order }]
    }
    if (!keepsLog(service)) {
      report(reading, 'S219', place, say`${service.id} keeps no log, and takes no orders`)
      return []
    }
    const unable = (what: string): Operation[] => {
      report(reading, 'S219', place, say`members of ${service.id} run ${kind}, which knows no ${words(what)}`)
      return []
    }
    if (value.propose !== null) {
      if (kind !== 'single-paxos') return unable('`propose`')
      if (value.by === null) return []
      const [by] = placesOf([value.by], group)
      return by === undefined ? [] : [{ ...common, order: { kind: 'propose', value: value.propose, by } }]
    }
    if (kind === 'single-paxos') return unable('other order than `propose`')
    if (value.transfer !== null) {
      if (kind !== 'raft') return unable('`transfer`')
      const [to] = placesOf([value.transfer], group)
      return to === undefined ? [] : [{ ...common, order: { kind: 'transfer', to } }]
    }
    if (value.members !== null) {
      if (kind === 'zab') return unable('change of `members`')
      if ('config' in service.redundancy && 'witnesses' in service.redundancy.config) {
        report(reading, 'S220', place, say`with witnesses the members of ${service.id} stay as they are`)
        return []
      }
      return [{ ...common, order: { kind: 'members', members: placesOf(value.members, group) } }]
    }
    return value.snapshot?.value === true ? [{ ...common, order: { kind: 'snapshot' } }] : []
  })
}
