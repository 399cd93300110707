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
}

/** A bar of `share` of `cells`, at least one part when the share is not zero. */
export function bar(share: number, cells: number, glyphs: Glyphs): string {
  const parts = glyphs.bar.length
  const filled = Math.min(cells * parts, Math.max(share > 0 ? 1 : 0, Math.round(share * cells * parts)))
  const whole = Math.floor(filled / parts)
  const rest = filled - whole * parts
  return glyphs.bar[parts - 1].repeat(whole) + (rest > 0 ? glyphs.bar[rest - 1] : '')
}
