import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRate, parseRate, parseSize, printRate, printSize, shareOf } from '../../src/units/index.js'

describe('rates', () => {
  it.each([
    ['200/s', 200],
    ['12/h', 12 / 3600],
    ['0.5/d', 0.5 / 86400],
    ['1/ms', 1000],
    ['3 / m', 0.05],
    ['1e-9/s', 1e-9],
    ['0/s', 0],
  ])('%s', (text, perSecond) => {
    expect(parseRate(text)).toEqual({ ok: true, value: perSecond })
  })

  // 0.7/h: 0.7 is not a double, so that dividing it rounds twice; the fraction 7/36000 is rounded once.
  it('are the double nearest to the exact quotient', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 0, max: 12 }), (digits, places) => {
        const parsed = parseRate(`${digits}e-${places}/h`)
        if (!parsed.ok) throw new Error(parsed.reason)
        // |value * 3600 * 10^places - digits|, exactly, against that of both neighbours.
        const error = (x: number) => distanceFrom(x, BigInt(digits), 3600n * 10n ** BigInt(places))
        for (const neighbour of neighbours(parsed.value)) {
          expect(error(parsed.value) <= error(neighbour)).toBe(true)
        }
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it.each([
    ['200', 'a number per time', '200/s'],
    ['200/', 'no unit of time', '200/s'],
    ['5/month', 'no unit of time', '5/s'],
    ['-5/s', 'cannot be negative', undefined],
    ['/s', 'does not begin with a number', '200/s'],
    ['1e999/s', 'too large', undefined],
  ])('%s is refused', (text, reason, suggestion) => {
    const parsed = parseRate(text)
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
    expect(parsed.ok ? undefined : parsed.suggestion).toBe(suggestion)
  })

  it('printed in full read back to the same number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), x => {
        expect(parseRate(printRate(x))).toEqual({ ok: true, value: x === 0 ? 0 : x })
      }),
      { seed: 2, numRuns: 1000 },
    )
  })

  it('are shown per the unit that makes them one or more', () => {
    expect([200, 12 / 3600, 1 / 86400, 1 / (365 * 86400), 0, 1e-9].map(formatRate)).toEqual([
      '200/s',
      '12/h',
      '1/d',
      '1/y',
      '0/s',
      '0.0315/y',
    ])
  })
})

describe('sizes', () => {
  it.each([
    ['4KiB', 4096],
    ['1.5MB', 1_500_000],
    ['512B', 512],
    ['2 GiB', 2 * 1024 ** 3],
    ['0B', 0],
    ['0.5KiB', 512],
  ])('%s', (text, bytes) => {
    expect(parseSize(text)).toEqual({ ok: true, value: bytes })
  })

  it.each([
    ['4', 'needs a unit', '4B'],
    ['4K', 'unknown unit', '4KiB'],
    ['4kib', 'unknown unit', '4KiB'],
    ['4mb', 'unknown unit', '4MB'],
    ['4x', 'unknown unit', undefined],
    ['0.3B', 'not a whole number of bytes', undefined],
    ['9000000TiB', 'more than 2^53', undefined],
    ['-1B', 'cannot be negative', undefined],
  ])('%s is refused', (text, reason, suggestion) => {
    const parsed = parseSize(text)
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
    expect(parsed.ok ? undefined : parsed.suggestion).toBe(suggestion)
  })

  it('printed read back to the same number', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1, 1000, 1024, 1024 ** 2), (n, factor) => {
        expect(parseSize(printSize(n * factor))).toEqual({ ok: true, value: n * factor })
      }),
      { seed: 3, numRuns: 1000 },
    )
  })
})

describe('a share of a whole', () => {
  it('is the decimal product, rounded once', () => {
    expect(shareOf(1e-5, 86_400_000_000)).toBe(864_000)
    expect(1e-5 * 86_400_000_000).not.toBe(864_000)
    expect(shareOf(1e-4, 31_536_000_000_000)).toBe(3_153_600_000)
    expect(shareOf(0, 5)).toBe(0)
    expect(shareOf(1, 5)).toBe(5)
    expect(shareOf(1e-30, 86_400_000_000)).toBe(8.64e-20)
  })
})

const view = new DataView(new ArrayBuffer(8))

function neighbours(x: number): number[] {
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  return [bits - 1n, bits + 1n].map(b => {
    view.setBigUint64(0, b)
    return view.getFloat64(0)
  })
}

/** |x - numerator/denominator| times 2^200 and the denominator, as a whole number, for x of moderate size. */
function distanceFrom(x: number, numerator: bigint, denominator: bigint): bigint {
  let scaled = x
  let shift = 0n
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    shift++
  }
  const difference = ((BigInt(scaled) * denominator) << (200n - shift)) - (numerator << 200n)
  return difference < 0n ? -difference : difference
}
