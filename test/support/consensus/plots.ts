import type { Stream } from '../../../src/random/index.js'
import type { ProtocolNetwork } from '../protocol-network.js'
import type { Hostility } from './hostilities.js'

/** What the plots against a group are made of. */
export interface Means<C, S, M> {
  readonly network: ProtocolNetwork<C, S, M>
  readonly stream: Stream
  /** Microseconds of silence that others bear. */
  readonly patience: number
  /** Who believes to lead, one of them if several do, else anyone. */
  leader(): number
  /** Crashes the process if the budget of faults allows it. */
  crash(node: number): void
  later(delay: number, act: () => void): void
  /** An order of the operator to a process: to hand over the lead where there is one, or to change the members. */
  handOver(node: number): void
  change(node: number): void
}

export interface Plot {
  readonly deeds: readonly (() => void)[]
  /** From one deed to the next in the mean, microseconds. */
  readonly gap: number
  /** Chances that who comes to lead, who changes role or term, and who writes is struck soon after. */
  readonly chances: { readonly lead: number; readonly change: number; readonly write: number }
  /** Chance that who comes to lead is told to change the members at once, and, every other time, cut off. */
  readonly orders: number
}

/** The deeds of a kind of hostility (`hostilities.ts`). */
export function plotOf<C, S, M>(kind: Exclude<Hostility, 'anything'>, means: Means<C, S, M>): Plot {
  const { network, stream, patience, later } = means
  const members = network.members.length
  const { swap, cutOff, bounce, relay, sides } = deedsOf(means)
  const heal = () => {
    network.heal()
    network.start()
  }
  const none = { lead: 0, change: 0, write: 0 }
  switch (kind) {
    case 'forgetting':
      return {
        deeds: [swap(true), swap(true), swap(true), swap(false), bounce, heal],
        gap: patience * 2,
        chances: { lead: 0.1 * stream.below(3), change: 0.1 * stream.below(4), write: 0.02 * stream.below(4) },
        orders: 0,
      }
    case 'staleness':
      return { deeds: [cutOff, cutOff, cutOff, swap(false), heal], gap: patience * 3, chances: none, orders: 0 }
    case 'changing':
      return {
        deeds: [swap(false), cutOff, sides, sides, bounce, heal],
        gap: patience * (0.5 + stream.unit()),
        chances: { ...none, lead: 0.1 * stream.below(3) },
        orders: 0.5,
      }
    case 'relapsing':
      return {
        deeds: [bounce, bounce, relay, relay, cutOff, swap(stream.below(2) === 0), heal],
        gap: patience * (0.3 + stream.unit()),
        chances: { lead: 0.2 * stream.below(3), change: 0.15 * stream.below(4), write: 0 },
        orders: 0.2,
      }
    case 'duels': {
      const silent = () => {
        const one = stream.below(members)
        network.pause(one)
        later(Math.round(patience * stream.unit()), () => network.resume(one))
      }
      return {
        deeds: [bounce, sides, silent, heal, heal],
        gap: patience * [0.1, 0.3][stream.below(2)],
        chances: { lead: 0.2 * stream.below(3), change: 0.1 * stream.below(3), write: 0.02 * stream.below(4) },
        orders: 0,
      }
    }
  }
}

function deedsOf<C, S, M>({ network, stream, patience, leader, crash, later, handOver }: Means<C, S, M>) {
  const { members } = network
  const all = members.map((_, node) => node)
  const times = (least: number, most: number) => Math.round(patience * (least + (most - least) * stream.unit()))
  const others = (those: readonly number[]) => all.filter(node => !those.includes(node))
  const mixed = () => {
    const order = [...all]
    for (let i = order.length - 1; i > 0; i--) {
      const other = stream.below(i + 1)
      ;[order[i], order[other]] = [order[other], order[i]]
    }
    return order
  }

  const restarted = (node: number) => {
    crash(node)
    network.stall(node, 0)
    network.restart(node)
  }

  /**
   * Two majorities that meet in as few as can be act one after the other: first without `away`, then without `over`, and those in
   * both may lose, on disks that stand still, what they have not synced.
   */
  const swap = (forget: boolean) => () => {
    const order = mixed()
    const bears = (all.length - 1) >> 1
    const led = leader()
    // The leader is among those of the first half alone, or in both: it has to be heard by someone.
    const away = order.filter(node => node !== led).slice(0, bears)
    const rest = others(away)
    const over = rest.filter(node => stream.below(3) > 0 === (node === led)).slice(0, bears)
    const both = rest.filter(node => !over.includes(node))
    const first = times(0.1, 0.9)
    network.heal()
    network.partition(away, rest)
    if (forget) for (const node of both) network.stall(node, network.now + 4 * patience)
    later(first, () => {
      network.heal()
      if (forget) for (const node of both) restarted(node)
      network.partition(over, others(over))
      later(times(1.5, 6), () => network.heal())
    })
  }

  /**
   * Who leads cannot speak, and hears some of the others or none, or it cannot hear, or stands still; perhaps just when it hands
   * over, or while the others come back.
   */
  const cutOff = () => {
    const one = leader()
    const way = stream.below(6)
    if (stream.below(2) === 0) handOver(one)
    later(stream.below(6000), () => {
      if (way === 0) network.pause(one)
      for (const other of others([one])) {
        if (way > 1) network.cut(one, other)
        if (way === 1 || way === 2 || (way > 2 && stream.below(2) === 0)) network.cut(other, one)
      }
      if (stream.below(4) === 0) for (const other of others([one])) restarted(other)
      later(times(0.8, 3), () => {
        network.resume(one)
        network.heal()
      })
    })
  }

  const bounce = () => {
    const one = stream.below(2) === 0 ? leader() : stream.below(all.length)
    crash(one)
    later(stream.below(3) === 0 ? 0 : times(0, 1), () => network.restart(one))
  }

  /** One after the other goes down and comes back, each as soon as it may. */
  const relay = () => {
    const order = mixed()
    const pace = times(0.2, 1.2)
    for (const [place, node] of order.entries()) later(place * pace, () => restarted(node))
  }

  const sides = () => {
    const two: number[][] = [[], []]
    for (const node of all) two[stream.below(2)].push(node)
    network.heal()
    network.partition(...two)
  }
  return { swap, cutOff, bounce, relay, sides }
}
