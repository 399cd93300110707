import { kOfN } from '../measures/index.js'
import type { Service } from '../scenario/index.js'
import { chargeFor, type OwnCondition } from './conditions.js'
import { blockersOf, separatorsOf } from './views.js'
import type { World } from './world.js'

/** k of n: up while so many members serve. */
export function componentCondition(world: World, s: number, service: Service): OwnCondition {
  const { redundancy, members } = service
  if (redundancy.kind !== 'k-of-n') throw new Error(`service ${service.id} is no k of n`)
  const missing = redundancy.needs - world.state.services[s].servingMembers
  if (missing <= 0) return { up: true, sets: [] }
  const down = members.filter(n => !world.state.nodes[n].serving)
  const blockers = down.map(n => unique([...blockersOf(world, n), ...separatorsOf(world, n)]))
  return {
    up: false,
    sets: kOfN(
      missing,
      blockers.map(list => [list.map(source => chargeFor(world, source))]),
    ),
  }
}

const unique = (sources: readonly number[]): number[] => [...new Set(sources)].sort((a, b) => a - b)
