import { describe, expect, it } from 'vitest'
import { messageOf } from '../../src/diagnostics/index.js'
import { loadScenario, printResolved } from '../../src/scenario/index.js'
import { HOUR, MILLISECOND as MS, SECOND } from '../../src/units/index.js'

const files: { readonly [path: string]: string } = {
  'a.csv': 'at,ms,who\n0,3,x\n1.5,4.5,y\n',
  'kinds.csv': 'at,kind\n0,look\n1,buy\n2,look\n4,look\n',
  'times.csv': 'at\n0\n2\n',
  'backwards.csv': 'at\n2\n1\n',
  'words.csv': 'at\n0\nsoon\n',
}

const around = (workload: string, service = '') => `version: 1
name: x
horizon: 10y
nodes: { web: { count: 2, mtbf: 60d, mttr: 5m } }
services: { shop: { on: web${service} } }
workload: { users: { to: shop, ${workload} } }
`
const read = (workload: string, service?: string) =>
  loadScenario(around(workload, service), 'x.yaml', {
    readFile: path => (path in files ? { file: path, text: files[path] } : { reason: 'it is not there' }),
  })
const workloadOf = (text: string) => read(text).scenario?.workloads[0]
const arrivalsOf = (text: string) => workloadOf(`arrivals: ${text}`)
const told = (text: string, service?: string) =>
  read(text, service)
    .problems.filter(({ severity }) => severity === 'error')
    .map(problem => `${problem.code} ${messageOf(problem)}`)

describe('arrivals', () => {
  it('are as they were where they are Poisson', () => {
    expect(arrivalsOf('{ poisson: 5/s }')).toEqual({
      ...{ id: 'users', service: 0, rate: 5, serviceTime: { kind: 'constant', value: MS } },
      ...{ timeout: SECOND, retries: 0 },
    })
  })

  it('come in bursts, by the hour and the day, in a crowd, regularly', () => {
    expect(arrivalsOf('{ regular: 5/s }')).toMatchObject({ rate: 5, arrivals: { kind: 'regular' } })
    expect(arrivalsOf('{ mmpp: [{ rate: 10/s, for: 3s }, { rate: 50/s, for: 1s }] }')).toMatchObject({
      rate: 20,
      arrivals: { kind: 'phases', phases: [{ rate: 10, mean: 3 * SECOND }, { rate: 50 }] },
    })
    const hours = `[${Array.from({ length: 24 }, (_, i) => (i < 12 ? 1 : 3)).join(', ')}]`
    const day = arrivalsOf(`{ daily: { mean: 10/s, hours: ${hours} } }`)?.arrivals
    expect(day).toMatchObject({ kind: 'profile', period: 24 * HOUR })
    if (day?.kind !== 'profile') throw new Error('no profile')
    expect(day.pieces[11]).toEqual({ at: 11 * HOUR, rate: 5, end: 5 })
    expect(day.pieces[12]).toEqual({ at: 12 * HOUR, rate: 15, end: 15 })
    const week = arrivalsOf(`{ weekly: { mean: 7/s, days: [2, 1, 1, 1, 1, 1, 0], hours: ${hours} } }`)?.arrivals
    if (week?.kind !== 'profile') throw new Error('no profile')
    expect(week.pieces.length).toBe(168)
    expect(week.pieces[0].rate).toBeCloseTo(7, 12)
    expect(week.pieces[36].rate).toBeCloseTo(7 * 1.5, 12)
    expect(week.pieces[167].rate).toBe(0)
    expect(arrivalsOf('{ flash: { rate: 5/s, peak: 50/s, at: 1m, for: 10s, fall: 20s } }')?.arrivals).toEqual({
      kind: 'profile',
      period: 0,
      pieces: [
        { at: 0, rate: 5, end: 5 },
        { at: 60 * SECOND, rate: 50, end: 50 },
        { at: 70 * SECOND, rate: 50, end: 5 },
        { at: 90 * SECOND, rate: 5, end: 5 },
      ],
    })
  })

  it('are read from a file', () => {
    expect(arrivalsOf('{ replay: { csv: a.csv, column: at, work: ms, key: who, every: 10s } }')).toMatchObject({
      rate: 0.2,
      arrivals: {
        ...{ kind: 'replay', times: [0, 1.5 * SECOND], work: [3 * MS, 4.5 * MS] },
        ...{ keys: ['x', 'y'], every: 10 * SECOND },
      },
    })
    expect(arrivalsOf('{ replay: { csv: times.csv, unit: m } }')?.arrivals).toMatchObject({
      ...{ times: [0, 120 * SECOND], work: null, keys: null, every: 0 },
    })
  })

  it('are told what is wrong with a file, with the row', () => {
    const problem = (text: string) => told(`arrivals: { replay: { ${text} } }`)
    expect(problem('csv: a.csv')).toEqual(['S123 `a.csv` has `3` columns; say which'])
    expect(problem('csv: a.csv, column: at, work: sec')).toEqual(['S123 `a.csv` has no column `sec`'])
    expect(problem('csv: backwards.csv')).toEqual(['S123 row `3` of `backwards.csv` comes before the row above it'])
    expect(problem('csv: words.csv')).toEqual(['S123 `soon` in row `3` of `words.csv` is not a number above zero'])
    expect(problem('csv: none.csv')[0]).toMatch(/^S121 cannot read `none.csv`: it is not there/)
    expect(problem('csv: times.csv, every: 2s')[0]).toMatch(/^S107 it begins anew before its last request/)
  })
})

