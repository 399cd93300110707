import type { Moment } from '../results/index.js'

/** What happens at one instant. */
export interface Instant {
  readonly at: number
  readonly moments: readonly Moment[]
}

/** An instant to print, or so many rounds like the one just printed, up to a time. */
export type Part =
  | { readonly kind: 'instant'; readonly instant: Instant }
  | { readonly kind: 'rounds'; readonly count: number; readonly until: number }

export function instantsOf(moments: readonly Moment[]): Instant[] {
  const instants: { at: number; moments: Moment[] }[] = []
  for (const moment of moments) {
    const last = instants.at(-1)
    if (last?.at === moment.at) last.moments.push(moment)
    else instants.push({ at: moment.at, moments: [moment] })
  }
  return instants
}

/** Fewer rounds than this are printed as they are. */
const leastFolded = 2
/** A round of more instants than this is not looked for. */
const longestRound = 200

/**
 * Heartbeats that go round and round are told once: what happens from one tick of a timer to the next, over and over but
 * for the times and the order of arrivals, is counted.
 */
export function folded(instants: readonly Instant[]): Part[] {
  const parts: Part[] = []
  const next = nextTicks(instants)
  for (let i = 0; i < instants.length; ) {
    const { length, count } = roundsAt(instants, next, i)
    for (let k = 0; k < length; k++) parts.push({ kind: 'instant', instant: instants[i + k] })
    i += length
    if (count === 0) continue
    for (let round = 0; round < count; round++) i = next[i]
    parts.push({ kind: 'rounds', count, until: instants[i].at })
  }
  return parts
}

/** The instants of the round that begins at `i`, and how many like it follow; one instant where none does. */
function roundsAt(instants: readonly Instant[], next: readonly number[], i: number): { length: number; count: number } {
  const none = { length: 1, count: 0 }
  const end = next[i]
  if (end < 0 || end - i > longestRound) return none
  const pattern = patternOf(instants, i, end)
  let count = 0
  for (let at = end; next[at] >= 0 && patternOf(instants, at, next[at]) === pattern; at = next[at]) count++
  return count < leastFolded ? none : { length: end - i, count }
}

/** For every instant at which a timer goes off, the next at which the same one does; else -1. */
function nextTicks(instants: readonly Instant[]): number[] {
  const next = instants.map(() => -1)
  const last = new Map<string, number>()
  for (let i = instants.length - 1; i >= 0; i--) {
    const tick = instants[i].moments.find(({ kind }) => kind === 'timer')
    if (tick === undefined) continue
    const name = `${tick.lane} ${tick.text}`
    next[i] = last.get(name) ?? -1
    last.set(name, i)
  }
  return next
}

function patternOf(instants: readonly Instant[], from: number, to: number): string {
  const told: string[] = []
  for (let i = from; i < to; i++) {
    for (const { at: _, message: __, arrives: ___, ...rest } of instants[i].moments as readonly Fields[]) {
      told.push(JSON.stringify(rest))
    }
  }
  return told.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join('\n')
}

/** A moment with whatever fields its kind has. */
interface Fields {
  readonly at: number
  readonly message?: number | null
  readonly arrives?: number | null
}
