import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DAY,
  formatDuration,
  HOUR,
  LONGEST_DURATION,
  LONGEST_MEAN,
  MINUTE,
  parseDuration,
  parseMeanDuration,
  parseSignedDuration,
  printDuration,
  SECOND,
  YEAR,
} from '../../src/units/index.js'

function read(text: string): number {
  const parsed = parseDuration(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.reason}`)
  return parsed.value
}

describe('durations are read exactly', () => {
  it.each([
    ['250us', 250],
    ['250µs', 250],
    ['5ms', 5_000],
    ['30s', 30 * SECOND],
    ['5m', 5 * MINUTE],
    ['12h', 12 * HOUR],
    ['30d', 30 * DAY],
    ['2w', 14 * DAY],
    ['1y', 365 * DAY],
    ['0s', 0],
    ['1.5h', 90 * MINUTE],
    ['0.000001s', 1],
    ['4.38h', 15_768 * SECOND],
    ['0.1y', 3_153_600 * SECOND],
    ['1h30m', 90 * MINUTE],
    ['6m 12s', 372 * SECOND],
    ['1y2w3d4h5m6s7ms8us', YEAR + 17 * DAY + 4 * HOUR + 5 * MINUTE + 6 * SECOND + 7_008],
    ['  30s ', 30 * SECOND],
    ['5 m', 5 * MINUTE],
    ['1e3s', 1000 * SECOND],
    ['285y', LONGEST_DURATION],
  ])('%s', (text, us) => {
    expect(read(text)).toBe(us)
  })

  it('a decimal keeps the microsecond that a float would lose', () => {
    expect(read('8987759999.999999s')).toBe(8_987_759_999_999_999)
    expect(read('8640000000.000001s')).toBe(8_640_000_000_000_001)
    expect(read('1.1s') + read('2.2s')).toBe(read('3.3s'))
  })
})

describe('a parameter of a law', () => {
  it('may be longer than time is counted: exact up to 2^53 µs, then the nearest double', () => {
    const readMean = (text: string) => {
      const parsed = parseMeanDuration(text)
      return parsed.ok ? parsed.value : parsed.reason
    }
    expect(readMean('1h30m')).toBe(90 * MINUTE)
    expect(readMean('285y')).toBe(LONGEST_DURATION)
    // The 2.5 million hours of a solid state disk's data sheet, 285.4 years.
    expect(readMean('2500000h')).toBe(9e15)
    expect(readMean('9007199254.740993s')).toBe(2 ** 53)
    expect(readMean('9007199254.740995s')).toBe(2 ** 53 + 4)
    expect(readMean('1000000000y')).toBe(LONGEST_MEAN)
    expect(readMean('1000000001y')).toBe('longer than a billion years')
    expect(readMean('0.5us')).toMatch(/finer than one microsecond/)
  })
})

describe('what is no duration is refused, with the place and what to write instead', () => {
  it.each([
    ['30', 'a duration needs a unit', '30s', 0],
    ['1h30', 'a duration needs a unit', '1h30m', 2],
    ['5min', 'unknown unit `min`', '5m', 1],
    ['5 minutes', 'unknown unit `minutes`', '5 m', 2],
    ['3M', 'unknown unit `M`', '3m', 1],
    ['2mo', 'there is no month', '60d', 1],
    ['2 months', 'there is no month', '60d', 2],
    ['1y1mo', 'there is no month', '30d', 3],
    ['5ns', 'whole microseconds', '1us', 1],
    ['5x', 'unknown unit `x`', undefined, 1],
    ['5constructor', 'unknown unit `constructor`', undefined, 1],
    ['0.0000001s', 'finer than one microsecond', undefined, 0],
    ['1.5us', 'finer than one microsecond', undefined, 0],
    ['286y', 'longer than 285 years', '285y', 0],
    ['1e300y', 'longer than 285 years', '285y', 0],
    ['-5s', 'cannot be negative', '5s', 0],
    ['1m2h', 'from large units to small ones', undefined, 2],
    ['1m2m', 'from large units to small ones', undefined, 2],
    ['.5s', 'a digit before its point', '0.5s', 0],
    ['', 'nothing is written here', '30s', 0],
    ['   ', 'nothing is written here', '30s', 3],
    ['soon', 'does not begin with a number', '30s', 0],
    ['Infinity', 'infinite', undefined, 0],
    ['.inf', 'infinite', undefined, 0],
    ['.nan', 'not a number', undefined, 0],
    ['1h soon', 'does not begin with a number', '30s', 3],
  ])('%s', (text, reason, suggestion, at) => {
    const parsed = parseDuration(text)
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining(reason), at })
    expect(parsed.ok ? undefined : parsed.suggestion).toBe(suggestion)
  })

  it('who follows the suggestions arrives, and every place lies in the text', () => {
    const pieces = fc.constantFrom(
      '1',
      '30',
      '1.5',
      '.5',
      '-2',
      's',
      'm',
      'min',
      'mo',
      'ns',
      'h',
      ' ',
      'd',
      'y',
      'x',
      '∞',
      'us',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), parts => {
        const text = parts.join('')
        let next: string | undefined = text
        // Of several mistakes a suggestion mends the first.
        for (let step = 0; next !== undefined; step++) {
          const parsed = parseDuration(next)
          if (parsed.ok) return
          expect(parsed.at).toBeLessThanOrEqual(next.length)
          expect(step).toBeLessThan(8)
          next = parsed.suggestion
        }
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  it('a text of any length is refused at once', () => {
    expect(parseDuration('9'.repeat(1_000_000))).toMatchObject({ ok: false, reason: 'longer than 400 characters' })
  })

  it('any text at all gives a value or a refusal', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map(units => String.fromCharCode(...units)),
        text => {
          const parsed = parseDuration(text)
          if (parsed.ok) expect(Number.isSafeInteger(parsed.value)).toBe(true)
          else expect(parsed.reason).not.toBe('')
        },
      ),
      { seed: 2, numRuns: 300 },
    )
  })
})

describe('printing', () => {
  it('in full is the inverse of reading', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(), fc.integer({ min: 0, max: LONGEST_DURATION })), us => {
        expect(read(printDuration(us))).toBe(us)
      }),
      { seed: 3, numRuns: 2000 },
    )
    expect(printDuration(0)).toBe('0s')
    expect(printDuration(90 * MINUTE)).toBe('1h30m')
    expect(() => printDuration(0.5)).toThrow(RangeError)
  })

  it('signed steps of a clock too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -LONGEST_DURATION, max: LONGEST_DURATION }), us => {
        expect(parseSignedDuration(printDuration(us))).toEqual({ ok: true, value: us })
      }),
      { seed: 4, numRuns: 500 },
    )
    expect(parseSignedDuration('+5s')).toEqual({ ok: true, value: 5 * SECOND })
    expect(parseSignedDuration('-0s')).toEqual({ ok: true, value: 0 })
    expect(parseSignedDuration('-5x')).toMatchObject({ ok: false, at: 2 })
    expect(parseSignedDuration('--5s')).toMatchObject({ ok: false })
  })

  it.each([
    [372 * SECOND, '6m 12s'],
    [287_000, '287ms'],
    [4_700_000, '4s 700ms'],
    [0, '0s'],
    [1, '1us'],
    [1_500, '1ms 500us'],
    [59 * MINUTE + 59.7 * SECOND, '1h'],
    [23 * HOUR + 59.6 * MINUTE, '1d'],
    [999_999.6, '1s'],
    [17.3 * DAY, '17d 7h'],
    [10 * YEAR + 182 * DAY, '10y 182d'],
    [YEAR - 1, '1y'],
    [0.0864, '0.0864us'],
    [0.99999, '1us'],
    [-90 * SECOND, '-1m 30s'],
    [Infinity, 'forever'],
    [NaN, 'unknown'],
  ])('%d µs for a reader: %s', (us, text) => {
    expect(formatDuration(us)).toBe(text)
  })

  it('for a reader is off by at most half of its smaller unit', () => {
    const smaller = (us: number) =>
      [YEAR, DAY, HOUR, MINUTE, SECOND, 1000, 1].find(
        unit => unit <= us && unit !== [YEAR, DAY, HOUR, MINUTE, SECOND, 1000, 1].find(u => u <= us),
      ) ?? 1
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 * YEAR }), us => {
        expect(Math.abs(read(formatDuration(us)) - us)).toBeLessThanOrEqual(smaller(us) / 2)
      }),
      { seed: 5, numRuns: 2000 },
    )
  })
})
