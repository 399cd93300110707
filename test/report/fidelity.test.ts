import { describe, expect, it } from 'vitest'
import { fidelityLine } from '../../src/report/fidelity.js'
import { renderMarkdown, renderText } from '../../src/report/index.js'
import type { GroupFidelity, RunResult } from '../../src/results/index.js'
import { MINUTE, YEAR } from '../../src/units/index.js'
import { webShop } from './fixtures.js'

const group: GroupFidelity = { id: 'a', label: 'a', treatment: 'certain', why: '', neglected: 0, leapt: 1, leaps: 1 }

function result(simulated: number, byMessage: number, groups = 1): RunResult {
  const leapt = 1 - byMessage / simulated
  const rest = { simulated, byMessage, leapt, leaps: 1, groups: Array.from({ length: groups }, () => group) }
  return { ...webShop, fidelity: { mode: 'leap', timeOnly: false, ...rest } }
}

describe('the line on what was leapt over', () => {
  it.each([
    [200 * YEAR, 41.2 * MINUTE, '200 years, 99.999961% leapt, 41m 12s message by message'],
    [200 * YEAR, 0.003 * YEAR, '200 years, 99.9985% leapt, 1d 2h message by message'],
    [200 * YEAR, 1, '200 years, 99.999999999999984% leapt, 1us message by message'],
    [200 * YEAR, 60 * YEAR, '200 years, 70% leapt, 60 years message by message'],
    [YEAR, YEAR - 1, '1 year, 0.000000000003% leapt, 1y message by message'],
    [200 * YEAR, 200 * YEAR, '200 years, all message by message'],
  ])('of %i µs with %i message by message', (simulated, byMessage, line) => {
    expect(fidelityLine(result(simulated, byMessage))).toBe(line)
  })

  it('never says that all was leapt over, or nothing, when it was not', () => {
    for (let byMessage = 1; byMessage < 200 * YEAR; byMessage *= 7) {
      const line = fidelityLine(result(200 * YEAR, byMessage))
      expect(line).not.toMatch(/ (100|0)% leapt/)
      expect(line.length).toBeLessThanOrEqual(74)
    }
  })

  it('says that it is a mean when there are several groups', () => {
    const line = fidelityLine(result(2000 * YEAR, 41.2 * MINUTE, 12))
    expect(line).toBe('2,000 years, 99.9999961% leapt, 41m 12s message by message, mean of 12 groups')
  })

  it('is left out when there is nothing to leap over, or nothing was simulated', () => {
    const none = { ...webShop, fidelity: { ...webShop.fidelity, leapt: null, byMessage: null, groups: [] } }
    expect(fidelityLine(none)).toBe('')
    expect(renderText(none)).not.toContain('message by message')
    expect(renderMarkdown(none)).not.toContain('message by message')
    expect(fidelityLine(result(0, 0))).toBe('')
  })

  it('stands below the headline, and in Markdown beside the trials', () => {
    const line = fidelityLine(webShop)
    expect(renderText(webShop).split('\n')[1]).toBe(`      ${line}`)
    expect(renderMarkdown(webShop)).toContain(`200 trials × 1y. ${line}.\n`)
  })
})

it('commands that lead on have the options that change what is simulated', () => {
  const options = ['--fidelity', 'full', '--time-only']
  const varied = { ...webShop, scenario: { ...webShop.scenario, options } }
  expect(renderText(varied).replace(/ \\\n +/g, ' ')).toContain('--seed web-shop --fidelity full --time-only\n')
})
