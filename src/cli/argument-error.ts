import { displayWidth, escapeControls } from '../diagnostics/index.js'
import type { Refusal } from '../units/index.js'
import { CliExit, type CliIo, EXIT } from './io.js'

/** An argument on the command line that could not be read. */
export interface Argument {
  /** What stands before it, to be shown: `nines calc --mttr`. */
  readonly before: string
  readonly text: string
}

/** Columns of the argument that are shown; of a longer one, the stretch about the caret. */
const ROOM = 48

/** Prints what is wrong with an argument, a caret under the place, and ends the command with the code for bad usage. */
export function refuseArgument(io: CliIo, { before, text }: Argument, refusal: Refusal): CliExit {
  const at = Math.min(refusal.at ?? 0, text.length)
  const from = at < ROOM / 2 ? 0 : at - ROOM / 2
  const shown = escapeControls(text.slice(from, from + ROOM))
  const lead = displayWidth(`${before} ${escapeControls(text.slice(from, at))}`)
  const marked = escapeControls(text.slice(at, Math.min(at + (refusal.length ?? 1), from + ROOM)))
  const lines = [
    `error: ${escapeControls(refusal.reason)}`,
    '  |',
    `  | ${before} ${shown}`.trimEnd(),
    `  | ${' '.repeat(lead)}${'^'.repeat(Math.max(1, displayWidth(marked)))}`,
    ...(refusal.suggestion === undefined ? [] : [`  = help: write \`${escapeControls(refusal.suggestion)}\``]),
  ]
  io.stderr.write(`${lines.join('\n')}\n`)
  return new CliExit(EXIT.usage)
}
