import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../src/cluster/plan.js'
import { runTrial } from '../../src/cluster/trial.js'
import type { ServiceSummary } from '../../src/measures/index.js'
import type { Fault, FaultEffect, Scenario } from '../../src/scenario/index.js'
import { SECOND } from '../../src/units/index.js'
import { constant, domain, node, scenario, service } from '../support/scenarios.js'
import { scheduled } from '../support/worlds.js'

const effects: fc.Arbitrary<FaultEffect> = fc.oneof(
  fc.record({ kind: fc.constant('crash' as const), nodes: fc.subarray([0, 1, 2, 3], { minLength: 1 }) }),
  fc.record({ kind: fc.constant('pause' as const), nodes: fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 2 }) }),
  fc.record({ kind: fc.constant('power' as const), domain: fc.nat(2) }),
  fc.record({ kind: fc.constant('network' as const), domain: fc.nat(2) }),
  fc.record({ from: fc.constant([-1]), to: fc.subarray([0, 1, 2, 3], { minLength: 1 }) }).map(sides => {
    return { kind: 'one-way' as const, ...sides }
  }),
  fc.subarray([0, 1, 2, 3], { minLength: 1 }).map(nodes => ({ kind: 'partition' as const, groups: [nodes, [-1]] })),
  fc.subarray([0, 1, 2, 3], { minLength: 1 }).map(nodes => ({ kind: 'slow' as const, nodes, factor: 2 })),
)

/** One to five faults within 20 s, most of them overlapping. */
const schedules: fc.Arbitrary<Fault[]> = fc
  .array(fc.tuple(effects, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 10 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map(list => list.map(([effect, at, length], i) => scheduled(`fault ${i}`, [at * SECOND], length * SECOND, effect)))

/** Two racks of two nodes in a zone; every redundancy there is of four; and services that need others. */
const system = (boot: number, faults: readonly Fault[]): Scenario =>
  scenario({
    horizon: 40 * SECOND,
    domains: [domain('z'), domain('z/a', { parent: 0 }), domain('z/b', { parent: 0 })],
    nodes: [1, 1, 2, 2].map((d, i) => node(`n-${i + 1}`, { domain: d, boot: constant(boot) })),
    services: [
      ...[1, 2, 3, 4].map(k => service(`${k} of 4`, [0, 1, 2, 3], { redundancy: { kind: 'k-of-n', needs: k } })),
      service('front', [0, 1], { dependsOn: [{ service: 1, kind: 'hard' }] }),
      service('soft', [2], { dependsOn: [{ service: 3, kind: 'soft' }] }),
    ],
    faults,
  })

const services = 6

function runWith(boot: number, faults: readonly Fault[]): readonly ServiceSummary[] {
  return runTrial(compile(system(boot, faults)), 'bystanders', 1).services
}

const chargedTo = (summary: ServiceSummary, fault: number): number =>
  summary.charges.filter(c => c.cause === fault).reduce((sum, c) => sum + c.downtime, 0)

/** What of an outage does not depend on how many faults there are in the list. */
const outages = ({ downtime, degraded, records }: ServiceSummary, faults: readonly Fault[]) => ({
  downtime,
  degraded,
  records: records.map(({ start, length, charges }) => ({
    start,
    length,
    charges: charges.map(({ cause, phase, downtime }) => `${faults[cause].id}/${phase}: ${downtime}`),
  })),
})

describe('under any faults', () => {
  const settings = { seed: 1, numRuns: 150 }

  it('charges sum to the downtime, of each outage and in all', () => {
    fc.assert(
      fc.property(schedules, fc.constantFrom(0, SECOND), (faults, boot) => {
        for (const summary of runWith(boot, faults)) {
          expect(summary.charges.reduce((sum, c) => sum + c.downtime, 0)).toBe(summary.downtime)
          expect(summary.records.reduce((sum, r) => sum + r.length, 0)).toBe(summary.downtime)
          for (const { charges, length } of summary.records) {
            expect(charges.reduce((sum, c) => sum + c.downtime, 0)).toBe(length)
          }
        }
      }),
      settings,
    )
  })

  it('a fault that is charged with nothing could have stayed away: nothing else would have been different', () => {
    fc.assert(
      fc.property(schedules, faults => {
        const whole = runWith(0, faults)
        for (const [f] of faults.entries()) {
          const rest = faults.filter((_, i) => i !== f)
          const without = runWith(0, rest)
          for (let s = 0; s < services; s++) {
            if (chargedTo(whole[s], f) > 0) continue
            const { downtime, records } = outages(whole[s], faults)
            const expected = outages(without[s], rest)
            expect({ downtime, records }).toEqual({ downtime: expected.downtime, records: expected.records })
          }
        }
      }),
      settings,
    )
  })

  it('one that is charged made the difference, at the latest once the others were out of the way', () => {
    fc.assert(
      fc.property(schedules, faults => {
        // The downtimes under every choice of the faults.
        const under = Array.from({ length: 1 << faults.length }, (_, mask) =>
          runWith(
            0,
            faults.filter((_, i) => (mask >> i) & 1),
          ).map(s => s.downtime),
        )
        const whole = runWith(0, faults)
        for (const [f] of faults.entries()) {
          const bit = 1 << f
          for (let s = 0; s < services; s++) {
            const pivotal = under.some((_, mask) => (mask & bit) !== 0 && under[mask][s] > under[mask ^ bit][s])
            if (chargedTo(whole[s], f) > 0) expect(pivotal).toBe(true)
            // And a fault never helps.
            for (const [mask] of under.entries()) expect(under[mask | bit][s]).toBeGreaterThanOrEqual(under[mask][s])
          }
        }
      }),
      { seed: 2, numRuns: 60 },
    )
  })
})
