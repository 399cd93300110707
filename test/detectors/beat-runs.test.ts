import { describe, expect, it } from 'vitest'
import {
  type Beat,
  candidateRate,
  firstPassage,
  meanPassage,
  nextBeat,
  type RunChain,
  runAfter,
  runChain,
} from '../../src/detectors/index.js'
import { SeedTree, type Stream } from '../../src/random/index.js'
import { chiSquare, chiSquareCritical } from '../support/chi-square.js'
import { ksOneSample } from '../support/ks.js'

/** needed, mild, grave. */
type Law = readonly [needed: number, mild: number, grave: number]

const laws: readonly Law[] = [
  [1, 0.2, 0.1],
  [1, 0, 0.01],
  [2, 0.05, 0.001],
  [3, 0.3, 0],
  [3, 0.3, 0.02],
  [5, 0.6, 0.0001],
  [4, 0.7, 0.3],
  [3, 1, 0],
  [16, 0.9, 0.001],
  [64, 0.99, 0.001],
]

/** The probability of absorption at exactly the n-th beat, [n][r], by one beat after another, straight from the model. */
function exactly([needed, mild, grave]: Law, most: number): number[][] {
  const f = [
    Array<number>(needed).fill(0),
    Array.from({ length: needed }, (_, r) => grave + (r === needed - 1 ? mild : 0)),
  ]
  for (let n = 2; n <= most; n++) {
    f.push(f[n - 1].map((_, r) => (1 - (mild + grave)) * f[n - 1][0] + (r + 1 < needed ? mild * f[n - 1][r + 1] : 0)))
  }
  return f
}

const isCandidate = (chain: RunChain, run: number, beat: Beat) => beat === 2 || (beat === 1 && run === chain.needed - 1)

/** So many beats, each drawn given the number to the next candidate, drawn before. */
function drawn(chain: RunChain, total: number, stream: Stream) {
  const beats = new Uint8Array(total)
  let run = 0
  let left = firstPassage(chain, run, stream.unit())
  let misplaced = 0
  let candidates = 0
  for (let i = 0; i < total; i++) {
    const beat = nextBeat(chain, run, left, stream.unit())
    if (isCandidate(chain, run, beat) !== (left === 1)) misplaced++
    beats[i] = beat
    run = runAfter(chain, run, beat)
    if (--left > 0) continue
    candidates++
    left = firstPassage(chain, run, stream.unit())
  }
  return { beats, misplaced, candidates }
}

interface Cell {
  readonly count: number
  readonly expected: number
}

/** Cells where fewer than five are expected make one, or join the greatest. */
function withRareTogether(cells: readonly Cell[]): Cell[] {
  const sorted = cells.toSorted((a, b) => b.expected - a.expected)
  const often = sorted.filter(({ expected }) => expected >= 5)
  const join = (xs: readonly Cell[]): Cell => ({
    count: xs.reduce((sum, { count }) => sum + count, 0),
    expected: xs.reduce((sum, { expected }) => sum + expected, 0),
  })
  const rare = join(sorted.slice(often.length))
  return rare.expected >= 5 ? [...often, rare] : [...often.slice(1), join([often[0], rare])]
}

