import { z } from 'zod'
import { cutSetsListed } from './fault-tree-schema.js'
import type { SolveResult } from './solve.js'

const number = z.number()
const share = z.number().min(0).max(1)
const rate = z.number().nonnegative()
const verdict = z.enum(['pass', 'unknown', 'fail'])

const expectation = z.strictObject({
  text: z.string(),
  name: z.string(),
  verdict: z.enum(['pass', 'unknown', 'fail', 'not-solved']),
  metric: z.string(),
  subject: z.string(),
  op: z.string(),
  threshold: number,
  unit: z.enum(['unavailability', 'duration', 'share', 'count', 'nines']),
  observed: number.nullable(),
  low: number.nullable(),
  high: number.nullable(),
  why: z.string(),
})

const worths = { birnbaum: number, fussellVesely: number, raw: rate, rrw: rate.nullable() }

const component = z.strictObject({
  id: z.string(),
  label: z.string(),
  unavailability: share,
  failuresPerYear: rate,
  outagesPerYear: number,
  criticality: number,
  diagnostic: share,
  ...worths,
})

const group = z.strictObject({ id: z.string(), components: z.int().positive(), outagesPerYear: number, ...worths })

const change = z.strictObject({ what: z.string(), unavailability: share })

const service = z.strictObject({
  id: z.string(),
  kind: z.string(),
  unavailability: share,
  total: share,
  leftOut: z.array(z.string()),
  failover: z
    .strictObject({
      perYear: rate,
      length: rate,
      unavailability: share,
      terms: z.array(z.strictObject({ what: z.string(), mean: number })),
    })
    .nullable(),
  degraded: share.nullable(),
  outages: z.strictObject({ perYear: rate, meanUp: rate, meanOutage: rate }).nullable(),
  components: z.array(component),
  families: z.array(group),
  domains: z.array(group),
  cutSets: cutSetsListed.nullable(),
  changes: z.array(change),
  nextNine: z.strictObject({ target: share, reached: z.boolean(), steps: z.array(change) }),
  diagramNodes: z.int().nonnegative(),
})

/** The shape of `nines.solve/1`. Keys stand in the order in which JSON output writes them. */
export const solveResultSchema: z.ZodType<SolveResult> = z.strictObject({
  format: z.literal('nines.solve/1'),
  version: z.string(),
  scenario: z.strictObject({
    name: z.string(),
    description: z.string(),
    file: z.string(),
    digest: z.string(),
    calendar: z.string(),
  }),
  verdict,
  expectations: z.array(expectation),
  services: z.array(service),
  notes: z.array(z.strictObject({ code: z.string(), severity: z.enum(['note', 'warning']), message: z.string() })),
  reproduce: z.string(),
})

/**
 * The results as one JSON document, as `writeResult` writes those of simulations: a single one as it is, several in a list.
 * @throws ZodError when a result does not have the shape it claims
 */
export function writeSolveResults(results: readonly SolveResult[]): string {
  const documents = results.map(result => solveResultSchema.parse(result))
  return `${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`
}
