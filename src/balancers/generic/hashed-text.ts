import type { Request } from '../contract.js'
import { bytesOf } from '../hashes/bytes.js'
import { murmur3 } from '../hashes/murmur3.js'
import type { GenericConfig } from './generic-policy.js'

export interface HashConfig extends GenericConfig {
  /** What is hashed: the request's key (the default), the client's address, or the URI without its query. */
  readonly of?: 'key' | 'source' | 'uri'
}

/** The 32-bit hash of a request; that of nothing when it brings nothing. */
export function requestHash({ of = 'key' }: HashConfig, request: Request, seed = 0): number {
  if (of === 'source') return murmur3(Uint8Array.from(request.source), seed)
  return murmur3(bytesOf(hashedText({ of }, request)), seed)
}

/** The same as text, an address in its dotted form; empty when it brings nothing. */
export function hashedText({ of = 'key' }: Pick<HashConfig, 'of'>, request: Request): string {
  if (of === 'source') return request.source.join('.')
  return of === 'uri' ? request.uri.split('?', 1)[0] : (request.key ?? '')
}
