import { describe, expect, it } from 'vitest'
import * as room from '../../src/balancers/index.js'
import { movesLittle, neverEjected, sameStreamSamePicks, sharesFollowWeights } from './policy-laws.js'
import { type Subject, subject, subjects } from './policy-subjects.js'

// What the laws are worth: each must find a policy that breaks it, whatever the policy was before.

/** The same policy, but for what is given. */
function broken(of: Subject, how: (policy: Subject['policy']) => Partial<Subject['policy']>): Subject {
  return { ...of, policy: { ...of.policy, ...how(of.policy) } }
}

/** It does not hear of such happenings. */
const deafTo = (of: Subject, ...kinds: readonly string[]): Subject =>
  broken(of, ({ tell }) => ({
    tell: (config, state, happening) => (kinds.includes(happening.kind) ? [] : tell(config, state, happening)),
  }))

/** Which of all subjects to which a law applies come through it. */
const spared = (law: (of: Subject) => void, mutants: readonly Subject[]): string[] =>
  mutants.flatMap(mutant => {
    try {
      law(mutant)
    } catch {
      return []
    }
    return [mutant.name]
  })

// One in three is enough to see that a law bites, and cheap.
const some = (of: readonly Subject[]): readonly Subject[] => of.filter((_, i) => i % 3 === 0)
const weighed = some(subjects.filter(({ shares }) => shares === 'by weight'))

describe('the law', () => {
  it('of those who may be picked finds who goes on sending to the dead, or to the drained', () => {
    expect(
      spared(
        neverEjected,
        some(subjects).map(of => deafTo(of, 'down')),
      ),
    ).toEqual([])
    expect(
      spared(
        neverEjected,
        some(subjects).map(of => deafTo(of, 'drain')),
      ),
    ).toEqual([])
  })

  it('of those who may be picked finds who never sends to one that is back', () => {
    expect(
      spared(
        neverEjected,
        some(subjects).map(of => deafTo(of, 'up')),
      ),
    ).toEqual([])
  })

  it('of shares finds a weight that is wrong, and one that was changed in vain', () => {
    const heavier = weighed.map(of => ({
      ...of,
      config: (weights: readonly number[]) => of.config(weights.map((weight, i) => (i === 0 ? 8 * weight : weight))),
    }))
    expect(spared(sharesFollowWeights, heavier)).toEqual([])
    const free = weighed.filter(({ fixedWeights }) => fixedWeights !== true)
    expect(
      spared(
        sharesFollowWeights,
        free.map(of => deafTo(of, 'weight')),
      ),
    ).toEqual([])
  })

  it('of little movement finds a hash modulo, and one that does not give keys back', () => {
    expect(spared(movesLittle, [subject(room.hashModulo, {}, { keeps: 0.7 })])).toEqual([])
    const consistent = subjects.filter(({ keeps }) => keeps !== undefined)
    expect(
      spared(
        movesLittle,
        consistent.map(of => deafTo(of, 'up')),
      ),
    ).toEqual([])
  })

  it('of the same stream finds memory beside the state, and state that JSON does not carry', () => {
    const forgetful = some(subjects).map(of => {
      let calls = 0
      return broken(of, ({ pick }) => ({
        pick: (config, state, request, stream) => {
          const choice = pick(config, state, request, stream)
          return ++calls % 5 === 0 ? { ...choice, server: Math.min(0, choice.server) } : choice
        },
      }))
    })
    expect(spared(sameStreamSamePicks, forgetful)).toEqual([])
    const endless = some(subjects).map(of =>
      broken(of, ({ init }) => ({ init: config => Object.assign(init(config), { until: Number.POSITIVE_INFINITY }) })),
    )
    expect(spared(sameStreamSamePicks, endless)).toEqual([])
  })
})
