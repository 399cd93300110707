import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Experiments } from '../../src/cli/experiments.js'
import { main } from '../../src/cli/program.js'
import { fake } from './fake-world.js'

/**
 * A transcript is a text file of commands with all that they print: `$ ` before a command, `! ` before a line on
 * standard error, `[exit 2]` where the exit code is not 0. `UPDATE=1 npx vitest run test/cli` writes what the commands
 * print now, to be read in review.
 */
export async function transcript(
  name: string,
  files: Readonly<Record<string, string>> = {},
  experiments: Partial<Experiments> = {},
): Promise<{ readonly recorded: string; readonly actual: string }> {
  const path = fileURLToPath(new URL(`transcripts/${name}.txt`, import.meta.url))
  const recorded = readFileSync(path, 'utf8')
  const blocks: string[] = []
  for (const line of recorded.split('\n')) {
    if (line.startsWith('$ nines')) blocks.push(await played(line, files, experiments))
    else if (line.startsWith('#')) blocks.push(`${line}\n`)
  }
  const actual = blocks.join('\n')
  if (process.env['UPDATE'] === '1') writeFileSync(path, actual)
  return { recorded, actual }
}

/** A command with all that it prints. */
export async function played(
  line: string,
  files: Readonly<Record<string, string>>,
  experiments: Partial<Experiments> = {},
): Promise<string> {
  const machine = fake({ files, experiments })
  const code = await main(words(line.slice('$ nines '.length)), machine.world)
  const errors = machine.err().replace(/^(?=.)/gm, '! ')
  return `${line}\n${machine.out()}${errors}${code === 0 ? '' : `[exit ${code}]\n`}`
}

/** Words of a command line, those in single quotes whole. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
}
