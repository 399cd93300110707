import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Charge,
  type ChargeSets,
  type Condition,
  closeLedger,
  kOfN,
  type LedgerOptions,
  type LedgerSummary,
  observe,
  openLedger,
  phases,
  type ServiceLedger,
  summariseLedger,
} from '../../src/measures/index.js'

const up: Condition = { up: true, degraded: false, sets: [] }
const degraded: Condition = { up: true, degraded: true, sets: [] }
const downBy = (...sets: Charge[][]): Condition => ({ up: false, degraded: false, sets })
const repair = (cause: number): Charge => ({ cause, phase: 'repair' })

const charge = fc.record({ cause: fc.nat(5), phase: fc.constantFrom(...phases) })
const chargeSet = fc.uniqueArray(charge, { minLength: 1, maxLength: 4, selector: c => `${c.cause}${c.phase}` })
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(up, degraded),
  fc.array(chargeSet, { minLength: 1, maxLength: 3 }).map(sets => downBy(...sets)),
)
interface Step {
  readonly after: number
  readonly condition: Condition
}
const course = fc.array(fc.record({ after: fc.nat(12), condition }), { maxLength: 30 })

const from = 1_000_000

function measured(steps: readonly Step[], tail: number, options?: LedgerOptions): LedgerSummary {
  const ledger = openLedger(from, options)
  let now = from
  for (const step of steps) observe(ledger, (now += step.after), step.condition)
  closeLedger(ledger, now + tail)
  return summariseLedger(ledger)
}

/** What is true of every single microsecond. */
function everyMicrosecond(steps: readonly Step[], tail: number): Condition[] {
  const line: Condition[] = []
  let now = up
  for (const step of steps) {
    for (let i = 0; i < step.after; i++) line.push(now)
    now = step.condition
  }
  for (let i = 0; i < tail; i++) line.push(now)
  return line
}

function outagesOn(line: readonly Condition[]) {
  const outages: { start: number; length: number; censored: boolean }[] = []
  for (let t = 0; t < line.length; ) {
    const start = t
    while (t < line.length && !line[t].up) t++
    if (t > start) outages.push({ start, length: t - start, censored: t === line.length })
    else t++
  }
  return outages
}

/** Fractions of a microsecond, in floating point. */
function idealShares(line: readonly Condition[]): Map<string, number> {
  const shares = new Map<string, number>()
  for (const { sets } of line) {
    for (const set of sets) {
      const causes = new Set(set.map(c => c.cause))
      for (const { cause, phase } of set) {
        const same = set.filter(c => c.cause === cause).length
        const name = `${cause} ${phase}`
        shares.set(name, (shares.get(name) ?? 0) + 1 / sets.length / causes.size / same)
      }
    }
  }
  return shares
}