describe.each(laws)('the chain of runs of %d at %d and %d', (...law) => {
  const [needed, mild, grave] = law
  const chain = runChain(...law)
  const f = exactly(law, 600)
  const runs = [...new Set([0, Math.min(1, needed - 1), needed >> 1, needed - 1])]

  it('draws the first passage from its exact law', () => {
    for (const run of runs) {
      let below = 0
      for (let n = 1; n <= 600; n++) {
        const step = f[n][run]
        // Either end of what leads to n beats, to within a thousandth; where rounding is less than that.
        if (step > 1e-10) {
          const drawn = [0.001, 0.999].map(part => firstPassage(chain, run, below + part * step))
          if (drawn[0] !== n || drawn[1] !== n) expect(drawn, `from ${run}`).toEqual([n, n])
        }
        below += step
      }
      expect(below).toBeLessThan(1 + 1e-12)
    }
  })

  it('has the mean that its law sums to', () => {
    const long = exactly(law, 20_000)
    for (let run = 0; run < needed; run++) {
      let mean = 0
      for (let n = 1; n < long.length; n++) mean += n * long[n][run]
      expect(meanPassage(chain, run) / mean).toBeCloseTo(1, 9)
    }
  })

  it('gives each beat the odds it has under the condition', () => {
    const wrong: number[][] = []
    for (let run = 0; run < needed; run++) {
      for (let left = 2; left <= 600; left++) {
        if (f[left][run] < 1e-280) continue
        const odds = run + 1 < needed ? (mild * f[left - 1][run + 1]) / f[left][run] : 0
        const justBelow = nextBeat(chain, run, left, odds * (1 - 1e-11))
        const justAbove = nextBeat(chain, run, left, odds * (1 + 1e-11))
        if (justBelow !== (odds > 0 ? 1 : 0) || (odds < 1 && justAbove !== 0)) wrong.push([run, left])
      }
    }
    expect(wrong).toEqual([])
  })

  it('makes the last beat a candidate, mild or grave in proportion', () => {
    for (let run = 0; run < needed; run++) {
      const ripe = run === needed - 1 ? mild : 0
      if (ripe + grave === 0) {
        expect(() => nextBeat(chain, run, 1, 0.5)).toThrow('cannot be a candidate')
        continue
      }
      const odds = ripe / (ripe + grave)
      if (odds > 0) expect(nextBeat(chain, run, 1, odds * (1 - 1e-15))).toBe(1)
      if (odds < 1) expect(nextBeat(chain, run, 1, odds * (1 + 1e-15))).toBe(2)
    }
  })

  it('yields independent beats, with the candidates where they were foretold', () => {
    const { beats, misplaced, candidates } = drawn(chain, 400_000, new SeedTree('beat-runs').stream(...law.map(String)))
    expect(misplaced).toBe(0)
    // Four beats in a row, in blocks that do not overlap: expected by multiplication.
    const classes = [1 - (mild + grave), mild, grave]
    const blocks = new Float64Array(81)
    for (let i = 0; i < beats.length; i += 4) {
      blocks[27 * beats[i] + 9 * beats[i + 1] + 3 * beats[i + 2] + beats[i + 3]]++
    }
    const cells = Array.from(blocks, (count, b) => {
      const p = [27, 9, 3, 1].reduce((product, place) => product * classes[Math.floor(b / place) % 3], 1)
      return { count, expected: 100_000 * p }
    })
    expect(cells.filter(({ count, expected }) => expected === 0 && count > 0)).toEqual([])
    const tested = withRareTogether(cells.filter(({ expected }) => expected > 0))
    if (tested.length === 1) expect(tested[0].count).toBe(100_000)
    else {
      const statistic = chiSquare(
        tested.map(({ count }) => count),
        i => tested[i].expected,
      )
      expect(statistic).toBeLessThan(chiSquareCritical(tested.length - 1, 1e-4))
    }
    // Whether a beat is one depends on the last `needed` beats: a variance of 2 needed - 1 times the number at most.
    const expected = 400_000 * candidateRate(chain)
    expect(Math.abs(candidates - expected)).toBeLessThan(3.9 * Math.sqrt(expected * (2 * needed - 1)) + needed)
  })

  it('has the candidates per beat of its stationary law', () => {
    let place: number[] = Array.from({ length: needed }, (_, r) => (r === 0 ? 1 : 0))
    for (let i = 0; i < 20_000; i++) {
      const next = place.map(() => 0)
      place.forEach((p, r) => {
        next[0] += p * (1 - (mild + grave))
        next[Math.min(r + 1, needed - 1)] += p * mild
        next[needed - 1] += p * grave
      })
      place = next
    }
    expect(candidateRate(chain) / (grave + mild * place[needed - 1])).toBeCloseTo(1, 9)
  })
})