describe('classes from a file', () => {
  const kinds = 'arrivals: { replay: { csv: kinds.csv, column: at, class: kind } }'

  it('are told apart line by line, and have the shares that they have there', () => {
    expect(workloadOf(`${kinds}, classes: { buy: { service: 5ms }, look: {} }`)).toMatchObject({
      arrivals: { classes: [1, 0, 1, 1] },
      classes: [
        { id: 'buy', share: 0.25 },
        { id: 'look', share: 0.75 },
      ],
    })
  })

  it('are told with the row, or that there is nothing to tell apart', () => {
    expect(told(`${kinds}, classes: { buys: {}, look: {} }`)).toEqual([
      'S123 `buy` in row `3` of `kinds.csv` is no class of the workload',
    ])
    const [problem] = read(`${kinds}, classes: { buys: {}, look: {} }`).problems
    expect(JSON.stringify(problem)).toContain('did you mean')
    expect(told(kinds)).toEqual(['S123 `look` in row `2` of `kinds.csv` is no class of the workload'])
    expect(told(`${kinds}, classes: { buy: { share: 25% }, look: {} }`)).toEqual([
      'S107 `kinds.csv` says the class of each request, and so how many there are of each',
    ])
    expect(told('arrivals: { replay: { csv: kinds.csv, column: at, class: kinds } }')).toEqual([
      'S123 `kinds.csv` has no column `kinds`',
    ])
    expect(told('arrivals: { poisson: 5/s }, classes: { buy: { share: 25% }, look: {} }')).toEqual([
      'S102 missing key `share` of class `look`',
    ])
  })
})

