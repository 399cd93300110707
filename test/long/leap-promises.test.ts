import { describe, expect, it } from 'vitest'
import { certificatesHold, simulatedIsFull, snapshotsOfRandomHold, sumsHold } from '../support/leap-promises.js'

// What test/leap holds for a few systems put together by chance, for many.
const seeds = Array.from({ length: 200 }, (_, i) => `long ${i}`)

describe('in many systems put together by chance', () => {
  it('what is certified as steady does not change before the boundary, in full simulation', () => {
    expect(seeds.reduce((sum, seed) => sum + certificatesHold(seed).certified, 0)).toBeGreaterThan(5000)
  })

  it('a leapt trial ends, and what it reports adds up', () => {
    expect(seeds.flatMap(sumsHold).filter(share => share > 0.2).length).toBeGreaterThan(50)
  })

  it('a leapt run goes on to the same bytes from a snapshot', () => {
    expect(seeds.reduce((sum, seed) => sum + snapshotsOfRandomHold(seed), 0)).toBeGreaterThan(400)
  })

  it('where nothing can be leapt the two fidelities are one', () => {
    expect(seeds.filter(simulatedIsFull).length).toBeGreaterThan(150)
  })
})
