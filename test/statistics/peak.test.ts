import { describe, expect, it } from 'vitest'
import { SeedTree, type Stream } from '../../src/random/index.js'
import { peakInterval } from '../../src/statistics/index.js'

const tree = new SeedTree('peak')

/** Work of members in so many trials: sums of exponentials with these means. */
function trialsOf(means: readonly number[], trials: number, stream: Stream): number[][] {
  const work = (mean: number) => Array.from({ length: 4 }, () => mean * stream.exponential()).reduce((a, b) => a + b, 0)
  return Array.from({ length: trials }, () => means.map(work))
}

describe('an interval for the largest over the mean', () => {
  const studies = 300
  // A true 95 % holds it 270 times or fewer in 300 about once in 3,000 (binomial tail).
  it.each([
    { name: 'ten alike', means: new Array<number>(10).fill(1) },
    { name: 'two alike', means: [1, 1] },
    { name: 'one twice as large', means: [2, 1, 1, 1] },
    { name: 'two nearly the largest', means: [1.5, 1.45, 1, 1, 0.2] },
    { name: 'thirty alike', means: new Array<number>(30).fill(1) },
  ])('holds it in 95 % of studies, or more, with $name', ({ name, means }) => {
    const truth = (Math.max(...means) * means.length) / means.reduce((a, b) => a + b, 0)
    let held = 0
    for (let i = 0; i < studies; i++) {
      const interval = peakInterval(trialsOf(means, 20, tree.stream(name, `${i}`)))
      expect(interval).not.toBeNull()
      if (interval !== null && interval.low <= truth && truth <= interval.high) held++
    }
    expect(held).toBeGreaterThan(270)
  })

  it('is not wide where one is plainly the largest: as that one alone has it', () => {
    const trials = trialsOf([4, 1, 1], 40, tree.stream('wide'))
    const interval = peakInterval(trials)
    // Squared variations of 1/4 in a trial: the log of 3a/(a + b + c) at a = 4, b = c = 1 has a spread of
    // √(1/9 + 2/36)/2 = 0.204 in a trial, 0.0323 in forty. Widths of 2 × 2.0 × 0.0323, and some more at the lower end.
    expect(Math.log((interval?.high ?? 0) / (interval?.low ?? 1))).toBeLessThan(0.2)
    expect(Math.abs(Math.log((interval?.value ?? 0) / 2))).toBeLessThan(4 * 0.0323)
  })

  it('is a point where all trials are the same, and nothing without two trials or any work', () => {
    const same = peakInterval([
      [3, 1],
      [3, 1],
    ])
    expect([same?.low, same?.value, same?.high]).toEqual([1.5, 1.5, 1.5])
    expect(peakInterval([[3, 1]])).toBeNull()
    expect(
      peakInterval([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull()
    expect(peakInterval([])).toBeNull()
  })
})
