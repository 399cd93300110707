import { describe, expect, it } from 'vitest'
import { parseResult, type RunResult, writeResult } from '../../src/results/index.js'
import { interrupted, nasty, quiet, webShop } from '../report/fixtures.js'

/** The same data with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  )
}

describe('JSON', () => {
  it('reads back to the same result', () => {
    for (const result of [webShop, quiet, interrupted, nasty]) {
      expect(parseResult(writeResult(result))).toEqual({ ok: true, value: result })
    }
  })

  it('is the same bytes however the result was put together', () => {
    expect(writeResult(shuffled(webShop) as RunResult)).toBe(writeResult(webShop))
  })

  it('keeps the order of the schema', () => {
    const keys = Object.keys(JSON.parse(writeResult(shuffled(webShop) as RunResult)))
    expect(keys.slice(0, 4)).toEqual(['format', 'version', 'scenario', 'trials'])
    expect(keys.at(-1)).toBe('reproduce')
  })

  it('is one document for several results: an array', () => {
    expect(JSON.parse(writeResult([webShop, quiet]))).toHaveLength(2)
  })

  it('holds no number that JSON cannot', () => {
    const broken = { ...webShop, events: Number.NaN }
    expect(() => writeResult(broken)).toThrow()
  })
})

describe('reading a result', () => {
  it('says what is wrong and where', () => {
    const text = writeResult(webShop)
    expect(parseResult('{')).toEqual({ ok: false, reason: 'not JSON', path: '' })
    expect(parseResult('[]')).toMatchObject({ ok: false, path: 'format' })
    expect(parseResult(text.replace('nines.run/1', 'nines.run/9'))).toMatchObject({
      reason: 'not a result of nines: the format is "nines.run/9", not "nines.run/1"',
    })
    expect(parseResult(text.replace('"shop"', '7'))).toMatchObject({ ok: false, path: 'expectations.0.subject' })
    expect(parseResult(text.replace('"verdict"', '"verdickt"'))).toMatchObject({ ok: false })
  })
})
