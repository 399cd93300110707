import type { Listening } from '../protocols/index.js'
import type { Service } from '../scenario/index.js'
import { configOf, protocolOf } from './protocols.js'

/** How a service's protocol notices silence by timers of its own; null where it does not say. */
export function listeningOf(service: Service): Listening | null {
  if (service.redundancy.kind === 'k-of-n') return null
  return protocolOf(service).listening?.(configOf(service)) ?? null
}
