import { mean } from '../laws/index.js'
import type { Root } from './language/root.js'
import type { FaultEffect, Scenario } from './scenario.js'

/** Nodes that are down at once, and services whose leader is, whoever that be. */
export interface Blow {
  readonly nodes: ReadonlySet<number>
  readonly leaders: ReadonlySet<number>
  /** Whether they lose what was not on disk. */
  readonly forgets: boolean
}

/** A fault, by its place in the file, with those that last when it comes, and all that are down then. */
export interface Overlap {
  readonly fault: number
  readonly during: readonly number[]
  readonly blow: Blow
}

/** A file of nothing but scheduled faults is looked at no further than this. */
const mostTimes = 1000

/**
 * Faults at given times that come while others last, which lengths with a spread are taken to do for their mean. Faults that are
 * marked `meant`, or take nobody down, are left out.
 */
export function overlaps(
  { faults }: Root,
  scenario: Scenario,
  blowOf: (effect: FaultEffect) => Blow | null,
): readonly Overlap[] {
  const times = scenario.faults.flatMap(({ when, effect, duration }, fault) => {
    const blow = when.kind === 'at' && faults[fault].value.meant !== true ? blowOf(effect) : null
    if (blow === null || when.kind !== 'at') return []
    return when.times.map(from => ({ fault, from, to: from + mean(duration), blow }))
  })
  const sorted = times.slice(0, mostTimes).sort((a, b) => a.from - b.from || a.fault - b.fault)
  return sorted.flatMap(({ fault, from, blow }, place) => {
    const before = sorted.slice(0, place).filter(other => other.to > from && other.fault !== fault)
    return before.length === 0 ? [] : [overlap(fault, before, blow)]
  })
}

/** Of leaders only one that is struck now is counted besides those named: one that was struck before may be among them. */
function overlap(fault: number, before: readonly { fault: number; blow: Blow }[], now: Blow): Overlap {
  const nodes = new Set(now.nodes)
  for (const { blow } of before) for (const node of blow.nodes) nodes.add(node)
  const forgets = now.forgets && before.every(({ blow }) => blow.forgets)
  return {
    fault,
    during: [...new Set(before.map(other => other.fault))],
    blow: { nodes, leaders: now.leaders, forgets },
  }
}
