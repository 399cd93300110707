import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TEMPLATE } from '../../src/cli/commands/init.js'
import { fake, nines } from './fake-world.js'

const lines = TEMPLATE.split('\n')
const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '-1',
    '1e999',
    '.inf',
    '~',
    '*a',
    '&a [*a]',
    '{',
    '[[',
    '__proto__: 1',
    '5',
    '999y',
    '0s',
    '100%',
    '!!js x',
  ),
)

/** The scenario of `init` with a few places overwritten, lines dropped, doubled or moved to another depth. */
const mutated = fc
  .array(
    fc.tuple(fc.nat(lines.length - 1), fc.constantFrom('drop', 'double', 'indent', 'value', 'insert'), fc.nat(), piece),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map(changes => {
    const text = [...lines]
    for (const [at, how, place, what] of changes) {
      const line = text[at]
      if (how === 'drop') text[at] = ''
      else if (how === 'double') text[at] = `${line}\n${line}`
      else if (how === 'indent') text[at] = `   ${line}`
      else if (how === 'value') text[at] = line.replace(/:.*/s, () => `: ${what}`)
      else text[at] = line.slice(0, place % (line.length + 1)) + what + line.slice(place % (line.length + 1))
    }
    return text.join('\n')
  })

describe('a damaged scenario', () => {
  it('is a run or a diagnostic with a place, never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async text => {
        const on = fake({ files: { 'bad.yaml': text }, result: { verdict: 'pass' } })
        const code = await nines('run bad.yaml', on)
        expect([0, 2], on.err()).toContain(code)
        if (code === 2) expect(on.err()).toMatch(/^error\[S\d{3}\]: /m)
        expect(on.asked.length).toBe(code === 0 ? 1 : 0)
      }),
      { numRuns: 200 },
    )
  })
})
