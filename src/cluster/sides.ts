import type { FaultEffect } from '../scenario/index.js'

const from = 1
const to = 2

/**
 * For an effect on the network, the side of every endpoint: index 0 is the clients, index n + 1 is node n. Null for
 * all other effects.
 */
export function sidesOf(
  effect: FaultEffect,
  nodes: number,
  nodesOfDomain: readonly (readonly number[])[],
): Uint8Array | null {
  const sides = new Uint8Array(nodes + 1)
  switch (effect.kind) {
    case 'network':
      for (const n of nodesOfDomain[effect.domain]) sides[n + 1] = 1
      return sides
    case 'partition':
      for (const [g, group] of effect.groups.entries()) for (const n of group) sides[n + 1] = g + 1
      return sides
    case 'one-way':
    case 'loss':
    case 'delay':
      for (const n of effect.from) sides[n + 1] |= from
      for (const n of effect.to) sides[n + 1] |= to
      return sides
    default:
      return null
  }
}

/** Whether an effect with these sides acts on what `a` sends to `b` (nodes; -1 is the clients). */
export function crosses(effect: FaultEffect, sides: Uint8Array, a: number, b: number): boolean {
  const sideA = sides[a + 1]
  const sideB = sides[b + 1]
  switch (effect.kind) {
    case 'network':
      return sideA !== sideB
    case 'partition':
      return sideA !== 0 && sideB !== 0 && sideA !== sideB
    case 'loss':
    case 'delay':
      return oneWay(sideA, sideB) || (effect.both === true && oneWay(sideB, sideA))
    default:
      return oneWay(sideA, sideB)
  }
}

function oneWay(sender: number, receiver: number): boolean {
  return (sender & from) !== 0 && (receiver & to) !== 0
}
