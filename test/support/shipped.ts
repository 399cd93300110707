import { readdirSync, readFileSync } from 'node:fs'
import { type Loaded, loadScenario, type ReadFile } from '../../src/scenario/index.js'

/** The scenarios that come with the package. */

const folder = new URL('../../scenarios/', import.meta.url)

export const shippedNames: readonly string[] = readdirSync(folder)
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.replace(/\.yaml$/, ''))
  .sort()

export function shippedText(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, folder), 'utf8')
}

/** Loads the text of a shipped scenario as the command line would; `edit` may change what the files beside it say. */
export function loadShipped(name: string, text = shippedText(name), edit = (beside: string) => beside): Loaded {
  const readFile: ReadFile = path => ({ file: path, text: edit(readFileSync(new URL(path, folder), 'utf8')) })
  return loadScenario(text, `scenarios/${name}.yaml`, { readFile })
}
