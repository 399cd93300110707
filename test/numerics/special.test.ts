import { describe, expect, it } from 'vitest'
import {
  betaI,
  erf,
  erfc,
  gammaP,
  gammaQ,
  inverseBetaI,
  inverseGammaP,
  inverseGammaQ,
  logGamma,
  normalCdf,
  normalQuantile,
  studentQuantile,
} from '../../src/numerics/index.js'
import { referenceCases, relativeError, worst } from './reference.js'

describe('functions of one argument, against 60 digits', () => {
  it.each([
    ['erf', erf, 3e-16],
    ['erfc', erfc, 5e-16],
    ['logGamma', logGamma, 5e-16],
    ['normalCdf', normalCdf, 5e-16],
    ['normalQuantile', normalQuantile, 1e-15],
  ] as const)('%s', (name, f, bound) => {
    expect(worst(referenceCases(name), ([x, want]) => relativeError(f(x), want)).error).toBeLessThan(bound)
  })
})

describe('the incomplete gamma function, against 60 digits', () => {
  const cases = referenceCases('gamma')

  it('P and Q keep a relative error of 1e-13 in their tails', () => {
    expect(worst(cases, ([a, x, p]) => relativeError(gammaP(a, x), p)).error).toBeLessThan(1e-13)
    expect(worst(cases, ([a, x, , q]) => relativeError(gammaQ(a, x), q)).error).toBeLessThan(1e-13)
  })

  it('the inverses keep 1e-13, for shapes from 0.01 and from either tail', () => {
    const inverse = ([a, p, tail]: readonly unknown[]) =>
      tail === 'lower' ? inverseGammaP(a as number, p as number) : inverseGammaQ(a as number, p as number)
    const inverseCases = referenceCases('inverseGamma')
    expect(worst(inverseCases, c => relativeError(inverse(c), c[3])).error).toBeLessThan(1e-13)
  })

  // Q(n, x) is the probability of fewer than n events where x are expected.
  it('is a sum of Poisson probabilities for a whole shape', () => {
    for (const x of [0.1, 1, 5, 30]) {
      let term = 1
      let total = 0
      for (let n = 1; n <= 40; n++) {
        total += term
        expect(relativeError(gammaQ(n, x), total * Math.exp(-x))).toBeLessThan(1e-14)
        term *= x / n
      }
    }
  })

  it('does not tire of enormous shapes', () => {
    expect(relativeError(gammaP(1e300, 1e300), 0.5)).toBeLessThan(1e-13)
    expect(gammaQ(1e300, 1e301)).toBe(0)
    expect(relativeError(inverseGammaP(1e300, 0.975), 1e300)).toBeLessThan(1e-13)
  })
})

describe('the incomplete beta function, against 60 digits', () => {
  it('keeps a relative error of 1e-13 in its tail, also for a trillion trials', () => {
    expect(worst(referenceCases('beta'), ([a, b, x, p]) => relativeError(betaI(a, b, x), p)).error).toBeLessThan(1e-13)
  })

  it('the inverse keeps 1e-13', () => {
    const error = worst(referenceCases('inverseBeta'), ([a, b, p, x]) => relativeError(inverseBetaI(a, b, p), x))
    expect(error.error).toBeLessThan(1e-13)
  })

  // I_p(k, n-k+1) is the probability of k or more successes in n trials.
  it('is a sum of binomial probabilities for whole parameters', () => {
    for (const [n, p] of [
      [5, 0.3],
      [12, 0.001],
      [20, 0.9],
    ]) {
      let choose = 1
      let below = 0
      for (let k = 0; k < n; k++) {
        below += choose * p ** k * (1 - p) ** (n - k)
        expect(betaI(k + 1, n - k, p)).toBeCloseTo(1 - below, 14)
        choose *= (n - k) / (k + 1)
      }
    }
  })

  it('keeps the digits of a lower part that a tiny second parameter makes small', () => {
    // I_x(1, b) = 1 - (1-x)^b.
    for (const b of [1e-3, 1e-6, 1e-10]) {
      for (const x of [0.5, 0.7, 0.9]) {
        expect(relativeError(betaI(1, b, x), -Math.expm1(b * Math.log1p(-x)))).toBeLessThan(1e-13)
      }
    }
  })

  // The exact bound when none of n trials failed: 1 - (1-p)^n = 0.95.
  it('gives the exact bound after no failure in n trials', () => {
    for (const n of [1, 10, 1000, 1e6, 1e9]) {
      expect(relativeError(inverseBetaI(1, n, 0.95), -Math.expm1(Math.log(0.05) / n))).toBeLessThan(1e-13)
    }
  })
})

