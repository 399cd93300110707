import { readdirSync, readFileSync } from 'node:fs'
import { loadScenario } from '../../src/scenario/index.js'

/** The scenarios that come with the package. */

export const shippedFolder = new URL('../../scenarios/', import.meta.url)

export const shippedNames: readonly string[] = readdirSync(shippedFolder)
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.replace(/\.yaml$/, ''))
  .sort()

export function shippedText(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, shippedFolder), 'utf8')
}

/** Loads a shipped scenario as the command line would; `edit` changes the text of its files first. */
export function loadShipped(name: string, edit = (text: string): string => text): ReturnType<typeof loadScenario> {
  const readFile = (path: string) => ({ file: path, text: edit(readFileSync(new URL(path, shippedFolder), 'utf8')) })
  return loadScenario(edit(shippedText(name)), `scenarios/${name}.yaml`, { readFile })
}
