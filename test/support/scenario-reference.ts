import { type JsonSchema, type Metric, metrics, scenarioJsonSchema } from '../../src/scenario/index.js'

type Schemas = { readonly [key: string]: JsonSchema }

interface Section {
  readonly title: string
  readonly schema: JsonSchema
  /** Where its values stand when there is more than one place, or what leads to it. */
  readonly about: string
}

const INTRO = `# The scenario language

Made from the shapes that read scenarios and from the list of metrics; do not edit. \`nines schema\` prints the same as a
JSON Schema, with which editors complete and check keys; \`nines print --resolved FILE\` shows every default of a scenario;
\`nines explain CODE\` explains an error.

A scenario is one YAML file (1.2, without merge keys or custom tags). Keys that are not listed here are errors. What has a
name is a map by name and not a list, so that \`extends\` can merge it: maps are merged key by key, anything else is
replaced whole, and \`null\` removes.

Values carry their units:

| value | examples | |
| --- | --- | --- |
| duration | \`250us\`, \`5ms\`, \`30s\`, \`5m\`, \`12h\`, \`30d\`, \`2w\`, \`1y\`, \`1h30m\` | exact to the microsecond; \`m\` is a minute, \`y\` is 365 days, there is no month; up to 285 years, but parameters of laws may be longer |
| share | \`99.95%\`, \`0.01%\`, \`0.0001\`, \`10ppm\` | read as a decimal and rounded once |
| rate | \`200/s\`, \`12/h\` | per unit of time |
| drift | \`10ppm\` | of a clock |
| size | \`512B\`, \`4KiB\`, \`1MB\` | of what is sent |
| name | \`web\`, \`web-3\`, \`eu/a\` | of a node, a group of nodes, a domain or a service |
`

/** The reference of all keys, laws and metrics as Markdown: each map before the maps inside it, what is shared last. */
export function scenarioReference(): string {
  const schema = scenarioJsonSchema()
  const definitions = schema.definitions as Schemas
  const sections: Section[] = [
    { title: 'A scenario', schema, about: '' },
    { title: 'Domains', schema: definitions.domain, about: DOMAINS },
    { title: 'Domains of another kind', schema: ownKeys(definitions), about: 'All keys of a [domain](#domains), and:' },
    {
      title: 'Repairs',
      schema: definitions.repair,
      about: 'The parts of a repair, each a law of time, one after the other.',
    },
    { title: 'Calls', schema: definitions.call, about: CALLS },
    { title: 'Keys', schema: definitions.keys, about: 'What requests are about: a map with one of these keys.' },
    { title: 'Laws of time', schema: tagged(definitions.law), about: LAWS },
  ]
  const out = [INTRO]
  for (let i = 0; i < sections.length; i++) {
    const known = sections.length
    const { title, about } = sections[i]
    out.push(`## ${title}\n`, ...(about === '' ? [] : [`${about}\n`]), ...table(sections[i], sections))
    // What this one led to comes next.
    sections.splice(i + 1, 0, ...sections.splice(known))
  }
  return `${[...out, metricTable()].join('\n').trimEnd()}\n`
}

/** What a domain of a kind of its own has that others lack. */
function ownKeys(definitions: Schemas): JsonSchema {
  const shared = definitions.domain.properties as Schemas
  const own = Object.entries(definitions['domain-of-a-kind'].properties as Schemas).filter(([key]) => !(key in shared))
  return { properties: Object.fromEntries(own) }
}

const LAWS = `Wherever a law of time is asked for, a bare duration will do: the mean of an exponential for \`mtbf\` and \`mttr\`, a
constant elsewhere. A range such as \`150ms..300ms\` is uniform. Else a map with one key:`

const DOMAINS = `Regions, zones, racks and domains of another kind hold each other to any depth. A nested one is named by its path,
\`eu/a\`.`

const CALLS = `What one request asks of one other service; its name alone will do. See [traffic](traffic.md#calls).`

/** The cases of a law, without its short forms. */
function tagged(law: JsonSchema): JsonSchema {
  return (law.anyOf as JsonSchema[]).find(form => form.type === 'object')!
}

function table({ title, schema }: Section, sections: Section[]): string[] {
  const properties = schema.properties as Schemas
  const required = (schema.required ?? []) as string[]
  const rows = Object.entries(properties).map(([key, value]) => {
    const preset = required.includes(key) ? '_required_' : value.default === undefined ? '' : code(value.default)
    const name = title === 'A scenario' || title === 'Laws of time' ? key : `${title} › ${key}`
    return `| \`${key}\` | ${written(value, name, sections)} | ${preset} | ${String(value.description ?? '')} |`
  })
  const rules = ruleLines((schema.allOf ?? []) as JsonSchema[])
  return [
    '| key | value | default | |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...rules,
    ...(rules.length > 0 ? [''] : []),
  ]
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value || "''" : JSON.stringify(value)}\``
const name = (key: string): string => `\`${key}\``
const listed = (keys: readonly string[]): string => keys.map(name).join(', ')
const keysOf = (forms: unknown): string[] => (forms as { required: string[] }[]).map(form => form.required[0])

/** What ties keys together, as a line each. */
function ruleLines(rules: readonly JsonSchema[]): string[] {
  const lines: string[] = []
  const needing = new Map<string, string[]>()
  for (const rule of rules) {
    if (rule.oneOf !== undefined) lines.push(`- one of ${listed(keysOf(rule.oneOf))}`)
    for (const pair of ((rule.not as JsonSchema | undefined)?.anyOf ?? []) as { required: string[] }[]) {
      lines.push(`- not both ${pair.required.map(name).join(' and ')}`)
    }
    for (const [key, others] of Object.entries((rule.dependencies ?? {}) as Schemas)) {
      const beside = keysOf(others.anyOf).map(name).join(' or ')
      needing.set(beside, [...(needing.get(beside) ?? []), key])
    }
  }
  for (const [beside, keys] of needing) {
    lines.push(
      keys.length === 1
        ? `- ${listed(keys)} needs ${beside} beside it`
        : `- ${listed(keys)} need ${beside} beside them`,
    )
  }
  return lines
}

