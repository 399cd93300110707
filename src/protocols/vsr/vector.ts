import type { VsrState } from './state.js'

// Crash vectors (Michael 2017, section 4.2): by process, its latest known life. Answers of an earlier one do not count.

/** Takes in what another knows; an earlier life's part in what is being counted ends here (Algorithm 1, line 53). */
export function learn(state: VsrState, vector: readonly number[]): void {
  const { vector: own } = state
  if (!vector.some((life, process) => life > own[process])) return
  const joined = own.map((life, process) => Math.max(life, vector[process]))
  for (let process = 0; process < joined.length; process++) {
    if (joined[process] > own[process] && process !== state.self) forget(state, process)
  }
  state.vector = joined
}

function forget(state: VsrState, process: number): void {
  const progress = state.progress[process]
  state.taking[process] = false
  state.logs[process] = null
  progress.match = 0
  progress.reading = -1
}

/** Whether a message bears the sender's latest known life. */
export function isCurrent(state: VsrState, from: number, vector: readonly number[]): boolean {
  return vector[from] >= state.vector[from]
}
