import { say, words } from '../../diagnostics/index.js'
import type { Gate, GateOp } from '../fault-tree/index.js'
import { checkAttributes, choice, needed, truth, wholeNumber } from './attributes.js'
import { type Collected, type Defined, unknownElement } from './collect.js'
import { called, type EventKind } from './definitions.js'
import type { Findings } from './findings.js'
import type { XmlElement } from './xml.js'

const REFERENCES = ['gate', 'basic-event', 'house-event', 'event']
const KINDS: readonly EventKind[] = ['gate', 'basic-event', 'house-event']
const CONNECTIVES = ['and', 'or', 'not', 'xor', 'iff', 'nand', 'nor', 'atleast', 'cardinality', 'imply']
const KNOWN = [...CONNECTIVES, ...REFERENCES, 'constant']

/** Turns formulas into gates. Literals as in a fault tree; null for what is broken, which is told. */
export class FormulaReader {
  /** Gates of the model first, in their order, then those that have no name of their own. */
  readonly gates: Gate[]
  private readonly collected: Collected
  private readonly findings: Findings
  private readonly literalOf: ReadonlyMap<Defined, number>
  private readonly firstGate: number
  /** The literal that always holds. */
  private readonly true: number

  /** @param literalOf of every event of the model. */
  constructor(
    collected: Collected,
    literalOf: ReadonlyMap<Defined, number>,
    events: number,
    gates: readonly Gate[],
    findings: Findings,
  ) {
    this.collected = collected
    this.literalOf = literalOf
    this.firstGate = events
    this.gates = [...gates]
    this.findings = findings
    this.true = this.add('true', 0, [], 'true')
  }

  literal(element: XmlElement, owner: Defined, parent: XmlElement): number | null {
    if (REFERENCES.includes(element.name)) return this.reference(element, owner)
    if (element.name === 'constant') return this.constant(element)
    if (!CONNECTIVES.includes(element.name)) {
      unknownElement(element, KNOWN, parent, this.findings)
      return null
    }
    return this.connective(element, owner)
  }

  private reference(element: XmlElement, owner: Defined): number | null {
    checkAttributes(element, element.name === 'event' ? ['name', 'type'] : ['name'], this.findings)
    const typed = element.attributes.some(a => a.name === 'type')
    const kind =
      element.name === 'event'
        ? typed
          ? choice(element, 'type', KINDS, this.findings)
          : null
        : (element.name as EventKind)
    const name = needed(element, 'name', this.findings)
    if (name === null) return null
    const found = this.collected.events.find(name.value, owner.scope)
    if (found === undefined) {
      const close = this.collected.events.closest(name.value)
      this.findings.error(
        'F612',
        name.place,
        say`${words(kind === null ? 'the event' : called(kind))} ${name.value} is not defined`,
        {
          help: close === null ? [] : [say`did you mean ${close}?`],
        },
      )
      return null
    }
    if (kind !== null && kind !== found.kind) {
      this.findings.error('F613', name.place, say`${name.value} is not ${words(called(kind).replace('the', 'a'))}`, {
        also: [{ place: found.place, text: `it is ${called(found.kind).replace('the', 'a')}` }],
      })
      return null
    }
    return this.literalOf.get(found) ?? null
  }

  private constant(element: XmlElement): number | null {
    checkAttributes(element, ['value'], this.findings)
    const value = truth(element, this.findings)
    if (value === null) return null
    return value ? this.true : -this.true
  }

  private connective(element: XmlElement, owner: Defined): number | null {
    const { name } = element
    checkAttributes(element, name === 'atleast' ? ['min'] : name === 'cardinality' ? ['min', 'max'] : [], this.findings)
    const args = element.children.map(child => this.literal(child, owner, element))
    if (!this.rightNumber(element, args.length)) return null
    const bounds = this.bounds(element, args.length)
    if (bounds === null || args.some(arg => arg === null)) return null
    return this.combine(name, args as number[], bounds, `${owner.id}/${name}`)
  }

  private rightNumber(element: XmlElement, count: number): boolean {
    const { name } = element
    const wanted = name === 'not' ? 1 : name === 'imply' ? 2 : null
    if (wanted === null ? count > 0 : count === wanted) return true
    const is = count === 0 ? say`${name} is empty` : say`${name} has ${String(count)} arguments`
    this.findings.error('F614', element.place, is, {
      help: [words(wanted === null ? 'it takes one or more' : `it takes ${wanted}`)],
    })
    return false
  }

  private bounds(element: XmlElement, count: number): readonly [number, number] | null {
    if (element.name !== 'atleast' && element.name !== 'cardinality') return [0, count]
    const min = wholeNumber(element, 'min', this.findings)
    const max = element.name === 'atleast' ? count : wholeNumber(element, 'max', this.findings)
    if (min === null || max === null) return null
    if (min <= count && max <= count && min <= max && (min > 0 || element.name === 'cardinality')) return [min, max]
    const attribute =
      element.attributes.find(a => a.name === (max > count || min > max ? 'max' : 'min')) ?? element.attributes[0]
    const range =
      element.name === 'atleast'
        ? say`${String(min)} of ${String(count)}`
        : say`${String(min)} to ${String(max)} of ${String(count)}`
    this.findings.error('F615', attribute.place, say`${range} cannot be`, {
      help: [words(`it has ${count} ${count === 1 ? 'argument' : 'arguments'}`)],
    })
    return null
  }

  private combine(name: string, args: number[], [min, max]: readonly [number, number], id: string): number {
    switch (name) {
      case 'not':
        return -args[0]
      case 'nand':
        return -this.add('and', 0, args, id)
      case 'nor':
        return -this.add('or', 0, args, id)
      case 'imply':
        return this.add('or', 0, [-args[0], args[1]], id)
      case 'iff':
        // Associative: each further argument turns the parity around.
        return args.length % 2 === 1 ? this.add('xor', 0, args, id) : -this.add('xor', 0, args, id)
      case 'atleast':
        return this.add('atleast', min, args, id)
      case 'cardinality': {
        const enough = min === 0 ? this.true : this.add('atleast', min, args, id)
        return max === args.length ? enough : this.add('and', 0, [enough, -this.add('atleast', max + 1, args, id)], id)
      }
      default:
        return this.add(name as GateOp, 0, args, id)
    }
  }

  private add(op: GateOp, k: number, args: readonly number[], id: string): number {
    this.gates.push({ id, op, k, args })
    return this.firstGate + this.gates.length
  }
}
