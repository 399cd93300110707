import { describe, expect, it } from 'vitest'
import { messageOf } from '../../src/diagnostics/index.js'
import { decodeScenario, loadScenario, mostBytes } from '../../src/scenario/index.js'

const head = 'version: 1\nname: x\nhorizon: 1y\n'
const node = 'nodes: { web: { mtbf: 60d, mttr: 5m } }\n'

function codesOf(text: string): string[] {
  return loadScenario(text, 'x.yaml').problems.map(p => p.code)
}

function decoded(bytes: Uint8Array): string {
  const result = decodeScenario(bytes, 'x.yaml')
  return result.ok ? 'text' : `${result.problem.code} ${messageOf(result.problem)}`
}

describe('bytes that are no scenario', () => {
  it.each([
    ['a binary file', [0x7f, 0x45, 0x4c, 0x46, 0, 1, 2], 'S113 `x.yaml` is a binary file, not text'],
    ['UTF-16', [0xff, 0xfe, 0x61, 0], 'S113 `x.yaml` is UTF-16 text, not UTF-8'],
    ['Latin-1', [0x6e, 0x61, 0xef, 0x76, 0x65], 'S113 `x.yaml` is not valid UTF-8 text'],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80], 'S113 `x.yaml` is not valid UTF-8 text'],
    ['an overlong NUL', [0xc0, 0x80], 'S113 `x.yaml` is not valid UTF-8 text'],
  ])('%s', (_, bytes, expected) => {
    expect(decoded(Uint8Array.from(bytes))).toBe(expected)
  })

  it('a hundred megabytes', () => {
    expect(decoded(new Uint8Array(100_000_000).fill(0x20))).toBe(
      'S114 `x.yaml` is larger than 1 MiB, the most a scenario may be',
    )
    expect(decoded(new Uint8Array(mostBytes).fill(0x20))).toBe('text')
  })

  it('a byte order mark is no harm', () => {
    const bytes = new TextEncoder().encode(`\ufeff${head}${node}`)
    const result = decodeScenario(bytes, 'x.yaml')
    expect(result.ok && codesOf(result.text)).toEqual([])
  })

  it.each(['', '\n\n', '# nothing', '---\n', '~', 'null'])('an empty file %j', text => {
    expect(codesOf(text)).toEqual(['S115'])
  })

  it.each(['just words', '42', '[a, b]', '- a'])('%j is no map', text => {
    expect(codesOf(text)).toEqual(['S103'])
  })
})

describe('YAML meant to break its reader', () => {
  const size = 120_000

  it.each([
    ['brackets', '['.repeat(size)],
    ['braces', '{a: '.repeat(size / 4)],
    ['dashes', '- '.repeat(size / 2)],
    ['question marks', '? '.repeat(size / 2)],
    ['indentation', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('nests %s without end', (_, text) => {
    expect(codesOf(text)).toEqual(['S111'])
  })

  it.each([
    ['commas', `[${','.repeat(size)}]`],
    ['items', '- a\n'.repeat(size)],
    ['closing braces', '}'.repeat(size)],
    ['comments and directives', '%\n'.repeat(size)],
  ])('has %s without end', (_, text) => {
    expect(codesOf(text)).toEqual(['S112'])
  })

  it.each([
    ['an open quote', `"${'a\n'.repeat(size / 2)}`],
    ['bad escapes', `"${'\\x'.repeat(2000)}"`],
    ['anchors', '&a '.repeat(2000)],
    ['aliases', '*a '.repeat(2000)],
    ['tags', '!'.repeat(size)],
  ])('has %s', (_, text) => {
    const codes = codesOf(text)
    expect(codes.length).toBeGreaterThan(0)
    expect(codes.length).toBeLessThanOrEqual(5)
  })

  it('an alias bomb of a billion values', () => {
    const lines = Array.from({ length: 10 }, (_, i) => {
      const parts = i === 0 ? 'lol' : `*a${i - 1}`
      return `a${i}: &a${i} [${Array.from({ length: 10 }, () => parts).join(', ')}]`
    })
    expect(codesOf(lines.join('\n'))).toEqual(['S112'])
  })

  it('a chain of aliases that is deep, not large', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}`}]`)
    expect(codesOf(lines.join('\n'))).toEqual(['S111'])
  })

  it.each([
    ['an anchor that holds itself', 'a: &a [*a]'],
    ['an alias of nothing', 'a: *b'],
  ])('%s', (_, text) => {
    expect(codesOf(text).every(code => code === 'S112' || code === 'S100')).toBe(true)
  })

  it('an alias used as it is meant', () => {
    expect(codesOf(`${head}${node}zones: { a: &z { mtbf: 2y, mttr: 45m }, b: *z }`)).toEqual([])
  })

  it('what is wrong in an anchor is told once, however often it is used', () => {
    expect(codesOf(`${head}${node}zones: { a: &z { mtfb: 2y, mttr: 45m }, b: *z, c: *z }`)).toEqual(['S101'])
  })
})

