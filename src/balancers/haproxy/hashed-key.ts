import type { Request } from '../contract.js'
import { bytesOf } from '../hashes/bytes.js'
import { crc32 } from '../hashes/crc32.js'
import { haproxyFullHash } from '../hashes/integer-mix.js'
import { djb2, sdbm, wt6 } from '../hashes/string-hashes.js'
import type { HaproxyBalance, HaproxyHashing } from './config.js'

/**
 * The 32-bit hash a request is balanced by, or null when it brings nothing to hash (`get_server_sh`, `_uh`, `_ph`, `_hh`,
 * `_expr`, backend.c). With one server left nothing is hashed, except that a parameter is looked for all the same.
 */
export function hashedKey(balance: HaproxyBalance, request: Request, used: number): number | null {
  if (used === 1 && balance.by !== 'url_param') return 0
  switch (balance.by) {
    case 'source':
      return request.source.length === 0 ? null : spread(balance, foldAddress(request.source))
    case 'uri':
      return spread(balance, hashOf(balance, uriPart(balance, pathOf(balance.pathOnly ?? false, bytesOf(request.uri)))))
    case 'key':
      if (request.key === null || request.key === '') return null
      return spread(balance, hashOf(balance, domainOf(balance.domainOnly ?? false, bytesOf(request.key))))
    case 'hash':
      return request.key === null ? null : spread(balance, hashOf(balance, bytesOf(request.key)))
    case 'url_param': {
      const value = parameter(bytesOf(request.uri), bytesOf(balance.param))
      return value === null ? null : spread(balance, hashOf(balance, value))
    }
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

const dot = 0x2e
const slash = 0x2f
const colon = 0x3a

/** `http_parse_path`: what follows scheme and authority. */
function pathOf(only: boolean, uri: Uint8Array): Uint8Array {
  if (!only || uri[0] === slash) return uri
  const scheme = uri.findIndex((byte, at) => byte === colon && uri[at + 1] === slash && uri[at + 2] === slash)
  const begin = uri.indexOf(slash, scheme === -1 ? 0 : scheme + 3)
  return begin === -1 ? new Uint8Array() : uri.subarray(begin)
}

/**
 * `use_domain_only`: what stands between the last dot and the one before; a name without a dot is taken whole. Looked for
 * as HAProxy does: backwards, two dots in a row being one.
 */
function domainOf(only: boolean, name: Uint8Array): Uint8Array {
  if (!only) return name
  let end = name.length
  let at = name.length
  let inside = false
  for (; at > 0; at--) {
    if (inside && name[at - 1] === dot) break
    if (!inside && name[at] === dot) {
      end = at
      inside = true
    }
  }
  return name.subarray(at, end)
}

/** The value of the first parameter of that name, or null. One at the very end that has no value is not seen. */
function parameter(uri: Uint8Array, name: Uint8Array): Uint8Array | null {
  const and = 0x26
  let at = uri.indexOf(0x3f) + 1
  if (at === 0) return null
  while (uri.length - at > name.length) {
    if (uri[at + name.length] === 0x3d && name.every((byte, i) => uri[at + i] === byte)) {
      const begin = at + name.length + 1
      const end = uri.indexOf(and, begin)
      return uri.subarray(begin, end === -1 ? uri.length : end)
    }
    at = uri.indexOf(and, at) + 1
    if (at === 0) return null
  }
  return null
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
