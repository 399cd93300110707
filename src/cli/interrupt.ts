import { EXIT } from './io.js'
import type { World } from './world.js'

/**
 * The first Ctrl-C asks the study to end with the trials in hand, the second ends the process. Call `release` when the
 * study is over.
 */
export interface Interruption {
  readonly stop: { requested: boolean }
  release(): void
}

export function listenForInterrupt(world: World, clear: () => void): Interruption {
  const stop = { requested: false }
  const release = world.onInterrupt(() => {
    clear()
    if (stop.requested) return world.abort(EXIT.interrupted)
    stop.requested = true
    world.stderr.write('stopping after the trials in hand; press Ctrl-C again to stop at once\n')
  })
  return { stop, release }
}
