import { describe, expect, it } from 'vitest'
import { solveScenario } from '../../src/models/index.js'
import { everyState, givenState, type Part, partsOf } from './every-state.js'
import { randomDesign } from './random-designs.js'

const DESIGNS = 300
/** States of all parts together; larger designs are left to other seeds. */
const MOST_STATES = 8_000

const statesOf = (parts: readonly Part[]): number => parts.reduce((n, part) => n * (part.states.length + 1), 1)

describe('structure functions against every state of every part', () => {
  const designs = Array.from({ length: DESIGNS }, (_, seed) => randomDesign(seed + 1)).filter(
    design => statesOf(partsOf(design)) <= MOST_STATES,
  )

  it(`takes nearly all of ${DESIGNS} random designs`, () => {
    expect(designs.length).toBeGreaterThan(0.9 * DESIGNS)
  })

  it('says how much of the time each service is down and degraded, and how often it goes down', () => {
    let degraded = 0
    let cut = 0
    for (const design of designs) {
      const parts = partsOf(design)
      const solved = solveScenario(design, { file: '', cutSets: null, reproduce: '' })
      for (const [s, service] of solved.services.entries()) {
        const truth = everyState(design, parts, s)
        expect(service.unavailability).toBeCloseTo(truth.unavailability, 12)
        if (service.degraded !== null) expect(service.degraded).toBeCloseTo(truth.degraded, 12)
        const perYear = (service.outages?.perYear ?? 0) / (365 * 86_400e6)
        expect(perYear).toBeCloseTo(truth.rate, 14)
        if (truth.degraded > 0) degraded++
        if (truth.unavailability > 0 && truth.unavailability < 1) cut++
      }
    }
    expect(degraded).toBeGreaterThan(25)
    expect(cut).toBeGreaterThan(300)
  }, 60_000)

  it('says what hangs on each failure mode', () => {
    let compared = 0
    for (const design of designs.slice(0, 100)) {
      const parts = partsOf(design)
      const solved = solveScenario(design, { file: '', cutSets: null, reproduce: '' })
      for (const [s, { components, unavailability }] of solved.services.entries()) {
        for (const [p, part] of parts.entries()) {
          const [state] = part.states
          if (part.states.length > 1) continue
          const id = part.id
            .replace(/^node (\S+) .*/, `$1/${state.mode}`)
            .replace(/^domain (\S+) .*/, `zone $1/${state.mode}`)
          const found = components.find(component => component.id === id)
          const down = givenState(design, parts, s, p, state)
          const up = givenState(design, parts, s, p, null)
          if (found === undefined) {
            expect(down).toBeCloseTo(up, 12)
            continue
          }
          compared++
          expect(found.birnbaum).toBeCloseTo(down - up, 12)
          if (unavailability === 0) continue
          expect(found.raw * unavailability).toBeCloseTo(down, 12)
          if (found.rrw === null) expect(up).toBe(0)
          else expect(unavailability / found.rrw).toBeCloseTo(up, 12)
          expect(found.criticality).toBeCloseTo(((down - up) * state.share) / unavailability, 9)
          expect(found.diagnostic).toBeCloseTo((down * state.share) / unavailability, 9)
        }
      }
    }
    expect(compared).toBeGreaterThan(200)
  }, 60_000)
})
