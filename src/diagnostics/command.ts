/**
 * The words as one line for a POSIX shell. Words of plain characters stay as they are, others are put in single
 * quotes; control characters take the `$'…'` form of bash and zsh, so that the line can be printed safely.
 */
export function shellCommand(words: readonly string[]): string {
  return words.map(quote).join(' ')
}

/** A file as a command line takes it: one whose name begins with a dash would be read as an option. */
export function operand(file: string): string {
  return file.length > 1 && file.startsWith('-') ? `./${file}` : file
}

const PLAIN = /^[\w@%+=:,./-]+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

function quote(word: string): string {
  if (PLAIN.test(word)) return word
  UNSAFE.lastIndex = 0
  if (!UNSAFE.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = word.replace(/[\\']/g, '\\$&').replace(UNSAFE, c => {
    const code = c.charCodeAt(0)
    return code < 128 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `$'${escaped}'`
}
