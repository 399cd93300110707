import type { FaultEffect, Scenario } from './scenario.js'

/** The nodes that a fault acts on, as indices, with repetitions; -1 stands for the clients. */
export function nodesStruck(
  { services }: Pick<Scenario, 'services'>,
  effect: FaultEffect,
  nodesOfDomain: readonly (readonly number[])[],
): readonly number[] {
  switch (effect.kind) {
    case 'power':
    case 'network':
      return nodesOfDomain[effect.domain]
    case 'partition':
      return effect.groups.flat()
    case 'one-way':
    case 'loss':
    case 'delay':
      return [...effect.from, ...effect.to]
    case 'crash':
    case 'pause':
      return effect.leaderOf === undefined ? effect.nodes : services[effect.leaderOf].members
    default:
      return effect.nodes
  }
}