describe('runs in beats drawn through the chain', () => {
  it('of mild beats have the geometric lengths of independent trials', () => {
    const chain = runChain(3, 0.4, 0.01)
    const { beats } = drawn(chain, 400_000, new SeedTree('beat-runs').stream('run lengths'))
    const lengths = new Float64Array(12)
    let length = 0
    for (const beat of beats) {
      if (beat !== 1) lengths[Math.min(length, 11)]++
      length = beat === 1 ? length + 1 : 0
    }
    const total = lengths.reduce((sum, count) => sum + count, 0)
    const expected = (k: number) => total * (k < 11 ? 0.6 * 0.4 ** k : 0.4 ** 11)
    expect(chiSquare(lengths, expected)).toBeLessThan(chiSquareCritical(11, 1e-4))
  })

  it('reach the length needed when independent beats do', () => {
    const law: Law = [4, 0.35, 0.001]
    const chain = runChain(...law)
    const stream = new SeedTree('beat-runs').stream('passages')
    const drawn = Array.from({ length: 20_000 }, () => firstPassage(chain, 0, stream.unit()))
    const cumulated = exactly(law, 5000).map(row => row[0])
    for (let n = 1; n < cumulated.length; n++) cumulated[n] += cumulated[n - 1]
    const cdf = (n: number) => cumulated[Math.min(n, cumulated.length - 1)]
    const { distance, critical } = ksOneSample(drawn, cdf, 1e-4, n => cdf(n - 1))
    expect(distance).toBeLessThan(critical)
  })
})

describe('rare candidates', () => {
  it('take (1 - q^m) / ((1 - q) q^m) beats on average (Feller, XIII.7.7)', () => {
    expect(meanPassage(runChain(3, 0.3, 0), 0)).toBeCloseTo(51.48148148148148, 12)
    expect(meanPassage(runChain(2, 1e-9, 0), 0) / 1.000000001e18).toBeCloseTo(1, 13)
    expect(meanPassage(runChain(7, 1e-40, 0), 0) / 1e280).toBeCloseTo(1, 12)
  })

  // mpmath 1.3.0, 60 digits: the power n of the transition matrix with the absorbing state, for the doubles given.
  it.each([
    [3, 0.001, 0, 0, 500_000_000, 0.3931659989765293],
    [3, 0.0001, 1e-15, 1, 100_000_000_000, 0.0952440227123448],
    [5, 0.001, 0, 0, 300_000_000_000_000, 0.258959500511922],
    [4, 0.0001, 2e-17, 2, 1_000_000_000_000_000, 0.11307070290342192],
    [1, 3e-13, 4e-13, 0, 200_000_000_000, 0.13064176460123678],
    [8, 0.02, 1e-15, 0, 10_000_000_000_000, 0.22962664112823047],
    [2, 1e-8, 0, 0, 3_000_000_000_000_000, 0.25918177709582746],
    [20, 0.3, 1e-13, 0, 10_000_000_000, 0.21735409018975746],
  ])('of %d at %d and %d from %d come within %d beats with probability %d', (needed, mild, grave, run, n, p) => {
    // By the n-th, p is reached; it is passed by the one after it.
    const passage = firstPassage(runChain(needed, mild, grave), run, p)
    expect(Math.abs(passage - n)).toBeLessThan(1.5 + 1e-13 * n)
  })

  it.each([
    [1, 1e-12, 0],
    [2, 1e-6, 0],
    [3, 1e-4, 0],
    [12, 0.1, 0],
    [3, 0.01, 1e-12],
  ])('of %d at %d and %d come as if by radioactive decay', (needed, mild, grave) => {
    const chain = runChain(needed, mild, grave)
    const mean = meanPassage(chain, 0)
    // Aldous: the passage is exponential but for the order of a run over the mean, here below 1e-5.
    for (const u of [1e-12, 1e-9, 1e-5, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 2 ** -40, 1 - 2 ** -53]) {
      const decay = -Math.log1p(-u) * mean
      const drawn = firstPassage(chain, 0, u)
      expect(Math.abs(drawn - decay)).toBeLessThan(2 * needed + 1e-5 * decay)
    }
  })

  it('are counted right however rare', () => {
    expect(candidateRate(runChain(3, 1e-100, 0)) / 1e-300).toBeCloseTo(1, 12)
    expect(candidateRate(runChain(2, 1e-9, 3e-20)) / (1e-18 + 3e-20)).toBeCloseTo(1, 8)
    // With nothing grave a beat is a candidate when it is the last of as many mild ones as needed.
    expect(candidateRate(runChain(5, 0.01, 0)) / 1e-10).toBeCloseTo(1, 12)
  })
})

