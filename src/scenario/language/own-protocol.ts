import { listing, makeSource, type Problem, say, suggest, words } from '../../diagnostics/index.js'
import { type OwnProtocol, ownProtocol, ownProtocolNames, type Setting } from '../../protocols/index.js'
import { time } from '../shape/law.js'
import { type Field, object, preset } from '../shape/object.js'
import { type Reading, report, within } from '../shape/reading.js'
import { choice, count, duration, flag, share } from '../shape/scalar.js'
import { type JsonSchema, mismatch, type Shape } from '../shape/shape.js'
import { entryOf, type Tree, treeOf, withEntry } from '../text/tree.js'

/** A protocol that was loaded beside the scenario, by name, with its settings. */
export interface OwnBody {
  readonly kind: 'own'
  readonly name: string
  readonly digest: string
  readonly settings: { readonly [key: string]: unknown }
}

const most = 1_000_000_000

function shapeOf({ is, of = [] }: Setting): Shape<unknown> {
  switch (is) {
    case 'duration':
      return duration
    case 'law':
      return time
    case 'count':
      return count(0, most)
    case 'share':
      return share
    case 'flag':
      return flag
    case 'choice':
      return choice(of)
  }
}

/** The settings of one protocol, as a map with the defaults that it names. */
function settingsOf({ settings }: OwnProtocol) {
  const fields: { [key: string]: Field<unknown> } = {}
  for (const [key, setting] of Object.entries(settings)) {
    fields[key] = preset(shapeOf(setting), setting.default, setting.about)
  }
  return object(fields)
}

const expected = 'the `name` of a protocol loaded with `--protocol`, and its `settings`'

/**
 * `{ name: majority-lease, settings: { lease: 10s } }`. What settings there are depends on the modules that were loaded, so
 * this shape reads by hand what others declare.
 */
export const ownBody: Shape<OwnBody> = {
  expected,
  read(tree, reading) {
    const own = find(tree, reading)
    if (own === null || tree.kind !== 'map') return ownBody.fallback()
    for (const { key, keyPlace } of tree.entries) {
      if (key !== 'name' && key !== 'settings') unknownKey(key, keyPlace, reading)
    }
    const given = entryOf(tree, 'settings')?.value ?? treeOf({}, tree.place)
    const settings = settingsOf(own).read(given, within(reading, 'settings'))
    return { kind: 'own', name: own.name, digest: own.digest, settings }
  },
  fallback: () => ({ kind: 'own', name: '', digest: '', settings: {} }),
  complete(tree) {
    if (tree.kind !== 'map') return tree
    const name = entryOf(tree, 'name')?.value
    const own = name?.kind === 'scalar' ? ownProtocol(name.text) : undefined
    if (own === undefined) return tree
    const given = entryOf(tree, 'settings')?.value ?? treeOf({}, tree.place)
    return withEntry(tree, 'settings', settingsOf(own).complete(given))
  },
  schema: (): JsonSchema => ({
    type: 'object',
    properties: {
      name: { type: 'string', description: 'the name that its module gives it' },
      settings: {
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean', 'object'] },
        description: 'its settings, as its module names them',
      },
    },
    required: ['name'],
    additionalProperties: false,
  }),
}

/** The first setting whose default the language cannot read, or null. */
export function wrongDefault({ settings }: OwnProtocol): string | null {
  for (const [key, setting] of Object.entries(settings)) {
    const problems: Problem[] = []
    const quiet: Reading = { problems, where: [], readFile: () => ({ reason: '' }), broken: new WeakSet() }
    const place = { source: makeSource('', ''), start: 0, end: 0, byDefault: true }
    shapeOf(setting).read(treeOf(setting.default, place), quiet)
    if (problems.length > 0) return key
  }
  return null
}

function find(tree: Tree, reading: Reading): OwnProtocol | null {
  if (tree.kind !== 'map') {
    mismatch(expected, tree, reading)
    return null
  }
  const entry = entryOf(tree, 'name')
  if (entry === undefined) {
    report(reading, 'S102', tree.place, say`missing key ${'name'} in ${'own'}`)
    return null
  }
  if (entry.value.kind !== 'scalar') {
    mismatch('the name of a protocol', entry.value, reading)
    return null
  }
  const { text, place } = entry.value
  const own = ownProtocol(text)
  if (own !== undefined) return own
  const known = ownProtocolNames()
  const meant = suggest(text, known)
  const help =
    known.length === 0
      ? words('name its module on the command line: `--protocol my-protocol.mjs`')
      : meant === null
        ? say`loaded with ${words('`--protocol`')}: ${listing(known, 'and')}`
        : say`did you mean ${meant}?`
  report(reading, 'S215', place, say`no protocol ${text} was loaded`, { help: [help] })
  return null
}

function unknownKey(key: string, place: Tree['place'], reading: Reading): void {
  report(reading, 'S101', place, say`unknown key ${key} in ${'own'}`, {
    help: [words('the keys here are `name` and `settings`')],
  })
}
