import { KernelAssertionError, KernelLimitError } from './errors.js'
import { Hash64 } from './hash.js'

/** Nesting beyond which plain data is refused: a cycle, or something no state should be. */
export const MAX_DEPTH = 500

const TAG_NULL = 1
const TAG_FALSE = 2
const TAG_TRUE = 3
const TAG_NUMBER = 4
const TAG_STRING = 5
const TAG_ARRAY = 6
const TAG_OBJECT = 7

/**
 * Fingerprint of plain data (null, booleans, numbers, strings, arrays, objects): 16 hexadecimal digits, the same for equal
 * data whatever the order in which keys were inserted. Types are told apart (`1` and `"1"`), and so are 0 and -0, and NaN.
 *
 * Throws KernelAssertionError on what is not plain data, KernelLimitError (`max-depth`) on cycles.
 */
export function fingerprintOf(value: unknown): string {
  const hash = new Hash64()
  hashPlain(hash, value, 0)
  return hash.digest()
}

function hashPlain(hash: Hash64, value: unknown, depth: number): void {
  if (typeof value === 'number') {
    hash.pair(TAG_NUMBER, 0)
    hash.number(value)
  } else if (typeof value === 'string') {
    hash.pair(TAG_STRING, 0)
    hash.string(value)
  } else if (value === null) {
    hash.pair(TAG_NULL, 0)
  } else if (typeof value === 'boolean') {
    hash.pair(value ? TAG_TRUE : TAG_FALSE, 0)
  } else if (Array.isArray(value)) {
    checkDepth(depth)
    hash.pair(TAG_ARRAY, value.length)
    for (let i = 0; i < value.length; i++) hashPlain(hash, value[i], depth + 1)
  } else {
    const object = plainObject(value, depth)
    const keys = Object.keys(object).sort(byCodeUnits)
    hash.pair(TAG_OBJECT, keys.length)
    for (const key of keys) {
      hash.string(key)
      hashPlain(hash, object[key], depth + 1)
    }
  }
}

/**
 * A deep copy of JSON-safe data. Keys keep their order.
 *
 * Throws KernelAssertionError on what JSON cannot carry faithfully: undefined, functions, class instances, NaN, infinities
 * and -0.
 */
export function copyPlain<T>(value: T): T {
  return copyValue(value, 0) as T
}

function copyValue(value: unknown, depth: number): unknown {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0)) throw notPlain(Object.is(value, -0) ? '-0' : String(value))
    return value
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) {
    checkDepth(depth)
    return Array.from(value, item => copyValue(item, depth + 1))
  }
  const object = plainObject(value, depth)
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(object)) {
    if (key === '__proto__') throw notPlain('a key named __proto__')
    copy[key] = copyValue(object[key], depth + 1)
  }
  return copy
}

/** Freezes JSON-safe data in depth and returns it; throws as `copyPlain` does. */
export function freezePlain<T>(value: T): T {
  copyValue(value, 0)
  freezeValue(value)
  return value
}

function freezeValue(value: unknown): void {
  if (value === null || typeof value !== 'object') return
  Object.freeze(value)
  for (const item of Object.values(value)) freezeValue(item)
}

function plainObject(value: unknown, depth: number): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw notPlain(typeof value)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw notPlain('an instance of a class')
  checkDepth(depth)
  return value as Record<string, unknown>
}

function checkDepth(depth: number): void {
  if (depth >= MAX_DEPTH) {
    throw new KernelLimitError('max-depth', `data nested deeper than ${MAX_DEPTH}: is it cyclic?`, {
      maxDepth: MAX_DEPTH,
    })
  }
}

function notPlain(what: string): KernelAssertionError {
  return new KernelAssertionError(`not plain data: ${what}`)
}

function byCodeUnits(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0
}
