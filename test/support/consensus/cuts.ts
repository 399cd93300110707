import type { Stream } from '../../../src/random/index.js'
import type { ProtocolNetwork } from '../protocol-network.js'

/**
 * Partitions of every kind: into sides, of one from all (both ways, or deaf, or mute), of single links both ways or one
 * way, and partial ones, in which two sides that cannot talk to each other both talk to one in between.
 *
 * @param someone whom to single out
 */
export function cutDeeds<C, S, M>(
  network: ProtocolNetwork<C, S, M>,
  stream: Stream,
  someone: () => number,
): (() => void)[] {
  const all = network.members.map((_, node) => node)
  const sides = (of: readonly number[]): number[][] => {
    const two: number[][] = [[], []]
    for (const node of of) two[stream.below(2)].push(node)
    return two
  }
  const others = (node: number) => all.filter(other => other !== node)
  const anyone = () => stream.below(all.length)
  const isolate = () => {
    const one = someone()
    network.partition([one], others(one))
  }
  const mute = () => {
    const one = someone()
    for (const other of others(one)) network.cut(one, other)
  }
  const deaf = () => {
    const one = someone()
    for (const other of others(one)) network.cut(other, one)
  }
  const bridge = () => network.partition(...sides(others(someone())))
  const link = () => {
    const [a, b] = [anyone(), anyone()]
    network.cut(a, b)
    network.cut(b, a)
  }
  const heal = () => network.heal()
  return [
    () => network.partition(...sides(all)),
    isolate,
    mute,
    deaf,
    bridge,
    link,
    () => network.cut(anyone(), anyone()),
    heal,
    heal,
    heal,
  ]
}
