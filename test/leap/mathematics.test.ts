import { describe, expect, it } from 'vitest'
import { pairAgainstChain, suspicionsAgainstRuns } from '../support/rare-faults.js'

// Student's critical value at 1e-4 with 29 degrees of freedom.
const critical = 4.53

describe('over thousands of years of rare faults', () => {
  it('a primary and its backup are down as often and as long as their Markov chain says', () => {
    for (const { truth, error, z, leapt } of pairAgainstChain(40, 30)) {
      expect(error / truth).toBeLessThan(0.06)
      expect(Math.abs(z)).toBeLessThan(critical)
      expect(leapt).toBeGreaterThan(0.99)
    }
  })

  it('detectors on lossy links suspect falsely as often as runs of lost heartbeats say', () => {
    const { truth, error, z, leapt } = suspicionsAgainstRuns(20, 30)
    expect(error / truth).toBeLessThan(0.02)
    expect(Math.abs(z)).toBeLessThan(critical)
    expect(leapt).toBeGreaterThan(0.99)
  })
})
