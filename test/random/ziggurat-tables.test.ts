import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { zigguratTables } from '../../scripts/ziggurat-tables.js'
import * as tables from '../../src/random/ziggurat-tables.js'

const FILE = new URL('../../src/random/ziggurat-tables.ts', import.meta.url)

describe('the literal tables of the ziggurat', () => {
  it('are what the script makes from the portable functions, to the last digit', () => {
    if (process.env['UPDATE'] === '1') writeFileSync(FILE, zigguratTables())
    expect(readFileSync(FILE, 'utf8')).toBe(zigguratTables())
  })

  it('begin their tails where the literature does', () => {
    // Marsaglia and Tsang 2000, section 3: r for 256 layers of the half normal and the exponential density.
    expect(tables.NORMAL_WIDTHS[1]).toBeCloseTo(3.6541528853610088, 13)
    expect(tables.EXPONENTIAL_WIDTHS[1]).toBeCloseTo(7.69711747013105, 13)
  })

  it('cut the area under each curve into 256 layers of one size', () => {
    const check = (widths: readonly number[], heights: readonly number[], whole: number) => {
      expect(widths).toHaveLength(257)
      expect(heights).toHaveLength(257)
      expect(heights[256]).toBe(1)
      const area = widths[0] * heights[1]
      for (let i = 1; i < 256; i++) expect((heights[i + 1] - heights[i]) * widths[i]).toBeCloseTo(area, 14)
      // The layers cover the curve with a little to spare.
      expect(256 * area).toBeGreaterThan(whole)
      expect(256 * area).toBeLessThan(whole * 1.02)
    }
    check(tables.EXPONENTIAL_WIDTHS, tables.EXPONENTIAL_HEIGHTS, 1)
    check(tables.NORMAL_WIDTHS, tables.NORMAL_HEIGHTS, Math.sqrt(Math.PI / 2))
  })
})
