import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { adoptProtocol, readOwnProtocol } from '../protocols/index.js'
import { wrongDefault } from '../scenario/index.js'
import { usageError } from './failure.js'
import { readBytes } from './load.js'
import type { World } from './world.js'

const MOST_BYTES = 16 * 1024 * 1024
const HELP = 'docs/own-protocol.md says what a module has to export'

/**
 * Loads the modules named by `--protocol`, so that scenarios can speak of their protocols. Only the command line names code:
 * a scenario is data.
 *
 * @throws CliExit when one cannot be loaded or is no protocol
 */
export async function adoptProtocols(world: World, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const bytes = await readBytes(world, file, MOST_BYTES)
    const url = pathToFileURL(resolve(file)).href
    const source = { file, url, digest: createHash('sha256').update(bytes).digest('hex') }
    const own = readOwnProtocol(await load(world, file, url), source)
    if (typeof own === 'string') throw usageError(world, `${file} is no protocol: ${own}`, HELP)
    const wrong = wrongDefault(own)
    if (wrong !== null) {
      throw usageError(world, `${file}: the default of setting \`${wrong}\` is no ${own.settings[wrong].is}`, HELP)
    }
    adoptProtocol(own)
  }
}

/** What goes wrong in the module itself is its author's affair, and told in its own words. */
async function load(world: World, file: string, url: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    return await world.module(url)
  } catch (error) {
    throw usageError(world, `${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, HELP)
  }
}
