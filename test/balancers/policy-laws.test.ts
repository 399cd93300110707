import { describe, expect, it } from 'vitest'
import { policies } from '../../src/balancers/index.js'
import { movesLittle, neverEjected, sameStreamSamePicks, sharesFollowWeights } from './policy-laws.js'
import { subjects } from './policy-subjects.js'

it('every policy there is has its laws', () => {
  const held = new Set(subjects.map(({ policy }) => policy.name))
  expect(policies.map(({ policy }) => policy.name).filter(name => !held.has(name))).toEqual([])
})

describe.each(subjects)('$name', subject => {
  it('picks who may be picked, and nobody only when nobody may be', () => neverEjected(subject))

  it('picks the same by the same stream, from JSON copies as from itself', () => sameStreamSamePicks(subject))

  if (subject.shares !== undefined) it(`shares requests out ${subject.shares}`, () => sharesFollowWeights(subject))

  if (subject.keeps !== undefined)
    it('moves the keys of a server that leaves, hardly any other, and brings them back with it', () => {
      movesLittle(subject)
    })
})
