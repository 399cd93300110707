/**
 * What a policy or a health check can be told, as plain data: the scenario language, its schema and its reference are made
 * of it. Every field of a configuration has its option under its own name; an option that is left out of a
 * configuration means its `default`.
 */
export interface Description<C> {
  /** What it is called in a scenario. */
  readonly name: string
  readonly about: string
  /** Where its rules come from: the file of a product, a paper, a proposal. */
  readonly source: string
  readonly options: Fields<Omit<C, 'servers'>>
  /** What each server may be told besides its name and weight; null where servers are not told anything. */
  readonly server: C extends { readonly servers: readonly (infer S)[] } ? Fields<Omit<S, 'name' | 'weight'>> : null
}

/** An option for every field of a type. */
export type Fields<T> = { readonly [K in keyof T]-?: Option }

/** Options whose names are not known. */
export interface Options {
  readonly [name: string]: Option
}

/** One option. A default of null says that without it the thing is off or goes by another option, as `about` says. */
export type Option = { readonly about: string; readonly source: string } & Kind

export type Kind =
  | { readonly type: 'flag'; readonly default: boolean | null }
  /** `least` and `most` belong to the range; a `most` of null is no limit. */
  | {
      readonly type: 'whole' | 'number'
      readonly unit: Unit
      readonly least: number
      readonly most: number | null
      readonly default: number | null
    }
  | {
      readonly type: 'choice'
      readonly choices: readonly (string | number)[]
      readonly default: string | number | null
    }
  | { readonly type: 'text'; readonly default: string | null }
  | { readonly type: 'list'; readonly of: Kind; readonly default: readonly (string | number)[] | null }
  /** Whole numbers by name. */
  | { readonly type: 'counts'; readonly default: null }
  /** Options that stand together or not at all. */
  | { readonly type: 'group'; readonly options: Options; readonly default: null }
  /** One of several cases; the field `tag` of the value names it and the case's options stand beside. */
  | { readonly type: 'one-of'; readonly tag: string; readonly cases: Cases; readonly default: string }

export interface Cases {
  readonly [name: string]: { readonly about: string; readonly options: Options }
}

/** Times are in µs but for products that count in whole seconds. */
export type Unit = 'µs' | 's' | '%' | '‰' | '1' | 'requests' | 'servers' | 'points' | 'places' | 'bytes'

type Told = readonly [about: string, source: string]

export function flag(byDefault: boolean | null, ...[about, source]: Told): Option {
  return { type: 'flag', default: byDefault, about, source }
}

export function whole(unit: Unit, range: readonly [number, number | null], byDefault: number | null, ...told: Told) {
  return numeric('whole', unit, range, byDefault, told)
}

export function real(unit: Unit, range: readonly [number, number | null], byDefault: number | null, ...told: Told) {
  return numeric('number', unit, range, byDefault, told)
}

/** A time of at least `least` µs. */
export function time(byDefault: number | null, ...told: Told): Option {
  return numeric('whole', 'µs', [1, null], byDefault, told)
}

function numeric(
  type: 'whole' | 'number',
  unit: Unit,
  [least, most]: readonly [number, number | null],
  byDefault: number | null,
  [about, source]: Told,
): Option {
  return { type, unit, least, most, default: byDefault, about, source }
}

export function choice(
  choices: readonly (string | number)[],
  byDefault: string | number | null,
  ...[about, source]: Told
): Option {
  return { type: 'choice', choices, default: byDefault, about, source }
}

export function group(options: Options, ...[about, source]: Told): Option {
  return { type: 'group', options, default: null, about, source }
}

export function oneOf(tag: string, cases: Cases, byDefault: string, ...[about, source]: Told): Option {
  return { type: 'one-of', tag, cases, default: byDefault, about, source }
}

/** Values for some options with the defaults of the others; what has none is left out. */
export function filled(options: Options, given: { readonly [name: string]: unknown } = {}): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(options)) {
    const value = given[name] ?? (option.type === 'one-of' ? { [option.tag]: option.default } : option.default)
    if (value === null) continue
    const inside = value as { readonly [name: string]: unknown }
    if (option.type === 'group') values[name] = filled(option.options, inside)
    else if (option.type === 'one-of') {
      const chosen = String(inside[option.tag])
      values[name] = { [option.tag]: chosen, ...filled(option.cases[chosen].options, inside) }
    } else values[name] = value
  }
  return values
}
