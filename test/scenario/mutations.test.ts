import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderConcise, renderGithub, renderJson, renderText } from '../../src/diagnostics/index.js'
import { decodeScenario, loadScenario, printResolved, type Scenario, scenarioDigest } from '../../src/scenario/index.js'
import { scenarios } from './samples.js'

const texts = Object.values(scenarios)
const words = [...new Set(texts.flatMap(text => text.split(/([\s{}[\],:#]+)/)))].filter(word => word.trim() !== '')
const oddities = [
  '0',
  '-1',
  '1e999',
  '.inf',
  '-.inf',
  '.nan',
  '1:30',
  '~',
  'null',
  'true',
  '""',
  "''",
  '|',
  '>',
  '*a',
  '&a',
  '<<',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '999999999999999999999',
  '0x7fffffff',
  '1_000',
  '1e3s',
  '285y',
  '286y',
  '0s',
  '-5s',
  '5 months',
  '100.0001%',
  '5..3',
  '3s..1s',
  '..',
  '{',
  '}',
  '[',
  ']',
  '!!binary aGk=',
  '%YAML 1.1',
  '---',
  '...',
  '\t',
  '\r',
  '\u0000',
  '\u2028',
  '\ud83d\ude80',
  '\u202e',
  '?',
  '- ',
  '{[x]: y}',
  '"\\x',
  '# ',
  ': ',
  '2 of 3',
  'clients',
  'p99',
  ') >= (',
]

/** One change to a text, as someone typing in a hurry or a hostile generator would make it. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('delete line' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('repeat line' as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('swap lines' as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('indent line' as const), at: fc.nat(), by: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ kind: fc.constant('replace word' as const), at: fc.nat(), by: fc.constantFrom(...words, ...oddities) }),
  fc.record({ kind: fc.constant('delete word' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    by: fc.oneof(fc.constantFrom(...oddities), fc.string({ unit: 'binary', maxLength: 5 })),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 30 }) }),
)
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function apply(text: string, { kind, at, ...rest }: Change): string {
  const lines = text.split('\n')
  const parts = text.split(/([\s{}[\],:#]+)/)
  const line = at % lines.length
  const word = 2 * (at % Math.ceil(parts.length / 2))
  const { to = 0, by = '', length = 0 } = rest as { to?: number; by?: string | number; length?: number }
  switch (kind) {
    case 'delete line':
      return lines.filter((_, i) => i !== line).join('\n')
    case 'repeat line':
      return lines.toSpliced(to % lines.length, 0, lines[line]).join('\n')
    case 'swap lines':
      return lines
        .with(line, lines[to % lines.length])
        .with(to % lines.length, lines[line])
        .join('\n')
    case 'indent line':
      return lines
        .with(line, Number(by) < 0 ? lines[line].slice(-Number(by)) : ' '.repeat(Number(by)) + lines[line])
        .join('\n')
    case 'replace word':
      return parts.with(word, String(by)).join('')
    case 'delete word':
      return parts.with(word, '').join('')
    case 'insert':
      return text.slice(0, at % text.length) + by + text.slice(at % text.length)
    case 'cut':
      return text.slice(0, at % text.length) + text.slice((at % text.length) + length)
  }
}

/** What everyone downstream takes for granted about a scenario. */
function expectSound(scenario: Scenario): void {
  const within = (index: number, list: readonly unknown[]) =>
    Number.isInteger(index) && index >= 0 && index < list.length
  const { nodes, domains, services, network } = scenario
  const node = (index: number) => within(index, nodes)
  expect(scenario.horizon).toBeGreaterThan(0)
  expect(Number.isSafeInteger(scenario.horizon + scenario.warmup)).toBe(true)
  expect(domains.every((d, i) => d.parent >= -1 && d.parent < i && within(d.linkClass, network.classes))).toBe(true)
  expect(nodes.every(n => n.domain === -1 || within(n.domain, domains))).toBe(true)
  expect(services.every(s => s.members.length > 0 && s.members.every(node))).toBe(true)
  expect(services.every(s => s.dependsOn.every(d => within(d.service, services)))).toBe(true)
  for (const { redundancy, members } of services) {
    if (redundancy.kind === 'k-of-n') expect(redundancy.needs >= 1 && redundancy.needs <= members.length).toBe(true)
    else expect(redundancy.config.members).toBe(members.length)
  }
  for (const { effect, when } of scenario.faults) {
    if ('nodes' in effect) expect(effect.nodes.every(node)).toBe(true)
    if ('from' in effect) expect([...effect.from, ...effect.to].every(n => n === -1 || node(n))).toBe(true)
    if (when.kind === 'at') expect(when.times).toEqual([...when.times].sort((a, b) => a - b))
  }
  const ids = nodes.map(n => n.id)
  expect(new Set(ids).size).toBe(ids.length)
  // Workers get it as plain data; only the open end of a truncated law may be infinite.
  const odd: string[] = []
  JSON.stringify(scenario, (key, value) => {
    if (value === undefined || (typeof value === 'number' && key !== 'high' && !Number.isFinite(value))) odd.push(key)
    return value
  })
  expect(odd).toEqual([])
}

function expectSurvives(text: string): 'runs' | 'refused' {
  const decoded = decodeScenario(new TextEncoder().encode(text), 'mutant.yaml')
  if (!decoded.ok) return 'refused'
  const loaded = loadScenario(decoded.text, 'mutant.yaml')
  const { problems, scenario, sources } = loaded
  const report = renderText(problems, { sources })
  for (const render of [renderConcise, renderJson, renderGithub]) render(problems)
  expect(report).not.toContain('undefined')
  expect(report).not.toContain('NaN')
  expect(scenario === null).toBe(problems.some(p => p.severity === 'error'))
  for (const { span } of problems) {
    if (span !== null)
      expect(span.start >= 0 && span.end >= span.start && span.end <= decoded.text.length && span.line >= 1).toBe(true)
  }
  if (scenario === null) return 'refused'
  expectSound(scenario)
  const again = loadScenario(printResolved(loaded), 'printed.yaml')
  expect(again.problems.filter(p => p.severity === 'error')).toEqual([])
  expect(scenarioDigest(again.scenario!)).toBe(scenarioDigest(scenario))
  return 'runs'
}

describe('a mutated scenario', () => {
  it('is refused with problems or is sound, and prints to what it means', { timeout: 60_000 }, () => {
    const outcomes = { runs: 0, refused: 0 }
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
        outcomes[expectSurvives(changes.reduce(apply, text))]++
      }),
      { seed: 2026, numRuns: 800 },
    )
    // Otherwise the test would hardly look at one of the two.
    expect(outcomes.runs).toBeGreaterThan(50)
    expect(outcomes.refused).toBeGreaterThan(300)
  })

  it('of random bytes is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        const decoded = decodeScenario(bytes, 'noise')
        const problems = decoded.ok ? loadScenario(decoded.text, 'noise').problems : [decoded.problem]
        expect(problems.length).toBeGreaterThan(0)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('of YAML punctuation is refused', () => {
    const soup = fc.array(fc.constantFrom(...'{}[],:?-&*!|>\'"%@`#\n \t', ...words.slice(0, 30)), { maxLength: 60 })
    fc.assert(
      fc.property(soup, tokens => expectSurvives(tokens.join('')) === 'refused'),
      { seed: 8, numRuns: 800 },
    )
  })
})

describe('every sample', () => {
  it.each(Object.entries(scenarios))('is sound: %s', (_, text) => {
    expect(expectSurvives(text)).toBe('runs')
  })
})
