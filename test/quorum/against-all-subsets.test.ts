import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  apart,
  committedIndex,
  isQuorum,
  mayBeDown,
  membersOf,
  minimalQuorums,
  type Vote,
  voteResult,
} from '../../src/quorum/index.js'
import { anyQuorum, everyMember, familyOf, isEnough, perMember, settings, subsetsOf } from './all-subsets.js'

describe('of every quorum system, by all sets of its members', () => {
  it('the members are known', () => {
    fc.assert(
      fc.property(anyQuorum, quorum => {
        expect(membersOf(quorum)).toEqual(everyMember(quorum))
      }),
      settings,
    )
  })

  it('a set is a quorum or not as the definition says', () => {
    fc.assert(
      fc.property(anyQuorum, perMember(fc.boolean()), (quorum, has) => {
        const set = new Set(has.flatMap((is, member) => (is ? [member] : [])))
        expect(isQuorum(quorum, member => has[member])).toBe(isEnough(quorum, set))
      }),
      settings,
    )
  })

  it('a vote is won or lost as soon as it is whatever those say who were not heard', () => {
    fc.assert(
      fc.property(anyQuorum, perMember(fc.constantFrom<Vote>(1, 0, -1)), (quorum, votes) => {
        const granted = everyMember(quorum).filter(member => votes[member] === 1)
        const open = everyMember(quorum).filter(member => votes[member] === 0)
        const outcomes = subsetsOf(open).map(late => isEnough(quorum, new Set([...granted, ...late])))
        const known = outcomes.every(Boolean) ? 'won' : outcomes.some(Boolean) ? 'pending' : 'lost'
        expect(voteResult(quorum, member => votes[member])).toBe(known)
      }),
      settings,
    )
  })

  it('an index is committed as soon as all of some quorum have reached it', () => {
    fc.assert(
      fc.property(anyQuorum, perMember(fc.integer({ min: 0, max: 8 })), (quorum, acked) => {
        const reached = familyOf(quorum).map(set => Math.min(Number.MAX_SAFE_INTEGER, ...set.map(m => acked[m])))
        expect(committedIndex(quorum, member => acked[member])).toBe(Math.max(...reached))
      }),
      settings,
    )
  })

  it('the minimal quorums are those of which no part is a quorum', () => {
    fc.assert(
      fc.property(anyQuorum, quorum => {
        const family = familyOf(quorum)
        const minimal = family.filter(set => !family.some(part => part.length < set.length && within(part, set)))
        expect([...minimalQuorums(quorum)].sort(byMembers)).toEqual([...minimal].sort(byMembers))
      }),
      { ...settings, numRuns: 500 },
    )
  })

  it('two systems come apart exactly when a quorum of one misses a quorum of the other', () => {
    let met = 0
    fc.assert(
      fc.property(anyQuorum, anyQuorum, (a, b) => {
        // If any two miss each other, the first and all members outside it do.
        const outside = (set: readonly number[]) => new Set(everyMember(b).filter(member => !set.includes(member)))
        const possible = familyOf(a).some(set => isEnough(b, outside(set)))
        const found = apart(a, b)
        expect(found !== null).toBe(possible)
        if (found === null) {
          met += 1
          return
        }
        const [first, second] = found
        expect(first.filter(member => second.includes(member))).toEqual([])
        expect(minimalQuorums(a)).toContainEqual(first)
        expect(minimalQuorums(b)).toContainEqual(second)
      }),
      { ...settings, numRuns: 1000 },
    )
    // Systems named at random often miss each other; both answers have to have been asked for.
    expect(met).toBeGreaterThan(50)
    expect(met).toBeLessThan(950)
  })

  it('members may be down as long as no loss of so many spoils every quorum', () => {
    fc.assert(
      fc.property(anyQuorum, quorum => {
        const members = everyMember(quorum)
        const spoiling = subsetsOf(members).filter(
          down => !isEnough(quorum, new Set(members.filter(member => !down.includes(member)))),
        )
        const fewest =
          spoiling.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...spoiling.map(set => set.length)) - 1
        expect(mayBeDown(quorum)).toBe(fewest)
      }),
      settings,
    )
  })
})

const within = (part: readonly number[], set: readonly number[]) => part.every(member => set.includes(member))

const byMembers = (a: readonly number[], b: readonly number[]) => (String(a) < String(b) ? -1 : 1)
