import { isCut } from '../network.js'
import { isPaused, slowness } from '../nodes.js'
import { crosses } from '../sides.js'
import type { World } from '../world.js'

/**
 * What requests can feel of a member by itself. A node that does not run has no more to say. Losses are shares of messages
 * lost beside those of the link; delays are faults by their place among the sources, since they are laws.
 */
export interface Condition {
  readonly running: boolean
  readonly paused: boolean
  readonly slow: number
  /** Nothing from the clients gets there, or from there to the clients. */
  readonly deaf: boolean
  readonly mute: boolean
  readonly lossIn: number
  readonly lossOut: number
  readonly delaysIn: readonly number[]
  readonly delaysOut: readonly number[]
}

/** All members of a service, and whether what it cannot do without is up, in the order of its dependencies. */
export interface Configuration {
  readonly members: readonly Condition[]
  readonly dependencies: readonly boolean[]
}

/**
 * The present configuration of service `s` as text: a word for every member, and a digit for every hard dependency behind
 * a bar. Alike configurations have the same text: `up up down slow=4 |1`.
 */
export function configurationOf(world: World, s: number): string {
  const { members, dependsOn } = world.plan.scenario.services[s]
  const words = members.map(n => wordOf(world, n))
  const needed = dependsOn.filter(d => d.kind === 'hard').map(d => (world.state.services[d.service].up ? '1' : '0'))
  return `${words.join(' ')} |${needed.join('')}`
}

function wordOf(world: World, n: number): string {
  if (!world.state.nodes[n].running) return 'down'
  const parts: string[] = []
  if (isPaused(world, n)) parts.push('paused')
  const slow = slowness(world, n)
  if (slow !== 1) parts.push(`slow=${slow}`)
  if (world.state.networkFaults.length > 0) parts.push(...wayOf(world, 'in', -1, n), ...wayOf(world, 'out', n, -1))
  return parts.length === 0 ? 'up' : parts.join(',')
}

/** What the faults in force do to messages that go one way. */
function wayOf(world: World, way: 'in' | 'out', from: number, to: number): string[] {
  if (isCut(world, from, to)) return [`cut-${way}`]
  const parts: string[] = []
  const delays: number[] = []
  let pass = 1
  for (const f of world.state.networkFaults) {
    const { effect, sides } = world.plan.sources[f]
    if (sides === null || !crosses(effect, sides, from, to)) continue
    if (effect.kind === 'loss') pass *= 1 - effect.loss
    if (effect.kind === 'delay') delays.push(f)
  }
  if (pass < 1) parts.push(`loss-${way}=${1 - pass}`)
  for (const f of delays.sort((a, b) => a - b)) parts.push(`delay-${way}=${f}`)
  return parts
}

/** Reads the text of a configuration. */
export function readConfiguration(text: string): Configuration {
  const bar = text.lastIndexOf(' |')
  const words = text.slice(0, bar)
  return {
    members: words === '' ? [] : words.split(' ').map(readCondition),
    dependencies: [...text.slice(bar + 2)].map(digit => digit === '1'),
  }
}

/** Reads the word of a member. */
export function readCondition(word: string): Condition {
  const parts = word.split(',').map(part => part.split('='))
  const has = (name: string): boolean => parts.some(([of]) => of === name)
  const all = (name: string): number[] => parts.filter(([of]) => of === name).map(([, value]) => Number(value))
  return {
    running: !has('down'),
    paused: has('paused'),
    slow: all('slow')[0] ?? 1,
    deaf: has('cut-in'),
    mute: has('cut-out'),
    lossIn: all('loss-in')[0] ?? 0,
    lossOut: all('loss-out')[0] ?? 0,
    delaysIn: all('delay-in'),
    delaysOut: all('delay-out'),
  }
}
