import { describe, expect, it } from 'vitest'
import { type RaftConfig, type RaftMessage, type RaftState, raft } from '../../src/protocols/index.js'
import { ProtocolNetwork } from '../support/protocol-network.js'
import { configOf } from '../support/raft-member.js'

// H. Howard, I. Abraham, "Raft does not guarantee liveness in the face of network faults", Decentralized Thoughts, 12 December
// 2020: two groups of five in which a majority is up and connected, all the time, and yet nobody leads for long, or at all.
// Their servers 1 to 5 are the processes 0 to 4 here.

type Network = ProtocolNetwork<RaftConfig, RaftState, RaftMessage>
type Options = Pick<RaftConfig, 'preVote' | 'checkQuorum'>

const second = 1_000_000
const members = [0, 1, 2, 3, 4]

function networkOf(seed: number, first: number, options: Options): Network {
  const drawn = members.map(() => false)
  const network = new ProtocolNetwork(raft, configOf(5, options), 5, {
    seed: `partial/${seed}`,
    latency: { kind: 'uniform', low: 1000, high: 5000 },
    sync: { kind: 'constant', value: 1000 },
    // The first election is for `first`.
    draws(node, name) {
      if (name !== 'election' || drawn[node]) return undefined
      drawn[node] = true
      return node === first ? 10_000 : 400_000
    },
  })
  network.start()
  network.run(100_000)
  expect(network.status(first)).toMatchObject({ role: 'leader', serving: true })
  network.run(second)
  return network
}

/** Leaves only the links named. */
function leaveOnly(network: Network, links: readonly (readonly [number, number])[]): void {
  for (const from of members) {
    for (const to of members) {
      if (from === to || links.some(([a, b]) => (a === from && b === to) || (a === to && b === from))) continue
      network.cut(from, to)
    }
  }
}

const highestTerm = (network: Network): number => Math.max(...members.map(node => network.status(node).term))

/** A process that leads and is answered: a request at it is committed within a fifth of a second. */
function commits(network: Network): boolean {
  const before = Math.max(...members.map(node => network.status(node).commitIndex))
  for (const node of members) if (network.status(node).role === 'leader') network.request(node, 1, 'x')
  network.run(network.now + second / 5)
  return Math.max(...members.map(node => network.status(node).commitIndex)) > before
}

/** Leaders deposed within half a minute, of five seeds together. */
function unrest(first: number, links: readonly (readonly [number, number])[], options: Options): number {
  let terms = 0
  for (let seed = 0; seed < 5; seed++) {
    const network = networkOf(seed, first, options)
    leaveOnly(network, links)
    network.run(network.now + second)
    const before = highestTerm(network)
    network.run(network.now + 30 * second)
    terms += highestTerm(network) - before
  }
  return terms
}

describe('servers 1, 2 and 3 hear each other, server 4 only 2, server 5 only 3, which leads', () => {
  const links = [
    [0, 1],
    [0, 2],
    [1, 2],
    [3, 1],
    [4, 2],
  ] as const

  it('Raft as in the paper deposes its leaders without end: the one that does not hear it raises the term', () => {
    // Whoever leads, someone outside hears nothing of it, and waits 300 ms at most: one term a second is far too few.
    expect(unrest(2, links, {})).toBeGreaterThan(5 * 30)
  })

  it('with PreVote the term stands still: nobody outside finds a majority that would vote', () => {
    expect(unrest(2, links, { preVote: true })).toBe(0)
    expect(unrest(2, links, { preVote: true, checkQuorum: true })).toBe(0)
  })
})

describe('servers 1, 2 and 3 hear each other, server 4, which leads, only 2, and server 5 has failed', () => {
  const links = [
    [0, 1],
    [0, 2],
    [1, 2],
    [3, 1],
  ] as const

  function halfMinuteLater(seed: number, options: Options): Network {
    const network = networkOf(seed, 3, options)
    leaveOnly(network, links)
    network.crash(4)
    network.run(network.now + 30 * second)
    return network
  }

  it('with PreVote alone nobody is elected: server 2 hears a leader that cannot commit', () => {
    for (let seed = 0; seed < 5; seed++) {
      const network = halfMinuteLater(seed, { preVote: true })
      expect([network.status(3).role, highestTerm(network), commits(network)]).toEqual(['leader', 1, false])
    }
  })

  it('with CheckQuorum too that leader steps down, and one of the three leads and commits', () => {
    for (let seed = 0; seed < 5; seed++) {
      const network = halfMinuteLater(seed, { preVote: true, checkQuorum: true })
      expect([0, 1, 2].some(node => network.status(node).serving)).toBe(true)
      expect(commits(network)).toBe(true)
      expect(network.status(3).role).not.toBe('leader')
    }
  })
})
