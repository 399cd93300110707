import { listing, say, words } from '../../diagnostics/index.js'
import { type Entry, type MapTree, spanOf } from '../text/tree.js'
import { inWhere, type Reading, report } from './reading.js'
import type { JsonSchema } from './shape.js'

/** Ties the keys of a map together. */
export interface Rule {
  check(present: ReadonlyMap<string, Entry>, tree: MapTree, reading: Reading): void
  readonly schema: JsonSchema
}

/** At most one of these keys. */
export function atMostOne(keys: readonly string[]): Rule {
  return {
    check(present, _tree, reading) {
      const found = keys.filter(key => present.has(key)).map(key => present.get(key)!)
      if (found.length < 2) return
      const [first, second] = [...found].sort((a, b) => a.keyPlace.start - b.keyPlace.start)
      report(reading, 'S110', second.keyPlace, say`${second.key} cannot stand beside ${first.key}${inWhere(reading)}`, {
        secondary: [{ span: spanOf(first.keyPlace), text: words('first here') }],
        help: [say`keep one of ${listing(keys, 'or')}`],
      })
    },
    schema: pairs(keys).length === 0 ? {} : { not: { anyOf: pairs(keys).map(pair => ({ required: pair })) } },
  }
}

/** One of these keys and no other of them. */
export function exactlyOne(keys: readonly string[]): Rule {
  const most = atMostOne(keys)
  return {
    check(present, tree, reading) {
      if (!keys.some(key => present.has(key))) {
        const message = keys.length === 1 ? say`missing key ${keys[0]}` : say`one of ${listing(keys, 'or')} is missing`
        report(reading, keys.length === 1 ? 'S102' : 'S110', tree.place, say`${message}${inWhere(reading)}`)
      }
      most.check(present, tree, reading)
    },
    schema: { oneOf: keys.map(key => ({ required: [key] })) },
  }
}

/** Where `key` stands, one of `others` has to stand too. */
export function needs(key: string, others: readonly string[]): Rule {
  return {
    check(present, _tree, reading) {
      const entry = present.get(key)
      if (entry === undefined || others.some(other => present.has(other))) return
      report(reading, 'S102', entry.keyPlace, say`${key} needs ${listing(others, 'or')} beside it${inWhere(reading)}`)
    },
    schema: { dependencies: { [key]: { anyOf: others.map(other => ({ required: [other] })) } } },
  }
}

function pairs(keys: readonly string[]): string[][] {
  return keys.flatMap((a, i) => keys.slice(i + 1).map(b => [a, b]))
}
