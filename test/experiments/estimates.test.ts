import { describe, expect, it } from 'vitest'
import { histogramEstimate } from '../../src/experiments/estimates.js'
import { SeedTree } from '../../src/random/index.js'
import { emptyHistogram, type Histogram, record } from '../../src/statistics/index.js'

describe('a quantile of what was counted in trials', () => {
  // Three exponential values in a trial: the largest of three says little of a quantile at 0.95.
  const mean = 1e6
  const stream = new SeedTree('estimates').stream('quantile')
  function trial(): Histogram {
    const histogram = emptyHistogram()
    for (let i = 0; i < 3; i++) record(histogram, Math.round(mean * stream.exponential()))
    return histogram
  }

  it('lies in its interval as often as that says, though a trial holds few values', () => {
    const truth = -mean * Math.log(0.05)
    const studies = 400
    let covered = 0
    for (let study = 0; study < studies; study++) {
      const { low, high } = histogramEstimate(Array.from({ length: 400 }, trial), 0.95, 0.95)!
      if (low <= truth && truth <= high) covered++
    }
    // 380 of 400 expected, with a standard deviation of 4.36; 361 is further below than chance 1e-4 goes.
    expect(covered).toBeGreaterThanOrEqual(361)
    expect(covered).toBeLessThan(400)
  })

  it('is none from a single trial that saw anything', () => {
    expect(histogramEstimate([emptyHistogram(), trial()], 0.5, 0.95)).toBeNull()
  })
})
