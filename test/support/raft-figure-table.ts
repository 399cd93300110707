import { SeedTree } from '../../src/random/index.js'
import { leaderlessTime } from './raft-election-oracle.js'

/** Timeout ranges of figure 16 in milliseconds, and what the paper's text says of some. */
export const figureRows: readonly { readonly low: number; readonly high: number; readonly paper: string }[] = [
  { low: 150, high: 150, paper: 'consistently longer than 10 s' },
  { low: 150, high: 151, paper: '' },
  { low: 150, high: 155, paper: 'median 287' },
  { low: 150, high: 175, paper: '' },
  { low: 150, high: 200, paper: 'worst of 1000: 513' },
  { low: 150, high: 300, paper: '' },
  { low: 12, high: 24, paper: 'mean 35, longest 152' },
  { low: 25, high: 50, paper: '' },
  { low: 50, high: 100, paper: '' },
  { low: 100, high: 200, paper: '' },
]

export interface FigureCell {
  readonly median: number
  readonly mean: number
  /** Median, over blocks of 1000 trials, of the longest. */
  readonly worst: number
}

/** Milliseconds. */
export function figureCell(low: number, high: number, latency: number, blocks: number): FigureCell {
  const stream = new SeedTree('figure-16').stream(`${low}-${high}`, `${latency}`)
  const model = { low: low * 1000, high: high * 1000, latency: latency * 1000, patience: 30_000_000 }
  const size = low === high ? 100 : 1000
  const worsts: number[] = []
  const times: number[] = []
  for (let block = 0; block < blocks; block++) {
    const trials = Array.from({ length: size }, () => leaderlessTime(model, () => stream.unit()) / 1000)
    worsts.push(Math.max(...trials))
    times.push(...trials)
  }
  times.sort((a, b) => a - b)
  worsts.sort((a, b) => a - b)
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length
  return { median: times[times.length >> 1], mean, worst: worsts[worsts.length >> 1] }
}
