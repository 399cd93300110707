import type { Law } from '../../src/laws/index.js'
import type { Stream } from '../../src/random/index.js'
import type { ProtocolNetwork } from './protocol-network.js'

/** Latencies, disks, losses and doubles drawn from a stream. */
export function hostileNetwork(stream: Stream): { latency: Law; sync: Law; loss: number; duplicate: number } {
  return {
    latency: [
      { kind: 'constant', value: 1000 } as const,
      { kind: 'uniform', low: 200, high: 8000 } as const,
      { kind: 'exponential', mean: 2000 } as const,
    ][stream.below(3)],
    sync: [{ kind: 'constant', value: 500 } as const, { kind: 'exponential', mean: 3000 } as const][stream.below(2)],
    loss: stream.below(3) * 0.1,
    duplicate: stream.below(3) * 0.15,
  }
}

export interface Trouble {
  /** Nothing more is done after this. */
  readonly until: number
  /** Mean time from one deed to the next. */
  readonly every: number
  /** Deeds of the protocol's own, such as requests; each as likely as any other deed. */
  readonly deeds?: readonly (() => void)[]
  /** False leaves the links alone. */
  readonly partitions?: boolean
}

/** Crashes, restarts, partitions and heals, drawn as the run goes; whoever leads is hit more often than others. */
export function makeTrouble<C, S, M>(network: ProtocolNetwork<C, S, M>, stream: Stream, trouble: Trouble): void {
  const members = network.members.length
  const anyone = () => stream.below(members)
  const crashes = [
    () => network.crash(anyone()),
    () => network.crash(leaderOf(network) ?? anyone()),
    () => network.restart(anyone()),
    () => network.start(),
    () => {
      const node = anyone()
      network.crash(node)
      network.restart(node)
    },
  ]
  const cuts = [
    () => {
      const sides: number[][] = [[], []]
      for (let node = 0; node < members; node++) sides[stream.below(2)].push(node)
      network.partition(...sides)
    },
    () => network.cut(anyone(), anyone()),
    () => network.heal(),
    () => network.heal(),
  ]
  const deeds = [...(trouble.deeds ?? []), ...crashes, ...(trouble.partitions === false ? [] : cuts)]
  const next = () => {
    if (network.now >= trouble.until) return
    deeds[stream.below(deeds.length)]()
    network.at(network.now + Math.round(trouble.every * stream.exponential()), next)
  }
  network.at(30_000, next)
}

/** Some process that is up and believes that it leads. */
export function leaderOf<C, S, M>(network: ProtocolNetwork<C, S, M>): number | undefined {
  const node = network.members.findIndex(({ up }, at) => up && network.status(at).leader === at)
  return node === -1 ? undefined : node
}

/** The failure detectors of a network. */
export interface Watch {
  /** That of `node` suspects `peer` for no reason, until it hears from it. */
  suspect(node: number, peer: number): void
}

/**
 * A plain failure detector at every process, for protocols that are told of suspicions: a peer not heard of for `timeout`
 * is suspected, and trusted again when heard.
 */
export function watch<C, S, M>(network: ProtocolNetwork<C, S, M>, timeout: number, period: number): Watch {
  const members = network.members.map((_, node) => node)
  const heard = members.map(() => members.map(() => 0))
  const suspected = members.map(() => members.map(() => false))
  const suspect = (node: number, peer: number) => {
    // A detector is part of its process, and waits when it waits.
    const { up, waiting } = network.members[node]
    if (!up || waiting !== null || peer === node || suspected[node][peer]) return
    suspected[node][peer] = true
    network.tell(node, { kind: 'suspect', peer })
  }
  network.observers.push({
    started: node => {
      heard[node].fill(network.now)
      suspected[node].fill(false)
    },
    stepped: (node, _state, input) => {
      if (input.kind !== 'message') return
      heard[node][input.from] = network.now
      if (!suspected[node][input.from]) return
      suspected[node][input.from] = false
      network.tell(node, { kind: 'trust', peer: input.from })
    },
  })
  const look = () => {
    for (const node of members) {
      for (const peer of members) if (network.now - heard[node][peer] > timeout) suspect(node, peer)
    }
    network.at(network.now + period, look)
  }
  network.at(period, look)
  return { suspect }
}
