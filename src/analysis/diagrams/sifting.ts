import type { BddStore } from './bdd-store.js'
import { collectGarbage } from './garbage.js'
import { LevelSwap } from './level-swap.js'

export interface SiftOptions {
  /** A variable turns back where the diagram has grown by this factor on its way. */
  readonly maxGrowth?: number
  /** Only so many variables are moved, those with most nodes. */
  readonly maxVariables?: number
  /** No further variable is moved after swaps have looked at so many nodes; a second takes some five million. */
  readonly maxSteps?: number
}

/**
 * Finds a better order of variables by sifting (Rudell 1993): one variable after the other, those with most nodes first, goes
 * through all levels and stays where the diagram of all protected functions was smallest. Everything unprotected is lost.
 */
export function sift(store: BddStore, options: SiftOptions = {}): void {
  const { maxGrowth = 1.2, maxVariables = store.variables, maxSteps = 50_000_000 } = options
  collectGarbage(store)
  const swaps = new LevelSwap(store)
  const candidates = [...store.variableAt]
    .filter(variable => swaps.count(variable) > 0)
    .sort((a, b) => swaps.count(b) - swaps.count(a) || a - b)
    .slice(0, maxVariables)
  const budget = { steps: maxSteps }
  for (const variable of candidates) {
    if (budget.steps <= 0) break
    siftVariable(store, swaps, variable, maxGrowth, budget)
  }
}

function siftVariable(
  store: BddStore,
  swaps: LevelSwap,
  variable: number,
  maxGrowth: number,
  budget: { steps: number },
): void {
  const { table, levelOf } = store
  const start = levelOf[variable]
  let bestSize = table.count
  let bestLevel = start
  /** Moves the variable to `target`, and no further than `stops` says. */
  const move = (target: number, stops: () => boolean) => {
    while (levelOf[variable] !== target && !stops()) {
      const level = target > levelOf[variable] ? levelOf[variable] : levelOf[variable] - 1
      if (!swaps.hasRoom(level)) return
      budget.steps -= swaps.swap(level)
      if (table.count >= bestSize) continue
      bestSize = table.count
      bestLevel = levelOf[variable]
    }
  }
  const tooLarge = () => table.count > maxGrowth * bestSize
  const last = store.variables - 1
  const [near, far] = last - start < start ? [last, 0] : [0, last]
  move(near, tooLarge)
  move(start, () => false)
  move(far, tooLarge)
  move(bestLevel, () => false)
}
