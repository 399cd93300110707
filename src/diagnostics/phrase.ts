import { escapeControls } from './escape.js'

/** A sentence in parts: our words, and words from the user's file, which renderers escape, clip and put in backticks. */
export type Phrase = readonly (string | { readonly user: string })[]

/**
 * Builds a phrase. Interpolated strings and numbers are the user's words; interpolated phrases are spliced in.
 *
 * @example say`unknown key ${key} in ${say`node ${name}`}`
 */
export function say(words: TemplateStringsArray, ...values: readonly (string | number | Phrase)[]): Phrase {
  const parts: (string | { user: string })[] = []
  words.forEach((word, i) => {
    if (word !== '') parts.push(word)
    if (i >= values.length) return
    const value = values[i]
    if (typeof value === 'object') parts.push(...value)
    else parts.push({ user: String(value) })
  })
  return parts
}

/** Our own words only. */
export function words(text: string): Phrase {
  return text === '' ? [] : [text]
}

/** Names in a row: `a`, `b` or `c`. */
export function listing(names: readonly string[], joint: 'or' | 'and'): Phrase {
  const parts: (string | { user: string })[] = []
  names.forEach((name, i) => {
    if (i > 0) parts.push(i === names.length - 1 ? ` ${joint} ` : ', ')
    parts.push({ user: name })
  })
  return parts
}

const longest = 60

/** The phrase as one line of text, the user's words in backticks, controls escaped, long words clipped. */
export function plain(phrase: Phrase): string {
  return phrase.map(part => (typeof part === 'string' ? escapeControls(part) : quoted(part.user))).join('')
}

function quoted(user: string): string {
  return '`' + clip(escapeControls(user)) + '`'
}

function clip(text: string): string {
  const characters = [...text]
  return characters.length <= longest ? text : characters.slice(0, longest - 1).join('') + '…'
}
