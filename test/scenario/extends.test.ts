import { describe, expect, it } from 'vitest'
import { messageOf } from '../../src/diagnostics/index.js'
import { loadScenario, printResolved } from '../../src/scenario/index.js'
import { HOUR, MINUTE } from '../../src/units/index.js'

const base = `version: 1
name: base
horizon: 10y
zones: { a: { mtbf: 2y, mttr: 45m }, b: { mtbf: 2y, mttr: 45m } }
nodes: { web: { count: 4, spread: zones, mtbf: 60d, mttr: 5m } }
services: { shop: { on: web, needs: 2 } }
expect: [availability(shop) >= 99%, outages(shop) <= 4]
`

function load(text: string, files: { [path: string]: string } = { './base.yaml': base }) {
  return loadScenario(text, 'top.yaml', {
    readFile: path => (path in files ? { file: path, text: files[path] } : { reason: 'no such file' }),
  })
}

describe('a file that extends another', () => {
  it('merges maps key by key, and later ones win', () => {
    const { scenario } = load(
      'extends: ./base.yaml\nname: top\nzones: { a: { mttr: 1h } }\nnodes: { web: { count: 6 } }',
    )
    expect(scenario).toMatchObject({ name: 'top', horizon: 10 * 365 * 24 * HOUR })
    expect(scenario?.nodes).toHaveLength(6)
    expect(scenario?.domains.map(d => d.failures[0].repair.repair)).toMatchObject([
      { mean: HOUR },
      { mean: 45 * MINUTE },
    ])
  })

  it('replaces lists whole', () => {
    expect(load('extends: ./base.yaml\nexpect: [nines(shop) >= 2]').scenario?.expectations).toHaveLength(1)
  })

  it('removes what it sets to null', () => {
    const { scenario } = load('extends: ./base.yaml\nzones: { b: null }\nexpect: ~')
    expect(scenario?.domains.map(d => d.id)).toEqual(['a'])
    expect(scenario?.expectations).toEqual([])
  })

  it('cannot remove what is not there', () => {
    expect(load('extends: ./base.yaml\nzones: { c: null }').problems.map(p => p.code)).toEqual(['S103'])
  })

  it('takes several files in turn, and files that extend files', () => {
    const files = {
      './base.yaml': base,
      './mid.yaml': 'extends: ./base.yaml\nname: mid\ntrials: 7',
      './other.yaml': 'trials: 9',
    }
    const { scenario } = load('extends: [./mid.yaml, ./other.yaml]', files)
    expect(scenario).toMatchObject({ name: 'mid', trials: 9 })
  })

  it('is told where the base is wrong, in the file that has it', () => {
    const { problems, sources } = load('extends: ./base.yaml', {
      './base.yaml': base.replace('mttr: 5m', 'mttr: 5 minutes'),
    })
    expect(problems.map(p => `${p.span?.file}:${p.span?.line} ${p.code}`)).toEqual(['./base.yaml:5 S106'])
    expect(sources('./base.yaml')?.text).toContain('5 minutes')
  })

  it('names the circle', () => {
    const { problems } = load('extends: ./a.yaml', { './a.yaml': 'extends: ./b.yaml', './b.yaml': 'extends: ./a.yaml' })
    expect(problems.map(p => `${p.code} ${messageOf(p)}`)).toEqual([
      'S122 files extend each other in a circle: `./a.yaml` extends `./b.yaml` extends `./a.yaml`',
    ])
  })

  it('needs the file', () => {
    expect(load('extends: ./gone.yaml').problems.map(messageOf)).toEqual(['cannot read `./gone.yaml`: no such file'])
    expect(loadScenario('extends: ./gone.yaml', 'x').problems.map(p => p.code)).toEqual(['S121'])
  })

  it('does not fan out without end', () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, `extends: [f${i + 1}, f${i + 1}]`]))
    expect(load('extends: f0', files).scenario).toBeNull()
  })
})

describe('a scenario printed with nothing left to default', () => {
  it('says where each value comes from', () => {
    const loaded = loadScenario('extends: ./base.yaml\nname: top', 'top.yaml', {
      seed: 'abc',
      readFile: () => ({ file: 'base.yaml', text: base }),
    })
    const printed = printResolved(loaded)
    expect(printed).toMatch(/^name: top +# top.yaml:2$/m)
    expect(printed).toMatch(/^seed: abc +# --seed$/m)
    expect(printed).toMatch(/^horizon: 10y +# base.yaml:3$/m)
    expect(printed).toMatch(/^warmup: 0s +# default$/m)
    expect(printed).toMatch(/^ {4}mtbf: \{ exponential: 60d \} +# base.yaml:5$/m)
    expect(printed).toMatch(/^ {4}aging: while-up +# default$/m)
    expect(printed).toMatch(/^expect: \[availability\(shop\) >= 99%, outages\(shop\) <= 4\] # base.yaml:7$/m)
    expect(loadScenario(printed, 'again.yaml').problems).toEqual([])
  })

  it('is only for scenarios without errors', () => {
    expect(() => printResolved(loadScenario('x: 1', 'x'))).toThrow(RangeError)
  })
})

describe('values given beside the file', () => {
  it('take the place of its own and are checked like them', () => {
    expect(loadScenario(base, 'x', { seed: 's', trials: 3, precision: 0.01, fidelity: 'full' }).scenario).toMatchObject(
      {
        seed: 's',
        trials: 3,
        precision: 0.01,
        fidelity: 'full',
      },
    )
    expect(loadScenario(base, 'x', { trials: -3 }).problems.map(p => `${p.span?.file} ${p.code}`)).toEqual([
      '--trials S107',
    ])
  })
})
