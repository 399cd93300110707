import type { Verdict } from '../results/index.js'

/** The few characters beyond ASCII that text output uses, with stand-ins for terminals that cannot show them. */
export interface Glyphs {
  readonly verdict: Readonly<Record<Verdict, string>>
  readonly dot: string
  readonly times: string
  readonly ellipsis: string
  readonly atLeast: string
  readonly atMost: string
  /** Parts of a bar, from the thinnest to a full cell. */
  readonly bar: readonly string[]
  readonly micro: string
  /** A message that leaves, one that comes in, and one that never does. */
  readonly out: string
  readonly into: string
  readonly never: string
  /** The line of a process through time, where it does not run, and what goes across all lines. */
  readonly lane: string
  readonly gone: string
  readonly across: string
}

export const unicode: Glyphs = {
  verdict: { pass: '✓', fail: '✗', unknown: '?' },
  dot: '·',
  times: '×',
  ellipsis: '…',
  atLeast: '≥',
  atMost: '≤',
  bar: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  micro: 'µ',
  out: '→',
  into: '←',
  never: '✗',
  lane: '│',
  gone: '┊',
  across: '━━',
}

export const ascii: Glyphs = {
  verdict: { pass: '+', fail: 'x', unknown: '?' },
  dot: '-',
  times: 'x',
  ellipsis: '...',
  atLeast: '>=',
  atMost: '<=',
  bar: ['#'],
  micro: 'u',
  out: '->',
  into: '<-',
  never: 'x',
  lane: '|',
  gone: ':',
  across: '==',
}

/** A bar of `share` of `cells`, at least one part when the share is not zero. */
export function bar(share: number, cells: number, glyphs: Glyphs): string {
  const parts = glyphs.bar.length
  const filled = Math.min(cells * parts, Math.max(share > 0 ? 1 : 0, Math.round(share * cells * parts)))
  const whole = Math.floor(filled / parts)
  const rest = filled - whole * parts
  return glyphs.bar[parts - 1].repeat(whole) + (rest > 0 ? glyphs.bar[rest - 1] : '')
}
