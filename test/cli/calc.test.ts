import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/program.js'
import { fake } from './fake-world.js'
import { transcript } from './transcript.js'

const files = {
  'compute.yaml': `name: Compute, region level
tiers:
  - { below: 99.99%, credit: 10% }
  - { below: 99%, credit: 30% }
  - { below: 95%, credit: 100% }
`,
  'wrong.yaml': 'per: moth\ntiers:\n  - { below: 99.9, credit: 10% }\n  - { belwo: 99%, credit: 30% }\n',
}

describe('nines calc', () => {
  it.each(['calc', 'calc-forms', 'calc-markdown'])('prints what its transcript says: %s', async name => {
    const { recorded, actual } = await transcript(name, files)
    expect(actual).toBe(recorded)
  })

  // But for the one message of commander's that repeats the choices.
  it.each(['calc', 'calc-forms'])('stays within 80 columns: %s', async name => {
    const { actual } = await transcript(name, files)
    const output = actual.split('\n').filter(line => !/^([$#]|! error: option)/.test(line))
    expect(output.filter(line => line.replace(/^! /, '').length > 80)).toEqual([])
  })

  it('has Erlang C of 14 servers and 10 erlangs to twelve digits', async () => {
    const machine = fake({ files })
    expect(await main(['calc', 'erlang-c', '14', '10', '--format', 'json'], machine.world)).toBe(0)
    expect(JSON.parse(machine.out()).probability.toFixed(12)).toBe('0.174131933595')
  })

  it('answers or refuses whatever its forms are given, without a stack trace', async () => {
    const forms = ['budget', 'alert', 'credit', 'replicas', 'erlang-b', 'erlang-c', 'queue', 'supermarket']
    const values = [
      '99.9%',
      '0',
      '1',
      '1e9',
      '0.5',
      '30d',
      '1us',
      '200/s',
      '?',
      'majority',
      '100%',
      '0%',
      '-1',
      'x',
      '1e-300',
    ]
    const flags = ['spent', 'errors', 'failed', 'requests', 'elapsed', 'window', 'burn', 'tiers', 'needed', 'beta']
    const more = ['target', 'arrivals', 'service', 'servers', 'room', 'variation']
    const option = fc.tuple(fc.constantFrom(...flags, ...more), fc.constantFrom(...values))
    const given = fc.record({
      form: fc.constantFrom(...forms),
      operands: fc.array(fc.constantFrom(...values), { maxLength: 2 }),
      options: fc.array(option, { maxLength: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(given, async ({ form, operands, options }) => {
        const machine = fake({ files })
        const code = await main(
          ['calc', form, ...options.map(([name, value]) => `--${name}=${value}`), ...operands],
          machine.world,
        )
        expect([0, 2]).toContain(code)
        expect(machine.err() === '').toBe(code === 0)
        expect(machine.out()).not.toMatch(/NaN|undefined|Infinity/)
      }),
      { seed: 2, numRuns: 600 },
    )
  })

  it('answers or refuses whatever is written, without a stack trace', async () => {
    const text = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map(units => String.fromCharCode(...units)),
      fc.array(fc.constantFrom('9', '.', '%', '/', 'y', 'm', 'nines', '5', ' ', '-', 'e', '∞', '\u001b[2J', '\n'), {
        maxLength: 8,
      }),
    )
    const words = fc.record({ promise: text, mtbf: text, mttr: text }, { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(words, async given => {
        const machine = fake()
        const args = ['calc']
        for (const name of ['mtbf', 'mttr'] as const)
          if (given[name] !== undefined) args.push(`--${name}=${join(given[name])}`)
        if (given.promise !== undefined) args.push('--', join(given.promise))
        const code = await main(args, machine.world)
        expect([0, 2]).toContain(code)
        expect(machine.err() === '').toBe(code === 0)
        expect(machine.err()).not.toContain('\u001b')
        expect(machine.err()).not.toMatch(/\n\s+at /)
      }),
      { seed: 1, numRuns: 150 },
    )
  })
})

function join(text: string | string[]): string {
  return typeof text === 'string' ? text : text.join('')
}
