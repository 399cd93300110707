import type { Plain, Protocol } from './contract.js'

/** What a setting is: a length of time, a law of such, a whole number, a share of one, yes or no, or one of some words. */
export type SettingKind = 'duration' | 'law' | 'count' | 'share' | 'flag' | 'choice'

/** One setting of a protocol, as a scenario may give it. */
export interface Setting {
  readonly is: SettingKind
  /** As it would stand in a scenario: `10s`, `150ms..300ms`, `3`, `0.1%`, `true`. */
  readonly default: string | number | boolean
  readonly about: string
  /** The words of a choice. */
  readonly of?: readonly string[]
}

/**
 * A protocol that does not come with the program: a module exports `protocol` and `settings`. Its configuration is
 * `members` and the settings under their names, durations and laws in microseconds.
 */
export interface OwnProtocol {
  readonly name: string
  readonly protocol: Protocol<Plain, Plain, Plain>
  readonly settings: { readonly [name: string]: Setting }
  /** Names the text it was loaded from, so that results of different texts are not taken for the same. */
  readonly digest: string
  /** As it was named, and where workers load it from. */
  readonly file: string
  readonly url: string
}

const kinds: readonly string[] = ['duration', 'law', 'count', 'share', 'flag', 'choice'] satisfies SettingKind[]
const duties = ['init', 'step', 'status', 'advance', 'describe'] as const

/** The own protocol in what a module exports, or in a sentence what it lacks. */
export function readOwnProtocol(
  exported: { readonly [name: string]: unknown },
  source: Pick<OwnProtocol, 'digest' | 'file' | 'url'>,
): OwnProtocol | string {
  const { protocol, settings = {} } = exported
  if (!isRecord(protocol)) return 'it exports no `protocol`'
  const { name } = protocol
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    return '`protocol.name` has to be small letters, digits and `-`, such as `majority-lease`'
  }
  for (const duty of duties) if (typeof protocol[duty] !== 'function') return `\`protocol.${duty}\` is no function`
  if (!isRecord(settings)) return '`settings` is no object'
  for (const key of Object.keys(settings)) {
    const lack = lackOf(key, settings[key])
    if (lack !== null) return lack
  }
  return {
    name,
    protocol: protocol as unknown as OwnProtocol['protocol'],
    settings: settings as OwnProtocol['settings'],
    ...source,
  }
}

function lackOf(key: string, setting: unknown): string | null {
  if (key === 'members' || !/^[a-z][A-Za-z0-9-]{0,62}$/.test(key)) return `a setting cannot be called \`${key}\``
  if (!isRecord(setting)) return `setting \`${key}\` is no object`
  if (!kinds.includes(setting['is'] as string)) return `setting \`${key}\`: \`is\` has to be one of ${kinds.join(', ')}`
  if (!['string', 'number', 'boolean'].includes(typeof setting['default']))
    return `setting \`${key}\` has no \`default\``
  if (typeof setting['about'] !== 'string') return `setting \`${key}\` has no \`about\`, which says what it is for`
  const words = setting['of']
  const isChoice = setting['is'] === 'choice'
  if (isChoice && !(Array.isArray(words) && words.length > 0 && words.every(word => typeof word === 'string'))) {
    return `setting \`${key}\` is a choice and lists no words in \`of\``
  }
  return null
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Those adopted in this process, by name. They are adopted while the program starts, before a scenario is read or a trial
 * runs, and in every worker the same.
 */
const adopted = new Map<string, OwnProtocol>()

/** Makes it known to scenarios. A second one of the same name takes the place of the first. */
export function adoptProtocol(own: OwnProtocol): void {
  adopted.set(own.name, own)
}

export function ownProtocol(name: string): OwnProtocol | undefined {
  return adopted.get(name)
}

/** In the order of their names. */
export function ownProtocolNames(): string[] {
  return [...adopted.keys()].sort((a, b) => (a < b ? -1 : 1))
}
