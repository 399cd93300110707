import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
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

if (others !== undefined) {
  describe(`Raft nodes driven by the files in ${others}`, () => {
    it.each(storiesIn(others))('%s', name => {
      const { cases, first } = runInteraction(readFileSync(join(others, name), 'utf8'))
      expect(cases).toBeGreaterThan(0)
      expect(first).toBeNull()
    })
  })
}
