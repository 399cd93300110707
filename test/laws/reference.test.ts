import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Law } from '../../src/laws/index.js'
import {
  cdf,
  equilibriumCdf,
  equilibriumQuantile,
  equilibriumSurvival,
  mean,
  quantile,
  survival,
  survivalQuantile,
  variance,
} from '../../src/laws/index.js'

interface Case {
  readonly law: Law
  readonly mean: number
  readonly variance: number
  readonly quantiles: readonly { readonly p: number; readonly x: number }[]
  readonly survivalQuantiles: readonly { readonly q: number; readonly x: number }[]
  readonly points: readonly {
    readonly x: number
    readonly cdf: number
    readonly survival: number
    readonly equilibriumCdf: number
    readonly equilibriumSurvival: number
  }[]
}

/** Made by scripts/reference/laws.py with mpmath at 40 digits, from survival functions and quadrature alone. */
const cases: Case[] = JSON.parse(readFileSync(new URL('./reference.json', import.meta.url), 'utf8'))

/** Relative, but for what is lost when a truncated or uniform law ends and a difference of nearly equal areas remains. */
function expectClose(value: number, reference: number, relative: number, absolute = 0): void {
  expect(Math.abs(value - reference), `${value} against ${reference}`).toBeLessThanOrEqual(
    relative * Math.abs(reference) + absolute,
  )
}

describe.each(cases)('$law.kind against 40-digit quadrature: $law', ({ law, ...reference }) => {
  const bounded = law.kind === 'uniform' || law.kind === 'truncated'

  it('mean and variance', () => {
    expectClose(mean(law), reference.mean, 1e-13)
    expectClose(variance(law), reference.variance, 1e-12)
  })

  it('distribution and survival function, each accurate in its own tail', () => {
    for (const point of reference.points) {
      expectClose(cdf(law, point.x), point.cdf, 2e-12, bounded ? 1e-15 : 0)
      expectClose(survival(law, point.x), point.survival, 2e-12, bounded ? 1e-15 : 0)
    }
  })

  it('quantiles from both ends', () => {
    for (const { p, x } of reference.quantiles) expectClose(quantile(law, p), x, 1e-12)
    for (const { q, x } of reference.survivalQuantiles) expectClose(survivalQuantile(law, q), x, 1e-12)
  })

  it('residual life in equilibrium', () => {
    for (const point of reference.points) {
      expectClose(equilibriumCdf(law, point.x), point.equilibriumCdf, 2e-12)
      expectClose(equilibriumSurvival(law, point.x), point.equilibriumSurvival, 2e-11, bounded ? 1e-14 : 0)
    }
  })

  it('quantiles of the residual life undo its distribution function', () => {
    for (const { equilibriumCdf: p, x } of reference.points) {
      // Where p is nearly one, x cannot be told from it any more.
      if (p < 1 - 1e-4) expectClose(equilibriumQuantile(law, p), x, 1e-10)
    }
  })
})
