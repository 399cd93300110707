import { say, words } from '../../diagnostics/index.js'
import * as laws from '../../laws/index.js'
import { type Law, LawError } from '../../laws/index.js'
import { parseMeanDuration } from '../../units/index.js'
import { entryOf, isNull, partOf, type ScalarTree, type Tree } from '../text/tree.js'
import { byForm, isListTree, isMapTree, listOf, refine } from './collection.js'
import { readSamples } from './csv.js'
import { maybe, object, preset, required } from './object.js'
import { inWhere, type Reading, report } from './reading.js'
import { exactlyOne, needs } from './rule.js'
import { choice, count, durationPattern, lawDuration, positiveNumber, refused, share, text } from './scalar.js'
import { named, type Shape, wrongType } from './shape.js'
import { tagged } from './tagged.js'

/** What a bare duration stands for. */
type Bare = 'exponential' | 'constant'

const about = {
  exponential: 'a law of time; a bare duration is the mean of an exponential',
  constant: 'a law of time; a bare duration is a constant, `150ms..300ms` is uniform',
}

/** A law of time to failure or of repair: a bare duration is the mean of an exponential. */
export const lifetime = lawShape('exponential')

/** Any other law of time: a bare duration is a constant. */
export const time = lawShape('constant')

function lawShape(bare: Bare): Shape<Law> {
  const shape: Shape<Law> = {
    expected: `a law of time such as \`5m\`, \`1m..5m\` or \`{ weibull: { shape: 0.7, mean: 60d } }\``,
    read(tree, reading) {
      if (tree.kind === 'map') return longForm.read(tree, reading)
      if (tree.kind === 'list' || isNull(tree)) return wrongType(shape, tree, reading)
      const dots = tree.text.indexOf('..')
      if (dots >= 0) return readRange(tree, dots, reading)
      const value = lawDuration.read(tree, reading)
      return made(tree, reading, () => (bare === 'exponential' ? laws.exponential(value) : laws.constant(value)))
    },
    fallback: () => (bare === 'exponential' ? laws.exponential(1_000_000) : laws.constant(1_000_000)),
    complete(tree) {
      if (tree.kind !== 'scalar') return tree
      const kind = tree.text.includes('..') ? 'uniform' : bare
      return { kind: 'map', place: tree.place, entries: [{ key: kind, keyPlace: tree.place, value: tree }] }
    },
    schema: schemas => ({ ...named('law', () => anyLaw).schema(schemas) }),
  }
  return { ...shape, schema: schemas => ({ allOf: [shape.schema(schemas)], description: about[bare] }) }
}

function readRange(tree: ScalarTree, dots: number, reading: Reading): Law {
  const low = readEnd(tree, 0, dots, reading)
  const high = readEnd(tree, dots + 2, tree.text.length, reading)
  return made(
    tree,
    reading,
    () => laws.uniform(low ?? 0, Math.max(low ?? 0, high ?? low ?? 0)),
    () => {
      if (low !== null && high !== null && high < low) {
        report(reading, 'S118', tree.place, say`the range ${tree.text} ends before it begins${inWhere(reading)}`)
      }
    },
  )
}

function readEnd(tree: ScalarTree, from: number, to: number, reading: Reading): number | null {
  const part = tree.text.slice(from, to)
  const parsed = parseMeanDuration(part)
  if (parsed.ok) return parsed.value
  const place = partOf(tree, from, to - from)
  refused(
    parsed,
    { ...tree, text: part, place, offset: tree.offset === null ? null : 0 },
    'a range such as `150ms..300ms`',
    reading,
  )
  return null
}

/** Builds a law; what its constructor refuses becomes a problem at the parameter. */
function made(tree: Tree, reading: Reading, make: () => Law, before: () => void = () => {}): Law {
  before()
  try {
    return make()
  } catch (error) {
    if (!(error instanceof LawError)) throw error
    const place = entryOf(tree, error.field)?.value.place ?? tree.place
    const requirement = error.requirement.replace(/, [\d.e+]+$/, '')
    report(
      reading,
      'S118',
      place,
      say`${words(`the ${error.field} of this ${error.law} law must be ${requirement}`)}${inWhere(reading)}`,
    )
    return { kind: 'constant', value: 1_000_000 }
  }
}

function body<T>(of: Shape<T>, make: (value: T) => Law): Shape<Law> {
  return refine(of, (value, tree, reading) => made(tree, reading, () => make(value)))
}

/** Two exponentials with balanced means (each carries half of the mean), after Whitt 1982, section 3. */
function balanced(mean: number, cv: number): Law {
  if (!(cv > 1)) throw new LawError('hyperexponential', 'cv', cv, 'greater than one')
  const lean = Math.sqrt((cv * cv - 1) / (cv * cv + 1))
  const heavy = (1 + lean) / 2
  return laws.hyperexponential([
    { weight: heavy, mean: mean / (2 * heavy) },
    { weight: 1 - heavy, mean: mean / (2 * (1 - heavy)) },
  ])
}

const inner: Shape<Law> = named('law', () => anyLaw)

const range: Shape<Law> = {
  expected: 'a range such as `1m..5m`',
  read(tree, reading) {
    const dots = tree.kind === 'scalar' ? tree.text.indexOf('..') : -1
    return tree.kind === 'scalar' && dots >= 0 ? readRange(tree, dots, reading) : wrongType(range, tree, reading)
  },
  fallback: () => laws.constant(1_000_000),
  complete: tree => tree,
  schema: () => ({ type: 'string', pattern: '\\.\\.', examples: ['1m..5m'] }),
}

