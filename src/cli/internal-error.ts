import { escapeControls } from '../diagnostics/index.js'
import { shellCommand } from '../results/index.js'
import { EXIT } from './io.js'
import type { World } from './world.js'

/** Enough to tell errors apart; some carry pages. */
const MOST_MESSAGE = 300

/** An error nobody foresaw: what to report, and the stack only for those who ask. */
export function reportInternal(error: unknown, args: readonly string[], world: World): number {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const seed = args[args.indexOf('--seed') + 1]
  const lines = [
    `error[X900]: internal error: ${escapeControls(message.replace(/\s+/g, ' ').slice(0, MOST_MESSAGE))}`,
    `  nines ${world.version} · node ${process.version} · ${process.platform} ${process.arch}`,
    `  seed ${args.includes('--seed') && seed !== undefined ? escapeControls(seed) : 'of the scenario'}`,
    `  command ${shellCommand(['nines', ...args])}`,
    '  This is a mistake in nines, not in your scenario. Please report it with these',
    '  lines and the scenario file; NINES_DEBUG=1 adds the stack.',
  ]
  world.stderr.write(lines.join('\n') + '\n')
  if (world.env.NINES_DEBUG && error instanceof Error) world.stderr.write(`${error.stack}\n`)
  return EXIT.internal
}
