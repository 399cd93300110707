import type { SplitVoteModel } from './raft-split-vote-oracle.js'

export interface SplitVoteCell {
  readonly members: number
  readonly live: number
  /** One-way latency over the width of the timeout range. */
  readonly l: number
  /** What section 9.2 of Ongaro's thesis says of it, and the most that its words leave open either way. */
  readonly thesis: string
  readonly says: number
  readonly give: number
}

/** Every split-vote rate for a fixed latency that the thesis gives in words (section 9.2; figure 9.5 shows more). */
export const splitVoteCells: readonly SplitVoteCell[] = [
  { members: 5, live: 4, l: 0.01, thesis: 'about 0.06 %', says: 0.0006, give: 0.00005 },
  { members: 5, live: 4, l: 0.1, thesis: 'about 5.2 %', says: 0.052, give: 0.0005 },
  { members: 5, live: 4, l: 0.2, thesis: 'about 18.1 %', says: 0.181, give: 0.0005 },
  { members: 5, live: 3, l: 0.2, thesis: 'about half', says: 0.5, give: 0.05 },
  { members: 9, live: 7, l: 0.2, thesis: 'only about 15 %', says: 0.15, give: 0.01 },
  { members: 9, live: 5, l: 0.2, thesis: 'nearly 70 %', says: 0.7, give: 0.05 },
  { members: 9, live: 6, l: 0.2, thesis: 'about 35 %', says: 0.35, give: 0.01 },
  { members: 7, live: 6, l: 0.2, thesis: 'only about 10 %', says: 0.1, give: 0.01 },
  { members: 9, live: 5, l: 0.1, thesis: '40 %', says: 0.4, give: 0.015 },
]

/** The timeout range of the thesis' example is 100 ms wide; its least timeout leaves room for a first term to end. */
export function modelOf({ members, live, l }: SplitVoteCell): SplitVoteModel {
  const width = 100_000
  return { members, live, low: width, high: 2 * width, latency: [l * width, l * width] }
}

/** The simulated WAN of section 9.4: one way 30–40 ms, timeouts 300–600 ms, five servers. */
export function wan(live: number): SplitVoteModel {
  return { members: 5, live, low: 300_000, high: 600_000, latency: [30_000, 40_000] }
}
