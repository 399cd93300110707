import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, FrequencyUnknownError, parseExpression } from '../../../src/analysis/expression/index.js'
import { messageOf, pages, renderText } from '../../../src/diagnostics/index.js'

/** `E101 at 7-10: message → suggestion`, or what it is worth. */
function told(text: string): string {
  const parsed = parseExpression(text)
  if (parsed.ok) return 'accepted'
  const { code, span, suggestion } = parsed.problem
  const meant = suggestion === null ? '' : ` → ${suggestion.edits[0].replacement}`
  return `${code} at ${span!.start}-${span!.end}: ${messageOf(parsed.problem)}${meant}`
}

describe('a mistake in an expression is told at its characters', () => {
  it.each([
    ['', 'E101 at 0-0: expected an availability such as `99.95%`, a name or `(`, found the end'],
    ['99.9% and', 'E101 at 9-9: expected an availability such as `99.95%`, a name or `(`, found the end'],
    ['99.9% nad 99%', 'E101 at 6-9: expected `and`, `or` or the end, found `nad` → and'],
    ['99.9% && 99%', 'E101 at 6-8: expected `and`, `or` or the end, found `&&` → and'],
    ['99.9% || 99%', 'E101 at 6-8: expected `and`, `or` or the end, found `||` → or'],
    ['99.9% * 99%', 'E101 at 6-7: expected `and`, `or` or the end, found `*` → and'],
    ['99.9% 99%', 'E101 at 6-9: expected `and`, `or` or the end, found `99%`'],
    ['(99.9% 99%)', 'E101 at 7-10: expected `and`, `or` or `)`, found `99%`'],
    ['()', 'E101 at 1-2: there is nothing in these parentheses'],
    ['[99%]', 'E101 at 0-1: expected an availability such as `99.95%`, a name or `(`, found `[` → ('],
    ['two of 3 (99%)', 'E101 at 0-3: expected a whole number, found `two`'],
    ['2 of x (99%)', 'E101 at 5-6: expected a whole number, found `x`'],
    ['of: 99%', 'E101 at 0-2: `of` cannot be a name'],
    ['mtbf 60d', 'E101 at 8-8: expected `mttr`, found the end'],
    ['mtbf mttr 5m', 'E101 at 5-9: expected a duration such as `10m`, found `mttr`'],
    ['failover 99%', 'E101 at 9-12: expected `(`, found `99%`'],
    ['failover(99%)', 'E101 at 12-13: expected `,` and the standby, found `)`'],
    ['failover(99%, 99%, take 5s)', 'E101 at 19-23: expected `takes`, `fails` or `every`, found `take` → takes'],
    ['failover(99%, 99%, fails 1%, fails 1%)', 'E101 at 29-34: `fails` is said twice'],
    ['(99%', 'E102 at 0-1: this parenthesis is never closed'],
    ['99%)', 'E102 at 3-4: this parenthesis was never opened'],
    ['2 of 3 (99%', 'E102 at 7-8: this parenthesis is never closed'],
    ['99 and 99%', 'E103 at 0-2: a share cannot be more than the whole → 99%'],
    ['99,95% and 99%', 'E103 at 2-3: the decimal point is a point → 99.95%'],
    ['mtbf 60d mttr 10min', 'E103 at 16-19: unknown unit `min`; the units are us, ms, s, m, h, d, w, y → 10m'],
    ['mtbf 0s mttr 10m', 'E103 at 0-4: a mean up time is longer than zero'],
    ['99% and 10m', 'E103 at 8-11: `10m` is a duration, not an availability'],
    ['99% and 400d/y', 'E103 at 8-14: more downtime than the window is long'],
    ['99% and eu', 'E104 at 8-10: nothing is called `eu`'],
    ['(web-eu: 99%) and web-ue', 'E104 at 18-24: nothing is called `web-ue` → web-eu'],
    ['x: (99% and x)', 'E104 at 12-13: `x` is part of itself'],
    ['x: 99% and x: 98%', 'E105 at 11-12: `x` is two different things'],
    ['x: (99% or 98%) and x: (99% or 97%)', 'E105 at 20-21: `x` is two different things'],
    ['x: (99% or 98%) and x: ( 0.99 or 98% )', 'accepted'],
    ['4 of 3 (99%)', 'E106 at 0-1: 4 of 3 cannot be'],
    ['0 of 3 (99%)', 'E106 at 0-1: 0 of 3 cannot be'],
    ['2 of 4 (99%, 98%)', 'E106 at 5-6: 4 are announced and 2 are listed'],
    ['2 of (99%)', 'E106 at 0-1: how many there are is not said'],
    ['2 of 3 (x: 99%)', 'E107 at 11-14: all 3 are the same part, `x`'],
    ['2 of 3 (x: 99% and 99%)', 'accepted'],
    ['1 of 10001 (99%)', 'E108 at 5-10: more than 10000 copies'],
    ['mtbf ? mttr 5m and ?', 'E110 at 19-20: `?` is a mean up time before and an availability here'],
  ])('%s', (text, message) => {
    expect(told(text)).toBe(message)
  })

  it('with the line, a caret and what was meant', () => {
    const parsed = parseExpression('(eu: 99.95% or us: 99.95%)\n  nad 99.9%', 'plain', 'shop')
    expect(parsed.ok ? '' : renderText([parsed.problem], { sources: () => parsed.source })).toBe(`\
error[E101]: expected \`and\`, \`or\` or the end, found \`nad\`
 --> shop:2:3
  |
1 | (eu: 99.95% or us: 99.95%)
2 |   nad 99.9%
  |   ^^^
  = help: did you mean \`and\`?
`)
  })
})