describe('the availability ledger against a look at every microsecond', () => {
  it('finds the same outages, downtime, degraded time and windows', () => {
    const boundaries = [0, 7, 30, 31, 90, 200]
    fc.assert(
      fc.property(course, fc.nat(10), (steps, tail) => {
        const line = everyMicrosecond(steps, tail)
        const summary = measured(steps, tail, { boundaries })
        const outages = outagesOn(line)
        const starts = outages.map(o => o.start)
        expect(summary.measured).toBe(line.length)
        expect(summary.downtime).toBe(line.filter(c => !c.up).length)
        expect(summary.degraded).toBe(line.filter(c => c.up && c.degraded).length)
        expect(summary.records.map(({ start, length, censored }) => ({ start, length, censored }))).toEqual(outages)
        expect(summary.outages).toBe(outages.length)
        expect(summary.censored).toBe(outages.filter(o => o.censored).length)
        expect(summary.censoredDowntime).toBe(outages.find(o => o.censored)?.length ?? 0)
        expect(summary.downAtStart).toBe(starts[0] === 0)
        expect(summary.betweenStarts.count).toBe(Math.max(0, starts.length - 1))
        expect(summary.betweenStarts.sum).toBe(starts.length === 0 ? 0 : starts[starts.length - 1] - starts[0])
        expect(summary.longest?.length ?? 0).toBe(Math.max(0, ...outages.map(o => o.length)))
        expect(summary.windows).toEqual(
          boundaries.slice(1).map((end, w) => line.slice(boundaries[w], end).filter(c => !c.up).length),
        )
      }),
      { seed: 50, numRuns: 1000 },
    )
  })

  it('charges whole microseconds that sum to every outage and to all downtime, each within a few of its share', () => {
    fc.assert(
      fc.property(course, fc.nat(10), (steps, tail) => {
        const line = everyMicrosecond(steps, tail)
        const summary = measured(steps, tail)
        const sum = (parts: readonly { downtime: number }[]) => parts.reduce((a, b) => a + b.downtime, 0)
        for (const record of summary.records) {
          expect(sum(record.charges)).toBe(record.length)
          for (const part of record.charges) expect(Number.isSafeInteger(part.downtime)).toBe(true)
        }
        expect(sum(summary.charges)).toBe(summary.downtime)
        expect(sum(summary.causes)).toBe(summary.downtime)
        const ideal = idealShares(line)
        for (const { cause, phase, downtime } of summary.charges) {
          // No charge is ever owed, or has had too much, more than a few microseconds over the whole trial.
          expect(Math.abs(downtime - (ideal.get(`${cause} ${phase}`) ?? 0))).toBeLessThan(5)
        }
      }),
      { seed: 51, numRuns: 1000 },
    )
  })

  it('counts every outage once by its leading cause, and by every cause that has a share', () => {
    fc.assert(
      fc.property(course, fc.nat(10), (steps, tail) => {
        const { records, causes, outages } = measured(steps, tail)
        const led = new Map<number, number>()
        const shared = new Map<number, number>()
        for (const { charges } of records) {
          const byCause = new Map<number, number>()
          for (const { cause, downtime } of charges) byCause.set(cause, (byCause.get(cause) ?? 0) + downtime)
          for (const cause of byCause.keys()) shared.set(cause, (shared.get(cause) ?? 0) + 1)
          const [first] = [...byCause].sort((a, b) => b[1] - a[1] || a[0] - b[0])
          led.set(first[0], (led.get(first[0]) ?? 0) + 1)
        }
        expect(causes.reduce((n, c) => n + c.led, 0)).toBe(outages)
        for (const c of causes) expect([c.led, c.shared]).toEqual([led.get(c.cause) ?? 0, shared.get(c.cause) ?? 0])
      }),
      { seed: 52, numRuns: 300 },
    )
  })

  it('keeps the longest outages when it may not keep all, and loses nothing of the sums', () => {
    fc.assert(
      fc.property(course, fc.nat(10), fc.nat(4), (steps, tail, keep) => {
        const all = measured(steps, tail)
        const few = measured(steps, tail, { keep })
        const { records, dropped, ...sums } = few
        const { records: allRecords, dropped: none, ...allSums } = all
        expect(sums).toEqual(allSums)
        expect(none.count).toBe(0)
        const longest = [...allRecords].sort((a, b) => b.length - a.length || a.start - b.start).slice(0, keep)
        expect(records).toEqual(longest.sort((a, b) => a.start - b.start))
        const lost = allRecords.filter(r => !records.some(k => k.start === r.start) && !r.censored)
        expect(dropped.count).toBe(lost.length)
        expect(dropped.max).toBe(Math.max(0, ...lost.map(r => r.length)))
      }),
      { seed: 53, numRuns: 500 },
    )
  })

  it('goes on from a JSON copy as from itself', () => {
    fc.assert(
      fc.property(course, course, (before, after) => {
        const ledger = openLedger(from, { boundaries: [0, 50, 100], keep: 3 })
        let now = from
        for (const step of before) observe(ledger, (now += step.after), step.condition)
        const copy: ServiceLedger = JSON.parse(JSON.stringify(ledger))
        expect(copy).toEqual(ledger)
        for (const step of after) {
          now += step.after
          observe(ledger, now, step.condition)
          observe(copy, now, step.condition)
        }
        closeLedger(ledger, now)
        closeLedger(copy, now)
        expect(JSON.stringify(copy)).toBe(JSON.stringify(ledger))
      }),
      { seed: 54, numRuns: 200 },
    )
  })
})

