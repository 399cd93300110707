import { describe, expect, it } from 'vitest'
import { loadAgreement } from '../../src/scenario/index.js'

const codesOf = (text: string): string[] =>
  loadAgreement(text, 'sla.yaml').problems.map(({ code, span }) => `${code} at ${span?.line}:${span?.column}`)

describe('the tiers of a service level agreement', () => {
  it('are read from a file of their own, in any order', () => {
    const { agreement, problems } = loadAgreement(
      'name: Compute\nper: year\ntiers:\n  - { below: 95%, credit: 100% }\n  - { below: 0.9999, credit: 0.1 }\n',
      'sla.yaml',
    )
    expect(problems).toEqual([])
    expect(agreement).toEqual({
      name: 'Compute',
      per: 'year',
      tiers: [
        { above: 0.0001, credit: 0.1 },
        { above: 0.05, credit: 1 },
      ],
    })
  })

  it('are for a month unless it is said', () => {
    expect(loadAgreement('tiers: [{ below: 99%, credit: 10% }]', 'sla.yaml').agreement?.per).toBe('month')
  })

  it.each([
    ['', 'S115 at 1:1'],
    ['name: x', 'S102 at 1:1'],
    ['tiers: []', 'S107 at 1:8'],
    ['tiers: 99%', 'S103 at 1:8'],
    ['tiers: [{ below: 99%, credit: 110% }]', 'S106 at 1:31'],
    ['tiers: [{ below: 99%, credit: 10%, per: month }]', 'S101 at 1:36'],
    ['tiers: [{ below: 99% }]', 'S102 at 1:9'],
    ['tiers: [{ below: 99%, credit: 10%', 'S100 at 1:34'],
    [`tiers: ${'['.repeat(100_000)}`, 'S111 at 1:72'],
  ])('%#: told at its place', (text, found) => {
    expect(codesOf(text)).toContain(found)
    expect(loadAgreement(text, 'sla.yaml').agreement).toBeNull()
  })
})