describe('every code of expressions has a page whose examples are true', () => {
  const ours = pages.filter(page => page.code.startsWith('E'))

  const codeOf = (text: string): string | null => {
    const parsed = parseExpression(text)
    if (!parsed.ok) return parsed.problem.code
    try {
      evaluate(parsed.expression, { unknown: 1e9 })
      return null
    } catch (error) {
      return error instanceof FrequencyUnknownError ? 'E109' : String(error)
    }
  }

  it.each(ours)('$code', ({ code, wrong, right }) => {
    expect(codeOf(wrong!.text)).toBe(code)
    expect(codeOf(right!.text)).toBeNull()
  })
})

describe('a hostile expression is refused and never overflows the stack', () => {
  it.each([
    '('.repeat(100_000),
    `${'('.repeat(100_000)}99%${')'.repeat(100_000)}`,
    '1 of 2 ('.repeat(50_000),
    'failover('.repeat(50_000),
    Array.from({ length: 50_000 }, (_, i) => `n${i}: (`).join(''),
    '1 of 2 '.repeat(50_000),
    'x'.repeat(2_000_000),
    `${'99% and '.repeat(200_000)}99%`,
    Array.from({ length: 20_000 }, (_, i) => `n${i}: (${i === 0 ? '' : `n${i - 1} or `}99%)`).join(' and '),
    Array.from({ length: 20_000 }, (_, i) => `n${i}: ${i === 0 ? '99%' : `n${i - 1}`}`).join(' and '),
  ])('%#', text => {
    expect(told(text)).toMatch(/^E10[18]/)
  })

  it('answers for a name that is doubled two hundred times over', () => {
    const doubled = Array.from({ length: 60 }, (_, i) => `n${i + 1}: (n${i} and n${i})`).join(' and ')
    const parsed = parseExpression(`n0: 99% and ${doubled} and n60: (n59 and n59)`)
    expect(parsed.ok && evaluate(parsed.expression).unavailability).toBeCloseTo(0.01, 12)
  })

  it('gives up on copies of copies with shared parts in them', () => {
    const parsed = parseExpression('power: 99% and 2 of 3 (2 of 9000 (99% and power) and power and 99%)')
    expect(() => parsed.ok && evaluate(parsed.expression)).toThrow(/more than 10000 parts/)
  })

  it('reads or refuses whatever is written', () => {
    const pieces = ['99%', '0.5', 'and', 'or', 'of', '2', '3', '(', ')', ',', ':', '?', 'a', 'mtbf', 'mttr', '1d', '5m']
    const more = ['failover', 'takes', 'fails', 'every', '/y', 'nines', '\n', '€', '\u001b', '😀', 'é', '-', '.']
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 16 }).map(words => words.join(' ')),
    )
    fc.assert(
      fc.property(text, written => {
        const parsed = parseExpression(written)
        if (!parsed.ok) {
          expect(parsed.problem.span!.end).toBeLessThanOrEqual(written.length)
          expect(renderText([parsed.problem], { sources: () => parsed.source })).not.toContain('\u001b')
          return
        }
        try {
          const { unavailability } = evaluate(parsed.expression, { unknown: 0.5 })
          expect(unavailability).toBeGreaterThanOrEqual(0)
          expect(unavailability).toBeLessThanOrEqual(1)
        } catch (error) {
          expect(error).toBeInstanceOf(FrequencyUnknownError)
        }
      }),
      { seed: 4, numRuns: 800 },
    )
  })
})