describe('charges over a changing set of faults', () => {
  interface Toggle {
    readonly after: number
    readonly fault: number
  }
  const nodes = fc.array(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 5 })
  const toggles = fc.array(fc.record({ after: fc.integer({ min: 1, max: 1000 }), fault: fc.nat(5) }), { maxLength: 20 })

  it('go to a fault exactly when, at some instant, it is in a minimal set without which the service would be up', () => {
    fc.assert(
      fc.property(nodes, fc.nat(), toggles, (blockers, k, events: Toggle[]) => {
        const needed = 1 + (k % blockers.length)
        const serves = (active: ReadonlySet<number>) =>
          blockers.filter(faults => !faults.some(f => active.has(f))).length >= needed
        const active = new Set<number>()
        const guilty = new Set<number>()
        const ledger = openLedger(0)
        let now = 0
        let downtime = 0
        for (const { after, fault } of events) {
          if (!serves(active)) {
            downtime += after
            for (const f of inMinimalSets(serves, active)) guilty.add(f)
          }
          now += after
          if (!active.delete(fault)) active.add(fault)
          const parts = blockers.map((faults): ChargeSets => {
            const blocking = faults.filter(f => active.has(f))
            return blocking.length === 0 ? [] : [blocking.map(repair)]
          })
          const sets = kOfN(needed, parts)
          observe(ledger, now, { up: sets.length === 0, degraded: false, sets })
        }
        closeLedger(ledger, now)
        const { causes, downtime: total } = summariseLedger(ledger)
        expect(total).toBe(downtime)
        expect(causes.reduce((sum, c) => sum + c.downtime, 0)).toBe(downtime)
        expect(causes.map(c => c.cause)).toEqual([...guilty].sort((a, b) => a - b))
      }),
      { seed: 55, numRuns: 2000 },
    )
  })

  function inMinimalSets(serves: (active: ReadonlySet<number>) => boolean, active: ReadonlySet<number>): number[] {
    const faults = [...active]
    const left = (undone: number) => new Set(faults.filter((_, i) => ((undone >> i) & 1) === 0))
    return faults.filter((_, i) => {
      for (let undone = 0; undone < 1 << faults.length; undone++) {
        if (((undone >> i) & 1) === 0 || !serves(left(undone))) continue
        const minimal = faults.every((_, j) => ((undone >> j) & 1) === 0 || !serves(left(undone & ~(1 << j))))
        if (minimal) return true
      }
      return false
    })
  }
})

describe('sharing', () => {
  const shares = (steps: readonly Step[]) =>
    Object.fromEntries(measured(steps, 0).charges.map(c => [`${c.cause} ${c.phase}`, c.downtime]))

  it('is equal between sets, within a set between causes, within a cause between phases', () => {
    const sets: Charge[][] = [[repair(1)], [repair(2), { cause: 3, phase: 'detect' }, { cause: 3, phase: 'restore' }]]
    expect(
      shares([
        { after: 0, condition: downBy(...sets) },
        { after: 8_000, condition: up },
      ]),
    ).toEqual({ '1 repair': 4_000, '2 repair': 2_000, '3 detect': 1_000, '3 restore': 1_000 })
  })

  it('favours nobody: a thousand outages of one microsecond between three causes', () => {
    const steps = Array.from({ length: 999 }, () => [
      { after: 1, condition: downBy([repair(1)], [repair(2)], [repair(3)]) },
      { after: 1, condition: up },
    ]).flat()
    expect(shares(steps)).toEqual({ '1 repair': 333, '2 repair': 333, '3 repair': 333 })
  })

  it('is exact for a century', () => {
    const century = 100 * 365 * 86_400 * 1e6
    const result = shares([
      { after: 0, condition: downBy([repair(1)], [repair(2)], [repair(3), repair(4)]) },
      { after: century + 1, condition: up },
    ])
    // The odd microsecond goes to whoever is owed most of it, the lowest cause first.
    const expected = { '1 repair': century / 3 + 1, '2 repair': century / 3, '3 repair': century / 6 }
    expect(result).toEqual({ ...expected, '4 repair': century / 6 })
  })
})

describe('what counts as an outage', () => {
  it('takes some time: of several conditions at one instant the last counts', () => {
    const { outages, downtime } = measured(
      [
        { after: 5, condition: downBy([repair(1)]) },
        { after: 0, condition: up },
        { after: 5, condition: up },
      ],
      5,
    )
    expect([outages, downtime]).toEqual([0, 0])
  })

  it('goes on when the service is up for no time', () => {
    const { records } = measured(
      [
        { after: 5, condition: downBy([repair(1)]) },
        { after: 3, condition: up },
        { after: 0, condition: downBy([repair(2)]) },
        { after: 2, condition: up },
      ],
      5,
    )
    expect(records).toEqual([
      {
        start: 5,
        length: 5,
        censored: false,
        charges: [
          { cause: 1, phase: 'repair', downtime: 3 },
          { cause: 2, phase: 'repair', downtime: 2 },
        ],
      },
    ])
  })

  it('needs a cause', () => {
    const ledger = openLedger(0)
    expect(() => observe(ledger, 0, downBy())).toThrow('sets of faults')
    expect(() => observe(ledger, 0, downBy([]))).toThrow('sets of faults')
    expect(() => observe(ledger, 0, { up: true, degraded: false, sets: [[repair(1)]] })).toThrow('sets of faults')
  })

  it('happens in order, before the ledger is closed', () => {
    const ledger = openLedger(10)
    observe(ledger, 20, up)
    expect(() => observe(ledger, 19, up)).toThrow('cannot go')
    expect(() => summariseLedger(ledger)).toThrow('closed')
    closeLedger(ledger, 30)
    expect(() => observe(ledger, 40, up)).toThrow('cannot go')
  })
})
