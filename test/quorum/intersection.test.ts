import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apart, count, grid, joint, majority, weighted } from '../../src/quorum/index.js'
import { settings } from './all-subsets.js'

const first = (members: number, from = 0) => Array.from({ length: members }, (_, i) => from + i)

describe('every two quorums meet', () => {
  it('two majorities of the same members, of whatever number up to 31', () => {
    for (let members = 1; members <= 31; members += 1) {
      expect(apart(majority(first(members)), majority(first(members)))).toBeNull()
    }
  })

  it('two halves do not', () => {
    for (let members = 2; members <= 31; members += 1) {
      const half = count(first(members), Math.floor(members / 2))
      const [one, other] = apart(half, half) ?? [[], []]
      expect(new Set([...one, ...other]).size).toBe(2 * Math.floor(members / 2))
    }
  })

  it('an election and a write exactly when their numbers are more than all (Flexible Paxos, section 3)', () => {
    for (let members = 1; members <= 31; members += 3) {
      for (let elections = 1; elections <= members; elections += 1) {
        for (let writes = 1; writes <= members; writes += 1) {
          const miss = apart(count(first(members), elections), count(first(members), writes))
          expect(miss === null, `${elections} and ${writes} of ${members}`).toBe(elections + writes > members)
        }
      }
    }
  })

  it('weighted ones that need more than half of all votes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 31 }), weights => {
        const votes = weights.reduce((sum, weight) => sum + weight, 0)
        fc.pre(votes > 0)
        const system = weighted(first(weights.length), weights, Math.floor(votes / 2) + 1)
        expect(apart(system, system)).toBeNull()
      }),
      settings,
    )
  })

  it('reads and writes whose votes are more than all, r + w > N (Gifford 1979)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 31 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (weights, share) => {
          const votes = weights.reduce((sum, weight) => sum + weight, 0)
          const read = 1 + Math.floor(share * (votes - 1))
          const members = first(weights.length)
          expect(apart(weighted(members, weights, read), weighted(members, weights, votes + 1 - read))).toBeNull()
        },
      ),
      settings,
    )
  })

  it('a row and a column, and two of both at once; two rows do not, nor two columns', () => {
    for (const [rows, columns] of [
      [2, 2],
      [2, 3],
      [5, 6],
      [3, 10],
    ]) {
      const lines = first(rows).map(row => first(columns, row * columns))
      expect(apart(grid(lines, 'row'), grid(lines, 'column'))).toBeNull()
      expect(apart(grid(lines, 'row-and-column'), grid(lines, 'row-and-column'))).toBeNull()
      expect(apart(grid(lines, 'row'), grid(lines, 'row'))).toEqual([lines[0], lines[1]])
      expect(apart(grid(lines, 'column'), grid(lines, 'column'))).toHaveLength(2)
    }
  })

  it('while members change: the old and the new majorities each meet the joint one (Raft, section 6)', () => {
    for (const [before, after] of [
      [first(3), first(3, 3)],
      [first(3), first(5)],
      [first(5), first(5, 2)],
      [first(15), first(15, 15)],
    ]) {
      const both = joint(majority(before), majority(after))
      expect(apart(majority(before), both)).toBeNull()
      expect(apart(majority(after), both)).toBeNull()
      expect(apart(both, both)).toBeNull()
    }
  })

  it('one server more or fewer at a time: without a joint step the majorities meet too (Ongaro, section 4.1)', () => {
    for (let members = 1; members < 31; members += 1) {
      expect(apart(majority(first(members)), majority(first(members + 1)))).toBeNull()
    }
    // Figure 4.3: from three servers to five at once there are two majorities that do not.
    expect(apart(majority(first(3)), majority(first(5)))).toEqual([
      [0, 1],
      [2, 3, 4],
    ])
  })
})