describe("Student's quantile", () => {
  it('keeps a relative error of 1e-13, against 60 digits', () => {
    expect(worst(referenceCases('student'), ([p, n, t]) => relativeError(studentQuantile(p, n), t)).error).toBeLessThan(
      1e-13,
    )
  })

  it('has closed forms at one and two degrees of freedom', () => {
    for (const p of [1e-6, 0.01, 0.3, 0.499, 0.6, 0.975]) {
      expect(relativeError(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)))).toBeLessThan(1e-9)
      expect(relativeError(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeLessThan(1e-13)
    }
  })

  it('goes over into the normal law without a step', () => {
    for (const p of [1e-12, 0.01, 0.4, 0.975]) {
      expect(relativeError(studentQuantile(p, 1e8), studentQuantile(p, 1.00000001e8))).toBeLessThan(1e-13)
      expect(studentQuantile(p, Infinity)).toBe(normalQuantile(p))
    }
  })
})

describe('edges', () => {
  it('the error functions end at their limits', () => {
    expect(erf(0)).toBe(0)
    expect(erf(-0)).toBe(-0)
    expect([erf(Infinity), erf(-Infinity), erf(7), erf(-7)]).toEqual([1, -1, 1, -1])
    expect([erfc(0), erfc(Infinity), erfc(-Infinity), erfc(30), erfc(-30)]).toEqual([1, 0, 2, 0, 2])
    expect(erfc(26.6)).toBeGreaterThan(0)
    expect(erf(NaN)).toBeNaN()
    expect(erfc(NaN)).toBeNaN()
    expect([normalCdf(0), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0.5, 0, 1])
    expect(normalCdf(NaN)).toBeNaN()
  })

  it('quantiles end at infinity and refuse what is no probability', () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity])
    expect([studentQuantile(0, 5), studentQuantile(0.5, 5), studentQuantile(1, 5)]).toEqual([-Infinity, 0, Infinity])
    expect([inverseGammaP(2, 0), inverseGammaP(2, 1), inverseGammaQ(2, 0)]).toEqual([0, Infinity, Infinity])
    expect([inverseBetaI(2, 3, 0), inverseBetaI(2, 3, 1)]).toEqual([0, 1])
    for (const p of [-1e-9, 1.0000001, NaN, Infinity]) {
      expect(normalQuantile(p)).toBeNaN()
      expect(studentQuantile(p, 5)).toBeNaN()
      expect(inverseGammaP(2, p)).toBeNaN()
      expect(inverseBetaI(2, 3, p)).toBeNaN()
    }
  })

  it('logGamma is zero at 1 and 2, infinite at 0, and not defined here below', () => {
    expect([logGamma(1), logGamma(2), logGamma(0), logGamma(Infinity)]).toEqual([0, 0, Infinity, Infinity])
    for (const x of [-0.5, -1, -Infinity, NaN]) expect(logGamma(x)).toBeNaN()
  })

  it('the incomplete functions end at 0 and 1 and refuse parameters that make no law', () => {
    expect([gammaP(3, 0), gammaQ(3, 0), gammaP(3, Infinity), gammaQ(3, Infinity)]).toEqual([0, 1, 1, 0])
    expect([betaI(2, 3, 0), betaI(2, 3, 1)]).toEqual([0, 1])
    expect(gammaQ(3, 1e6)).toBe(0)
    for (const a of [0, -1, NaN, Infinity]) {
      expect(gammaP(a, 1)).toBeNaN()
      expect(gammaQ(a, 1)).toBeNaN()
      expect(inverseGammaP(a, 0.5)).toBeNaN()
      expect(betaI(a, 1, 0.5)).toBeNaN()
      expect(inverseBetaI(1, a, 0.5)).toBeNaN()
    }
    expect(gammaP(1, -1)).toBeNaN()
    expect(betaI(1, 1, 1.1)).toBeNaN()
    expect(studentQuantile(0.9, 0)).toBeNaN()
    expect(studentQuantile(0.9, -1)).toBeNaN()
  })

  it('a root too small for a double is zero, and none takes forever', () => {
    expect(inverseGammaP(1e-5, 0.3)).toBe(0)
    expect(inverseBetaI(1e-5, 1, 0.3)).toBe(0)
    expect(inverseGammaQ(1e-3, 1e-300)).toBeGreaterThan(600)
  })
})
