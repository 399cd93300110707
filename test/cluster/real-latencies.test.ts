import { describe, expect, it } from 'vitest'
import { apart, compare } from '../real/latency-comparison.js'
import { explain } from '../real/latency-picks.js'
import { firstOf, type Run, readLatencies } from '../real/latency-recording.js'

// The first 25 to 40 seconds of one run; all five runs in full are in test/long/real-latencies.test.ts.
const most = 2500
const cases = [
  { utilisation: 0.7, bound: 0.12 },
  { utilisation: 0.92, bound: 0.25 },
].map(one => {
  const recording = firstOf(readLatencies(one.utilisation, 1), most)
  return { ...one, recording, compared: compare([recording]) }
})
const named = (runs: readonly Run[], name: string) => {
  const run = runs.find(({ strategy }) => strategy === name)
  if (run === undefined) throw new Error(`there is no ${name}`)
  return run
}

describe.each(cases)('latency behind a real HAProxy and nginx at $utilisation', ({ bound, recording, compared }) => {
  it('is what the simulator says, on average', () => {
    expect(compared).toHaveLength(7)
    for (const { strategy, differences } of compared) {
      // Without draws of its own, nothing is left to luck but who is first within a millisecond.
      const allowed = strategy.includes('random') ? bound : 0.03
      expect(Math.abs(differences[0]), strategy).toBeLessThan(allowed)
    }
  })

  it('ranks the strategies alike', () => {
    const pairs = apart(compared, 0.1)
    expect(pairs.length).toBeGreaterThan(9)
    for (const [fast, slow] of pairs) expect(fast.simulated).toBeLessThan(slow.simulated)
  })

  it('goes with the same server for each request, where it goes by turns', () => {
    for (const { strategy, alike } of compared.filter(one => one.strategy.includes('robin')))
      expect(alike[0], strategy).toBe(most)
  })

  it.each([
    ['HAProxy leastconn', 'nginx least_conn'],
    ['nginx least_conn', 'HAProxy leastconn'],
  ])('follows the ties of %s, which are not those of %s', (name, other) => {
    const run = named(recording.runs, name)
    expect(explain(run, 120)).toMatchObject({ whole: true })
    expect(explain(run, 120, named(recording.runs, other))).toMatchObject({ whole: false })
  })
})
