import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayWidth } from '../../src/diagnostics/index.js'
import { renderJunit, renderMarkdown, renderText } from '../../src/report/index.js'
import type { Estimate, RunResult, TrafficResult } from '../../src/results/index.js'
import { YEAR } from '../../src/units/index.js'
import { webShop } from './fixtures.js'

const name = fc.oneof(
  fc.string({ maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', ' ', '\n\n', '\u001b[2J', ']]>', '--', '`'.repeat(9), '| a |', '超'.repeat(50), 'x'.repeat(300)),
)

const unavailability: fc.Arbitrary<Estimate> = fc
  .tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 1e-12, 1e-7, 1e-3, 1),
  )
  .map(([a, b, scale]) => {
    const [low, high] = [Math.min(a, b) * scale, Math.max(a, b) * scale]
    return { value: (low + high) / 2, low, high, level: 0.95, method: '' }
  })

const duration = fc.integer({ min: 0, max: 285 * YEAR })

const result: fc.Arbitrary<RunResult> = fc
  .record({
    name,
    seed: name,
    file: name,
    id: name,
    kind: name,
    text: name,
    note: name,
    u: unavailability,
    us: duration,
  })
  .map(r => {
    const [shop] = webShop.services
    const longest = { trial: 17, start: r.us, length: r.us }
    return {
      ...webShop,
      scenario: { ...webShop.scenario, name: r.name, description: r.note, seed: r.seed, file: r.file, horizon: r.us },
      expectations: webShop.expectations.map(e => ({
        ...e,
        text: r.text,
        name: r.id,
        why: r.note,
        observed: e.unit === 'unavailability' ? r.u : e.observed,
      })),
      services: [
        {
          ...shop,
          id: r.id,
          kind: r.kind,
          unavailability: r.u,
          outages: { ...shop.outages, longest },
          causes: shop.causes.map(c => ({ ...c, label: r.text })),
          traffic: trafficOf(r.name),
        },
      ],
      nodes: webShop.nodes.map(node => ({ ...node, id: r.id, unavailability: r.u })),
      workloads: webShop.workloads.map(w => ({
        ...{ ...w, id: r.id, service: r.kind, unavailability: r.u, goodput: r.u },
        classes: [{ id: r.name, requests: w.requests, failed: w.failed, unavailability: r.u, latency: w.latency }],
        charges: [r.text, r.name, 'load', 'a', 'b', 'c', 'd', 'e'].map(label => ({
          ...{ id: label, label, requests: w.failed / 8 },
        })),
      })),
      notes: [{ code: 'R402', severity: 'warning', message: r.note }],
      reproduce: 'nines run x.yaml --seed y',
    }
  })

function trafficOf(id: string): TrafficResult {
  const { latency } = webShop.workloads[0]
  const member = { id, attempts: 4_000_000_000, failed: 800_000_000, utilization: 0.9, latency }
  const range = { value: 1.09, low: 1.02, high: 1.13, level: 0.95, method: '' }
  return {
    ...{ attempts: 6_000_000_000, refused: 1_000_000_000, repeated: 1_000_000_000, waits: latency, latency },
    imbalance: { attempts: 1.5, work: 1.09, interval: range },
    members: [member, { ...member, latency: null }],
  }
}

/** Commands are broken between words only; a file name longer than a line stays whole so that it can be copied. */
function isCommandLine(line: string): boolean {
  return /^ {17} ?\S/.test(line) || line.includes('nines trace')
}

describe('text output', () => {
  it('charges every failed request, the lesser causes together', () => {
    const [w] = webShop.workloads
    const charges = [40, 20, 10, 9, 8, 6, 4, 3].map((share, i) => ({
      ...{ id: `c-${i}`, label: `cause ${i}`, requests: share * 10_000 },
    }))
    const lines = renderText({ ...webShop, workloads: [{ ...w, failed: 1_000_000, charges }] }).split('\n')
    const first = lines.findIndex(line => line.startsWith('  charged to'))
    const told = lines.slice(first, first + 7).map(line => Number(/([\d,]+) +\d+%/.exec(line)?.[1].replaceAll(',', '')))
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(1_000_000)
    expect(lines[first + 6]).toMatch(/2 others +70,000 +7%/)
  })

  it('never exceeds 80 columns and never obeys a name', () => {
    fc.assert(
      fc.property(result, r => {
        const lines = renderText(r).split('\n')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach the terminal
        const obeyed = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
        expect(lines.filter(line => obeyed.test(line))).toEqual([])
        expect(lines.filter(line => displayWidth(line) > 80 && !isCommandLine(line))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('is as wide as that with commands too, when their words are short', () => {
    fc.assert(
      fc.property(result, r => {
        const short = { ...r, scenario: { ...r.scenario, file: 'a b.yaml', seed: "it's" } }
        const wide = renderText(short).split('\n')
        expect(wide.filter(line => displayWidth(line) > 80)).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('never reads 100 % where something is missing', () => {
    fc.assert(
      fc.property(unavailability, u => {
        const r = { ...webShop, expectations: [], services: [{ ...webShop.services[0], unavailability: u }] }
        const line = renderText(r)
          .split('\n')
          .find(text => text.startsWith('  availability'))
        if (u.low > 0) expect(line).not.toMatch(/\b100(\.0*)?%/)
      }),
    )
  })
})

describe('the digits of an availability', () => {
  const shown = (low: number, value: number, high: number): string => {
    const u = { low, value, high, level: 0.95, method: '' }
    const r = { ...webShop, expectations: [], services: [{ ...webShop.services[0], unavailability: u }] }
    return /\[(.*?)\]/.exec(renderText(r))?.[1] ?? ''
  }

  it('are those its interval supports', () => {
    expect(shown(1.3e-5, 1.6e-5, 1.9e-5)).toBe('99.9981% 99.9984% 99.9987%')
    expect(shown(0.01, 0.02, 0.03)).toBe('97% 98% 99%')
    expect(shown(1e-9, 2e-9, 3e-9)).toBe('99.9999997% 99.9999998% 99.9999999%')
  })

  it('are more where the interval reaches down to almost nothing', () => {
    expect(shown(1e-9, 1e-3, 2e-3)).toBe('99.8% 99.9% 99.9999999%')
  })
})

/** Tags match, attributes are quoted and unique, text holds no bare markup: enough of XML 1.0 for what we write. */
function expectWellFormed(xml: string): void {
  const open: string[] = []
  const token = /<\?xml [^?]*\?>|<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|[^<]+/gy
  let at = 0
  for (let m = token.exec(xml); m !== null; m = token.exec(xml)) {
    at = token.lastIndex
    if (m[2] === undefined) {
      expect(m[0].replace(/&(amp|lt|gt|quot|apos);/g, '')).not.toMatch(/[&>](?!$)|]]>/)
    } else if (m[1] === '/') expect(open.pop()).toBe(m[2])
    else if (m[4] === '') open.push(m[2])
  }
  expect(at).toBe(xml.length)
  expect(open).toEqual([])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: not allowed in XML 1.0
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
}

describe('JUnit', () => {
  it('is well formed whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 2 }), rs => expectWellFormed(renderJunit(rs))),
      { numRuns: 100 },
    )
  })
})

describe('Markdown', () => {
  it('keeps its tables whole: every row has as many cells as the title', () => {
    fc.assert(
      fc.property(result, r => {
        let cells = 0
        for (const line of renderMarkdown(r).split('\n')) {
          const bars = line.startsWith('|') ? line.replace(/\\./g, '').split('|').length : 0
          if (cells !== 0 && bars !== 0) expect(bars, line).toBe(cells)
          cells = bars
        }
      }),
      { numRuns: 100 },
    )
  })
})
