import type { Stream } from '../../random/index.js'
import {
  type Choice,
  type Happening,
  noReleases,
  type Policy,
  type Request,
  refused,
  type ServerConfig,
} from '../contract.js'
import { newRoster, note, type Roster, usable } from './roster.js'

export interface GenericConfig {
  readonly servers: readonly ServerConfig[]
}

/** The roster, and what the rule keeps of its own. */
export interface GenericState<X> {
  readonly roster: Roster
  readonly own: X
}

/** A rule of choice: all that tells one textbook policy from another. */
export interface Rule<C, X> {
  readonly name: string
  start(config: C): X
  /** One of the candidates; there is at least one. */
  choose(question: Question<C, X>): number
  /** What it hears besides the roster. */
  hear?(config: C, own: X, happening: Happening, roster: Roster): void
}

export interface Question<C, X> {
  readonly config: C
  readonly own: X
  readonly roster: Roster
  /** Who may be picked: the usable servers not yet tried, or all usable ones when each was tried. Ascending. */
  readonly candidates: readonly number[]
  readonly request: Request
  readonly stream: Stream
}

/** A policy of such a rule. Nobody waits: without a usable server a request is refused. */
export function genericPolicy<C extends GenericConfig, X>(rule: Rule<C, X>): Policy<C, GenericState<X>> {
  return {
    name: rule.name,
    init: config => ({ roster: newRoster(config.servers), own: rule.start(config) }),
    pick(config, { roster, own }, request, stream): Choice {
      const all = usable(roster)
      if (all.length === 0) return refused
      const fresh = request.tried.length === 0 ? all : all.filter(i => !request.tried.includes(i))
      const candidates = fresh.length > 0 ? fresh : all
      return { server: rule.choose({ config, own, roster, candidates, request, stream }), wait: false }
    },
    tell(config, { roster, own }, happening) {
      note(roster, happening)
      rule.hear?.(config, own, happening, roster)
      return noReleases
    },
  }
}

/** The sum of the candidates' weights. */
export function totalWeight(roster: Roster, candidates: readonly number[]): number {
  return candidates.reduce((sum, i) => sum + roster.weight[i], 0)
}