describe('keys that mean something to JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s is an unknown key', key => {
    expect(codesOf(`${head}${node}${key}: { polluted: true }`)).toEqual(['S101'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('`__proto__` is no name, and names of inherited properties are names like any other', () => {
    expect(codesOf(`${head}nodes: { __proto__: { mtbf: 60d, mttr: 5m } }`)).toEqual(['S117'])
    const loaded = loadScenario(
      `${head}nodes: { constructor: { mtbf: 60d, mttr: 5m } }\nservices: { toString: { on: constructor } }`,
      'x',
    )
    expect(loaded.problems).toEqual([])
    expect(loaded.scenario?.services[0]).toMatchObject({ id: 'toString', members: [0] })
    expect(codesOf(`${head}${node}services: { s: { on: valueOf } }`)).toEqual(['S201'])
  })

  it('names that look like numbers keep their order and spelling', () => {
    const loaded = loadScenario(
      `${head}nodes: { 10: { mtbf: 60d, mttr: 5m }, 9: { mtbf: 60d, mttr: 5m }, 0x1: { mtbf: 60d, mttr: 5m } }`,
      'x',
    )
    expect(loaded.scenario?.nodes.map(n => n.id)).toEqual(['10', '9', '0x1'])
  })
})

describe('quantities beyond reason', () => {
  it.each([
    '.inf',
    '-.inf',
    '.nan',
    '1e999s',
    '1e999',
    '-5s',
    'Infinity',
    'NaN',
    '286y',
    '99999999999999999999y',
    '0.0001us',
  ])('a horizon of %s', value => {
    const codes = codesOf(`version: 1\nname: x\nhorizon: ${value}\n${node}`)
    expect(codes).toHaveLength(1)
    expect(['S105', 'S106', 'S203']).toContain(codes[0])
  })

  it('a horizon of 285 years runs, but not with a warm-up on top', () => {
    expect(codesOf(`version: 1\nname: x\nhorizon: 285y\n${node}`)).toEqual([])
    expect(codesOf(`version: 1\nname: x\nhorizon: 285y\nwarmup: 1s\n${node}`)).toEqual(['S203'])
  })

  it.each(['0', '-1', '1.5', '1e3', '1e999', '99999999999999999999', '.inf', 'many'])('%s trials', value => {
    expect(['S103', 'S107']).toContain(codesOf(`${head}${node}trials: ${value}`)[0])
  })

  it('a million nodes meet a limit, a hundred thousand do not', () => {
    expect(codesOf(`${head}nodes: { web: { count: 1000000, mtbf: 60d, mttr: 5m } }`)).toEqual(['S204'])
    expect(codesOf(`${head}nodes: { web: { count: 99999999999, mtbf: 60d, mttr: 5m } }`)).toEqual(['S107'])
    const loaded = loadScenario(
      `${head}nodes: { web: { count: 100000, mtbf: 60d, mttr: 5m } }\nservices: { shop: { on: web } }`,
      'x',
    )
    expect(loaded.scenario?.services[0].members).toHaveLength(100_000)
  })

  it('domains multiply into the limit', () => {
    expect(codesOf(`${head}${node}zones: { a: { count: 1000, racks: { r: { count: 1000 } } } }`)).toEqual(['S204'])
  })

  it('a sexagesimal of YAML 1.1 is a text like any other', () => {
    expect(codesOf(`version: 1\nname: 1:30\nhorizon: 1y\nseed: 12:34:56\n${node}`)).toEqual([])
    expect(codesOf(`version: 1\nname: x\nhorizon: 1:30\n${node}`)).toEqual(['S106'])
  })

  it('what YAML takes for a number, a boolean or a date is a text where a text belongs', () => {
    const loaded = loadScenario(`version: 1\nname: 1.0\nseed: 007\ndescription: yes\nhorizon: 1y\n${node}`, 'x')
    expect(loaded.scenario).toMatchObject({ name: '1.0', seed: '007', description: 'yes' })
  })
})

describe('laws that would stop time', () => {
  it.each([
    ['a fault that recurs at once', 'faults: { f: { every: 0s, for: 0s, crash: web } }'],
    ['a mean up time of nothing', 'nodes: { web: { mtbf: { constant: 0s }, mttr: { constant: 0s } } }'],
    ['an election timeout of nothing', 'services: { s: { on: web, protocol: { raft: { election-timeout: 0s } } } }'],
    ['a heartbeat of nothing', 'detectors: { d: { on: web, heartbeat: 0s, timeout: 1s } }'],
  ])('%s', (_, text) => {
    expect(loadScenario(`${head}${text.startsWith('nodes') ? '' : node}${text}`, 'x').scenario).toBeNull()
  })
})