const weibull = object(
  {
    shape: required(positiveNumber(), 'below 1: infant mortality; above 1: wear-out'),
    mean: maybe(lawDuration, 'the mean'),
    scale: maybe(lawDuration, 'the 63.2 % quantile'),
  },
  [exactlyOne(['mean', 'scale'])],
)

const lognormal = object(
  {
    median: maybe(lawDuration, 'half of all draws are shorter'),
    p99: maybe(lawDuration, '99 % of all draws are shorter'),
    mean: maybe(lawDuration, 'the mean'),
    cv: maybe(positiveNumber(), 'standard deviation over mean'),
  },
  [
    exactlyOne(['median', 'mean']),
    exactlyOne(['p99', 'cv']),
    exactlyOne(['median', 'cv']),
    exactlyOne(['mean', 'p99']),
  ],
)

const hyperexponential = object(
  {
    mean: maybe(lawDuration, 'the mean'),
    cv: maybe(positiveNumber(), 'standard deviation over mean, above 1'),
    branches: maybe(
      listOf(object({ weight: required(share, 'the share of draws'), mean: required(lawDuration, 'the mean') }), 1),
      'exponentials with their weights, which sum to 100%',
    ),
  },
  [exactlyOne(['mean', 'branches']), needs('mean', ['cv']), needs('cv', ['mean'])],
)

const samples = object({
  csv: required(text, 'a CSV file, relative to this file'),
  column: maybe(text, 'name of the column; not needed when there is one'),
  unit: preset(choice(['us', 'ms', 's', 'm', 'h', 'd', 'w', 'y']), 's', 'unit of the numbers'),
})

const longForm: Shape<Law> = tagged<Law>('law', {
  exponential: { shape: body(lawDuration, mean => laws.exponential(mean)), about: 'exponential with this mean' },
  constant: { shape: body(lawDuration, value => laws.constant(value)), about: 'always the same' },
  uniform: { shape: range, about: 'uniform between two durations' },
  weibull: {
    shape: body(weibull, v =>
      laws.weibull(v.mean === null ? { shape: v.shape, scale: v.scale ?? 1 } : { shape: v.shape, mean: v.mean }),
    ),
    about: 'Weibull by shape and mean or scale',
  },
  lognormal: {
    shape: body(lognormal, v =>
      laws.lognormal(
        v.median === null ? { mean: v.mean ?? 1, cv: v.cv ?? 1 } : { median: v.median, p99: v.p99 ?? v.median * 2 },
      ),
    ),
    about: 'lognormal by median and p99, or by mean and cv',
  },
  gamma: {
    shape: body(
      object({ shape: required(positiveNumber(), 'mean²/variance'), mean: required(lawDuration, 'the mean') }),
      laws.gamma,
    ),
    about: 'gamma by shape and mean',
  },
  erlang: {
    shape: body(
      object({ stages: required(count(1, 10_000), 'number of stages'), mean: required(lawDuration, 'the mean') }),
      laws.erlang,
    ),
    about: 'a sum of exponential stages, with this mean in all',
  },
  pareto: {
    shape: body(
      object({
        minimum: required(lawDuration, 'the least value'),
        shape: required(positiveNumber(), 'tail exponent; finite mean above 1'),
      }),
      laws.pareto,
    ),
    about: 'Pareto by minimum and shape',
  },
  hyperexponential: {
    shape: body(hyperexponential, v =>
      v.branches === null ? balanced(v.mean ?? 1, v.cv ?? 2) : laws.hyperexponential(v.branches),
    ),
    about: 'a mixture of exponentials: two by mean and cv, or by branches',
  },
  mixture: {
    shape: body(
      listOf(object({ weight: required(share, 'the share of draws'), law: required(inner, 'the law') }), 1),
      laws.mixture,
    ),
    about: 'one of several laws, by weight',
  },
  empirical: {
    shape: byForm<Law>([
      { when: isListTree, shape: body(listOf(lawDuration, 1), laws.empirical) },
      {
        when: isMapTree,
        shape: refine(samples, (value, tree, reading) => {
          const values = readSamples(value, tree, reading)
          return values === null ? laws.constant(1_000_000) : made(tree, reading, () => laws.empirical(values))
        }),
      },
    ]),
    about: 'measured values, each as likely as the other: a list, or a column of a CSV file',
  },
  shifted: {
    shape: body(object({ law: required(inner, 'the law'), by: required(lawDuration, 'added to every draw') }), v =>
      laws.shifted(v.law, v.by),
    ),
    about: 'a law and a constant on top',
  },
  truncated: {
    shape: body(
      object({
        law: required(inner, 'the law'),
        low: preset(lawDuration, '0s', 'no draw is below'),
        high: maybe(lawDuration, 'no draw is above'),
      }),
      v => laws.truncated(v.law, v.low, v.high ?? Number.POSITIVE_INFINITY),
    ),
    about: 'a law given that it falls between two durations',
  },
})

/** For the schema, and for laws inside laws. */
const anyLaw: Shape<Law> = {
  ...lawShape('constant'),
  schema: schemas => ({
    anyOf: [
      { type: 'string', pattern: durationPattern, examples: ['5m'] },
      { type: 'string', pattern: '\\.\\.', examples: ['150ms..300ms'] },
      longForm.schema(schemas),
    ],
  }),
}
