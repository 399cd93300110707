import { say, suggest, words } from '../../diagnostics/index.js'
import { mapOf, type Named } from '../shape/collection.js'
import { time } from '../shape/law.js'
import { object, preset } from '../shape/object.js'
import { inWhere, type Reading, report } from '../shape/reading.js'
import { flag, share } from '../shape/scalar.js'
import { located, type Shape } from '../shape/shape.js'
import { type Entry, type MapTree, spanOf, type Tree, treeOf } from '../text/tree.js'

const linkClass = object({
  latency: preset(located(time), '500us', 'one way', { slips: ['delay', 'rtt'] }),
  loss: preset(share, 0, 'share of messages lost'),
  duplicate: preset(share, 0, 'share of messages delivered twice'),
  reorder: preset(share, 0, 'share of messages held back by a further latency, so that later ones overtake them'),
  overtaking: preset(
    flag,
    false,
    'whether a message may overtake an earlier one on the same link by drawing a shorter latency',
  ),
})

type LinkClasses = readonly Named<ReturnType<typeof linkClass.read>>[]

const form = /^(default|clients|within-.+|between-.+s)$/
const usual = [
  'default',
  'clients',
  'within-zone',
  'between-zones',
  'within-rack',
  'between-racks',
  'within-region',
  'between-regions',
]
const classes = mapOf('link class', linkClass)

/** Link classes by name. What a class does not say, it has from `default`. */
export const network: Shape<LinkClasses> = {
  expected: 'a map of link classes such as `default`, `within-zone`, `between-zones`',
  read(tree, reading) {
    if (tree.kind !== 'map') return classes.read(tree, reading)
    const known = tree.entries.map(entry => ({ ...entry, key: checkedKey(entry, tree, reading) }))
    return classes.read(inherit({ ...tree, entries: known }), reading)
  },
  fallback: () => [],
  complete: tree => classes.complete(tree.kind === 'map' ? inherit(withDefault(tree)) : tree),
  schema: schemas => ({
    type: 'object',
    properties: {
      default: {
        ...linkClass.schema(schemas),
        description: 'what holds where no other class does, and what others do not say',
      },
      clients: { ...linkClass.schema(schemas), description: 'between clients and nodes' },
    },
    patternProperties: { '^(within-.+|between-.+s)$': linkClass.schema(schemas) },
    additionalProperties: false,
  }),
}

function checkedKey(entry: Entry, tree: MapTree, reading: Reading): string {
  if (form.test(entry.key)) return entry.key
  const free = usual.filter(key => !tree.entries.some(e => e.key === key))
  const meant = suggest(entry.key, free)
  report(reading, 'S101', entry.keyPlace, say`unknown key ${entry.key}${inWhere(reading)}`, {
    help:
      meant === null
        ? [
            words(
              'the keys here are `default`, `clients`, `within-<kind>` and `between-<kind>s`, such as `between-zones`',
            ),
          ]
        : [],
    suggestion:
      meant === null
        ? null
        : { text: say`did you mean ${meant}?`, edits: [{ span: spanOf(entry.keyPlace), replacement: meant }] },
  })
  return meant ?? entry.key
}

function withDefault(tree: MapTree): MapTree {
  if (tree.entries.some(entry => entry.key === 'default')) return tree
  const value = treeOf({}, tree.place)
  return { ...tree, entries: [{ key: 'default', keyPlace: value.place, value }, ...tree.entries] }
}

function inherit(tree: MapTree): MapTree {
  const base = tree.entries.find(entry => entry.key === 'default')?.value
  if (base?.kind !== 'map') return tree
  const filled = (value: Tree): Tree => {
    if (value.kind !== 'map' || value === base) return value
    const own = new Set(value.entries.map(entry => entry.key))
    return { ...value, entries: [...value.entries, ...base.entries.filter(entry => !own.has(entry.key))] }
  }
  return { ...tree, entries: tree.entries.map(entry => ({ ...entry, value: filled(entry.value) })) }
}
