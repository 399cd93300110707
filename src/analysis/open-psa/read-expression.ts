import { say, words } from '../../diagnostics/index.js'
import { checkAttributes, needed, truth } from './attributes.js'
import { type Collected, unknownElement } from './collect.js'
import type { Scope } from './definitions.js'
import type { Expressions } from './expressions.js'
import type { Findings } from './findings.js'
import { OPERATIONS } from './operations.js'
import type { XmlElement } from './xml.js'

const LEAVES = ['float', 'int', 'bool', 'parameter', 'system-mission-time']
const REFUSED = ['extern-function', 'test-initiating-event', 'test-functional-event']
const KNOWN = [...LEAVES, ...Object.keys(OPERATIONS)]

/** Turns elements into expressions. What is broken becomes NaN and is told. */
export class ExpressionReader {
  private readonly collected: Collected
  private readonly expressions: Expressions
  private readonly findings: Findings
  private readonly missionTime: number
  private readonly references: { node: number; target: string }[] = []

  constructor(collected: Collected, expressions: Expressions, findings: Findings, missionTime: number) {
    this.collected = collected
    this.expressions = expressions
    this.findings = findings
    this.missionTime = missionTime
  }

  /** @param owner the definition it stands in, after which its streams are called. */
  read(element: XmlElement, scope: Scope, owner: string, parent: XmlElement): number {
    const { name } = element
    if (LEAVES.includes(name)) return this.leaf(element, scope)
    if (!Object.hasOwn(OPERATIONS, name)) return this.unknown(element, parent)
    checkAttributes(element, [], this.findings)
    const children = element.children.flatMap(child => this.pair(child, element))
    const { least, most } = OPERATIONS[name]
    if (children.length < least || children.length > most) {
      this.findings.error('F614', element.place, say`${name} has ${String(children.length)} ${words('arguments')}`, {
        help: [
          words(
            least === most
              ? `it takes ${least}`
              : most === Infinity
                ? `it takes ${least} or more`
                : `it takes ${least} to ${most}`,
          ),
        ],
      })
      return this.broken()
    }
    const args = children.map(child => this.read(child, scope, owner, element))
    return this.expressions.operation(name, args, element.place, owner)
  }

  /** Cases of a switch and bins of a histogram are pairs of arguments. */
  private pair(child: XmlElement, parent: XmlElement): readonly XmlElement[] {
    const wanted = parent.name === 'switch' ? 'case' : parent.name === 'histogram' ? 'bin' : null
    if (wanted === null || child.name !== wanted) return [child]
    if (child.children.length === 2) return child.children
    this.findings.error(
      'F614',
      child.place,
      say`${child.name} has ${String(child.children.length)} ${words('arguments')}`,
      {
        help: [words('it takes 2')],
      },
    )
    return [child, child]
  }

  private leaf(element: XmlElement, scope: Scope): number {
    const { findings, expressions } = this
    if (element.name === 'system-mission-time') {
      checkAttributes(element, ['unit'], findings)
      return expressions.constant(this.missionTime, element.place)
    }
    if (element.name === 'parameter') return this.reference(element, scope)
    checkAttributes(element, ['value'], findings)
    if (element.name === 'bool') {
      const value = truth(element, findings)
      return value === null ? this.broken() : expressions.constant(value ? 1 : 0, element.place)
    }
    return this.number(element)
  }

  private number(element: XmlElement): number {
    const attribute = needed(element, 'value', this.findings)
    if (attribute === null) return this.broken()
    const text = attribute.value.trim()
    const shape = element.name === 'int' ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
    const value = Number(text)
    if (shape.test(text) && Number.isFinite(value)) return this.expressions.constant(value, element.place)
    this.findings.error(
      'F607',
      attribute.place,
      say`${attribute.value} is not ${words(element.name === 'int' ? 'a whole number' : 'a number')}`,
    )
    return this.broken()
  }

  private reference(element: XmlElement, scope: Scope): number {
    checkAttributes(element, ['name', 'unit'], this.findings)
    const attribute = needed(element, 'name', this.findings)
    if (attribute === null) return this.broken()
    const found = this.collected.parameters.find(attribute.value, scope)
    if (found === undefined) {
      const close = this.collected.parameters.closest(attribute.value)
      this.findings.error('F612', attribute.place, say`the parameter ${attribute.value} is not defined`, {
        help: close === null ? [] : [say`did you mean ${close}?`],
      })
      return this.broken()
    }
    const node = this.expressions.parameter(found.id, attribute.place)
    this.references.push({ node, target: found.id })
    return node
  }

  /** Leads references to the expressions of their parameters, which may stand after them. */
  resolve(byParameter: ReadonlyMap<string, number>): void {
    for (const { node, target } of this.references)
      this.expressions.setTarget(node, byParameter.get(target) ?? this.broken())
  }

  private unknown(element: XmlElement, parent: XmlElement): number {
    if (REFUSED.includes(element.name)) {
      this.findings.error('F608', element.place, say`${element.name} is not supported`, {
        help: [words(element.name === 'extern-function' ? 'no foreign code is run' : 'only fault trees are solved')],
      })
    } else unknownElement(element, KNOWN, parent, this.findings)
    return this.broken()
  }

  private broken(): number {
    return this.expressions.constant(Number.NaN)
  }
}
