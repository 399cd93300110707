import { escapeControls, isControl } from './escape.js'

/** Columns a terminal gives to one character: 0 for combining marks, 2 for East Asian wide ones and emoji, else 1. */
export function characterWidth(code: number): 0 | 1 | 2 {
  if (code < 0x300) return 1
  if (within(code, combining)) return 0
  return within(code, wide) ? 2 : 1
}

export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character.codePointAt(0)!)
  return width
}

/** What stands on the screen for one character of a file, given the column it starts in: tabs go to the next stop of 4. */
export function displayed(character: string, column: number): string {
  if (character === '\t') return ' '.repeat(4 - (column % 4))
  return isControl(character.codePointAt(0)!) ? escapeControls(character) : character
}

function within(code: number, ranges: readonly (readonly [number, number])[]): boolean {
  return ranges.some(([low, high]) => code >= low && code <= high)
}

// Unicode 15 general category Mn and Me, the blocks a scenario file is likely to hold.
const combining = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x0610, 0x061a],
  [0x064b, 0x065f],
  [0x0e31, 0x0e31],
  [0x0e34, 0x0e3a],
  [0x0e47, 0x0e4e],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
] as const

// Unicode 15 EastAsianWidth W and F, joined where the gaps are unassigned.
const wide = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2755],
  [0x2757, 0x2757],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f004, 0x1f004],
  [0x1f18e, 0x1f19a],
  [0x1f200, 0x1f2ff],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
] as const
