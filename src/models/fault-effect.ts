import type { FaultEffect } from '../scenario/index.js'
import type { Effect } from './component.js'
import type { Layout } from './layout.js'

/**
 * What a fault of the author's does to who can serve, or null when it only slows, delays, loses some, or strikes
 * whoever leads: that is no matter of a structure function.
 */
export function faultEffect(effect: FaultEffect, { nodesOfDomain }: Layout): Effect | null {
  switch (effect.kind) {
    case 'crash':
    case 'pause':
      if (effect.leaderOf !== undefined) return null
      return { kind: 'stop', nodes: effect.nodes, pause: effect.kind === 'pause' }
    case 'power':
      return { kind: 'stop', nodes: nodesOfDomain[effect.domain] }
    case 'network':
      return cutBetween([nodesOfDomain[effect.domain]], true)
    case 'partition':
      return cutBetween(effect.groups, false)
    case 'one-way':
      return { kind: 'cut', separates: eitherWay(effect.from, effect.to) }
    case 'loss':
      return effect.loss < 1 ? null : { kind: 'cut', separates: eitherWay(effect.from, effect.to) }
    default:
      return null
  }
}

/** @param outside whether those in no group stand apart from all groups (the other side of a domain's border). */
function cutBetween(groups: readonly (readonly number[])[], outside: boolean): Effect {
  const groupOf = new Map<number, number>()
  for (const [g, group] of groups.entries()) for (const n of group) groupOf.set(n, g)
  const nowhere = outside ? -1 : undefined
  return {
    kind: 'cut',
    separates: (a, b) => {
      const [first, second] = [groupOf.get(a) ?? nowhere, groupOf.get(b) ?? nowhere]
      return first !== undefined && second !== undefined && first !== second
    },
  }
}

/** To talk takes both ways, so that a loss in one direction parts the two. */
function eitherWay(from: readonly number[], to: readonly number[]): (a: number, b: number) => boolean {
  return (a, b) => (from.includes(a) && to.includes(b)) || (from.includes(b) && to.includes(a))
}
