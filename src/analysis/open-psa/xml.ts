import type { SaxesParser } from 'saxes'
import { type Problem, type Source, words } from '../../diagnostics/index.js'
import { Findings, type Place } from './findings.js'

/** An element with the places of what it says; text is kept only where it stands directly in the element. */
export interface XmlElement {
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  readonly text: string
  /** The opening tag. */
  readonly place: Place
}

export interface XmlAttribute {
  readonly name: string
  readonly value: string
  /** The value, without its quotes. */
  readonly place: Place
}

/** Nobody writes formulas this deep; generators that do can name their gates. */
export const DEEPEST = 500

interface OpenElement {
  name: string
  attributes: XmlAttribute[]
  children: XmlElement[]
  text: string
  place: Place
}

/**
 * Reads a document into elements. Nothing outside the text is looked at: no entity but the five of XML is known, and a
 * document type that declares any is refused, so that entities can neither fetch nor multiply.
 *
 * What is not well formed is told once, at the first place, since the rest is guesswork.
 *
 * @returns the root, or null when there are problems.
 */
export async function parseXml(source: Source, findings: Findings): Promise<XmlElement | null> {
  // Most uses of the package read no XML.
  const saxes = await import('saxes')
  const own = new Findings()
  const root = new Reader(source, own, new saxes.SaxesParser({ position: true })).read()
  findings.take(own.problems)
  return own.problems.length === 0 ? root : null
}

class Reader {
  private root: XmlElement | null = null
  private readonly source: Source
  private readonly findings: Findings
  private readonly parser: SaxesParser
  private readonly open: OpenElement[] = []
  private readonly told = new Set<string>()
  private start = 0
  private attributes: XmlAttribute[] = []
  /** Elements open inside the one that is too deep, and that one. */
  private ignored = 0

  constructor(source: Source, findings: Findings, parser: SaxesParser) {
    this.source = source
    this.findings = findings
    this.parser = parser
  }

  read(): XmlElement | null {
    const { parser } = this
    parser.on('error', error => this.malformed(error.message))
    parser.on('doctype', text => this.documentType(text))
    parser.on('opentagstart', () => {
      this.start = this.source.text.lastIndexOf('<', parser.position - 2)
      this.attributes = []
    })
    parser.on('attribute', ({ name, value }) => this.attribute(name, value))
    parser.on('opentag', ({ name }) => this.openTag(name))
    parser.on('closetag', () => this.closeTag())
    parser.on('text', text => this.addText(text))
    parser.on('cdata', text => this.addText(text))
    parser.write(this.source.text).close()
    return this.root
  }

  private once(code: string, start: number, end: number, message: Problem['message'], help: string[] = []): void {
    if (this.told.has(code)) return
    this.told.add(code)
    this.findings.error(code, { source: this.source, start, end }, message, { help: help.map(words) })
  }

  private malformed(message: string): void {
    // An entity that was refused where it was declared is not missed where it is used.
    if (this.told.has('F602')) return
    const at = Math.max(0, this.parser.position - 1)
    const text = message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')
    this.once('F601', at, at + 1, words(`not well-formed XML: ${text.charAt(0).toLowerCase()}${text.slice(1)}`))
  }

  private documentType(text: string): void {
    if (!text.includes('[')) return
    const start = this.source.text.indexOf('<!DOCTYPE')
    this.once('F602', start, start + '<!DOCTYPE'.length, words('the document type declares entities or more'), [
      'nothing is fetched and nothing is expanded: write the text out, and remove the declarations',
    ])
  }

  private attribute(name: string, value: string): void {
    const { source } = this
    const end = this.parser.position - 1
    const start = source.text.lastIndexOf(source.text[end], end - 1) + 1
    this.attributes.push({ name, value, place: { source, start, end } })
  }

  private openTag(name: string): void {
    const { source, start } = this
    if (this.open.length >= DEEPEST || this.ignored > 0) {
      this.ignored++
      this.once('F603', start, start + 1 + name.length, words(`elements are nested more than ${DEEPEST} deep`), [
        'give parts of the formula a name with `define-gate` or `define-parameter`',
      ])
      return
    }
    const place = { source, start, end: this.parser.position }
    this.open.push({ name, attributes: this.attributes, children: [], text: '', place })
  }

  private closeTag(): void {
    if (this.ignored > 0) {
      this.ignored--
      return
    }
    const element = this.open.pop()
    if (element === undefined) return
    const parent = this.open.at(-1)
    if (parent === undefined) this.root ??= element
    else parent.children.push(element)
  }

  private addText(text: string): void {
    const element = this.open.at(-1)
    if (element !== undefined && this.ignored === 0) element.text += text
  }
}
