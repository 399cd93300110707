import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatAvailability,
  formatNines,
  nines,
  parseNines,
  parsePartsPerMillion,
  parseRatio,
  printAvailability,
  printRatio,
} from '../../src/units/index.js'

describe('a share and its complement are each rounded once, from the decimal', () => {
  it.each([
    ['99.95%', 0.9995, 0.0005],
    ['0.9995', 0.9995, 0.0005],
    ['99.99999999%', 0.9999999999, 1e-10],
    ['99.9999999999999999%', 1, 1e-18],
    ['0.0000000000000000001', 1e-19, 1],
    ['20ppm', 20e-6, 0.99998],
    ['5 ppb', 5e-9, 0.999999995],
    ['3‰', 0.003, 0.997],
    ['100%', 1, 0],
    ['0', 0, 1],
    ['1e-5', 1e-5, 0.99999],
    ['1.0', 1, 0],
  ])('%s', (text, value, complement) => {
    expect(parseRatio(text)).toEqual({ ok: true, value: { value, complement } })
  })

  // 1 - 0.9999999999 in doubles is 1.00000008e-10.
  it('where subtracting in doubles would lose digits', () => {
    expect(1 - 0.9999999999).not.toBe(1e-10)
    expect(parseRatio('99.99999999%')).toMatchObject({ value: { complement: 1e-10 } })
  })
})

describe('what is no share is refused', () => {
  it.each([
    ['99.95', 'more than the whole', '99.95%', 0],
    ['101%', 'more than the whole', undefined, 0],
    ['1000', 'more than the whole', undefined, 0],
    ['-1%', 'cannot be negative', undefined, 0],
    ['99,95%', 'the decimal point is a point', '99.95%', 2],
    ['99.95 percent', 'a share ends in', undefined, 6],
    ['50toString', 'a share ends in', undefined, 2],
    ['%', 'does not begin with a number', '99.95%', 0],
    ['', 'nothing is written', '99.95%', 0],
    ['NaN', 'not a number', undefined, 0],
    ['1e999', 'more than the whole', undefined, 0],
  ])('%s', (text, reason, suggestion, at) => {
    const parsed = parseRatio(text)
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining(reason), at })
    expect(parsed.ok ? undefined : parsed.suggestion).toBe(suggestion)
  })
})

const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('printing a share', () => {
  it('in full is the inverse of reading, for the share and for what is missing', () => {
    fc.assert(
      fc.property(share, x => {
        expect(parseRatio(printRatio(x))).toMatchObject({ ok: true, value: { value: x === 0 ? 0 : x } })
        expect(parseRatio(printAvailability(x))).toMatchObject({ ok: true, value: { complement: x === 0 ? 0 : x } })
      }),
      { seed: 1, numRuns: 2000 },
    )
    expect(printAvailability(1e-10)).toBe('99.99999999%')
    expect(printRatio(0.0005)).toBe('0.05%')
  })

  it.each([
    [5e-4, undefined, '99.95%'],
    [1e-4, undefined, '99.99%'],
    [1.6e-5, undefined, '99.9984%'],
    [0.3, undefined, '70%'],
    [0.123456, undefined, '87.65%'],
    [1e-12, undefined, '99.9999999999%'],
    [5e-4, 4, '99.9500%'],
    [1.6e-5, 3, '99.998%'],
    [4e-6, 3, '99.9996%'],
    [1e-9, 2, '99.9999999%'],
    [0.99999, 1, '0.001%'],
    [0, 5, '100%'],
    [1, 5, '0%'],
    [0.5, 0, '50%'],
  ])('unavailability %d with %s digits reads %s', (u, digits, text) => {
    expect(formatAvailability(u, digits)).toBe(text)
  })

  it('reads 100 % only when nothing is missing, and 0 % only when everything is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 5e-324, max: 1 - 2 ** -53, noNaN: true }),
        fc.integer({ min: 0, max: 20 }),
        (u, digits) => {
          for (const text of [formatAvailability(u), formatAvailability(u, digits)]) {
            expect(text).not.toMatch(/^100/)
            expect(text).not.toMatch(/^0(\.0*)?%/)
          }
        },
      ),
      { seed: 2, numRuns: 1000 },
    )
  })

  it('refuses what is no unavailability', () => {
    for (const u of [-0.1, 1.1, NaN]) expect(() => formatAvailability(u)).toThrow(RangeError)
  })
})

describe('nines', () => {
  it('are minus the logarithm of the unavailability, whole for powers of ten', () => {
    for (let n = 0; n <= 20; n++) expect(nines(Number(`1e-${n}`))).toBe(n)
    expect(nines(5e-4)).toBeCloseTo(3.30103, 5)
    expect(nines(0)).toBe(Infinity)
  })

  it.each([
    [5e-4, '3.30'],
    [1.6e-5, '4.80'],
    [1e-4, '4.00'],
    [1.0001e-4, '3.99'],
    [0.99e-4, '4.00'],
    [1, '0.00'],
    [0.5, '0.30'],
    [0, 'all nines'],
  ])('of %d print as %s: never rounded up to a whole number', (u, text) => {
    expect(formatNines(u)).toBe(text)
  })

  it('are read: whole ones exactly', () => {
    expect(parseNines('5 nines')).toEqual({ ok: true, value: { value: 0.99999, complement: 1e-5 } })
    expect(parseNines('3nines')).toEqual({ ok: true, value: { value: 0.999, complement: 0.001 } })
    expect(parseNines('1 nine')).toEqual({ ok: true, value: { value: 0.9, complement: 0.1 } })
    expect(parseNines('0 nines')).toEqual({ ok: true, value: { value: 0, complement: 1 } })
    const half = parseNines('3.5 nines')
    expect(half.ok && half.value.complement).toBeCloseTo(Math.sqrt(1e-7), 18)
    for (const text of ['nines', 'x nines', '-1 nines', '301 nines', '3x nines', '5']) {
      expect(parseNines(text)).toMatchObject({ ok: false })
    }
  })
})

describe('parts per million, the drift of a clock', () => {
  it('have a sign and need their unit', () => {
    expect(parsePartsPerMillion('20ppm')).toEqual({ ok: true, value: 20 })
    expect(parsePartsPerMillion('-0.5 ppm')).toEqual({ ok: true, value: -0.5 })
    expect(parsePartsPerMillion('20')).toMatchObject({ ok: false, suggestion: '20ppm' })
    expect(parsePartsPerMillion('20%')).toMatchObject({ ok: false, at: 2 })
    expect(parsePartsPerMillion('1e999ppm')).toMatchObject({ ok: false })
  })
})
