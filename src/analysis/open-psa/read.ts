import { listing, type Problem, type Source, say, sortProblems, words } from '../../diagnostics/index.js'
import type { BasicEvent, Gate } from '../fault-tree/index.js'
import { truth } from './attributes.js'
import { type Collected, collect, type Defined, nothingCollected, partsOf } from './collect.js'
import { declareMembers, type Factor, type Group, GroupReader } from './common-cause.js'
import { Expressions } from './expressions.js'
import { Findings, type Place } from './findings.js'
import { firstCircle } from './gate-circle.js'
import type { OpenPsaModel } from './model.js'
import { ExpressionReader } from './read-expression.js'
import { FormulaReader } from './read-formula.js'
import { parseXml } from './xml.js'

export interface OpenPsaOptions {
  /** Hours; 8760, a year, unless stated. */
  readonly missionTime?: number
  /** Whether groups of common cause are expanded; true unless stated. Without, their members fail independently. */
  readonly commonCause?: boolean
}

/** The model is null when there are errors. */
export interface OpenPsaReading {
  readonly model: OpenPsaModel | null
  readonly problems: readonly Problem[]
}

/**
 * Reads a model in the Open-PSA Model Exchange Format (version 2.0d, its fault-tree, stochastic and common-cause layers),
 * which may be spread over several files. All problems of all files are told at once. Nothing is fetched.
 */
export async function readOpenPsa(sources: readonly Source[], options: OpenPsaOptions = {}): Promise<OpenPsaReading> {
  const findings = new Findings()
  const collected = nothingCollected()
  for (const source of sources) {
    const root = await parseXml(source, findings)
    if (root !== null) collect(root, collected, findings)
  }
  // Names that a broken file would have defined are not missed in the others.
  const model = findings.problems.some(p => /^F60[1-3]$/.test(p.code))
    ? null
    : new ModelReader(collected, findings, options).read()
  const files = sources.map(source => source.file)
  const problems = sortProblems(findings.problems, files)
  return { model: problems.some(p => p.severity === 'error') ? null : model, problems }
}

class ModelReader {
  private readonly collected: Collected
  private readonly findings: Findings
  private readonly expressions = new Expressions()
  private readonly expressionReader: ExpressionReader
  private readonly commonCause: boolean
  private readonly events: { id: string; label: string; expression: number; place: Place }[] = []
  /** Gates that stand for members of groups, with their members' ids. */
  private readonly memberGates: Gate[] = []

  constructor(collected: Collected, findings: Findings, options: OpenPsaOptions) {
    this.collected = collected
    this.findings = findings
    this.commonCause = options.commonCause ?? true
    this.expressionReader = new ExpressionReader(collected, this.expressions, findings, options.missionTime ?? 8760)
  }

  read(): OpenPsaModel | null {
    const { collected, findings } = this
    const members = collected.groups.map(group => declareMembers(group, collected, findings))
    const groupReader = new GroupReader(this.expressions, this.expressionReader, findings)
    const groups = collected.groups.map((group, i) => groupReader.read(group, members[i]))
    const literalOf = this.number(groups, new Set(members.flat()))
    this.readParameters()
    const gates = this.formulas(literalOf)
    const evaluated = this.evaluate(groups.flatMap(group => group?.factors ?? []))
    if (collected.gates.length === 0 && findings.problems.length === 0) {
      findings.error('F622', null, words('the model defines no gates'))
    }
    if (gates === null || evaluated === null) return null
    return this.model(gates, evaluated, literalOf)
  }

  /** Numbers events and gates, and gives every defined event its literal. */
  private number(groups: readonly (Group | null)[], inGroup: ReadonlySet<Defined>): Map<Defined, number> {
    const { collected } = this
    const literalOf = new Map<Defined, number>()
    for (const event of collected.basicEvents) {
      if (!inGroup.has(event))
        literalOf.set(event, this.addEvent(event.id, event.label, this.probability(event), event.place))
    }
    const combinations: { member: Defined; literals: number[] }[] = []
    for (const group of groups) if (group !== null) combinations.push(...this.expand(group, literalOf))
    let gate = this.events.length
    for (const defined of collected.gates) literalOf.set(defined, ++gate)
    for (const defined of collected.houseEvents) literalOf.set(defined, ++gate)
    for (const { member, literals } of combinations) {
      literalOf.set(member, ++gate)
      this.memberGates.push({ id: member.id, op: 'or', k: 0, args: literals })
    }
    return literalOf
  }

  /** The events of a group: its members, or the combinations of them that fail together. */
  private expand(group: Group, literalOf: Map<Defined, number>) {
    if (!this.commonCause) {
      for (const member of group.members) {
        literalOf.set(member, this.addEvent(member.id, member.label, group.distribution, member.place))
      }
      return []
    }
    const gates = group.members.map(member => ({ member, literals: [] as number[] }))
    for (const { members, expression } of group.combinations) {
      const ids = members.map(i => group.members[i].id)
      const literal = this.addEvent(`[${ids.join(' ')}]`, '', expression, group.members[members[0]].place)
      for (const i of members) gates[i].literals.push(literal)
    }
    return gates
  }

  private addEvent(id: string, label: string, expression: number, place: Place): number {
    return this.events.push({ id, label: label === '' ? id : label, expression, place })
  }

  private probability(event: Defined): number {
    const parts = partsOf(event.element)
    if (parts.length === 1) return this.expressionReader.read(parts[0], event.scope, event.id, event.element)
    if (parts.length === 0) {
      this.findings.error('F620', event.place, say`the basic event ${event.name} has no probability`, {
        help: [words('a `model-data` element, in this or another file, may hold the probabilities: give both files')],
      })
    } else this.findings.error('F614', parts[1].place, say`the basic event ${event.name} has more than one expression`)
    return this.expressions.constant(Number.NaN)
  }

