import { describe, expect, it } from 'vitest'
import { glyphsFor, paintFor, wantsColor } from '../../src/cli/appearance.js'
import { progressOn } from '../../src/cli/progress.js'
import { ascii, unicode } from '../../src/report/index.js'
import { fake } from './fake-world.js'

const stream = (isTTY: boolean) => ({ isTTY, write: () => true })

describe('colour', () => {
  it('follows the terminal, stream by stream', () => {
    expect(wantsColor('auto', stream(true), {})).toBe(true)
    expect(wantsColor('auto', stream(false), {})).toBe(false)
    expect(wantsColor('auto', stream(true), { TERM: 'dumb' })).toBe(false)
  })

  it('obeys the flag before NO_COLOR, NO_COLOR before FORCE_COLOR, FORCE_COLOR before the terminal', () => {
    expect(wantsColor('always', stream(false), { NO_COLOR: '1' })).toBe(true)
    expect(wantsColor('never', stream(true), { FORCE_COLOR: '1' })).toBe(false)
    expect(wantsColor('auto', stream(true), { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false)
    expect(wantsColor('auto', stream(false), { FORCE_COLOR: '1', TERM: 'dumb' })).toBe(true)
    expect(wantsColor('auto', stream(true), { FORCE_COLOR: '0' })).toBe(false)
  })

  it('takes an empty NO_COLOR as not set, as no-color.org asks', () => {
    expect(wantsColor('auto', stream(true), { NO_COLOR: '' })).toBe(true)
  })

  it('is the sixteen colours of every terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are the point
    expect(paintFor('always', stream(false), {}).bad('x')).toMatch(/^\u001b\[31m\u001b\[1mx(\u001b\[\d+m)+$/)
    expect(paintFor('never', stream(true), {}).bad('x')).toBe('x')
  })
})

describe('signs', () => {
  it('are ASCII where the locale says it is not UTF-8', () => {
    expect(glyphsFor({ LANG: 'C' })).toBe(ascii)
    expect(glyphsFor({ LC_ALL: 'de_DE.ISO-8859-1', LANG: 'en_US.UTF-8' })).toBe(ascii)
    expect(glyphsFor({ LC_ALL: '', LANG: 'en_US.utf8' })).toBe(unicode)
    expect(glyphsFor({})).toBe(unicode)
  })
})

describe('progress', () => {
  const at = { done: 57, asked: 200, simulated: 57 * 365 * 86_400e6, precision: 0, unavailability: null }

  it('is one line on a terminal, rewritten ten times a second at most, and cleared', () => {
    const on = fake({ tty: true, tick: 40 })
    const line = progressOn(on.world, '')
    for (let i = 0; i < 50; i++) line.show(at)
    line.clear()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: how a line is rewritten
    const writes = on.err().split(/\r\u001b\[K/)
    // 50 looks of 40 ms are 2 s; nothing is shown in the first 0.3 s.
    expect(writes.length - 2).toBeLessThanOrEqual(17)
    expect(writes.length - 2).toBeGreaterThan(10)
    expect(writes[1]).toMatch(/^57\/200 trials · \S+ left · \S+ years\/s$/)
    expect(writes.at(-1)).toBe('')
  })

  it('counts down to the precision asked for, not to the most trials there may be', () => {
    const on = fake({ tty: true, tick: 1000 })
    const unavailability = { value: 1e-3, low: 0.8e-3, high: 1.2e-3, level: 0.95, method: 'by hand' }
    // ±20 % after 100 trials is ±10 % after 400: three times the two seconds that the first hundred took.
    progressOn(on.world, '').show({ ...at, done: 100, asked: 10_000, precision: 0.1, unavailability })
    expect(on.err()).toContain('100/≤10,000 trials · [99.88% 99.90% 99.92%] · 3s left')
  })

  it('is ASCII where the locale is', () => {
    const on = fake({ tty: true, tick: 1000, env: { LC_ALL: 'C' } })
    const none = { value: 0, low: 0, high: 1e-4, level: 0.95, method: 'none seen' }
    progressOn(on.world, '').show({ ...at, precision: 0.1, unavailability: none })
    expect(on.err()).toContain('57/<=200 trials - >= 99.99%')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
    expect(on.err()).toMatch(/^[\x00-\x7f]+$/)
  })

  it('is a line every half minute elsewhere', () => {
    const on = fake({ tick: 1000 })
    const line = progressOn(on.world, 'shop')
    for (let i = 0; i < 95; i++) line.show(at)
    line.clear()
    expect(on.err().trim().split('\n')).toHaveLength(3)
    expect(on.err()).toMatch(/^shop · 57\/200 trials/)
  })
})
