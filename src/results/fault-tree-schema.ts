import { z } from 'zod'
import type { FaultTreeResult } from './fault-tree.js'

const share = z.number().min(0).max(1)
const rate = z.number().nonnegative()
const count = z.int().nonnegative()
const whole = z.string().regex(/^\d+$/)

const listed = {
  maxOrder: count.nullable(),
  count: whole,
  byOrder: z.array(z.strictObject({ order: count, count: whole })),
  sets: z.array(z.strictObject({ events: z.array(z.string()), probability: share })),
}

/** Cut sets of a service. */
export const cutSetsListed = z.strictObject(listed)

const cutSets = z.strictObject({
  kind: z.enum(['minimal cut sets', 'prime implicants']),
  maxOrder: listed.maxOrder,
  count: whole,
  byOrder: listed.byOrder,
  rareEvent: rate,
  upperBound: share.nullable(),
  sets: listed.sets,
})

const event = z.strictObject({
  id: z.string(),
  label: z.string(),
  probability: share,
  birnbaum: z.number(),
  criticality: z.number(),
  diagnostic: share,
  raw: rate.nullable(),
  rrw: rate.nullable(),
})

const uncertainty = z.strictObject({
  trials: count,
  seed: z.string(),
  mean: share,
  sigma: rate,
  standardError: rate,
  quantiles: z.array(z.strictObject({ level: share, value: share })),
  errorFactor: rate.nullable(),
  clamped: count,
})

/** The shape of `nines.fault-tree/1`. Keys stand in the order in which JSON output writes them. */
export const faultTreeResultSchema: z.ZodType<FaultTreeResult> = z.strictObject({
  format: z.literal('nines.fault-tree/1'),
  version: z.string(),
  files: z.array(z.string()),
  tops: z.array(
    z.strictObject({
      tree: z.string(),
      gate: z.string(),
      probability: share,
      coherent: z.boolean(),
      events: count,
      gates: count,
      diagramNodes: count,
      cutSets: cutSets.nullable(),
      importance: z.array(event),
      uncertainty: uncertainty.nullable(),
    }),
  ),
  reproduce: z.string(),
})

/**
 * The result as one JSON document, as `writeResult` writes those of simulations.
 * @throws ZodError when the result does not have the shape it claims
 */
export function writeFaultTreeResult(result: FaultTreeResult): string {
  return `${JSON.stringify(faultTreeResultSchema.parse(result), null, 2)}\n`
}
