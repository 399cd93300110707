import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as lease from '../../docs/own-protocol/majority-lease.mjs'
import { runStudy, traceWindow } from '../../src/experiments/index.js'
import { normalQuantile } from '../../src/numerics/index.js'
import { adoptProtocol, readOwnProtocol } from '../../src/protocols/index.js'
import { loadScenario } from '../../src/scenario/index.js'
import { compareFidelities, observeTrials } from '../support/fidelities.js'
import { type Fake, fake, nines } from './fake-world.js'

const text = readFileSync(new URL('../../docs/own-protocol/lease.yaml', import.meta.url), 'utf8')
const { protocol } = lease
/** At a level of 0.001 for all comparisons together (Kolmogorov–Smirnov and Welch). */
const comparisons = 20
const alpha = 0.001 / comparisons
const setting = { is: 'duration', default: '1s', about: 'a time' }

const machine = (module: object): Fake =>
  fake({
    files: { 'lease.yaml': text, 'own.mjs': 'its text' },
    modules: { 'own.mjs': module as Readonly<Record<string, unknown>> },
  })

const refused = async (module: object): Promise<string> => {
  const on = machine(module)
  expect(await nines('validate lease.yaml --protocol own.mjs', on)).toBe(2)
  return on.err()
}

describe('--protocol', () => {
  it('makes the protocol of a module known to scenarios', async () => {
    const on = machine(lease)
    expect(await nines('validate lease.yaml --protocol own.mjs', on)).toBe(0)
    expect(on.out()).toContain('lease.yaml: valid')
  })

  it('prints its settings with the defaults of the module', async () => {
    const on = machine(lease)
    expect(await nines('print lease.yaml --protocol own.mjs', on)).toBe(0)
    expect(on.out()).toMatch(/drift: 0\.1%/)
  })

  it('says what a module lacks', async () => {
    expect(await refused({})).toContain('own.mjs is no protocol: it exports no `protocol`')
    expect(await refused({ protocol: { ...protocol, name: 'My Lease' } })).toContain('has to be small letters')
    expect(await refused({ protocol: { ...protocol, step: 1 } })).toContain('`protocol.step` is no function')
    expect(await refused({ protocol, settings: { term: { ...setting, is: 'time' } } })).toContain('has to be one of')
    expect(await refused({ protocol, settings: { term: { ...setting, default: 'soon' } } })).toContain(
      'the default of setting `term` is no duration',
    )
  })

  it('says why a module cannot be loaded, and that there is none', async () => {
    const on = fake({ files: { 'lease.yaml': text, 'own.mjs': '' } })
    expect(await nines('validate lease.yaml --protocol own.mjs', on)).toBe(2)
    expect(on.err()).toContain('own.mjs cannot be loaded: no such module')
    expect(await nines('validate lease.yaml --protocol other.mjs', on)).toBe(2)
    expect(on.err()).toContain('other.mjs')
  })
})

describe('a protocol of one’s own in a scenario', () => {
  const own = readOwnProtocol(lease, { digest: 'd1', file: 'docs/own-protocol/majority-lease.mjs', url: '' })
  if (typeof own === 'string') throw new Error(own)

  const load = (change: (yaml: string) => string = yaml => yaml) => loadScenario(change(text), 'lease.yaml')

  it('is named wrongly with a suggestion, and its settings are checked like all others', () => {
    adoptProtocol(own)
    const said = (change: (yaml: string) => string): string => JSON.stringify(load(change).problems)
    expect(said(yaml => yaml.replace('name: majority-lease', 'name: majority-leases'))).toContain('S215')
    expect(said(yaml => yaml.replace('renew: 2s', 'renew: 2'))).toContain('add a unit')
    expect(said(yaml => yaml.replace('renew: 2s', 'renw: 2s'))).toContain('renew')
  })

  it('is simulated over years, and leapt over in between', async () => {
    adoptProtocol(own)
    const { scenario, problems } = load()
    expect(problems).toEqual([])
    const shorter = { ...scenario!, trials: 4 }
    const result = await runStudy(shorter, { workers: 1, file: 'lease.yaml' })
    const [service] = result.services
    expect(service.kind).toBe('majority-lease of 3')
    expect(service.unavailability.value).toBeLessThan(1e-4)
    expect(result.fidelity.leapt).toBeGreaterThan(0.999)
    expect(result.reproduce).toContain('--protocol docs/own-protocol/majority-lease.mjs')
  })

  it('is the same in law when every message is simulated', () => {
    adoptProtocol(own)
    const often = (yaml: string) => yaml.replace('mtbf: 60d, mttr: 10m', 'mtbf: 20m, mttr: 1m..5m').replace('1y', '6h')
    const { scenario } = load(often)
    const [full, leap] = (['full', 'leap'] as const).map(fidelity => observeTrials(scenario!, fidelity, 30))
    const all = compareFidelities(full, leap, alpha, normalQuantile(1 - alpha / 2))
    expect(all.length).toBeLessThanOrEqual(comparisons)
    expect(all.filter(({ statistic, critical }) => statistic >= critical)).toEqual([])
    expect(Math.min(...leap.leapt)).toBeGreaterThan(0.5)
  })

  it('is told as a space-time table', () => {
    adoptProtocol(own)
    const { scenario } = load()
    const told = traceWindow(scenario!, { trial: 1, from: 0, to: 5e6, file: 'lease.yaml' })
    expect(told.moments.some(moment => moment.kind === 'send' && moment.text.startsWith('ask t'))).toBe(true)
  })

  it('makes another scenario of another text', () => {
    adoptProtocol({ ...own, digest: 'd2' })
    const other = load().scenario!.services[0].redundancy
    expect(other).toMatchObject({ kind: 'own', digest: 'd2' })
    adoptProtocol(own)
  })
})
