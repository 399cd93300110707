import type { Request } from '../contract.js'
import { bytesOf } from '../hashes/bytes.js'
import { crc32 } from '../hashes/crc32.js'
import { haproxyFullHash } from '../hashes/integer-mix.js'
import { djb2, sdbm, wt6 } from '../hashes/string-hashes.js'
import type { HaproxyBalance, HaproxyHashing } from './config.js'

/** The 32-bit hash a request is balanced by, or null when it brings nothing to hash (`get_server_sh`, `_uh`, `_hh`, backend.c). */
export function hashedKey(balance: HaproxyBalance, request: Request): number | null {
  switch (balance.by) {
    case 'source':
      return request.source.length === 0 ? null : spread(balance, foldAddress(request.source))
    case 'uri':
      return spread(balance, hashOf(balance, uriPart(balance, bytesOf(request.uri))))
    case 'key':
      return request.key === null || request.key === '' ? null : spread(balance, hashOf(balance, bytesOf(request.key)))
    default:
      return null
  }
}

/** The words of an address, in host order, one laid over the other; no hash function has a say. */
function foldAddress(bytes: readonly number[]): number {
  let word = 0
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    word ^= (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]
  }
  return word >>> 0
}

function uriPart(options: { whole?: boolean; len?: number; depth?: number }, uri: Uint8Array): Uint8Array {
  const { whole = false, len = 0, depth = 0 } = options
  const length = len > 0 ? Math.min(uri.length, len) : uri.length
  const lastSlash = depth > 0 ? depth + 1 : 0
  let slashes = 0
  let end = 0
  for (; end < length; end++) {
    if (uri[end] === 0x2f && ++slashes === lastSlash) break
    if (uri[end] === 0x3f && !whole) break
  }
  return uri.subarray(0, end)
}

function hashOf(hashing: HaproxyHashing, bytes: Uint8Array): number {
  switch (hashing.function ?? 'sdbm') {
    case 'djb2':
      return djb2(bytes)
    case 'wt6':
      return wt6(bytes)
    case 'crc32':
      return crc32(bytes)
    case 'none':
      return leadingInteger(bytes)
    default:
      return sdbm(bytes)
  }
}

/** The number a key begins with, modulo 2^32: for keys that were hashed before (`gen_hash`, HAProxy 3.0). */
function leadingInteger(bytes: Uint8Array): number {
  let value = 0
  for (const byte of bytes) {
    if (byte < 0x30 || byte > 0x39) break
    value = (Math.imul(value, 10) + byte - 0x30) >>> 0
  }
  return value
}

function spread(hashing: HaproxyHashing, hash: number): number {
  const avalanche = hashing.avalanche ?? (hashing.type === 'consistent' && hashing.function === undefined)
  return avalanche ? haproxyFullHash(hash) : hash
}
