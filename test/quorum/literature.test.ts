import { describe, expect, it } from 'vitest'
import {
  apart,
  committedIndex,
  joint,
  majority,
  minimalQuorums,
  type Quorum,
  type Vote,
  voteResult,
  weighted,
} from '../../src/quorum/index.js'
import { subsetsOf } from './all-subsets.js'

describe("Gifford's three file suites (1979), each copy up 99 % of the time", () => {
  const copies = [0, 1, 2]
  const suite = (votes: readonly number[], read: number, write: number) =>
    [weighted(copies, votes, read), weighted(copies, votes, write)] as const

  it.each([
    { votes: [1, 0, 0], r: 1, w: 1, reads: '1.0e-2', writes: '1.0e-2' },
    { votes: [2, 1, 1], r: 2, w: 3, reads: '2.0e-4', writes: '1.0e-2' },
    { votes: [1, 1, 1], r: 1, w: 3, reads: '1.0e-6', writes: '3.0e-2' },
  ])(
    'votes $votes, r = $r, w = $w: blocked in $reads of reads and $writes of writes',
    ({ votes, r, w, reads, writes }) => {
      const [read, write] = suite(votes, r, w)
      expect(blocked(read).toExponential(1)).toBe(reads)
      expect(blocked(write).toExponential(1)).toBe(writes)
      expect(apart(read, write)).toBeNull()
      expect(apart(write, write)).toBeNull()
    },
  )

  it('reads of the second need the first copy or both others; writes the first and one more', () => {
    const [read, write] = suite([2, 1, 1], 2, 3)
    expect(minimalQuorums(read)).toEqual([[0], [1, 2]])
    expect(minimalQuorums(write)).toEqual([
      [0, 1],
      [0, 2],
    ])
  })

  /** From the room's minimal quorums: no one of them is up as a whole. */
  function blocked(quorum: Quorum): number {
    const minimal = minimalQuorums(quorum)
    let sum = 0
    for (const up of subsetsOf(copies)) {
      if (minimal.some(set => set.every(copy => up.includes(copy)))) continue
      sum += 0.99 ** up.length * 0.01 ** (copies.length - up.length)
    }
    return sum
  }
})

describe('joint votes, as etcd counts them (raft/quorum, joint.go and majority.go)', () => {
  const half = { won: majority([1]), lost: majority([2]), pending: majority([3]) }
  const vote = (member: number): Vote => (member === 1 ? 1 : member === 2 ? -1 : 0)

  it.each([
    ['won', 'won', 'won'],
    ['won', 'pending', 'pending'],
    ['pending', 'pending', 'pending'],
    ['won', 'lost', 'lost'],
    ['pending', 'lost', 'lost'],
    ['lost', 'lost', 'lost'],
  ] as const)('one half %s, the other %s: %s', (one, other, result) => {
    expect(voteResult(joint(half[one], half[other]), vote)).toBe(result)
    expect(voteResult(joint(half[other], half[one]), vote)).toBe(result)
  })

  it('an election among nobody is won', () => {
    expect(voteResult(majority([]), () => 0)).toBe('won')
  })

  it('an even number of voters ties, and a tie is lost', () => {
    expect(voteResult(majority([1, 2]), member => (member === 1 ? 1 : -1))).toBe('lost')
  })

  it('the lower of the indices of both halves is committed', () => {
    const both = joint(majority([1, 2, 3]), majority([1, 4, 5]))
    const acked = [0, 100, 101, 100, 0, 0]
    expect(committedIndex(both, member => acked[member])).toBe(0)
    expect(committedIndex(both, member => [0, 1, 100, 99, 99, 98][member])).toBe(98)
  })

  it('nobody commits everything, so that a joint quorum with an empty half is the other half', () => {
    expect(committedIndex(majority([]), () => 7)).toBe(Number.MAX_SAFE_INTEGER)
    expect(committedIndex(joint(majority([1, 2, 3]), majority([])), member => [0, 100, 101, 99][member])).toBe(100)
  })
})