const REFERENCES: { readonly [ref: string]: string } = {
  law: 'law of time',
  repair: 'repair',
  call: 'call',
  keys: 'keys',
  domain: 'domains by name',
  'domain-of-a-kind': 'domains by name',
}
const TARGETS: { readonly [ref: string]: string } = {
  law: 'Laws of time',
  repair: 'Repairs',
  call: 'Calls',
  keys: 'Keys',
  domain: 'Domains',
  'domain-of-a-kind': 'Domains of another kind',
}

const link = (text: string, title: string): string =>
  `[${text}](#${title
    .toLowerCase()
    .replace(/[^\p{L}\d\- ]/gu, '')
    .replaceAll(' ', '-')})`

/** What may be written, in a few words; a map gets a section of its own, once. */
function written(schema: JsonSchema, name: string, sections: Section[]): string {
  const ref = refOf(schema)
  if (ref !== null) return link(REFERENCES[ref], TARGETS[ref])
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return (schema.enum as unknown[]).map(code).join(', ')
  if (schema.anyOf !== undefined) return formsOf(schema.anyOf as JsonSchema[], name, sections)
  switch (schema.type) {
    case 'boolean':
      return '`true`, `false`'
    case 'integer':
      return `whole number from ${schema.minimum}${schema.maximum === undefined ? '' : ` to ${Number(schema.maximum).toLocaleString('en')}`}`
    case 'number':
      return `number ${schema.minimum === 0 ? 'from 0' : 'above 0'}${schema.maximum === undefined ? '' : `, at most ${schema.maximum}`}`
    case 'array':
      return `list of: ${written(schema.items as JsonSchema, name, sections)}`
    case 'object':
      return mapOf(schema, name, sections)
    case 'string':
      return textOf(String(schema.pattern ?? ''))
    default:
      return (schema.type as string[]).includes('boolean') ? 'text' : 'name'
  }
}

function refOf(schema: JsonSchema): string | null {
  const all = schema.allOf as JsonSchema[] | undefined
  const ref = schema.$ref ?? (all?.length === 1 ? all[0].$ref : undefined)
  return ref === undefined ? null : String(ref).replace('#/definitions/', '')
}

function formsOf(forms: readonly JsonSchema[], name: string, sections: Section[]): string {
  const [first, second] = forms
  if (second?.type === 'array' && JSON.stringify(second.items) === JSON.stringify(first)) {
    return `${written(first, name, sections)}, or a list of them`
  }
  if (String(second?.pattern).includes('%')) return 'share'
  return [...new Set(forms.map(form => written(form, name, sections)))].join(', or ')
}

function mapOf(schema: JsonSchema, name: string, sections: Section[]): string {
  const inner = schema.additionalProperties
  if (typeof inner === 'object' && inner !== null) {
    const of = inner as JsonSchema
    const ref = refOf(of)
    if (ref !== null) return link(REFERENCES[ref], TARGETS[ref])
    return of.type === 'object'
      ? `by name: ${sectionFor(of, name, sections)}`
      : `by name: ${written(of, name, sections)}`
  }
  if (schema.patternProperties !== undefined) {
    const [of] = Object.values(schema.patternProperties as Schemas)
    return `by link class (\`default\`, \`clients\`, \`within-zone\`, \`between-zones\` and the like): ${sectionFor(of, name, sections)}`
  }
  return sectionFor(schema, name, sections)
}

/** A link to the section of a map; maps of the same keys share one. */
function sectionFor(schema: JsonSchema, name: string, sections: Section[]): string {
  const { description: _, default: __, ...bare } = schema
  const same = sections.find(section => JSON.stringify(section.schema) === JSON.stringify(bare))
  if (same !== undefined) return link(same.title, same.title)
  const about = bare.maxProperties === 1 ? 'A map with one of these keys.' : ''
  sections.push({ title: name, schema: bare, about })
  return link(name, name)
}

function textOf(pattern: string): string {
  if (pattern.includes('/ ?(us')) return 'rate'
  if (pattern.includes('µs')) return pattern.includes('[+-]?') ? 'duration with a sign' : 'duration'
  if (pattern.includes('ppm')) return 'drift'
  if (pattern.includes('KiB')) return 'size'
  if (pattern === '^[0-9.]+ ?%$') return 'percentage'
  if (pattern.includes('[0-9]{4}')) return 'date such as `2026-01-01`'
  if (pattern === '\\.\\.') return 'range such as `1m..5m`'
  if (pattern.includes('majority')) return '`any`, `all`, `majority`, or `2 of 3`'
  return link('expectation', 'Expectations')
}

function metricTable(): string {
  const row = ({ name, subjects, quantile, about, example }: Metric): string =>
    `| \`${name}\` | ${subjects.join(', ')} | ${about}${quantile ? ', asked for as `p50`, `p99.9`, `max`' : ''} | \`${example}\` |`
  return `## Expectations

\`metric(subject) op threshold\`, with \`>=\`, \`>\`, \`<=\` or \`<\`, and at the end \`at 99%\` for another level than 95%. An
expectation passes when the whole interval is on the right side of the threshold, fails when it is on the wrong one, and is
inconclusive when it straddles it.

| metric | of a | what it is | example |
| --- | --- | --- | --- |
${metrics.map(row).join('\n')}
`
}