describe('phases of bursts', () => {
  it('follow each other by weights, and may be silent', () => {
    const text =
      '{ mmpp: [{ rate: 0/s, for: 2s, next: [0, 3, 1] }, { rate: 10/s, for: 1s }, { rate: 40/s, for: 4s, next: [1, 0, 0] }] }'
    // Visits in the ratio 1 : 3/4 : 1, as the second goes on to the third; times 2 : 3/4 : 4.
    const { rate, arrivals } = arrivalsOf(text) ?? {}
    expect(rate).toBeCloseTo((10 * 0.75 + 40 * 4) / 6.75, 12)
    expect(arrivals).toMatchObject({
      phases: [
        { rate: 0, next: [0, 3, 1] },
        { rate: 10, mean: SECOND, next: [0, 0, 1] },
        { rate: 40, next: [1, 0, 0] },
      ],
    })
    if (arrivals?.kind !== 'phases') throw new Error('no phases')
    for (const [i, share] of [2, 0.75, 4].entries()) expect(arrivals.phases[i].share).toBeCloseTo(share / 6.75, 12)
    const loaded = read(`arrivals: ${text}`)
    expect(loadScenario(printResolved(loaded), 'x.yaml').scenario).toEqual(loaded.scenario)
  })

  it('are told what cannot be', () => {
    const bad = (text: string) => told(`arrivals: { mmpp: [${text}] }`)[0]
    const one = '{ rate: 1/s, for: 1s }'
    expect(bad('{ rate: 0/s, for: 1s }, { rate: 0/s, for: 1s }')).toMatch(/^S107 no request is ever made/)
    expect(bad(`{ rate: 1/s, for: 1s, next: [1] }, ${one}`)).toMatch(/^S107 phase `1` has `1` weights for `2` phases/)
    expect(bad(`${one}, { rate: 1/s, for: 1s, next: [1, 1] }`)).toMatch(/^S107 phase `2` cannot follow itself/)
    expect(bad(`${one}, { rate: 1/s, for: 1s, next: [0, 0] }`)).toMatch(/^S107 nothing follows phase `2`/)
    expect(bad(`${one}, { rate: 1/s, for: 1s, next: [1, 0, 0] }, ${one}`)).toMatch(
      /^S107 there is no way from phase `1` to phase `3` and back/,
    )
  })
})

describe('a workload', () => {
  it('has keys, classes, a deadline, and tells of what it gives up', () => {
    const whole =
      'arrivals: { clients: { count: 5, think: 1s..3s } }, keys: { zipf: { keys: 1000 } }, deadline: 2s, cancel: true, classes: { look: { share: 90% }, buy: { share: 10%, service: 5ms } }'
    expect(workloadOf(whole)).toMatchObject({
      arrivals: { kind: 'clients', count: 5, think: { kind: 'uniform' } },
      keys: { kind: 'zipf', count: 1000, exponent: 1 },
      deadline: 2 * SECOND,
      cancel: true,
      classes: [
        { id: 'look', share: 0.9, serviceTime: null },
        { id: 'buy', share: 0.1, serviceTime: { kind: 'constant', value: 5 * MS } },
      ],
    })
    const loaded = read(whole)
    expect(loadScenario(printResolved(loaded), 'x.yaml').scenario).toEqual(loaded.scenario)
  })

  it('is told what is wrong with it', () => {
    const plain = 'arrivals: { poisson: 5/s }'
    expect(told(`${plain}, classes: { a: { share: 90% }, b: { share: 20% } }`)).toEqual([
      'S107 the shares of classes sum to `110%`, not to `100%`',
    ])
    expect(told(`${plain}, keys: { hot: { keys: 10, hot: 10, share: 90% } }`)[0]).toMatch(/^S107 `10` of `10` keys/)
    expect(told('arrivals: { daily: { mean: 5/s, hours: [1, 2] } }')[0]).toMatch(
      /^S107 there are `2` numbers, not `24`/,
    )
    expect(told('arrivals: { mmpp: [{ rate: 10/s, for: 3s }] }')[0]).toMatch(/^S107 the list needs `2` or more/)
  })
})

describe('members', () => {
  it('have their own work, warm up, and refuse', () => {
    const service = ', service-time: { web: 2ms, web-2: 30ms }, warm-up: { for: 30s }, when-full: refuse'
    expect(read('arrivals: { poisson: 5/s }', service).scenario?.services[0]).toMatchObject({
      work: [{ value: 2 * MS }, { value: 30 * MS }],
      warmUp: { window: 30 * SECOND, factor: 3 },
      whenFull: 'refuse',
    })
  })
})
