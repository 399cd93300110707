import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseDataFile } from '../support/raft-interaction/data-file.js'
import { parseDirective } from '../support/raft-interaction/directive.js'
import { runInteraction } from '../support/raft-interaction/run.js'

/**
 * Stories told to hand-driven Raft nodes in the language of etcd's data-driven tests (`rafttest/interaction_env.go`),
 * compared with what is written below each step. `UPDATE=1` rewrites ours; read them in review. `RAFT_TESTDATA` names
 * a folder of more such files, which are never rewritten.
 */
const ours = fileURLToPath(new URL('interactions', import.meta.url))
const others = process.env['RAFT_TESTDATA']

function storiesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.txt'))
    .sort()
}

describe('Raft nodes driven by hand', () => {
  it.each(storiesIn(ours))('%s', name => {
    const file = join(ours, name)
    const before = readFileSync(file, 'utf8')
    const { text, cases } = runInteraction(before)
    if (process.env['UPDATE'] === '1') writeFileSync(file, text)
    expect(cases).toBeGreaterThan(0)
    expect(text).toBe(process.env['UPDATE'] === '1' ? readFileSync(file, 'utf8') : before)
  })
})

describe('the format of the stories, as the documentation of cockroachdb/datadriven tells it', () => {
  it('arguments have no value, one, or several in parentheses, which may hold parentheses', () => {
    expect(parseDirective('cmd a b=1 exprs=(a + (b + c), d + f) none=')).toEqual({
      command: 'cmd',
      args: [
        { key: 'a', values: [] },
        { key: 'b', values: ['1'] },
        { key: 'exprs', values: ['a + (b + c)', 'd + f'] },
        { key: 'none', values: [''] },
      ],
    })
    expect(() => parseDirective('cmd a=(1, 2')).toThrow('cannot parse directive at column 12')
  })

  it('output ends at a blank line, or at a doubled line of dashes where it holds blank lines', () => {
    const text =
      '# told first\none \\\n  more\nin\nput\n----\nout\n\n\ntwo\n----\n----\na\n\nb\n----\n----\n\nthree\n----\n'
    const { cases, rewritten } = parseDataFile(text)
    expect(cases.map(({ line, directive, input, expected }) => [line, directive.command, input, expected])).toEqual([
      [2, 'one', 'in\nput', 'out\n'],
      [10, 'two', '', 'a\n\nb\n'],
      [19, 'three', '', ''],
    ])
    expect(cases[0].directive.args).toEqual([{ key: 'more', values: [] }])
    expect(rewritten(['out\n', 'a\n\nb\n', 'c\n'])).toBe(`${text}c\n`)
  })

  it('a story that says otherwise is found out, with the first step that differs', () => {
    const told = readFileSync(join(ours, 'replace-leader.txt'), 'utf8')
    const { first, text } = runInteraction(
      told.replace('2: StateLeader (Voter) Term:2', '2: StateLeader (Voter) Term:3'),
    )
    expect(first?.directive).toBe('raft-state')
    expect(text).toBe(told)
  })
})

if (others !== undefined) {
  describe(`Raft nodes driven by the files in ${others}`, () => {
    it.each(storiesIn(others))('%s', name => {
      const { cases, first } = runInteraction(readFileSync(join(others, name), 'utf8'))
      expect(cases).toBeGreaterThan(0)
      expect(first).toBeNull()
    })
  })
}
