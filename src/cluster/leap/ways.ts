import type { World } from '../world.js'
import { isPlain } from './beats.js'
import type { Cadence } from './cadence.js'
import type { Group } from './group.js'

/** The nodes that beat in a group, in the order of its members. */
export function membersOf(world: World, { kind, index }: Group): readonly number[] {
  return kind === 'watch' ? world.plan.watches[index].members : world.plan.scenario.services[index].members
}

/** Who listens to them; -1 is a balancer. */
export function listenersOf(world: World, { kind, index }: Group): readonly number[] {
  return kind === 'watch' ? world.plan.watches[index].observers : world.plan.scenario.services[index].members
}

/** The ways on which a member's rounds meet nothing but the law of their links, by their number in the group's state. */
export function eachWay(
  world: World,
  group: Group,
  { member, node }: Cadence,
  visit: (way: number, from: number, to: number) => void,
): void {
  const members = membersOf(world, group).length
  for (const [o, other] of listenersOf(world, group).entries()) {
    if (other !== node && isPlain(world, node, other)) visit(o * members + member, node, other)
  }
}
