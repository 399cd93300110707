import { displayWidth } from '../diagnostics/index.js'

/** The text cut to at most so many columns, the cut shown by `mark`. */
export function cut(text: string, columns: number, mark: string): string {
  if (displayWidth(text) <= columns) return text
  const room = columns - displayWidth(mark)
  if (room < 0) return ''
  let kept = ''
  let width = 0
  for (const char of text) {
    width += displayWidth(char)
    if (width > room) break
    kept += char
  }
  return kept + mark
}

/** Padded on the right to so many columns; longer texts stay as they are. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

/** Padded on the left to so many columns; longer texts stay as they are. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text
}

/** Breaks text at spaces into lines of at most so many columns; a word that is longer is broken where it must be. */
export function wrap(text: string, columns: number): string[] {
  if (displayWidth(text) <= columns) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').filter(w => w !== '')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (displayWidth(joined) <= columns) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = breakWord(word, columns)
    lines.push(...pieces.slice(0, -1))
    line = pieces[pieces.length - 1]
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

function breakWord(word: string, columns: number): string[] {
  const pieces = ['']
  let width = 0
  for (const char of word) {
    width += displayWidth(char)
    if (width > columns && pieces[pieces.length - 1] !== '') {
      pieces.push('')
      width = displayWidth(char)
    }
    pieces[pieces.length - 1] += char
  }
  return pieces
}

/**
 * A shell command over several lines, each but the last ended by a backslash, broken only between words so that it can
 * be copied, and not between an option and its value. A single word longer than the line stays whole.
 */
export function wrapCommand(command: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const unit of shellUnits(command)) {
    const joined = line === '' ? unit : `${line} ${unit}`
    if (line !== '' && displayWidth(joined) > columns - 2) {
      lines.push(`${line} \\`)
      line = unit
    } else line = joined
  }
  return [...lines, line]
}

/** Words with their quotes kept, spaces within quotes do not part them; an option's value stays with it. */
function shellUnits(command: string): string[] {
  const words = command.match(/(?:\$'(?:\\.|[^'\\])*'|'[^']*'|\\.|[^\s'\\])+/gu) ?? []
  const units: string[] = []
  for (const word of words) {
    const before = units[units.length - 1]
    if (before?.startsWith('--') && !before.includes(' ') && !word.startsWith('--'))
      units[units.length - 1] += ` ${word}`
    else units.push(word)
  }
  return units
}
