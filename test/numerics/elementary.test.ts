import { describe, expect, it } from 'vitest'
import { exp, expm1, log, log1p, log10, pow } from '../../src/numerics/index.js'
import { referenceCases, ulp, worst } from './reference.js'

/** Error in units of the last place of the true value, which the reference gives in two parts. */
function worstUlps(name: string, f: (...args: number[]) => number) {
  return worst(referenceCases(name), c => {
    const [high, low] = c.slice(-2)
    return Math.abs(f(...c.slice(0, -2)) - high - low) / ulp(high)
  })
}

describe('elementary functions are within one unit in the last place of the true value', () => {
  it.each([
    ['log', log, 0.7],
    ['log1p', log1p, 0.75],
    ['log10', log10, 0.7],
    ['exp', exp, 0.8],
    ['expm1', expm1, 0.8],
  ] as const)('%s', (name, f, bound) => {
    expect(worstUlps(name, f).error).toBeLessThan(bound)
  })

  it('pow, also near overflow, for subnormals and for exponents beyond 2^31', () => {
    expect(worstUlps('pow', pow).error).toBeLessThan(0.8)
  })
})

describe('exact cases', () => {
  it('log10 of a power of ten is whole', () => {
    for (let n = -307; n <= 308; n++) expect(log10(Number(`1e${n}`))).toBe(n)
  })

  it('pow of whole numbers is exact where a double can hold it', () => {
    for (let base = 2; base <= 20; base++) {
      let power = BigInt(base)
      for (let n = 1; power <= 2n ** 53n; n++, power *= BigInt(base)) expect(pow(base, n)).toBe(Number(power))
    }
  })

  it('pow of two reaches every exponent, the subnormal ones too', () => {
    expect(pow(2, -1074)).toBe(5e-324)
    expect(pow(2, -1075)).toBe(0)
    expect(pow(2, 1023)).toBe(8.98846567431158e307)
    expect(pow(2, 1024)).toBe(Infinity)
  })
})

describe('special values', () => {
  it('logarithms: zero, one, infinity, and what has none', () => {
    for (const f of [log, log10]) {
      expect(f(0)).toBe(-Infinity)
      expect(f(-0)).toBe(-Infinity)
      expect(f(1)).toBe(0)
      expect(f(Infinity)).toBe(Infinity)
      for (const x of [-1, -5e-324, -Infinity, NaN]) expect(f(x)).toBeNaN()
    }
    expect(log1p(-1)).toBe(-Infinity)
    expect(log1p(Infinity)).toBe(Infinity)
    expect(log1p(5e-324)).toBe(5e-324)
    expect(log1p(-0)).toBe(-0)
    for (const x of [-1.0000000000000002, -Infinity, NaN]) expect(log1p(x)).toBeNaN()
  })

  it('exponentials: zero, overflow, underflow, infinities', () => {
    expect(exp(0)).toBe(1)
    expect(exp(709.782712893384)).toBeLessThan(Infinity)
    expect(exp(709.7827128933841)).toBe(Infinity)
    expect(exp(-745.1332191019411)).toBe(5e-324)
    expect(exp(-745.1332191019412)).toBe(0)
    expect(exp(Infinity)).toBe(Infinity)
    expect(exp(-Infinity)).toBe(0)
    expect(exp(NaN)).toBeNaN()
    expect(expm1(0)).toBe(0)
    expect(expm1(-0)).toBe(-0)
    expect(expm1(5e-324)).toBe(5e-324)
    expect(expm1(-Infinity)).toBe(-1)
    expect(expm1(-50)).toBe(-1)
    expect(expm1(Infinity)).toBe(Infinity)
    expect(expm1(710)).toBe(Infinity)
    expect(expm1(NaN)).toBeNaN()
  })

  // ECMA-262, Number::exponentiate; the engines agree on these, unlike on the rest of `**`.
  it('pow has the special values of the language', () => {
    const values = [NaN, -Infinity, -2.5, -2, -1, -0.5, -0, 0, 0.5, 1, 2, 3, Infinity, 1e300, -1e300, 1e17, -1e17]
    for (const x of values) {
      for (const y of values) {
        const language = x ** y
        const special = !Number.isFinite(language) || language === 0 || Math.abs(language) === 1
        if (special) expect({ x, y, value: pow(x, y) }).toEqual({ x, y, value: language })
      }
    }
  })

  it('pow gives a negative base its sign back by the parity of the exponent', () => {
    expect(pow(-2, 3)).toBe(-8)
    expect(pow(-2, 4)).toBe(16)
    expect(pow(-2, 0.5)).toBeNaN()
    expect(pow(-0, -3)).toBe(-Infinity)
    expect(pow(-0, 3)).toBe(-0)
    expect(pow(-0, 2)).toBe(0)
  })
})