  private readParameters(): void {
    const byParameter = new Map<string, number>()
    for (const parameter of this.collected.parameterList) {
      const parts = partsOf(parameter.element)
      if (parts.length === 1) {
        byParameter.set(
          parameter.id,
          this.expressionReader.read(parts[0], parameter.scope, parameter.id, parameter.element),
        )
      } else
        this.findings.error(
          'F614',
          (parts[1] ?? parameter).place,
          say`the parameter ${parameter.name} is not one expression`,
        )
    }
    this.expressionReader.resolve(byParameter)
  }

  private formulas(literalOf: ReadonlyMap<Defined, number>): readonly Gate[] | null {
    const { collected, findings } = this
    const unread: Gate = { id: '', op: 'true', k: 0, args: [] }
    const gates = [...[...collected.gates, ...collected.houseEvents].map(() => unread), ...this.memberGates]
    const reader = new FormulaReader(collected, literalOf, this.events.length, gates, findings)
    collected.gates.forEach((gate, i) => {
      const parts = partsOf(gate.element)
      if (parts.length !== 1) {
        const what = parts.length === 0 ? 'is empty' : 'has more than one formula'
        findings.error('F614', (parts[1] ?? gate).place, say`the gate ${gate.name} ${words(what)}`)
        return
      }
      const before = reader.gates.length
      const literal = reader.literal(parts[0], gate, gate.element)
      if (literal === null) return
      // A formula that is a connective made the last gate, which becomes the named one.
      const own = reader.gates.length > before && literal === this.events.length + reader.gates.length
      const made = own ? reader.gates.pop()! : { op: 'and' as const, k: 0, args: [literal] }
      reader.gates[i] = { ...made, id: gate.id }
    })
    collected.houseEvents.forEach((house, i) => {
      const parts = partsOf(house.element)
      const value =
        parts.length === 0
          ? false
          : parts[0].name === 'constant' && parts.length === 1
            ? truth(parts[0], findings)
            : null
      if (parts.length > 0 && (parts.length > 1 || parts[0].name !== 'constant')) {
        findings.error('F604', parts[0].place, say`the house event ${house.name} is not one constant`)
      }
      reader.gates[collected.gates.length + i] = { id: house.id, op: value ? 'true' : 'or', k: 0, args: [] }
    })
    const circle = firstCircle(reader.gates, this.events.length)
    if (circle === null) return reader.gates
    this.tellCircle(circle.flatMap(gate => collected.gates[gate] ?? []))
    return null
  }

  private tellCircle(circle: readonly Defined[]): void {
    const names = [...circle, circle[0]].map(gate => gate.name)
    const shown = names.length > 8 ? [...names.slice(0, 6), '…', names[names.length - 1]] : names
    this.findings.error(
      'F616',
      circle[0].place,
      say`gates depend on each other in a circle: ${listing(shown, 'and')}`,
      {
        also: circle.slice(1, 4).map(gate => ({ place: gate.place, text: 'by way of this gate' })),
      },
    )
  }

  private evaluate(factors: readonly Factor[]): { order: readonly number[]; values: Float64Array } | null {
    const { expressions, findings } = this
    const { order, circle } = expressions.sorted()
    if (circle.length > 0) {
      const names = [...circle, circle[0]].slice(0, 8).map(node => expressions.ownerOf(node))
      findings.error(
        'F616',
        expressions.placeOf(circle[0]),
        say`parameters depend on each other in a circle: ${listing(names, 'and')}`,
      )
      return null
    }
    const values = expressions.values(order, ({ node, reason }) => {
      findings.error(
        'F618',
        expressions.placeOf(node),
        say`${expressions.elementOf(node)} ${words('cannot be computed:')} ${words(reason)}`,
      )
    })
    const wrong = factors.filter(({ expression }) => values[expression] < 0 || values[expression] > 1)
    for (const { expression, level, place } of wrong) {
      findings.error('F617', place, say`the factor of level ${String(level)} is ${String(values[expression])}`, {
        help: [words('factors lie between 0 and 1')],
      })
    }
    // What comes of a wrong factor is not told again.
    for (const event of wrong.length > 0 ? [] : this.events) {
      const value = values[event.expression]
      if (value >= 0 && value <= 1) continue
      if (Number.isNaN(value)) continue
      findings.error(
        'F617',
        expressions.placeOf(event.expression) ?? event.place,
        say`the probability of ${event.id} is ${String(value)}`,
        {
          help: [words('probabilities lie between 0 and 1')],
        },
      )
    }
    return { order, values }
  }

  private model(
    gates: readonly Gate[],
    { order, values }: { order: readonly number[]; values: Float64Array },
    literalOf: ReadonlyMap<Defined, number>,
  ): OpenPsaModel {
    const used = new Set(gates.flatMap(gate => gate.args.map(arg => Math.abs(arg))))
    const isTop = (gate: Defined) => !used.has(literalOf.get(gate)!)
    const events: BasicEvent[] = this.events.map(({ id, label, expression }) => ({
      id,
      label,
      probability: values[expression],
    }))
    return {
      events,
      gates,
      faultTrees: this.collected.faultTrees.map(({ name, path }) => ({
        name,
        tops: this.collected.gates
          .filter(gate => gate.scope.path === path || gate.scope.path.startsWith(`${path}.`))
          .filter(isTop)
          .map(gate => gate.id),
      })),
      gateLiterals: new Map(this.collected.gates.map(gate => [gate.id, literalOf.get(gate)!])),
      uncertainty: {
        expressions: this.expressions,
        order,
        means: values,
        expressionOf: this.events.map(event => event.expression),
      },
    }
  }
}
