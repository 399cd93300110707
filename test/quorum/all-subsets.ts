import fc from 'fast-check'
import type { Quorum } from '../../src/quorum/index.js'
import { count, grid, joint, majority, weighted } from '../../src/quorum/index.js'

// The obviously right, slow way: by all sets of members, with nothing of the room but its data.

/** Whether a set is a quorum, in the words of each definition. */
export function isEnough(quorum: Quorum, set: ReadonlySet<number>): boolean {
  switch (quorum.kind) {
    case 'majority':
      return quorum.of.length === 0 || 2 * quorum.of.filter(member => set.has(member)).length > quorum.of.length
    case 'count':
      return quorum.of.filter(member => set.has(member)).length >= quorum.needed
    case 'weighted': {
      const votes = quorum.of.flatMap((member, i) => (set.has(member) ? [quorum.weights[i]] : []))
      return votes.reduce((sum, weight) => sum + weight, 0) >= quorum.needed
    }
    case 'grid': {
      const row = quorum.rows.some(line => line.every(member => set.has(member)))
      const column = quorum.rows[0].some((_, i) => quorum.rows.every(line => set.has(line[i])))
      return { row, column, 'row-and-column': row && column }[quorum.takes]
    }
    case 'joint':
      return quorum.of.every(part => isEnough(part, set))
  }
}

export function everyMember(quorum: Quorum): number[] {
  const members: readonly number[] =
    quorum.kind === 'joint' ? quorum.of.flatMap(everyMember) : quorum.kind === 'grid' ? quorum.rows.flat() : quorum.of
  return Array.from({ length: 64 }, (_, member) => member).filter(member => members.includes(member))
}

export function subsetsOf(members: readonly number[]): number[][] {
  return Array.from({ length: 2 ** members.length }, (_, bits) =>
    members.filter((_, place) => Math.floor(bits / 2 ** place) % 2 === 1),
  )
}

/** All quorums within the members. */
export function familyOf(quorum: Quorum): number[][] {
  return subsetsOf(everyMember(quorum)).filter(set => isEnough(quorum, new Set(set)))
}

const members = (least: number, most: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: least, maxLength: most })

const simple: fc.Arbitrary<Quorum> = fc.oneof(
  members(0, 7).map(majority),
  members(1, 7).chain(of => fc.integer({ min: 1, max: of.length }).map(needed => count(of, needed))),
  members(1, 7).chain(of =>
    fc
      .array(fc.integer({ min: 0, max: 4 }), { minLength: of.length, maxLength: of.length })
      .filter(weights => weights.some(weight => weight > 0))
      .chain(weights =>
        fc
          .integer({ min: 1, max: weights.reduce((sum, weight) => sum + weight, 0) })
          .map(needed => weighted(of, weights, needed)),
      ),
  ),
  fc
    .tuple(
      fc.constantFrom<readonly [number, number]>([1, 1], [1, 4], [2, 2], [2, 3], [3, 2], [4, 1]),
      fc.constantFrom('row' as const, 'column' as const, 'row-and-column' as const),
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 6, maxLength: 6 }),
    )
    .map(([[rows, columns], takes, named]) =>
      grid(
        Array.from({ length: rows }, (_, row) => named.slice(row * columns, (row + 1) * columns)),
        takes,
      ),
    ),
)

export const anyQuorum: fc.Arbitrary<Quorum> = fc.oneof(
  { weight: 3, arbitrary: simple },
  { weight: 1, arbitrary: fc.array(simple, { maxLength: 3 }).map(parts => joint(...parts)) },
  { weight: 1, arbitrary: fc.tuple(simple, simple, simple).map(([a, b, c]) => joint(a, joint(b, c))) },
)

/** A value for each of the members 0 to 11. */
export const perMember = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 12, maxLength: 12 })

// One seed for ever: the suite answers the same on every run.
export const settings = { seed: 19790912, numRuns: 2000, endOnFailure: true }
