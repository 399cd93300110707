import { describe, expect, it } from 'vitest'
import { apart, isQuorum, mayBeDown, minimalQuorums, QuorumError, withWitnesses } from '../../src/quorum/index.js'
import { subsetsOf } from './all-subsets.js'

const first = (members: number, from = 0) => Array.from({ length: members }, (_, i) => from + i)

describe('witnesses vote and hold no data', () => {
  it('a primary, a secondary and an arbiter: any two elect, both data members must write', () => {
    const group = withWitnesses([0, 1], [2])
    expect(minimalQuorums(group.elections)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ])
    expect(minimalQuorums(group.writes)).toEqual([[0, 1]])
    // MongoDB's manual on three members with an arbiter: it elects with one member down, and majority writes wait.
    expect(mayBeDown(group.elections)).toBe(1)
    expect(mayBeDown(group.writes)).toBe(0)
  })

  it('in every group each election meets each write, and where they meet there is data', () => {
    for (let data = 1; data <= 6; data += 1) {
      for (let witnesses = 0; witnesses < data; witnesses += 1) {
        const { elections, writes, ...group } = withWitnesses(first(data), first(witnesses, data))
        expect(apart(elections, writes)).toBeNull()
        expect(apart(elections, elections)).toBeNull()
        const sets = subsetsOf(first(data + witnesses))
        const isElection = (set: readonly number[]) => isQuorum(elections, member => set.includes(member))
        const isWrite = (set: readonly number[]) => isQuorum(writes, member => set.includes(member))
        for (const elected of sets.filter(isElection)) {
          for (const written of sets.filter(isWrite)) {
            expect(elected.some(member => written.includes(member) && group.data.includes(member))).toBe(true)
          }
        }
      }
    }
  })

  it('a write that counts witnesses would be lost: an election can miss every copy of it', () => {
    const { elections, data } = withWitnesses([0, 1], [2])
    const written = minimalQuorums(elections).find(set => set.includes(2)) ?? []
    const copies = written.filter(member => data.includes(member))
    expect(isQuorum(elections, member => !copies.includes(member))).toBe(true)
  })

  it('data members that are no majority are refused', () => {
    expect(() => withWitnesses([0], [1])).toThrow(QuorumError)
    expect(() => withWitnesses([0, 1], [2, 3])).toThrow('2 of 4 members hold data; a write needs 3 of them')
  })
})
