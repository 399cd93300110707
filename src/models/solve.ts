import {
  type ComponentImportance,
  type GroupImportance,
  type SolvedFailover,
  type SolvedService,
  type SolveResult,
  version,
} from '../results/index.js'
import { kindOf, type Scenario, scenarioDigest } from '../scenario/index.js'
import { yearLength } from '../units/index.js'
import { assumptionsOf } from './assumptions.js'
import { judged, overall } from './expectations.js'
import { type ComponentWorth, componentWorths, groupWorth } from './importance.js'
import { leftOutOf } from './left-out.js'
import { Model } from './model.js'
import { improvements } from './next-nine.js'
import type { CutSetsAsked, Question } from './question.js'

export interface SolveOptions {
  /** As given on the command line. */
  readonly file: string
  /** Null: none are looked for. */
  readonly cutSets: CutSetsAsked | null
  readonly reproduce: string
}

/**
 * Solves a scenario: every service as a structure function over its components, exactly, with what matters in it and what
 * would help.
 *
 * @throws {AnalysisLimitError} when a structure function is too large
 */
export function solveScenario(scenario: Scenario, { file, cutSets, reproduce }: SolveOptions): SolveResult {
  const model = new Model(scenario)
  const services = scenario.services.map((_, s) => solvedService(model, s, cutSets))
  const expectations = judged(model, services)
  const { name, description, calendar } = scenario
  return {
    format: 'nines.solve/1',
    version,
    scenario: { name, description, file, digest: scenarioDigest(scenario), calendar },
    verdict: overall(expectations),
    expectations,
    services,
    notes: assumptionsOf(model),
    reproduce,
  }
}

function solvedService(model: Model, s: number, cutSets: CutSetsAsked | null): SolvedService {
  const { scenario, components, probabilities, structure } = model
  const year = yearLength(scenario.calendar)
  const question = model.ask(structure.serviceDown(s))
  const unavailability = question.probability(probabilities)
  const total = Math.min(1, unavailability + model.failoverShare(s))
  const worths = componentWorths(question, components, probabilities)
  const rate = worths.reduce((sum, worth) => sum + worth.rate, 0)
  const degraded = structure.serviceDegraded(s)
  return {
    id: scenario.services[s].id,
    kind: kindOf(scenario.services[s]),
    unavailability,
    total,
    leftOut: leftOutOf(model, s),
    failover: failoverOf(model, s, year),
    degraded: degraded === null ? null : model.ask(degraded).probability(probabilities),
    outages:
      rate === 0
        ? null
        : { perYear: rate * year, meanUp: (1 - unavailability) / rate, meanOutage: unavailability / rate },
    components: worths.map(worth => componentOf(model, worth, year)).sort(byCriticality),
    families: groups(model, question, worths, year, familiesOf(model, question)),
    domains: groups(model, question, worths, year, domainsOf(model, question)),
    cutSets: cutSets === null ? null : question.cutSets(components, cutSets),
    ...improvements(model, s, total),
    diagramNodes: question.size,
  }
}

function failoverOf(model: Model, s: number, year: number): SolvedFailover | null {
  const failover = model.failover(s)
  if (failover === null || 'why' in failover) return null
  const { rate, length, unavailability, terms } = failover.estimate
  return { perYear: rate * year, length, unavailability, terms }
}

function componentOf({ components }: Model, worth: ComponentWorth, year: number): ComponentImportance {
  const { id, label, unavailability, rate } = components[worth.component]
  const { birnbaum, criticality, fussellVesely, raw, rrw, diagnostic } = worth
  return {
    id,
    label,
    unavailability,
    failuresPerYear: rate * year,
    outagesPerYear: worth.rate * year,
    criticality,
    diagnostic,
    birnbaum,
    fussellVesely,
    raw,
    rrw,
  }
}

const byCriticality = (a: ComponentImportance, b: ComponentImportance): number =>
  nearly(b.criticality) - nearly(a.criticality) || byText(a.id, b.id)

/** Parts that are alike differ in the last bit, which must not decide their order. */
const nearly = (share: number): number => Number(share.toPrecision(9))

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

type Groups = ReadonlyMap<string, readonly number[]>

function groups(
  model: Model,
  question: Question,
  worths: readonly ComponentWorth[],
  year: number,
  members: Groups,
): GroupImportance[] {
  return [...members]
    .map(([id, components]): GroupImportance => {
      const own = worths.filter(worth => components.includes(worth.component))
      const outagesPerYear = own.reduce((sum, worth) => sum + worth.rate * year, 0)
      const failing = own.filter(worth => model.components[worth.component].rate > 0).length
      return {
        id,
        components: Math.max(1, failing),
        outagesPerYear,
        ...groupWorth(question, model.components, model.probabilities, components),
      }
    })
    .sort((a, b) => nearly(b.fussellVesely) - nearly(a.fussellVesely) || byText(a.id, b.id))
}

function familiesOf({ components }: Model, question: Question): Groups {
  const found = new Map<string, number[]>()
  for (const c of question.components) {
    const { family } = components[c]
    found.set(family, [...(found.get(family) ?? []), c])
  }
  return found
}

/** Domains with a part in the question: their own failures and those of all that stands in them. */
function domainsOf({ components, layout, scenario }: Model, question: Question): Groups {
  const found = new Map<string, number[]>()
  for (const [d, { kind, id }] of scenario.domains.entries()) {
    const inside = question.components.filter(c => {
      const { part } = components[c]
      if (part.kind === 'fault') return false
      if (part.kind === 'node') return layout.domainsOfNode[part.index].includes(d)
      return part.index === d || layout.domainsAround[part.index].includes(d)
    })
    if (inside.length > 0) found.set(`${kind} ${id}`, inside)
  }
  return found
}
