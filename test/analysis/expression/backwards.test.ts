import { describe, expect, it } from 'vitest'
import {
  evaluate,
  parseExpression,
  type Requirement,
  replicaSeries,
  replicasFor,
  replicasUnavailability,
  requirement,
} from '../../../src/analysis/expression/index.js'
import { DAY, MINUTE } from '../../../src/units/index.js'

function required(text: string, target: number): Requirement {
  const parsed = parseExpression(text)
  if (!parsed.ok || parsed.unknown === null) throw new Error(text)
  return requirement(parsed.expression, parsed.unknown, target)
}

function close(actual: number, wanted: number, tolerance = 1e-12): void {
  expect(Math.abs(actual / wanted - 1), `${actual} against ${wanted}`).toBeLessThan(tolerance)
}

const value = (found: Requirement): number => (found.kind === 'value' ? found.value : Number.NaN)

describe('what every `?` has to be', () => {
  it('each of n equal parts in series: the n-th root of the availability', () => {
    close(value(required('? and ? and ?', 0.001)), 1 - 0.999 ** (1 / 3), 1e-11)
    close(value(required('5 of 5 (?)', 0.001)), 1 - 0.999 ** (1 / 5), 1e-11)
  })

  it('each of n in parallel: the n-th root of the unavailability', () => {
    close(value(required('? or ?', 1e-6)), 1e-3)
    close(value(required('1 of 3 (?)', 1e-12)), 1e-4)
  })

  it('two of three: the root of 3u² − 2u³', () => {
    const u = value(required('2 of 3 (?)', 1e-4))
    close(3 * u * u - 2 * u ** 3, 1e-4)
  })

  it('is met by what is found and missed by a little more', () => {
    const parsed = parseExpression('2 of 3 (? and 99.9%) and (x: ? or (x and 99%)) and 99.99%')
    const u = value(required('2 of 3 (? and 99.9%) and (x: ? or (x and 99%)) and 99.99%', 0.001))
    const at = (unknown: number) => (parsed.ok ? evaluate(parsed.expression, { unknown }).unavailability : Number.NaN)
    expect(at(u)).toBeLessThanOrEqual(0.001)
    expect(at(u * (1 + 1e-9))).toBeGreaterThan(0.001)
  })

  it('how long repair may take, how rare failures have to be: u/(1 − u) of the other', () => {
    close(value(required('mtbf 60d mttr ?', 0.0005)), (60 * DAY * 0.0005) / 0.9995)
    close(value(required('mtbf ? mttr 10m', 0.0005)), (10 * MINUTE * 0.9995) / 0.0005)
    // Of a pair each may be down the square root of the whole.
    close(value(required('1 of 2 (mtbf 60d mttr ?)', 1e-6)), (60 * DAY * 0.001) / 0.999)
  })

  it('how long a failover may take', () => {
    const takes = value(required('failover(mtbf 30d mttr 1h, 100%, takes ?)', 1e-5))
    close((1 / 721) * (1 - Math.exp(-takes / (60 * MINUTE))), 1e-5, 1e-10)
  })

  it('may be out of reach, or of no matter', () => {
    expect(required('? and 99.9%', 1e-4)).toEqual({ kind: 'impossible', best: expect.closeTo(0.001, 12) })
    expect(required('? or 99.99%', 1e-4)).toEqual({ kind: 'anything', worst: expect.closeTo(0.0001, 12) })
    expect(required('failover(mtbf 30d mttr 1h, 100%, takes ?)', 0.01).kind).toBe('anything')
  })
})

describe('what another replica buys', () => {
  it('without a common cause two nines each', () => {
    const rows = replicaSeries(0.01, 0, 1, 5)
    for (const { n, unavailability } of rows) close(unavailability, 100 ** -n)
  })

  it('with a common cause no more than the common cause leaves', () => {
    // β = 10 % of 1 % is common: 0.1 %.
    close(replicasUnavailability(0.01, 0.1, 1, 2), 0.001 + 0.999 * (0.009 / 0.999) ** 2)
    for (const { unavailability } of replicaSeries(0.01, 0.1, 1, 50))
      expect(unavailability).toBeGreaterThanOrEqual(0.001)
    expect(replicasFor(0.01, 0.1, 1, 0.000_999)).toBeNull()
    expect(replicasFor(0.01, 0.1, 1, 0.0011)).toMatchObject({ n: 2 })
    expect(replicasFor(0.01, 0.1, 1, 0.001_000_1)).toMatchObject({ n: 4 })
  })

  it('of a majority 3, 5, 7, …', () => {
    expect(replicaSeries(0.01, 0, 'majority', 3).map(({ n, k }) => [k, n])).toEqual([
      [1, 1],
      [2, 3],
      [3, 5],
    ])
    close(replicasUnavailability(0.01, 0, 2, 3), 3e-4 - 2e-6)
    // Worse than a coin, a majority gets worse with every member.
    expect(replicasFor(0.6, 0, 'majority', 0.5)).toBeNull()
  })

  it('one part alone is what it is, whatever the common share', () => {
    for (const beta of [0, 0.1, 0.5, 1]) close(replicasUnavailability(0.01, beta, 1, 1), 0.01)
    expect(replicasUnavailability(1, 1, 1, 1)).toBe(1)
    expect(() => replicasUnavailability(0.01, 1.5, 1, 1)).toThrow(RangeError)
    expect(() => replicasUnavailability(0.01, 0, 3, 2)).toThrow(RangeError)
  })
})
