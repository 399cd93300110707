import { listing, say, suggest, words } from '../../diagnostics/index.js'
import type { Findings, Place } from './findings.js'
import type { XmlAttribute, XmlElement } from './xml.js'

/** Tells attributes that the element does not have. */
export function checkAttributes(element: XmlElement, known: readonly string[], findings: Findings): void {
  for (const { name, place } of element.attributes) {
    if (known.includes(name)) continue
    const close = suggest(name, known)
    const at = { source: place.source, start: place.source.text.lastIndexOf(name, place.start - 1), end: place.start }
    findings.error('F605', { ...at, end: at.start + name.length }, say`unknown attribute ${name} of ${element.name}`, {
      help: [close === null ? possible(known) : say`did you mean ${close}?`],
    })
  }
}

function possible(known: readonly string[]) {
  return known.length === 0 ? words('it has no attributes') : say`it has ${listing(known, 'and')}`
}

/** The attribute, or null when it is missing or empty, which is told. */
export function needed(element: XmlElement, name: string, findings: Findings): XmlAttribute | null {
  const attribute = element.attributes.find(a => a.name === name)
  if (attribute === undefined) {
    findings.error('F606', element.place, say`${element.name} has no attribute ${name}`)
    return null
  }
  if (attribute.value.trim() === '') {
    findings.error('F607', around(attribute.place), say`the attribute ${name} is empty`)
    return null
  }
  return attribute
}

/** With the quotes, so that an empty value has something to point at. */
function around({ source, start, end }: Place): Place {
  return { source, start: start - 1, end: end + 1 }
}

/** One of some words; null when it is missing or another, which is told. */
export function choice<T extends string>(
  element: XmlElement,
  name: string,
  choices: readonly T[],
  findings: Findings,
): T | null {
  const attribute = needed(element, name, findings)
  if (attribute === null) return null
  const found = choices.find(word => word === attribute.value.trim())
  if (found !== undefined) return found
  const close = suggest(attribute.value, choices)
  findings.error('F607', attribute.place, say`${name} is ${attribute.value}`, {
    help: [close === null ? say`it may be ${listing(choices, 'or')}` : say`did you mean ${close}?`],
  })
  return null
}

/** A whole number from 0 on; null when it is missing or something else, which is told. */
export function wholeNumber(element: XmlElement, name: string, findings: Findings): number | null {
  const attribute = needed(element, name, findings)
  if (attribute === null) return null
  if (/^\s*\+?\d{1,9}\s*$/.test(attribute.value)) return Number(attribute.value)
  findings.error('F607', attribute.place, say`${name} is ${attribute.value}, not a whole number`)
  return null
}

/** As XML Schema writes them: `true` and `false`, `1` and `0`. */
export function truth(element: XmlElement, findings: Findings): boolean | null {
  const word = choice(element, 'value', ['true', 'false', '1', '0'], findings)
  return word === null ? null : word === 'true' || word === '1'
}
