import type { Listening } from '../protocols/index.js'
import { majority, type Quorum } from '../quorum/index.js'
import type { Service } from '../scenario/index.js'
import { configOf, protocolOf } from './protocols.js'

/** How a service's protocol notices silence by timers of its own; null where it does not say. */
export function listeningOf(service: Service): Listening | null {
  if (service.redundancy.kind === 'k-of-n') return null
  return protocolOf(service).listening?.(configOf(service)) ?? null
}

/** What makes a quorum when all begins: what a process says before its first step. */
export function firstQuorum(service: Service): Quorum {
  const protocol = protocolOf(service)
  const config = configOf(service)
  const fresh = protocol.init(config, 0, { values: {}, dropped: 0, log: [] })
  return protocol.status(config, fresh).quorum ?? majority(service.members.map((_, m) => m))
}
