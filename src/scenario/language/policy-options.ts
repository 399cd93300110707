import type { Cases, Kind, Options } from '../../balancers/index.js'
import { say, words } from '../../diagnostics/index.js'
import { printDuration } from '../../units/index.js'
import { byForm, isMapTree, isScalarTree, listOf, mapOf, refine } from '../shape/collection.js'
import { type Field, type Fields, maybe, object, preset } from '../shape/object.js'
import { inWhere, report } from '../shape/reading.js'
import { choice, count, duration, flag, numberBetween, percent, positiveDuration, text } from '../shape/scalar.js'
import type { Shape } from '../shape/shape.js'
import { tagged } from '../shape/tagged.js'
import { type PlainYaml, treeOf } from '../text/tree.js'

const SECOND = 1_000_000
const most = 1_000_000_000

/** `maxFails` as the language writes it, `max-fails`. */
export const keyOf = (name: string): string => name.replace(/[A-Z]|\d+/g, part => `-${part.toLowerCase()}`)

/** The options that a room describes, as keys of a map. */
export function fieldsOf(options: Options): Fields {
  const fields: { [key: string]: Field<unknown> } = {}
  for (const [name, option] of Object.entries(options)) {
    const shape = shapeOf(option)
    const byDefault = written(option)
    fields[keyOf(name)] =
      byDefault === null ? maybe(shape, option.about) : preset(shape, byDefault, option.about, { slips: slipsOf(name) })
  }
  return fields
}

/** Products run their words together, `maxfails`, or join them by `_`. */
function slipsOf(name: string): string[] {
  return [name, name.toLowerCase(), keyOf(name).replaceAll('-', '_')].filter(slip => slip !== keyOf(name))
}

/** What was read, under the names that the room gave; what is not set is left out. */
export function valuesOf(options: Options, read: { readonly [key: string]: unknown }): { [name: string]: unknown } {
  const values: { [name: string]: unknown } = {}
  for (const name of Object.keys(options)) {
    const value = read[keyOf(name)]
    if (value !== null && value !== undefined) values[name] = value
  }
  return values
}

function shapeOf(kind: Kind): Shape<unknown> {
  switch (kind.type) {
    case 'flag':
      return flag
    case 'whole':
    case 'number':
      return numeric(kind)
    case 'choice':
      return oneOfWords(kind.choices)
    case 'text':
      return text
    case 'list':
      return listOf(shapeOf(kind.of), 1)
    case 'counts':
      return refine(mapOf('zone', count(0, most)), entries =>
        Object.fromEntries(entries.map(({ name, value }) => [name, value])),
      )
    case 'group':
      return refine(object(fieldsOf(kind.options)), read => valuesOf(kind.options, read))
    case 'one-of':
      return cases(kind.tag, kind.cases)
  }
}

function oneOfWords(choices: readonly (string | number)[]): Shape<string | number> {
  return refine(choice(choices.map(String)), word => choices.find(one => String(one) === word) ?? word)
}

function numeric({ type, unit, least, most: limit }: Extract<Kind, { type: 'whole' | 'number' }>): Shape<unknown> {
  if (unit === 'µs') return least > 0 ? positiveDuration : duration
  if (unit === 's') return refine(duration, time => Math.round(time / SECOND), wholeSeconds)
  if (unit === '%') return percent(least, limit ?? most)
  if (type === 'number') return numberBetween(least, limit ?? most)
  const whole = count(Math.max(0, least), limit ?? most)
  return unit === 'places' ? refine(whole, value => value, prime) : whole
}

const wholeSeconds: Parameters<typeof refine<number, number>>[2] = (time, tree, reading) => {
  if (time % SECOND !== 0)
    report(reading, 'S107', tree.place, say`${words('whole seconds are counted here')}${inWhere(reading)}`)
}

/** A table of another size has places that no permutation comes to. */
const prime: Parameters<typeof refine<number, number>>[2] = (size, tree, reading) => {
  for (let divisor = 2; divisor * divisor <= size; divisor++) {
    if (size % divisor !== 0) continue
    report(reading, 'S107', tree.place, say`${size} is not a prime, but ${divisor} times ${size / divisor}`)
    return
  }
}

/** `leastconn`, or `{ random: { draws: 3 } }`. */
function cases(tag: string, of: Cases): Shape<{ readonly [name: string]: unknown }> {
  const names = Object.keys(of)
  const form = (name: string) =>
    refine(object(fieldsOf(of[name].options)), read => ({ [tag]: name, ...valuesOf(of[name].options, read) }))
  const long = tagged(
    'choice',
    Object.fromEntries(names.map(name => [name, { shape: form(name), about: of[name].about }])),
  )
  const short = refine(choice(names), (name, tree) => form(name).read(treeOf({}, tree.place), quiet()))
  const shape = byForm<{ readonly [name: string]: unknown }>([
    { when: isScalarTree, shape: short },
    { when: isMapTree, shape: long },
  ])
  return {
    ...shape,
    complete: tree =>
      tree.kind === 'scalar'
        ? long.complete({ ...treeOf({ [tree.text]: {} }, tree.place), place: tree.place })
        : shape.complete(tree),
  }
}

const quiet = () => ({ problems: [], where: [], readFile: () => ({ reason: '' }), broken: new WeakSet<object>() })

/** A default as one would write it; null where there is none. */
function written(kind: Kind): PlainYaml | null {
  const { default: value } = kind
  if (value === null) return null
  if (kind.type === 'whole' || kind.type === 'number') {
    if (kind.unit === 'µs') return printDuration(value as number)
    if (kind.unit === 's') return printDuration((value as number) * SECOND)
    return kind.unit === '%' ? `${value as number}%` : (value as number)
  }
  return kind.type === 'list' ? (value as readonly (string | number)[]).map(String) : (value as PlainYaml)
}