describe('a chain at its ends', () => {
  it('with nothing mild or grave never has a candidate', () => {
    for (const needed of [1, 3, 64]) {
      const never = runChain(needed, 0, 0)
      expect([firstPassage(never, 0, 0), firstPassage(never, 0, 1 - 2 ** -53)]).toEqual([Infinity, Infinity])
      expect([candidateRate(never), meanPassage(never, 0)]).toEqual([0, Infinity])
      expect(nextBeat(never, 0, Infinity, 0)).toBe(0)
    }
  })

  it('with all beats mild has them from the first full run on', () => {
    const always = runChain(5, 1, 0)
    expect([firstPassage(always, 0, 0), firstPassage(always, 0, 1 - 2 ** -53)]).toEqual([5, 5])
    expect([firstPassage(always, 4, 0.5), candidateRate(always), meanPassage(always, 2)]).toEqual([1, 1, 3])
  })

  it('takes the least and the greatest u there are', () => {
    const chain = runChain(3, 0.3, 0)
    expect(firstPassage(chain, 0, 0)).toBe(3)
    expect(firstPassage(chain, 2, 0)).toBe(1)
    expect(firstPassage(runChain(3, 0.3, 1e-15), 0, 0)).toBe(1)
    // Survival falls by 0.9797683 a beat, the greatest root of x^3 = 0.7 (x^2 + 0.3 x + 0.09): 2^-53 after some 1800.
    expect(Math.abs(firstPassage(chain, 0, 1 - 2 ** -53) + Math.log(2 ** -53) / 0.020439)).toBeLessThan(20)
  })

  it('says Infinity beyond 2^52 beats, and the beats until then are those of a chain that lives for ever', () => {
    const chain = runChain(64, 0.5, 0)
    expect(firstPassage(chain, 0, 0.5)).toBe(Infinity)
    expect(firstPassage(runChain(1, 1e-300, 1e-300), 0, 2 ** -53)).toBe(Infinity)
    // Of the survivors' first beat half is mild, but for a part of 1e-19.
    expect([nextBeat(chain, 0, Infinity, 0.4999999), nextBeat(chain, 0, Infinity, 0.5000001)]).toEqual([1, 0])
    expect(nextBeat(chain, 63, Infinity, 0)).toBe(0)
    const rate = 2 ** -52
    expect(firstPassage(runChain(1, rate, 0), 0, 0.6)).toBeLessThan(2 ** 52)
    expect(firstPassage(runChain(1, rate, 0), 0, 0.7)).toBe(Infinity)
  })

  it('finds the way to a candidate that is all but impossible', () => {
    // 1e-360 for a run of four is not a number any more; what has to come before one is known all the same.
    const chain = runChain(4, 1e-90, 0)
    const path = [3, 0, 1, 2, 3].map((run, i) => nextBeat(chain, run, 5 - i, 1 - 2 ** -53))
    expect(path).toEqual([0, 1, 1, 1, 1])
    expect(nextBeat(chain, 3, 5, 0)).toBe(0)
  })

  it.each([
    [0, 0.1, 0, 'needed'],
    [65, 0.1, 0, 'needed'],
    [2.5, 0.1, 0, 'needed'],
    [2, -0.1, 0, 'probabilities'],
    [2, 0.6, 0.6, 'probabilities'],
    [2, Number.NaN, 0, 'probabilities'],
  ])('refuses %d, %d, %d', (needed, mild, grave, word) => {
    expect(() => runChain(needed, mild, grave)).toThrow(word)
  })
})
