import { renderJunit, renderMarkdown, renderText, renderVerdict } from '../report/index.js'
import { type RunResult, writeResult } from '../results/index.js'
import { type ColorChoice, glyphsFor, paintFor } from './appearance.js'
import { fileError } from './failure.js'
import type { Format } from './formats.js'
import type { World } from './world.js'

export interface OutputOptions {
  readonly format: Format
  readonly color: ColorChoice
  readonly quiet: boolean
  /** Null or `-` for standard output. */
  readonly output: string | null
}

/** All results as one document of the format asked for. */
export function renderResults(world: World, results: readonly RunResult[], options: OutputOptions): string {
  switch (options.format) {
    case 'json':
      return writeResult(results.length === 1 ? results[0] : results)
    case 'junit':
      return renderJunit(results)
    case 'markdown':
      return results.map(renderMarkdown).join('\n')
    case 'text': {
      const look = toFile(options.output)
        ? {}
        : { paint: paintFor(options.color, world.stdout, world.env), glyphs: glyphsFor(world.env) }
      if (options.quiet) return results.map(result => renderVerdict(result, look)).join('')
      return results.map(result => renderText(result, look)).join('\n\n')
    }
  }
}

/** Ends the command now if its results could not be written later. */
export async function checkOutput(world: World, output: string | null): Promise<void> {
  if (!toFile(output)) return
  try {
    await world.files.check(output)
  } catch (error) {
    throw fileError(world, 'write', output, error)
  }
}

/** Writes to the file named, or to standard output. */
export async function emit(world: World, text: string, output: string | null): Promise<void> {
  if (!toFile(output)) {
    world.stdout.write(text)
    return
  }
  try {
    await world.files.write(output, text)
  } catch (error) {
    throw fileError(world, 'write', output, error)
  }
}

function toFile(output: string | null): output is string {
  return output !== null && output !== '-'
}
