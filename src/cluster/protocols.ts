import {
  multiPaxos,
  ownProtocol,
  type Plain,
  type Protocol,
  paxosLock,
  primaryBackup,
  raft,
  singlePaxos,
  vsr,
  zab,
} from '../protocols/index.js'
import type { OwnRedundancy, Service } from '../scenario/index.js'

/** A protocol whose types are seen from outside: data in, data out. */
export type AnyProtocol = Protocol<Plain, Plain, Plain>

/** By kind of redundancy. */
const protocols: { readonly [kind: string]: AnyProtocol } = {
  raft: raft as unknown as AnyProtocol,
  'multi-paxos': multiPaxos as unknown as AnyProtocol,
  vsr: vsr as unknown as AnyProtocol,
  zab: zab as unknown as AnyProtocol,
  'single-paxos': singlePaxos as unknown as AnyProtocol,
  paxos: paxosLock as unknown as AnyProtocol,
  standby: primaryBackup as unknown as AnyProtocol,
}

/**
 * The protocol a service's members run.
 *
 * @throws Error for a service that runs none
 */
export function protocolOf(service: Service): AnyProtocol {
  const { redundancy } = service
  const { kind } = redundancy
  if (kind === 'own') return ownProtocolOf(redundancy)
  if (kind === 'k-of-n') throw new Error(`service ${service.id} runs no protocol`)
  if (!Object.hasOwn(protocols, kind)) throw new Error(`there is no protocol ${kind}`)
  return protocols[kind]
}

function ownProtocolOf({ name }: OwnRedundancy): AnyProtocol {
  const own = ownProtocol(name)
  if (own === undefined) throw new Error(`no protocol ${name} was loaded`)
  return own.protocol
}

/** Its configuration. */
export function configOf(service: Service): Plain {
  const { redundancy } = service
  return redundancy.kind === 'k-of-n' ? null : (redundancy.config as unknown as Plain)
}
