import { membersOf, minimalQuorums, moreThanHalf, type Quorum } from '../quorum/index.js'
import { firstQuorums, mayLead, type Scenario, type Service } from '../scenario/index.js'
import type { Component } from './component.js'
import { TreeBuilder } from './tree-builder.js'

/**
 * When is a service down, as a formula over failed components? Only who could serve is asked, not who does: whether a
 * protocol has found its leader yet is a matter of time and not of structure. A member serves when it runs and reaches the
 * clients both ways; where the protocol wants a quorum, it also talks to a majority of all members both ways, itself
 * counted. Nodes do not pass on messages for each other: who reaches whom is asked pair by pair.
 */
export class Structure {
  readonly #scenario: Scenario
  readonly #components: readonly Component[]
  readonly #builder: TreeBuilder
  /** By node: what stops it. */
  readonly #stops: number[][]
  readonly #cuts: number[]
  readonly #services: number[] = []

  constructor(scenario: Scenario, components: readonly Component[]) {
    this.#scenario = scenario
    this.#components = components
    this.#builder = new TreeBuilder(components.length)
    this.#stops = scenario.nodes.map(() => [])
    this.#cuts = []
    for (const [c, { effect, probability }] of components.entries()) {
      if (probability === 0) continue
      if (effect.kind === 'cut') this.#cuts.push(c)
      else for (const n of effect.nodes) this.#stops[n].push(c)
    }
  }

  get builder(): TreeBuilder {
    return this.#builder
  }

  /** The service or something it cannot do without is down. */
  serviceDown(s: number): number {
    this.#services[s] ??= this.#builder.or([this.ownDown(s), ...this.#needed(s, 'hard')])
    return this.#services[s]
  }

  /** Up, but without something it would like to have; null when there is no such thing. */
  serviceDegraded(s: number): number | null {
    const soft = this.#needed(s, 'soft')
    if (soft.length === 0) return null
    return this.#builder.and([this.#builder.not(this.serviceDown(s)), this.#builder.or(soft)])
  }

  #needed(s: number, kind: 'hard' | 'soft'): number[] {
    const wanted = this.#scenario.services[s].dependsOn.filter(d => d.kind === kind)
    return wanted.map(d => this.serviceDown(d.service))
  }

  /** The service by itself. */
  ownDown(s: number): number {
    const service = this.#scenario.services[s]
    const { members, redundancy } = service
    if (redundancy.kind === 'k-of-n')
      return this.#builder.atLeast(members.length - redundancy.needs + 1, this.#unserving(service))
    if (redundancy.kind === 'standby') return this.#builder.and(this.#unserving(service))
    const quorums = firstQuorums(service)
    if (quorums === null) throw new Error(`service ${service.id} has no quorums`)
    const { elect, commit } = quorums
    const leaders = membersOf(elect).filter(m => membersOf(commit).includes(m) && mayLead(service, m))
    return this.#builder.and(
      leaders.map(m => {
        const lacks = [this.#lacks(elect, members, m), ...(commit === elect ? [] : [this.#lacks(commit, members, m)])]
        return this.#builder.or([this.nodeDown(members[m]), ...lacks])
      }),
    )
  }

  #unserving({ members }: Service): number[] {
    return members.map(n => this.nodeDown(n))
  }

  /** A node is stopped, or it and the clients are apart. */
  nodeDown(n: number): number {
    return this.#builder.or([this.#stopped(n), this.#apart(-1, n)])
  }

  /** Member `m` by itself is well, and reaches no quorum: too many are silent, or some in every minimal one. */
  #lacks(quorum: Quorum, members: readonly number[], m: number): number {
    const silent = (other: number): number =>
      this.#builder.or([this.#stopped(members[other]), this.#apart(members[m], members[other])])
    if (quorum.kind === 'majority' || quorum.kind === 'count') {
      const { of } = quorum
      const needed = quorum.kind === 'count' ? quorum.needed : moreThanHalf(of.length)
      return this.#builder.atLeast(of.length - needed + 1, of.filter(other => other !== m).map(silent))
    }
    return this.#builder.and(
      minimalQuorums(quorum).map(set => this.#builder.or(set.filter(other => other !== m).map(silent))),
    )
  }

  #stopped(n: number): number {
    return this.#builder.or(this.#stops[n].map(c => this.#builder.event(c)))
  }

  #apart(a: number, b: number): number {
    const cuts = this.#cuts.filter(c => {
      const { effect } = this.#components[c]
      return effect.kind === 'cut' && effect.separates(a, b)
    })
    return this.#builder.or(cuts.map(c => this.#builder.event(c)))
  }
}
