import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exitCode, judge, type Threshold, type Verdict, worst } from '../../src/results/index.js'

const estimate = (low: number, value: number, high: number) => ({ low, value, high, level: 0.95, method: 'by hand' })
const promise = (op: Threshold['op'], threshold: number): Threshold => ({
  text: `x ${op} ${threshold}`,
  name: '',
  metric: 'x',
  subject: 's',
  op,
  threshold,
})

describe('an expectation', () => {
  const atMost15 = promise('<=', 15)
  const duration = { unit: 'duration', trials: 100 } as const

  it('passes when the whole interval keeps it', () => {
    expect(judge(atMost15, estimate(10, 12, 15), duration).verdict).toBe('pass')
  })

  it('fails when no point of the interval does', () => {
    expect(judge(atMost15, estimate(15.01, 17, 20), duration).verdict).toBe('fail')
  })

  it('is unknown when the interval straddles the threshold, and says what would settle it', () => {
    const judged = judge(atMost15, estimate(12, 14, 16), duration)
    expect(judged.verdict).toBe('unknown')
    // (1 + 0.8416/1.9600)² (ln(16/14) / ln(15/14))² = 7.654 times the 100 trials made: room for the estimate to move.
    expect(judged.moreTrials).toBe(666)
  })

  it('is unknown without data, with the reason', () => {
    const judged = judge(atMost15, null, { ...duration, why: 'no failover happened' })
    expect(judged).toMatchObject({ verdict: 'unknown', observed: null, moreTrials: null, why: 'no failover happened' })
  })

  it('of an availability is carried as unavailability: 99.98 % is at least 99.95 %', () => {
    const unavailability = { unit: 'unavailability', trials: 100 } as const
    expect(judge(promise('>=', 5e-4), estimate(1e-4, 2e-4, 3e-4), unavailability).verdict).toBe('pass')
    expect(judge(promise('>=', 5e-4), estimate(6e-4, 7e-4, 8e-4), unavailability).verdict).toBe('fail')
    expect(judge(promise('<=', 5e-4), estimate(1e-4, 2e-4, 3e-4), unavailability).verdict).toBe('fail')
  })

  it('tells strict from weak at the threshold itself', () => {
    const exact = estimate(15, 15, 15)
    expect(judge(promise('<=', 15), exact, duration).verdict).toBe('pass')
    expect(judge(promise('<', 15), exact, duration).verdict).toBe('fail')
    expect(judge(promise('>=', 15), exact, duration).verdict).toBe('pass')
    expect(judge(promise('>', 15), exact, duration).verdict).toBe('fail')
  })

  it('never passes and fails by moving the ends of its interval apart', () => {
    const sorted = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(
        sorted,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('<=', '<', '>=', '>'),
        (xs, t, op) => {
          const [a, b, c, d, e] = [...xs].sort((x, y) => x - y)
          const narrow = judge(promise(op as '<', t), estimate(b, c, d), { unit: 'share', trials: 10 }).verdict
          const wide = judge(promise(op as '<', t), estimate(a, c, e), { unit: 'share', trials: 10 }).verdict
          expect(wide === narrow || wide === 'unknown').toBe(true)
        },
      ),
    )
  })
})

describe('verdicts', () => {
  it('order pass < unknown < fail', () => {
    expect(worst([])).toBe('pass')
    expect(worst(['pass', 'unknown'])).toBe('unknown')
    expect(worst(['unknown', 'fail', 'pass'])).toBe('fail')
  })

  it('stand for the exit codes 0, 3 and 1', () => {
    const codes = (['pass', 'unknown', 'fail'] satisfies Verdict[]).map(exitCode)
    expect(codes).toEqual([0, 3, 1])
  })
})
