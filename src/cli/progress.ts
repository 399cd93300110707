import { progressLine } from '../report/index.js'
import { glyphsFor } from './appearance.js'
import type { Progress } from './experiments.js'
import type { World } from './world.js'

const LINE_EVERY = 100
const LOG_EVERY = 30_000
/** Nothing is said of a study that is over sooner. */
const QUIET_FOR = 300

/** Shows how a study is coming along: one line rewritten on a terminal, a line every half minute elsewhere. */
export interface ProgressLine {
  show(progress: Progress): void
  /** Takes the line off the terminal, before anything else is printed. */
  clear(): void
}

export function progressOn(world: World, label: string): ProgressLine {
  const { stderr, now } = world
  const glyphs = glyphsFor(world.env)
  const began = now()
  const live = stderr.isTTY === true && world.env.TERM !== 'dumb'
  const every = live ? LINE_EVERY : LOG_EVERY
  let due = began + (live ? QUIET_FOR : LOG_EVERY)
  let shown = false
  return {
    show(progress) {
      const time = now()
      if (time < due) return
      due = time + every
      const line = progressLine(progress, (time - began) / 1000, label, (stderr.columns || 80) - 1, glyphs)
      stderr.write(live ? `\r\u001b[K${line}` : `${line}\n`)
      shown = live
    },
    clear() {
      if (shown) stderr.write('\r\u001b[K')
      shown = false
    },
  }
}
