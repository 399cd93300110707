import { leadingDecimal, refuseNumber, wholeMultiple } from './decimal.js'
import { accept, type Parsed, refuse, tooLong } from './parsed.js'

/** Bytes in each unit: powers of 1024 with an i, of 1000 without. */
const UNITS: readonly (readonly [name: string, bytes: number])[] = [
  ['TiB', 1024 * 1024 * 1024 * 1024],
  ['TB', 1e12],
  ['GiB', 1024 * 1024 * 1024],
  ['GB', 1e9],
  ['MiB', 1024 * 1024],
  ['MB', 1e6],
  ['KiB', 1024],
  ['kB', 1e3],
  ['B', 1],
]

/** Bytes, exactly, of a text like `4KiB`, `1.5MB` or `512B`; at most 2^53 - 1. */
export function parseSize(text: string): Parsed<number> {
  const long = tooLong(text)
  if (long !== undefined) return long
  const trimmed = text.trim()
  const start = text.length - text.trimStart().length
  const number = leadingDecimal(trimmed)
  if (number === undefined) return refuseNumber(text, '4KiB')
  if (number.value.digits < 0n) return refuse('a size cannot be negative', start, 1)
  const written = trimmed.slice(0, number.length)
  const name = trimmed.slice(number.length).trimStart()
  if (name === '') return refuse('a size needs a unit', start, trimmed.length, `${written}B`)
  const unit = UNITS.find(([known]) => known === name)
  if (unit === undefined) {
    const meant = UNITS.find(([known]) => known.toLowerCase() === name.toLowerCase()) ?? bareLetter(name)
    const suggestion = meant === undefined ? undefined : `${written}${meant[0]}`
    const at = start + trimmed.length - name.length
    return refuse(
      `unknown unit \`${name}\`; sizes are in B, KiB, MiB, GiB, TiB or kB, MB, GB, TB`,
      at,
      name.length,
      suggestion,
    )
  }
  const bytes = wholeMultiple(number.value, BigInt(unit[1]))
  if (bytes === undefined) return refuse('not a whole number of bytes', start, trimmed.length)
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) return refuse('more than 2^53 bytes', start, trimmed.length)
  return accept(Number(bytes))
}

/** `4K` is what many write for `4KiB`. */
function bareLetter(name: string): (typeof UNITS)[number] | undefined {
  return UNITS.find(([known]) => known.length === 3 && known[0].toLowerCase() === name.toLowerCase())
}

/** Bytes in the largest unit that divides them: `parseSize` reads the same number back. */
export function printSize(bytes: number): string {
  const [name, length] = bytes === 0 ? (['B', 1] as const) : (UNITS.find(([, size]) => bytes % size === 0) ?? ['B', 1])
  return `${bytes / length}${name}`
}
