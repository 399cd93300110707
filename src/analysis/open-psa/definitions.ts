import { say, suggest, words } from '../../diagnostics/index.js'
import type { Findings, Place } from './findings.js'

export type EventKind = 'gate' | 'basic-event' | 'house-event'
export type Role = 'public' | 'private'

/** A container of definitions: the model, a fault tree or a component in it. */
export interface Scope {
  /** Names of the containers from the outside, joined by dots; empty for the model. */
  readonly path: string
  readonly role: Role
}

/** What a name stands for, with the place of the name. */
export interface Definition {
  readonly kind: EventKind | 'parameter'
  readonly name: string
  readonly role: Role
  readonly scope: Scope
  /** The name alone where it is public, the whole path where it is private. */
  readonly id: string
  readonly label: string
  readonly place: Place
}

/**
 * The names of a model: events of all kinds share one name space, parameters have another. A public name is known
 * everywhere, a private one in its container and those inside; a path (`Tree.Component.name`) leads to either.
 */
export class Names<D extends Definition> {
  private readonly byPath = new Map<string, D>()
  private readonly byName = new Map<string, D>()

  /** Adds a definition, unless its name is taken, which is told. */
  add(definition: D, findings: Findings): boolean {
    const path = pathOf(definition.scope, definition.name)
    const taken = this.byPath.get(path) ?? (definition.role === 'public' ? this.byName.get(definition.name) : undefined)
    if (taken !== undefined) {
      findings.error(
        'F611',
        definition.place,
        say`${words(called(definition.kind))} ${definition.name} is defined twice`,
        {
          also: [{ place: taken.place, text: `first defined here, as ${called(taken.kind)}` }],
        },
      )
      return false
    }
    this.byPath.set(path, definition)
    if (definition.role === 'public') this.byName.set(definition.name, definition)
    return true
  }

  /** What a reference made in a scope leads to: the innermost container that has the name, then the public names. */
  find(reference: string, scope: Scope): D | undefined {
    for (let path = scope.path; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
      const found = this.byPath.get(`${path}.${reference}`)
      if (found !== undefined) return found
    }
    return this.byName.get(reference) ?? this.byPath.get(reference)
  }

  /** The reference that was most likely meant. */
  closest(reference: string): string | null {
    return suggest(reference, [...this.byName.keys()])
  }
}

export function pathOf(scope: Scope, name: string): string {
  return scope.path === '' ? name : `${scope.path}.${name}`
}

const NAMES = {
  gate: 'the gate',
  'basic-event': 'the basic event',
  'house-event': 'the house event',
  parameter: 'the parameter',
}

export function called(kind: Definition['kind']): string {
  return NAMES[kind]
}
