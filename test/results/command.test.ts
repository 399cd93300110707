import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { operand, shellCommand } from '../../src/results/index.js'

/** What bash makes of a command line. */
function wordsOf(line: string): string[] {
  const script = `printf '%s\\0' ${line}`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

describe('a command to copy', () => {
  it('leaves plain words alone', () => {
    expect(shellCommand(['nines', 'run', 'a/b.yaml', '--seed', 'x-1'])).toBe('nines run a/b.yaml --seed x-1')
  })

  it('gives a shell the same words again, whatever is in them', () => {
    const words = [
      'nines',
      "it's",
      'a b',
      '',
      '$HOME',
      '`id`',
      '"',
      '\\',
      '*',
      '東京',
      'a\nb',
      'bell\u0007ab',
      '\u202e',
      "\u001b'\\",
    ]
    expect(wordsOf(shellCommand(words))).toEqual(words)
  })

  it('holds nothing that a terminal obeys', () => {
    expect(shellCommand(['\u001b[31m', '\u202e', '\r\n'])).toMatch(/^[\x20-\x7e]*$/)
  })

  it('does not let a file be read as an option', () => {
    expect(operand('-x.yaml')).toBe('./-x.yaml')
    expect(operand('-')).toBe('-')
  })
})
