import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, suggest } from '../../src/diagnostics/index.js'

describe('distance between words', () => {
  // Reference values: the classic examples of Levenshtein (1966), Damerau (1964) and the textbooks.
  it.each([
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['ca', 'ac', 1],
    ['mtfb', 'mtbf', 1],
    ['ca', 'abc', 3], // restricted: the unrestricted distance is 2
    ['', 'abc', 3],
    ['abc', 'abc', 0],
  ])('%s to %s is %i', (a, b, expected) => {
    expect(distance(a, b)).toBe(expected)
  })

  it('is symmetric, zero only for equals, and agrees with the obvious recursion', () => {
    const slow = (a: string, b: string): number => {
      if (a === '' || b === '') return a.length + b.length
      const options = [
        slow(a.slice(1), b) + 1,
        slow(a, b.slice(1)) + 1,
        slow(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
      ]
      if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) options.push(slow(a.slice(2), b.slice(2)) + 1)
      return Math.min(...options)
    }
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(slow(a, b))
        expect(distance(b, a)).toBe(distance(a, b))
        expect(distance(a, b) === 0).toBe(a === b)
      }),
      { seed: 11, numRuns: 300 },
    )
  })
})

describe('what was meant', () => {
  const keys = ['mtbf', 'mttr', 'repair', 'election-timeout', 'spread']

  it.each([
    ['mtfb', 'mtbf'],
    ['MTBF', 'mtbf'],
    ['election_timeout', 'election-timeout'],
    ['elektion-timout', 'election-timeout'],
    ['spraed', 'spread'],
  ])('%s means %s', (word, meant) => {
    expect(suggest(word, keys)).toBe(meant)
  })

  it.each(['color', 'x', '', 'a'.repeat(10_000)])('nothing is close to %s', word => {
    expect(suggest(word, keys)).toBeNull()
  })

  it('prefers the first of equally close ones', () => {
    expect(suggest('bat', ['cat', 'hat'])).toBe('cat')
  })
})
