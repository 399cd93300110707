import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Charge,
  type ChargeSets,
  conjunction,
  disjunction,
  kOfN,
  minimalSets,
  setsLimit,
} from '../../src/measures/index.js'

const crash = (cause: number): Charge => ({ cause, phase: 'repair' })
const causes = (sets: ChargeSets) => sets.map(set => set.map(charge => charge.cause))

/** A monotone structure over fault-blocked leaves: a leaf is up when none of its faults is active. */
type Structure =
  | { readonly kind: 'leaf'; readonly faults: readonly number[] }
  | { readonly kind: 'gate'; readonly needed: number; readonly parts: readonly Structure[] }

const holds = (s: Structure, active: ReadonlySet<number>): boolean =>
  s.kind === 'leaf'
    ? !s.faults.some(fault => active.has(fault))
    : s.parts.filter(part => holds(part, active)).length >= s.needed

const blame = (s: Structure, active: ReadonlySet<number>): ChargeSets => {
  if (s.kind === 'gate')
    return kOfN(
      s.needed,
      s.parts.map(part => blame(part, active)),
    )
  const blocking = s.faults.filter(fault => active.has(fault))
  return blocking.length === 0 ? [] : [blocking.map(crash)]
}

/** The definition itself: subsets of the active faults without which it holds, none of whose parts would do. */
function minimalByDefinition(s: Structure, active: readonly number[]): number[][] {
  const enough = (undone: number) => holds(s, new Set(active.filter((_, i) => ((undone >> i) & 1) === 0)))
  const found: number[][] = []
  for (let undone = 0; undone < 1 << active.length; undone++) {
    if (!enough(undone)) continue
    if (active.some((_, i) => ((undone >> i) & 1) === 1 && enough(undone & ~(1 << i)))) continue
    found.push(active.filter((_, i) => ((undone >> i) & 1) === 1))
  }
  return found
}

const fault = fc.integer({ min: 0, max: 7 })
const structure: fc.Arbitrary<Structure> = fc.letrec<{ structure: Structure; leaf: Structure; gate: Structure }>(
  tie => ({
    structure: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('gate')),
    leaf: fc.record({ kind: fc.constant('leaf'), faults: fc.uniqueArray(fault, { minLength: 1, maxLength: 3 }) }),
    gate: fc
      .record({ parts: fc.array(tie('structure'), { minLength: 1, maxLength: 5 }), share: fc.nat() })
      .map(({ parts, share }) => ({ kind: 'gate', needed: 1 + (share % parts.length), parts })),
  }),
).structure
const activeFaults = fc.uniqueArray(fault, { maxLength: 8 }).map(faults => faults.sort((a, b) => a - b))

const canonical = (sets: readonly (readonly number[])[]) =>
  sets.map(set => [...set].sort((a, b) => a - b).join()).sort()

describe('the faults to blame', () => {
  it('are those of the definition, on 5,000 random nested structures with shared faults', () => {
    fc.assert(
      fc.property(structure, activeFaults, (s, active) => {
        const sets = blame(s, new Set(active))
        const expected = holds(s, new Set(active)) ? [] : minimalByDefinition(s, active)
        expect(canonical(causes(sets))).toEqual(canonical(expected))
      }),
      { numRuns: 5000, seed: 20 },
    )
  })

  it('never are a bystander, nor do they depend on the order of the parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fault, { maxLength: 3 }), { minLength: 1, maxLength: 7 }),
        fc.nat(),
        (nodes, k) => {
          const parts = nodes.map(faults => (faults.length === 0 ? [] : [faults.map(crash)]))
          const needed = 1 + (k % parts.length)
          expect(kOfN(needed, [...parts].reverse())).toEqual(kOfN(needed, parts))
        },
      ),
      { numRuns: 1000, seed: 21 },
    )
  })

  it('leave the rack next door alone', () => {
    // 2 of 3 are needed; db-1 and db-2 lost their rack's power (fault 0), and a fan (fault 1) broke in db-1 as well.
    const sets = kOfN(2, [[[crash(0), crash(1)]], [[crash(0)]], []])
    expect(causes(sets)).toEqual([[0]])
  })

  it('keep every phase of a fault that holds several parts down', () => {
    const sets = conjunction([[{ cause: 3, phase: 'restore' }]], [[{ cause: 3, phase: 'repair' }]])
    expect(sets).toEqual([
      [
        { cause: 3, phase: 'restore' },
        { cause: 3, phase: 'repair' },
      ],
    ])
  })

  it('compose as series and parallel do', () => {
    expect(causes(conjunction([[crash(1)]], [[crash(2)], [crash(3)]]))).toEqual([
      [1, 2],
      [1, 3],
    ])
    expect(causes(disjunction([[crash(1), crash(2)]], [[crash(1)], [crash(3)]]))).toEqual([[1], [3]])
    expect(conjunction([], [])).toEqual([])
    expect(disjunction([], [[crash(1)]])).toEqual([])
    expect(causes(minimalSets([[crash(2), crash(1)], [crash(2)], [crash(2)]]))).toEqual([[2]])
  })

  it('cannot be found when more parts are needed than there are', () => {
    expect(() => kOfN(3, [[], []])).toThrow('3 of 2 parts')
  })
})

describe('beyond the limit of enumeration', () => {
  const shares = (sets: ChargeSets) => {
    const share = new Map<number, number>()
    for (const set of sets) {
      for (const { cause } of set) share.set(cause, (share.get(cause) ?? 0) + 1 / set.length / sets.length)
    }
    return share
  }

  it('interchangeable faults still share equally', () => {
    // C(20, 10) = 184,756 minimal sets.
    const sets = kOfN(
      10,
      Array.from({ length: 20 }, (_, i) => [[crash(i)]]),
    )
    expect(sets.length).toBe(20)
    for (const set of sets) expect(set.length).toBe(10)
    for (const share of shares(sets).values()) expect(share).toBeCloseTo(1 / 20, 12)
    expect(shares(sets).size).toBe(20)
  })

  it('every set is minimal: without it the predicate holds, with any of its faults left it does not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 2 }), { minLength: 24, maxLength: 30 }),
        nodes => {
          const needed = Math.floor(nodes.length / 2)
          const s: Structure = { kind: 'gate', needed, parts: nodes.map(faults => ({ kind: 'leaf', faults })) }
          const active = new Set(nodes.flat())
          const sets = causes(blame(s, active))
          expect(sets.length).toBeGreaterThan(0)
          expect(sets.length).toBeLessThanOrEqual(Math.max(setsLimit, active.size))
          for (const set of sets) {
            const without = new Set([...active].filter(f => !set.includes(f)))
            expect(holds(s, without)).toBe(true)
            for (const f of set) expect(holds(s, new Set([...without, f]))).toBe(false)
          }
        },
      ),
      { numRuns: 60, seed: 22 },
    )
  })
})
