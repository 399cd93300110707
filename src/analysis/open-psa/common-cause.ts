import { say, words } from '../../diagnostics/index.js'
import { checkAttributes, choice, needed, wholeNumber } from './attributes.js'
import { type Collected, type Defined, type GroupElement, partsOf, unknownElement } from './collect.js'
import { pathOf } from './definitions.js'
import type { Expressions } from './expressions.js'
import type { Findings, Place } from './findings.js'
import type { ExpressionReader } from './read-expression.js'
import type { XmlElement } from './xml.js'

const MODELS = ['beta-factor', 'MGL', 'alpha-factor', 'phi-factor'] as const
type Model = (typeof MODELS)[number]

/** Combinations beyond this make a tree nobody can read and few machines can solve. */
const MOST_COMBINATIONS = 100_000

/** A set of members that fail together from one cause. */
export interface Combination {
  /** Indices into the members. */
  readonly members: readonly number[]
  readonly expression: number
}

export interface Group {
  readonly members: readonly Defined[]
  /** Total probability of failure of each member. */
  readonly distribution: number
  readonly combinations: readonly Combination[]
  readonly factors: readonly Factor[]
}

export interface Factor {
  readonly level: number
  readonly expression: number
  readonly place: Place
}

/** Declares the members of a group: they are basic events, whose probability is the group's. */
export function declareMembers(group: GroupElement, collected: Collected, findings: Findings): Defined[] {
  const element = group.element.children.find(child => child.name === 'members')
  const members: Defined[] = []
  for (const child of element?.children ?? []) {
    if (child.name !== 'basic-event') {
      unknownElement(child, ['basic-event'], element!, findings)
      continue
    }
    checkAttributes(child, ['name'], findings)
    const name = needed(child, 'name', findings)
    if (name === null) continue
    const { scope } = group
    const id = scope.role === 'public' ? name.value : pathOf(scope, name.value)
    const known = collected.events.find(name.value, scope)
    // A definition without a probability only adds a label to the member.
    if (
      known !== undefined &&
      known.kind === 'basic-event' &&
      partsOf(known.element).length === 0 &&
      !members.includes(known)
    ) {
      members.push(known)
      continue
    }
    const { value, place } = name
    const member: Defined = {
      kind: 'basic-event',
      name: value,
      role: scope.role,
      scope,
      id,
      label: '',
      place,
      element: child,
    }
    if (collected.events.add(member, findings)) {
      collected.basicEvents.push(member)
      members.push(member)
    }
  }
  return members
}

/**
 * Reads a group and spreads the probability Q of a member over the combinations of members that fail together, as
 * NUREG/CR-4780 (1988, chapter 3) and the Open-PSA Model Exchange Format 2.0 (section III.1) have it. With n members,
 * each combination of k of them has the probability
 *
 *     beta   (1 - beta) Q for k = 1, beta Q for k = n, 0 between
 *     MGL    Q rho_2 ... rho_k (1 - rho_k+1) / C(n-1, k-1)
 *     alpha  Q k alpha_k / (1 alpha_1 + ... + n alpha_n) / C(n-1, k-1)
 *     phi    Q phi_k
 */
export class GroupReader {
  private readonly expressions: Expressions
  private readonly reader: ExpressionReader
  private readonly findings: Findings

  constructor(expressions: Expressions, reader: ExpressionReader, findings: Findings) {
    this.expressions = expressions
    this.reader = reader
    this.findings = findings
  }

  read(group: GroupElement, members: readonly Defined[]): Group | null {
    const { element } = group
    checkAttributes(element, ['name', 'model'], this.findings)
    const model = choice(element, 'model', MODELS, this.findings)
    const distribution = this.distribution(group)
    const factors = this.factors(group, model, members.length)
    for (const child of partsOf(element)) {
      if (!['members', 'distribution', 'factors', 'factor'].includes(child.name)) {
        unknownElement(child, ['members', 'distribution', 'factors', 'factor'], element, this.findings)
      }
    }
    if (members.length < 2) {
      this.findings.error('F619', element.place, say`the group ${group.name} has fewer than 2 members`)
      return null
    }
    if (model === null || distribution === null || factors === null) return null
    const levels = this.levels(model, factors, members.length, distribution)
    const combinations = this.combine(group, levels, members.length)
    return combinations === null ? null : { members, distribution, combinations, factors }
  }

  private distribution(group: GroupElement): number | null {
    const { element } = group
    const found = element.children.filter(child => child.name === 'distribution')
    if (found.length === 1 && found[0].children.length === 1) {
      return this.reader.read(found[0].children[0], group.scope, group.name, found[0])
    }
    this.findings.error(
      'F619',
      (found[1] ?? found[0] ?? element).place,
      say`the group ${group.name} needs one distribution`,
    )
    return null
  }

