import { describe, expect, it } from 'vitest'
import {
  count,
  describeQuorum,
  grid,
  joint,
  majority,
  maxMembers,
  minimalQuorums,
  moreThanHalf,
  type Quorum,
  QuorumError,
  weighted,
} from '../../src/quorum/index.js'

const first = (members: number, from = 0) => Array.from({ length: members }, (_, i) => from + i)

describe('a quorum system that nobody could form is refused', () => {
  it.each<[string, () => unknown, string]>([
    ['more members than bits', () => majority(first(32)), 'majority: 32 members; at most 31 are possible'],
    ['as many in two halves', () => joint(majority(first(20)), majority(first(20, 20))), 'joint: 40 members'],
    ['a member twice', () => majority([1, 2, 1]), 'majority: a member is named twice'],
    ['a member that is no whole number', () => majority([0.5]), 'a member must be a whole number'],
    ['more needed than there are', () => count([0, 1], 3), 'count: needed must be a whole number from 1 to 2, not 3'],
    ['nobody needed', () => count([0, 1], 0), 'count: needed'],
    ['more votes needed than there are', () => weighted([0, 1], [2, 1], 4), 'weighted: needed'],
    ['a member without a weight', () => weighted([0, 1], [2], 1), 'weighted: 2 members, 1 weights'],
    ['less than no vote', () => weighted([0, 1], [2, -1], 1), 'weighted: a weight'],
    ['rows of different length', () => grid([[0, 1], [2]], 'row'), 'grid: a row of 1 beside 2'],
    ['no rows', () => grid([], 'row'), 'grid: has no members'],
    ['empty rows', () => grid([[], []], 'column'), 'grid: has no members'],
    ['a list too long to make', () => minimalQuorums(majority(first(25))), 'more than 100000 minimal quorums'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(QuorumError)
    expect(make).toThrow(message)
  })
})

describe('a quorum system in words', () => {
  const square = [first(3), first(3, 3)]

  it.each<[string, Quorum]>([
    ['3 of 5', majority(first(5))],
    ['4 of 6', majority(first(6))],
    ['2 of 5', count(first(5), 2)],
    ['3 of 4 votes (2, 1, 1)', weighted(first(3), [2, 1, 1], 3)],
    ['a row of 2 × 3', grid(square, 'row')],
    ['a column of 2 × 3', grid(square, 'column')],
    ['a row and a column of 2 × 3', grid(square, 'row-and-column')],
    ['2 of 3 and 3 of 5', joint(majority(first(3)), majority(first(5)))],
    ['2 of 3', joint(majority(first(3)), majority([]))],
    ['nobody', majority([])],
    ['nobody', joint()],
  ])('%s', (words, quorum) => {
    expect(describeQuorum(quorum)).toBe(words)
  })
})

describe('quorum systems are plain data', () => {
  it('and survive being written down', () => {
    const system = joint(majority(first(3)), weighted(first(3), [2, 1, 1], 3), grid([first(2), first(2, 2)], 'row'))
    expect(JSON.parse(JSON.stringify(system))).toEqual(system)
  })

  it('more than half is one more than the half, rounded down', () => {
    expect(first(maxMembers, 1).every(n => 2 * moreThanHalf(n) > n && 2 * (moreThanHalf(n) - 1) <= n)).toBe(true)
  })
})
