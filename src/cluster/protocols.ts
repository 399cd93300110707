import { type Plain, type Protocol, paxosLock, primaryBackup, raft, zab } from '../protocols/index.js'
import type { Service } from '../scenario/index.js'

/** A protocol whose types are seen from outside: data in, data out. */
export type AnyProtocol = Protocol<Plain, Plain, Plain>

/** By kind of redundancy. */
const protocols: { readonly [kind: string]: AnyProtocol } = {
  raft: raft as unknown as AnyProtocol,
  zab: zab as unknown as AnyProtocol,
  paxos: paxosLock as unknown as AnyProtocol,
  standby: primaryBackup as unknown as AnyProtocol,
}

/**
 * The protocol a service's members run.
 *
 * @throws Error for a service that runs none
 */
export function protocolOf(service: Service): AnyProtocol {
  const { kind } = service.redundancy
  if (kind === 'k-of-n') throw new Error(`service ${service.id} runs no protocol`)
  if (!Object.hasOwn(protocols, kind)) throw new Error(`there is no protocol ${kind}`)
  return protocols[kind]
}

/** Its configuration. */
export function configOf(service: Service): Plain {
  const { redundancy } = service
  return redundancy.kind === 'k-of-n' ? null : (redundancy.config as unknown as Plain)
}