  /** The factors with their levels, which ascend from the first of the model without a gap. */
  private factors(group: GroupElement, model: Model | null, members: number): readonly Factor[] | null {
    const first = model === 'beta-factor' ? members : model === 'MGL' ? 2 : 1
    const elements = group.element.children.flatMap(child =>
      child.name === 'factors' ? child.children : child.name === 'factor' ? [child] : [],
    )
    const factors: Factor[] = []
    let good = true
    for (const element of elements) {
      const wanted = first + factors.length
      const factor = this.factor(element, group, wanted)
      if (factor === null) good = false
      else {
        good = this.expectLevel(factor, wanted, members, group) && good
        factors.push(factor)
      }
    }
    if (elements.length > 0) return good ? factors : null
    this.findings.error('F619', group.element.place, say`the group ${group.name} has no factors`)
    return null
  }

  private factor(element: XmlElement, group: GroupElement, wanted: number): Factor | null {
    if (element.name !== 'factor') {
      unknownElement(element, ['factor'], group.element, this.findings)
      return null
    }
    checkAttributes(element, ['level'], this.findings)
    const given = element.attributes.some(a => a.name === 'level')
    const level = given ? wholeNumber(element, 'level', this.findings) : wanted
    if (element.children.length !== 1) {
      this.findings.error('F614', element.place, words('a factor is one expression'))
      return null
    }
    const expression = this.reader.read(element.children[0], group.scope, group.name, element)
    return level === null ? null : { level, expression, place: element.place }
  }

  private expectLevel({ level, place }: Factor, wanted: number, members: number, group: GroupElement): boolean {
    if (level === wanted && level <= members) return true
    const why =
      wanted > members
        ? say`the group ${group.name} has no more levels`
        : say`here stands the factor of level ${String(wanted)}`
    this.findings.error('F619', place, say`the factor of level ${String(level)} is out of place`, { help: [why] })
    return false
  }

  /** For each level that is used: its size and the probability of one combination of that size. */
  private levels(model: Model, factors: readonly Factor[], members: number, distribution: number) {
    const { expressions } = this
    const place = expressions.placeOf(distribution)
    const times = (...args: number[]) => expressions.operation('mul', [...args, distribution], place, '')
    const rest = (factor: number) => expressions.operation('sub', [expressions.constant(1), factor], place, '')
    const share = (k: number) => expressions.constant(1 / choose(members - 1, k - 1))
    const values = factors.map(factor => factor.expression)
    if (model === 'beta-factor') {
      return [
        { size: 1, expression: times(rest(values[0])) },
        { size: members, expression: times(values[0]) },
      ]
    }
    if (model === 'phi-factor') return values.map((phi, i) => ({ size: i + 1, expression: times(phi) }))
    if (model === 'alpha-factor') {
      const scaled = (k: number, alpha: number) =>
        expressions.operation('mul', [expressions.constant(k), alpha], place, '')
      const weighted = values.map((alpha, i) => scaled(i + 1, alpha))
      const total = expressions.operation('add', weighted, place, '')
      const part = (alpha: number) => expressions.operation('div', [alpha, total], place, '')
      return weighted.map((alpha, i) => ({ size: i + 1, expression: times(share(i + 1), part(alpha)) }))
    }
    return [...values, null].map((next, i) => ({
      size: i + 1,
      expression: times(share(i + 1), ...values.slice(0, i), ...(next === null ? [] : [rest(next)])),
    }))
  }

  private combine(group: GroupElement, levels: readonly { size: number; expression: number }[], members: number) {
    const total = levels.reduce((sum, { size }) => sum + choose(members, size), 0)
    if (total > MOST_COMBINATIONS) {
      this.findings.error(
        'F621',
        group.element.place,
        say`the group ${group.name} has too many combinations of members`,
        {
          help: [
            words(`at most ${MOST_COMBINATIONS}; leave out the factors of high levels, or use a beta-factor group`),
          ],
        },
      )
      return null
    }
    return levels.flatMap(({ size, expression }) => subsets(members, size).map(set => ({ members: set, expression })))
  }
}

function choose(n: number, k: number): number {
  let result = 1
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i
  return Math.round(result)
}

/** The subsets of 0 .. n-1 of a size, in lexicographic order. */
function subsets(n: number, size: number): number[][] {
  const found: number[][] = []
  const set = Array.from({ length: size }, (_, i) => i)
  for (;;) {
    found.push([...set])
    let i = size - 1
    while (i >= 0 && set[i] === n - size + i) i--
    if (i < 0) return found
    set[i]++
    for (let j = i + 1; j < size; j++) set[j] = set[j - 1] + 1
  }
}
