import { describe, expect, it } from 'vitest'
import { Simulation } from '../../src/kernel/index.js'
import { SeedTree } from '../../src/random/index.js'

/** Time average of the number in the system over `customers` arrivals, the first tenth of them left out. */
function meanNumber(trial: number, load: number, customers: number): number {
  const tree = new SeedTree('queueing')
  const arrivals = tree.stream('trial', String(trial), 'arrivals')
  const services = tree.stream('trial', String(trial), 'services')
  const simulation = new Simulation()
  const after = (mean: number, exponential: number) => simulation.now + Math.round(mean * exponential)
  let number = 0
  let area = 0
  let since = 0
  let began = 0
  let arrived = 0
  simulation.schedule(0, 1, 0)
  simulation.run(event => {
    area += number * (event.time - since)
    since = event.time
    if (event.kind === 1) {
      if (++arrived === customers / 10) {
        began = event.time
        area = 0
      }
      if (arrived < customers) simulation.schedule(after(1e6, arrivals.exponential()), 1, 0)
      if (number++ === 0) simulation.schedule(after(load * 1e6, services.exponential()), 2, 0)
    } else if (--number > 0) {
      simulation.schedule(after(load * 1e6, services.exponential()), 2, 0)
    }
  })
  return area / (since - began)
}

describe('an M/M/1 queue', () => {
  for (const load of [0.5, 0.8]) {
    it(`at a load of ${load} holds load/(1 - load) customers on average`, () => {
      const trials = Array.from({ length: 20 }, (_, trial) => meanNumber(trial, load, 40_000))
      const mean = trials.reduce((sum, x) => sum + x, 0) / trials.length
      const variance = trials.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (trials.length - 1)
      const standardError = Math.sqrt(variance / trials.length)
      const expected = load / (1 - load)
      // Student's t, 19 degrees of freedom, 99 % two-sided: 2.861.
      expect(Math.abs(mean - expected)).toBeLessThan(2.861 * standardError)
      expect(standardError / expected).toBeLessThan(0.015)
    })
  }
})
